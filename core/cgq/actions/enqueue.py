"""Take in what a person names: files, folders and patterns, and the key that answers them (S1-S3)."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from cgq.actions.unpacking import new_files, reading_only
from cgq.bank import materials, not_taken, questions, refused_files, unpacked
from cgq.bank.files import path_text
from cgq.bank.find_files import Empty, Loose, Others, Refusal
from cgq.bank.same_name import find_named
from cgq.convert.series import is_picture
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import CgqError, Missing, Refused
from cgq.queue import batches, listing, stats
from cgq.queue.books import SQL as LEDGER
from cgq.queue.chains import Chains
from cgq.queue.listing import last_error
from cgq.queue.states import GIVEN_UP
from cgq.stages.chain import stored_text_hash
from cgq.stages.intake import (
    BATCH,
    Candidate,
    Taken,
    Wishes,
    ZipRead,
    is_cured,
    look_at,
    look_at_file,
    names_of,
    notes_of,
    take,
    work_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.stats import StoredFile
    from cgq.stages.intake import Looked
    from cgq.workspace import Workspace

__all__ = [
    "Answered",
    "Intake",
    "Taken",
    "Wishes",
    "enqueue_papers",
    "look_at_file",
    "not_over",
    "refused_keys",
    "work_key",
    "would_take",
]


@dataclass(frozen=True, slots=True)
class Answered:
    """A paper that was read before and has its answers from the named key now: both paths as text."""

    path: str
    answers: int
    key: str


@dataclass(slots=True)
class Intake:
    """What became of everything that was named."""

    taken: list[Taken] = field(default_factory=list[Taken])
    refused: list[Refusal] = field(default_factory=list[Refusal])
    newly_refused: list[Refusal] = field(default_factory=list[Refusal])
    """Those of them that lie in a folder and were not refused for the same reason before."""
    empty: list[str] = field(default_factory=list[str])
    """Folders and zips in which there is no paper."""
    others: list[Others] = field(default_factory=list[Others])
    """What else lies in the folders and zips."""
    newly_other: dict[str, int] = field(default_factory=dict[str, int])
    """How many files of each ending lie in those of them where the last look did not find the same."""
    loose: list[Loose] = field(default_factory=list[Loose])
    """Folders and zips with several pictures that are a paper each, one of them a new one."""
    key: int | None = None
    """The material of the key that was named for them."""
    answered: list[Answered] = field(default_factory=list[Answered])
    """The papers that were read before and that the named key answers from now on."""
    refused_keys: tuple[StoredFile, ...] = ()
    """The papers that were read before and that the named key does not answer, each with the reason."""
    batch: int | None = None
    """The batch that their jobs belong to."""

    @property
    def is_idle(self) -> bool:
        """Is there nothing in it that was not known, and nothing that was refused to a person who named it?"""
        return all(taken.outcome == "known" for taken in self.taken) and self.worst() is None

    def worst(self) -> CgqError | None:
        """The error of what a person named: something is missing, else something was refused."""
        errors = [refusal.error for refusal in self.refused if refusal.named]
        missing = [error for error in errors if isinstance(error, Missing)]
        return next(iter([*missing, *errors]), None)


def enqueue_papers(workspace: Workspace, names: Iterable[str], wishes: Wishes) -> Intake:
    """Take in every file behind the names; what cannot be taken is refused, and the others go on."""
    _check_queue(workspace, wishes)
    intake, named = Intake(), list(names)
    intake.key = _take_key(workspace, intake, wishes)
    try:
        _take_all(workspace, intake, named, wishes)
    finally:
        if intake.batch is not None:
            with workspace.ledger.write() as books:
                batches.filled(books, intake.batch)
    intake.newly_refused = _remember_refused(workspace, intake)
    intake.newly_other = _remember_others(workspace, intake, named)
    intake.refused_keys = refused_keys(workspace, intake)
    return intake


def _remember_refused(workspace: Workspace, intake: Intake) -> list[Refusal]:
    """The files of folders that were not refused at the last look; they are remembered. Writes nothing without any."""
    with workspace.database.read() as tx:
        known = refused_files.known(tx)
    taken = [refused_files.absolute(one.path) for one in intake.taken]
    new, forgotten = refused_files.changes(known, intake.refused, taken)
    if not new and not forgotten:
        return []
    with workspace.ledger.write() as books:
        refused_files.forget(books.tx, forgotten)
        kept = refused_files.remember(books.tx, refused_files.codes(new), books.moment.wall)
    return [one for one in new if refused_files.absolute(one.path) in kept]


def _remember_others(workspace: Workspace, intake: Intake, names: Iterable[str]) -> dict[str, int]:
    """How many files of each ending lie where that has changed since the last look; writes nothing where it has not."""
    with workspace.database.read() as tx:
        changed = not_taken.changes(tx, intake.others, names)
    if changed:
        with workspace.ledger.write() as books:
            not_taken.remember(books.tx, changed, books.moment.wall)
    return _summed(counts for _, counts in changed)


def _summed(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The files of each ending in several places together."""
    together: Counter[str] = Counter()
    for some in counts:
        together.update(some)
    return dict(together)


