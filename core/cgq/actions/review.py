"""What a person does with what the audit flagged: look at it, accept it, change it, reject it, take that back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq.actions.materials import known_paper
from cgq.bank import browse, edits, materials, questions, rows, spots
from cgq.bank.change import NOTHING, Change, check, merged, over, whole
from cgq.bank.question_name import last_number, question_number
from cgq.bank.spots import Item
from cgq.db.queries import load
from cgq.errors import Missing, Refused
from cgq.exam.confidence import TRUSTED
from cgq.exam.findings import ANSWER_CONFLICT
from cgq.exam.model import Question
from cgq.queue.enqueue import enqueue, refuse_secret_texts
from cgq.queue.job import NewJob
from cgq.stages.chain import find_repeats, following, refresh, stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cgq.bank.edits import Edit, Verdict
    from cgq.bank.materials import Material
    from cgq.bank.question_name import QuestionName
    from cgq.bank.rows import RowSpot
    from cgq.bank.stored_questions import Stored
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.workspace import Workspace

SQL = load("bank")

ROWS_AT_ONCE = 500
"""Spots of a file with rows that are looked at together: what a paper has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which spots are meant. `number` and `section` are those that the bank shows, `flag` is a code of `why`.

    Named ones (by question or number) and `everything` come whether or not they ask for review. A question is
    named by its number in this bank or its hash.
    """

    questions: Sequence[QuestionName] = ()
    material: int | None = None
    section: str | None = None
    number: int | None = None
    flag: str | None = None
    everything: bool = False
    rejected: bool = False

    @property
    def named(self) -> bool:
        """Are spots named, rather than looked for?"""
        return bool(self.questions) or self.number is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision came to.

    `question` is the id after it, None when the question left the bank, and `was` the one before it, None
    where there was none. `changed` names the fields that the decision sets; `elsewhere` counts the places of
    other papers that keep the question as it was; `jobs` were enqueued to bring vectors and concepts up to date.
    """

    action: Literal["accepted", "changed", "added", "rejected", "undone"]
    item: Item
    question: int | None
    was: int | None
    changed: tuple[str, ...] = ()
    elsewhere: int = 0
    jobs: int = 0

    @property
    def moved(self) -> bool:
        """Has the question another id now, because it has another text?"""
        return None not in (self.was, self.question) and self.was != self.question


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision with the paper that it is about: its id, None when it was removed, and the sha256 of its file."""

    material: int | None
    sha256: str
    edit: Edit


def wanted(tx: Transaction, which: Which) -> Iterator[Item]:
    """The spots that are meant, by paper and place. Raises Missing for a paper or question that is not there."""
    which = replace(which, questions=[_numbered(tx, name) for name in which.questions])
    for material in _papers(tx, which):
        for item in _items(tx, material, which):
            if _meant(item, which):
                yield item


def absent(tx: Transaction, material: int, number: int, section: str | None) -> Item:
    """A spot of a paper where nothing was found, for a question that a person adds. Raises Missing for the paper."""
    paper = materials.material(tx, known_paper(tx, material))
    shown = Question(number=number, section=section or None, stem="")
    return Item(kind="gap", material=paper, spot=edits.Spot(section or "", number), shown=shown)


def again(tx: Transaction, item: Item) -> Item | None:
    """The same spot as it stands now, or None when it is no more."""
    material = item.material.id
    source = materials.source(tx, material)
    if source is None:
        return None
    paper = item.material if source.sha256 == item.material.sha256 else None
    there = [now for now in _items_at(tx, material, item.spot, paper) if now.spot == item.spot]
    same_kind = [now for now in there if now.kind == item.kind]
    return next(iter([*same_kind, *there]), None)


def accept(workspace: Workspace, item: Item, by: str, change: Change = NOTHING) -> Decided:
    """The question is right as it is shown, but for what `change` sets. Raises Refused for an impossible one."""
    if item.kind == "rejected":
        raise Refused("A rejected question cannot be changed", code="rejected", hint="Take that back first: --undo")
    lost = item.edit is not None and item.reading is None
    earlier = whole(item.shown) if lost or item.kind == "gap" else item.edit.change if item.edit else NOTHING
    full = merged(earlier, change)
    check(over(item.reading or item.shown, full), item.shown)
    return _decide(workspace, item, "accept", full, by, changed=change.fields)


def reject(workspace: Workspace, item: Item, by: str, reason: str) -> Decided:
    """It is no question, or not to be used; of a gap: there is no such question."""
    if item.kind == "rejected":
        raise Refused("It is rejected already", code="rejected", hint="Take that back: --undo")
    if not reason.strip():
        raise Refused("Why it is rejected is not said", code="no_reason", hint="A word is enough: --reject duplicate")
    return _decide(workspace, item, "reject", NOTHING, by, reason=reason)


def undo(workspace: Workspace, item: Item, by: str) -> Decided:
    """Take back the decision that holds for a spot. Raises Refused where there is none."""
    refuse_secret_texts(by=by)
    with workspace.ledger.write() as books:
        _unchanged(books.tx, item)
        if item.edit is None or not edits.undo(books.tx, item.edit.id, by, books.moment.wall):
            raise Refused("Nothing was decided here that could be undone", code="nothing_to_undo")
        return _settled(books, item, "undone", by)


def history(tx: Transaction, which: Which) -> Iterator[Kept]:
    """Every decision about the papers that are meant, the oldest first."""
    if which.questions:
        for item in wanted(tx, which):
            chain = [edit for edit in edits.history(tx, item.material.sha256) if _about(edit, item)]
            yield from (Kept(item.material.id, item.material.sha256, edit) for edit in chain)
        return
    if which.material is not None:
        known_paper(tx, which.material)
    for material, sha256 in tx.all(SQL["materials_decided"]):
        if which.material in (None, material):
            for edit in edits.history(tx, sha256):
                if which.number in (None, edit.spot.number):
                    yield Kept(material, sha256, edit)


def _items(tx: Transaction, material: int, which: Which) -> Iterator[Item]:
    """The spots of a paper among which those are that are meant; of a file with rows no more than needed at once."""
    if materials.is_paper(tx, material):
        yield from spots.items(tx, material, _conflicting(tx, material))
        return
    where = _row_spots(tx, material, which)
    paper = materials.material(tx, material)
    for start in range(0, len(where), ROWS_AT_ONCE):
        some = where[start : start + ROWS_AT_ONCE]
        yield from spots.items(tx, material, _conflicting_at(tx, material, some), some, paper)


def _items_at(tx: Transaction, material: int, spot: edits.Spot, paper: Material | None) -> list[Item]:
    if materials.is_paper(tx, material):
        return spots.items(tx, material, _conflicting(tx, material))
    where = [(spot.section, spot.number)]
    return spots.items(tx, material, _conflicting_at(tx, material, where), where, paper)


def _row_spots(tx: Transaction, material: int, which: Which) -> list[RowSpot]:
    """The spots of a file with rows that may be meant."""
    if which.rejected:
        return spots.row_spots_rejected(tx, material)
    if which.questions:
        ids = [number for number in which.questions if isinstance(number, int)]
        return [*spots.row_spots_of(tx, material, ids), *spots.row_spots_rejected(tx, material)]
    if which.number is not None:
        found = spots.row_spots_of_number(tx, material, which.number)
        # A person may have said another section than the row does: what is found by that comes with the number.
        return [spot for spot in found if which.section in (None, spot[0])] or found
    return spots.row_spots(tx, material) if which.everything else spots.row_spots_to_review(tx, material)


def _about(edit: Edit, item: Item) -> bool:
    return edit.spot == item.spot or (item.edit is not None and edit.id == item.edit.id)


def _papers(tx: Transaction, which: Which) -> list[int]:
    if which.material is not None:
        return [known_paper(tx, which.material)]
    if which.questions:
        return _column(tx.all(SQL["materials_of_questions"], {"ids": json.dumps(list(which.questions))}))
    if which.rejected:
        return [material for material, _ in tx.all(SQL["materials_decided"]) if material is not None]
    if which.everything or which.number is not None:
        return [paper.id for paper in materials.listing(tx)]
    return _column(tx.all(SQL["materials_to_review"], {"trusted": TRUSTED}))


def _numbered(tx: Transaction, name: QuestionName) -> int:
    try:
        return question_number(tx, name)
    except Missing as error:
        last = last_number(tx, name)
        if last is not None and tx.one(SQL["question_decided"], (last,)):
            return last  # it was rejected
        hint = f"{error.hint} What was rejected has no id: `cgq review --rejected`"
        raise Missing(error.message, hint=hint) from error


def _column(rows: Iterable[tuple[int]]) -> list[int]:
    return [value for (value,) in rows]


def _meant(item: Item, which: Which) -> bool:
    if which.questions and _question_of(item) not in which.questions:
        return False
    if which.number is not None and which.number not in (item.shown.number, item.spot.number):
        return False
    if which.section is not None and which.section not in (item.shown.section or "", item.spot.section):
        return False
    if which.rejected:
        return item.kind == "rejected"
    if which.flag is not None:
        return which.flag in item.why or which.flag in {finding.code for finding in item.findings}
    return which.named or bool(item.why) or (which.everything and item.kind == "question")


def _question_of(item: Item) -> int | None:
    """The number of a spot's question; of a rejected one the number that it had."""
    if item.kind == "rejected" and item.edit is not None:
        return item.edit.question
    return item.question


