"""What became of the papers that were named: taken, known, refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cgq.errors import Refused
from cgq.exam.findings import KEY_REFUSED, NEEDS_OCR
from cgq.hints import Hint, argument, plain
from cgq.queue.states import ENDED
from cgq_cli.render.hints import advice
from cgq_cli.render.named_papers import MOST_PICTURES, is_zipped, one_paper_words, shown, words_for
from cgq_cli.render.names import paper_name, zip_of
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.actions.enqueue import Intake, Taken
    from cgq.bank.find_files import Loose, Refusal
    from cgq.queue.stats import StoredFile

MOST_NAMED = 3
"""Folders and files that a sentence names; of more it says only how many papers they held."""

MOST_COMING = 8
"""Papers that a plan names: as many as fit into a few lines. Chosen."""

MOST_ENDINGS = 8
"""Endings of files that a sentence names, the most frequent ones: they fit into two lines of 80 columns."""

_CURES = (
    ("Unpack them first", frozenset((".7z", ".alz", ".egg", ".gz", ".rar", ".tar", ".tgz"))),
    ("Save them as PDF or HWPX", frozenset((".doc", ".docx", ".hml", ".hwt", ".odt", ".rtf"))),
    ("Save them as PNG or JPEG", frozenset((".bmp", ".gif"))),
)
"""How files become papers that are none by their endings."""

COLUMNS = (
    Column("job", "number"),
    Column("material", "number", title="paper", varies=True),
    Column("outcome"),
    Column("state"),
    Column("file", "path", main=True),
)


def rows(intake: Intake) -> list[dict[str, Any]]:
    """One row a paper that has its job, but for what is known of a folder; an id that is still to come is left out."""
    return [
        {
            "job": taken.job or None,
            "material": taken.material or None,
            "outcome": taken.outcome,
            "state": taken.state or "done",
            "file": shown(taken.path),
        }
        for taken in intake.taken
        if taken.named or taken.outcome != "known"
    ]


def sentence(intake: Intake, *, dry_run: bool = False) -> str:
    """One line that counts: `3 papers enqueued, 2 known already, 1 refused.`"""
    fresh = sum(taken.outcome in ("new", "again") for taken in intake.taken)
    revived = sum(taken.outcome == "revived" for taken in intake.taken)
    parts = [f"{counted(fresh, 'paper')} {'would be enqueued' if dry_run else 'enqueued'}"] if fresh else []
    parts += [f"{revived} taken up again"] if revived else []
    return f"{', '.join([*parts, *_known(intake)]) or _none(intake)}."


def coming_lines(intake: Intake) -> Iterator[str]:
    """The papers that a run would read of what was named, where they are few: `To be read: a.pdf, scans/1.jpg.`"""
    coming = [shown(taken.path) for taken in intake.taken if taken.outcome != "known"]
    if 0 < len(coming) <= MOST_COMING:
        yield f"To be read: {', '.join(map(one_line, coming))}."


def idle_sentence(intake: Intake, names: Sequence[str]) -> str:
    """The same where nothing is new, and nothing was done: `Nothing new in papers/: 15 known already.`"""
    where = f" in {', '.join(map(folder_name, names[:MOST_NAMED]))}" if 0 < len(names) <= MOST_NAMED else ""
    known = ", ".join(_known(intake))
    return f"Nothing new{where}: {known}." if known else f"{_none(intake)}."


def refused_hint(intake: Intake, names: Sequence[str]) -> str:
    """How to see what was refused of these folders, where that is only counted; empty where nothing was."""
    if not intake.refused:
        return ""
    folders = " ".join(map(argument, names)) if len(names) <= MOST_NAMED else "FOLDER"
    return f"See what was refused: `cgq enqueue {folders} --dry-run`"


def taken_up_sentence(intake: Intake, states: Mapping[int, str]) -> str:
    """The same where nothing was new, but work on it was left: `15 known already, 14 of them read now.`

    `states` are those of the jobs after the run.
    """
    return f"{', '.join(_known(intake, states)) or _none(intake)}."


def _known(intake: Intake, states: Mapping[int, str] | None = None) -> Iterator[str]:
    """What is known and what was refused, counted; with the `states` after a run, what that did of it, too."""
    now = states or {}
    known = [taken for taken in intake.taken if taken.outcome == "known"]
    failed = sum(now.get(taken.job, taken.state) == "failed" for taken in known)
    if known:
        yield f"{len(known)} known already" + (f" ({failed} failed)" if failed else "")
    waited = [taken for taken in known if taken.state is not None and taken.state not in ENDED]
    if read := sum(now.get(taken.job) == "done" for taken in waited):
        yield f"{read} of them read now"
    if intake.refused:
        yield f"{len(intake.refused)} refused"


def _none(intake: Intake) -> str:
    return (
        f"Nothing to do{': there is no paper in ' + ', '.join(map(folder_name, intake.empty)) if intake.empty else ''}"
    )


def remarks(intake: Intake) -> Iterator[str]:
    """A line for each paper about which a person should know something: what is known of a folder is only counted."""
    for taken in intake.taken:
        yield from _notes(taken)
        if taken.named and (remark := _remark(taken)) is not None:
            yield remark
    for paper in intake.answered:
        yield answered_line(paper.path, paper.answers, paper.key)
    for folder in intake.empty if intake.taken or intake.refused else ():
        yield f"There is no paper in {folder_name(folder)}."


def others_lines(counts: Mapping[str, int], of_tables: Iterable[str]) -> Iterator[str]:
    """What is no paper in folders and zips, by its endings, and how it becomes one: `Not taken: 3 .docx, 2 without an
    ending.`

    `of_tables` are the endings of files that are tables, for `cgq import`.
    """
    if not counts:
        return
    often = sorted(counts.items(), key=lambda kind: (not kind[0], -kind[1], kind[0]))
    named = [f"{files} {ending or 'without an ending'}" for ending, files in often[:MOST_ENDINGS]]
    if rest := sum(files for _, files in often[MOST_ENDINGS:]):
        named.append(f"{rest} others")
    line = f"Not taken: {', '.join(named)}."
    tables = ", ".join(sorted(counts.keys() & set(of_tables)))
    yield Hint(f"{plain(line)} Questions in tables ({plain(tables)}): `cgq import FILE`") if tables else line
    for cure, endings in _CURES:
        if there := sorted(counts.keys() & endings):
            yield f"{cure}: {', '.join(there)}."


def loose_lines(loose: Sequence[Loose], verb: str) -> Iterator[str]:
    """Where pictures stayed a paper each: `The names of 3 pictures in scans do not count on: each is a paper.`"""
    for one in loose[:MOST_NAMED]:
        where = folder_name(shown(one.path))
        what = f"The names of {one.pictures} pictures in {where} do not count on, so each of them is a paper"
        if 0 < len(one.names) <= MOST_PICTURES:
            yield Hint(f"{plain(what)}. If they are one: `cgq {verb} {one_paper_words(one.names)}`")
        else:
            yield Hint(f"{plain(what)}. If they are one, put them into a folder: `cgq {verb} --one-paper FOLDER`")


def refusal_line(refusal: Refusal) -> str:
    """`refused: notes.pdf is no PDF. [not_a_pdf] Convert it to PDF first.`"""
    return advice(f"refused: {refusal.error.message}", refusal.error.hint, code=refusal.error.code)


def refused_key(paper: StoredFile) -> Refused:
    """That the key which was named for a paper does not answer it, why, and what to do."""
    why, words = one_line(paper.refusal or "it does not fit"), words_for(paper)
    first = "Unpack it to name" if is_zipped(paper) else "Name"
    again = argument(shown(zip_of(paper.parts[0]))) if is_zipped(paper) else words
    other = f"{first} the key of this paper: `cgq run --key FILE {words}`"
    call_off = f"Or call the named one off: `cgq run --again {again}`"
    return Refused(
        f"The named key does not answer {paper_name(paper.path)}: {why}",
        code=KEY_REFUSED,
        hint=" ".join((other, call_off)),
    )


def answered_line(path: str, answers: int, key: str) -> str:
    """What became of a paper that was read before its key: `civil-a.pdf: 40 answers by civil-key.pdf now`."""
    return f"{paper_name(path)}: {counted(answers, 'answer')} by {paper_name(key)} now"


def folder_name(name: str) -> str:
    """A folder as a sentence names it: the current one by no dot, which would look like the sentence's end."""
    return "this folder" if os.path.normpath(name) == os.curdir else one_line(name)