def _take_all(workspace: Workspace, intake: Intake, names: Iterable[str], wishes: Wishes) -> None:
    with new_files(workspace, one_paper=wishes.one_paper, again=wishes.again) as (keeping, files):
        looked = _titled(look_at(names, workspace.database.path, keeping, one_paper=wishes.one_paper), wishes)
        while batch := list(islice(looked, BATCH)):
            _sort(intake, batch)
            if any(isinstance(entry, Candidate | ZipRead) for entry in batch):
                _take_some(workspace, intake, batch, wishes, files)
                time.sleep(AFTER_COMMIT)
    new = [taken.names[0] for taken in intake.taken if taken.outcome == "new" and len(taken.names) == 1]
    folders = {os.path.dirname(path) for path in new if is_picture(path)}
    intake.loose = [one for one in intake.loose if one.path in folders]


def _titled(looked: Iterator[Looked], wishes: Wishes) -> Iterator[Looked]:
    """The same. Raises Refused, before any is taken in, where a title is given and there are several papers."""
    first: list[Looked] = []
    papers = 0
    for entry in looked if wishes.title is not None else ():
        first.append(entry)
        papers += isinstance(entry, Candidate)
        if papers > 1:
            hint = "Name one paper, or leave it out."
            raise Refused("--title is the title of one paper, and there are several", code="usage", hint=hint)
    return chain(first, looked)


def _sort(intake: Intake, batch: Iterable[Looked]) -> None:
    """Take note of what is no paper."""
    for entry in batch:
        if isinstance(entry, Refusal):
            intake.refused.append(entry)
        elif isinstance(entry, Empty):
            intake.empty.append(entry.path)
        elif isinstance(entry, Others):
            intake.others.append(entry)
        elif isinstance(entry, Loose):
            intake.loose.append(entry)


def _take_some(workspace: Workspace, intake: Intake, batch: Iterable[Looked], wishes: Wishes, files: NewFiles) -> None:
    """Take some papers in, each with the file that was written of it, in one transaction."""
    found = [entry for entry in batch if isinstance(entry, Candidate)]
    with workspace.ledger.write() as books:
        taken = [take(books, file, wishes) for file in found]
        intake.answered += _give_key(books, taken, intake.key)
        joined = _join(books, [one.job for one in taken], wishes)
        for entry in batch:
            if isinstance(entry, ZipRead):
                unpacked.remember_zip(books.tx, entry.sha256, entry.contents, books.moment.wall)
        made = zip(taken, found, strict=True)
        files.adopt(books, [(one.job, file.artifact) for one, file in made if file.artifact is not None])
        files.rename()
    intake.taken += taken
    intake.batch = joined or intake.batch


def _join(books: Books, jobs: Sequence[int], wishes: Wishes) -> int | None:
    """The batch that the jobs belong to now, where one is asked for and one of them can join it."""
    return None if wishes.batch is None else batches.join(books, wishes.batch, jobs, wishes.requested_by)


def _check_queue(workspace: Workspace, wishes: Wishes) -> None:
    """Raise Refused, before anything is looked at, for a queue that no settings make (S5)."""
    workspace.policies.named_queue(wishes.queue or workspace.policies.kind("process_pdf").queue)