def _conflicting(tx: Transaction, material: int) -> frozenset[int]:
    """The questions of a paper whose places give different answers."""
    several = {number for number, places in tx.all(SQL["appearance_ids"], (material,)) if places > 1}
    return _answered_otherwise(tx, several)


def _conflicting_at(tx: Transaction, material: int, where: Sequence[RowSpot]) -> frozenset[int]:
    """The questions at some spots of a file with rows whose places give different answers."""
    return _answered_otherwise(tx, spots.printed_elsewhere(tx, material, where))


def _answered_otherwise(tx: Transaction, several: Collection[int]) -> frozenset[int]:
    hashes = [found.id for found in browse.records(tx, several) if ANSWER_CONFLICT in found.quality.flags]
    return frozenset(questions.ids_of(tx, hashes).values())


def _decide(
    workspace: Workspace,
    item: Item,
    verdict: Verdict,
    change: Change,
    by: str,
    *,
    changed: tuple[str, ...] = (),
    reason: str | None = None,
) -> Decided:
    refuse_secret_texts(by=by, reason=reason)
    with workspace.ledger.write() as books:
        _unchanged(books.tx, item)
        decision = edits.Decision(
            spot=item.spot,
            verdict=verdict,
            change=change,
            before=item.reading,
            reason=reason,
            by=by,
            follows=item.edit.id if item.edit else None,
            question=item.question,
        )
        edits.keep(books.tx, item.material.sha256, decision, books.moment.wall)
        action: Literal["accepted", "changed", "added", "rejected"] = (
            "rejected"
            if verdict == "reject"
            else "added"
            if item.kind == "gap"
            else "changed"
            if changed
            else "accepted"
        )
        return _settled(books, item, action, by, changed)