def _notes(taken: Taken) -> Iterator[str]:
    """What there is to know of how a paper was made, each with its name."""
    for note in taken.notes:
        text = f"{shown(taken.path)}: {note}"
        yield Hint(plain(f"{shown(taken.path)}: ") + note) if isinstance(note, Hint) else text


def _remark(taken: Taken) -> str | None:
    if taken.outcome != "known":
        return None
    state = taken.state or "done"
    is_so = f"(pruned since) was {state}" if taken.pruned else f"is {state}"
    job = f"job {taken.job} {is_so}"
    job = f"it was read, and {job}, which was to read it again" if taken.is_read else job
    what = f"{shown(taken.path)} is already known: {job}"
    again = one_paper_words(taken.names) if len(taken.names) > 1 else argument(shown((*taken.names, taken.path)[0]))
    moved = "; its new place is remembered" if taken.moved else ""
    if taken.pruned and taken.state is not None:
        return Hint(f"{plain(what + moved)}. Read it again: `cgq enqueue --again {again}`")
    if taken.state == "failed":
        code = f" [{taken.error.code}]" if taken.error else ""
        if taken.error is not None and taken.error.code == NEEDS_OCR:  # as it was asked for, it would fail again
            return Hint(f"{plain(what + code + moved)}. {taken.error.hint}")
        return Hint(f"{plain(what + code + moved)}. Start it again: `cgq retry {argument(taken.job)}`")
    if taken.state in ("cancelled", "discarded"):
        return Hint(f"{plain(what + moved)}. Add --again, or start it again: `cgq retry {argument(taken.job)}`")
    return f"{what}{moved}."