def refused_keys(workspace: Workspace, intake: Intake) -> tuple[StoredFile, ...]:
    """The papers that do not have their answers from the key that was named for them, as far as both were read."""
    if intake.key is None:
        return ()
    with workspace.database.read() as tx:
        return stats.refused_keys(tx, intake.key, [taken.job for taken in intake.taken])


def _take_key(workspace: Workspace, intake: Intake, wishes: Wishes) -> int | None:
    """The key's material. Raises why it cannot be taken, before any paper is."""
    if wishes.key is None:
        return None
    key = _look_at_key(wishes.key, workspace.database.path)
    with workspace.ledger.write() as books:
        taken = take(books, key, replace(wishes, title=None, description=None))
    intake.taken.append(taken)
    return taken.material


def _look_at_key(name: str, database: Path) -> Candidate:
    """The file that was named as the key. Raises Missing or Refused; no paper was taken in then."""
    path = find_named(name)
    if path is None:
        message = f"There is no answer key {path_text(name)}"
        raise Missing(message, code="input_missing", hint="Check the path; no paper was taken in without it.")
    return look_at_file(path, database)


def _give_key(books: Books, papers: Iterable[Taken], key: int | None) -> Iterator[Answered]:
    """The papers are answered by this key from now on; those that are read already at once, and they are reported."""
    if key is None:
        return
    for paper in papers:
        if paper.material == key:
            continue
        before = books.tx.value(materials.SQL["key_used_by"], (paper.material,))
        questions.give_key(books.tx, paper.material, key, stored_text_hash, books.moment.wall)
        now = listing.papers_in_full(books.tx, [paper.job]).get(paper.job)
        is_answered = books.tx.value(materials.SQL["key_used_by"], (paper.material,)) == key
        if is_answered and before != key and now is not None:
            yield Answered(paper.path, now.answers, now.key or "")


def would_take(workspace: Workspace, names: Iterable[str], wishes: Wishes) -> Intake:
    """What `enqueue_papers` would do; nothing is changed. A job or paper that is still to come has id 0."""
    _check_queue(workspace, wishes)
    intake = Intake()
    database = workspace.database.path
    keys = [_look_at_key(wishes.key, database)] if wishes.key else []
    keeping = reading_only(workspace, one_paper=wishes.one_paper, again=wishes.again)
    looked = look_at(names, database, keeping, one_paper=wishes.one_paper)
    for entry in chain(keys, _titled(looked, wishes)):
        _sort(intake, [entry])
        if isinstance(entry, Candidate):
            with workspace.database.read() as tx:
                intake.taken.append(_would_take(tx, entry, wishes))
    intake.newly_other = _summed(one.counts for one in intake.others)
    return intake


def _would_take(tx: Transaction, entry: Candidate, wishes: Wishes) -> Taken:
    known = tx.one(LEDGER["work_job"], (work_key(entry.file.sha256, entry.form),))
    paper = tx.one(materials.SQL["material_by_sha"], {"sha256": entry.file.sha256})
    to_come = Taken(
        path=entry.shown,
        material=paper[0] if paper else 0,
        job=0,
        state="ready",
        outcome="again" if known and paper else "new",
        named=entry.named,
        names=names_of(entry),
        notes=notes_of(tx, entry),
    )
    if known is None or paper is None or wishes.again:
        return to_come
    job, state, pruned = known
    error = last_error(tx, job) if state == "failed" else None
    if error is not None and is_cured(error, entry, wishes):
        return replace(to_come, job=job, outcome="revived", notes=())
    is_read = state in GIVEN_UP and materials.is_read(tx, paper[0])
    known_one = replace(to_come, job=job, state=state, outcome="known", error=error, notes=())
    return replace(known_one, pruned=bool(pruned), is_read=is_read)


def not_over(workspace: Workspace, intake: Intake) -> list[int]:
    """The jobs of these papers that are not over, or from which something follows that is not."""
    with workspace.database.read() as tx:
        return Chains(taken.job for taken in intake.taken).left(tx)