def _unchanged(tx: Transaction, item: Item) -> None:
    now = again(tx, item)
    if now is None or (now.kind, now.reading, now.edit) != (item.kind, item.reading, item.edit):
        raise Refused(
            "It changed while you looked at it",
            code="changed_meanwhile",
            hint="The paper was read again, or somebody else decided; look again.",
        )


def _derive(books: Books, item: Item) -> Stored:
    """Make the bank agree with a decision about a spot: the whole paper, or the row of a file and its fellows."""
    now = books.moment.wall
    if materials.is_paper(books.tx, item.material.id):
        return questions.derive(books.tx, item.material.id, stored_text_hash, now)
    where = [(item.spot.section, item.spot.number)]
    return rows.derive(books.tx, item.material.id, item.material.sha256, where, stored_text_hash, now)


def _named(item: Item | None) -> tuple[str, ...]:
    """The concepts that are named for a question in the bank."""
    return item.shown.concepts if item is not None and item.kind == "question" else ()


def _settled(
    books: Books,
    item: Item,
    action: Literal["accepted", "changed", "added", "rejected", "undone"],
    by: str,
    changed: tuple[str, ...] = (),
) -> Decided:
    """The paper's questions made to agree with the decision, and the jobs that this asks for."""
    stored = _derive(books, item)
    pattern = NewJob(kind="generate_embedding", document=item.material.id, requested_by=by)
    jobs = following(books.tx, stored.changed, removed=stored.removed, pattern=pattern)
    now = again(books.tx, item)
    held = now.question if now else None
    if all(job.kind == "find_repeats" for job in jobs) and _named(item) != _named(now):
        jobs = [refresh(), *jobs]
    if not jobs and held != item.question:
        jobs = [find_repeats()]  # another question of the bank is printed here now
    enqueue(books, jobs)
    left = held != item.question and item.question is not None and bool(questions.texts(books.tx, [item.question]))
    return Decided(
        action=action,
        item=now or item,
        question=held,
        was=item.question,
        changed=changed,
        elsewhere=item.places - 1 if left else 0,
        jobs=len(jobs),
    )
