"""A paper's spots as somebody who reviews it meets them: questions, rejected ones, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import edits, materials, questions
from cgq.bank.effective import decided_on, effective
from cgq.db.queries import load
from cgq.exam.confidence import TRUSTED
from cgq.exam.findings import ANSWER_CONFLICT, GAP, LOW_CONFIDENCE, NO_ANSWER
from cgq.exam.model import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.bank.edits import Edit, Spot
    from cgq.bank.effective import Placed
    from cgq.bank.materials import Material
    from cgq.db.connection import Transaction
    from cgq.exam.model import Finding

SQL = load("bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One spot of a paper. `shown` is the question as the bank holds it, `reading` as it is read now.

    A `gap` is a number that was not found: its `shown` holds nothing but where it should be. `edit` is
    the decision that holds. `places` counts where the question is printed in all papers. `why` are the
    codes of what asks for a person, none when nothing does.
    """

    kind: Literal["question", "rejected", "gap"]
    material: Material
    spot: Spot
    shown: Question
    reading: Question | None = None
    edit: Edit | None = None
    question: int | None = None
    places: int = 0
    reviewed: bool = False
    findings: tuple[Finding, ...] = ()
    why: tuple[str, ...] = ()


def items(tx: Transaction, material: int, conflicting: frozenset[int] = frozenset()) -> list[Item]:
    """Every spot of a paper, in its order, a gap before what follows it; then the rejected ones.

    `conflicting`: ids of questions whose places give different answers. Raises Missing.
    """
    paper = materials.material(tx, material)
    readings = questions.readings(tx, material)
    decided = {edit.id: edit for edit in edits.live(tx, paper.sha256)}
    placed = effective(readings, tuple(decided.values()))
    found = materials.findings(tx, material)
    ids = tx.all(SQL["appearance_ids"], (material,))
    shown = [
        _item(paper, place, readings, decided, found, held, conflicting)
        for place, held in zip(placed, ids, strict=True)
    ]
    for before, gap in reversed(list(_gaps(tx, paper, found, decided, placed))):
        shown.insert(before, gap)
    return [*shown, *_rejected(paper, decided)]


def _item(
    paper: Material,
    place: Placed,
    readings: Sequence[Question],
    decided: dict[int, Edit],
    found: Sequence[Finding],
    held: tuple[int, int],
    conflicting: frozenset[int],
) -> Item:
    question = place.question
    about = tuple(
        finding
        for finding in found
        if finding.number == question.number and finding.page in (None, question.page) and finding.code != GAP
    )
    return Item(
        kind="question",
        material=paper,
        spot=place.spot,
        shown=question,
        reading=None if place.reading is None else readings[place.reading],
        edit=None if place.edit is None else decided[place.edit],
        question=held[0],
        places=held[1],
        reviewed=place.reviewed,
        findings=about,
        why=_why(place, about, conflict=held[0] in conflicting),
    )


def _why(place: Placed, about: Sequence[Finding], *, conflict: bool) -> tuple[str, ...]:
    if place.reviewed:
        return ()
    question = place.question
    codes = sorted(set(question.flags))
    if conflict and ANSWER_CONFLICT not in codes:
        codes.append(ANSWER_CONFLICT)
    if question.confidence < TRUSTED and not codes:
        codes.append(LOW_CONFIDENCE)
    if question.answer is None and (about or codes):
        codes.append(NO_ANSWER)
    return tuple(codes)


def _rejected(paper: Material, decided: dict[int, Edit]) -> Iterator[Item]:
    for edit in sorted(decided.values(), key=lambda edit: edit.spot):
        if edit.verdict == "reject":
            yield Item(
                kind="rejected",
                material=paper,
                spot=edit.spot,
                shown=decided_on(edit),
                reading=edit.before,
                edit=edit,
                reviewed=True,
            )


def _gaps(
    tx: Transaction,
    paper: Material,
    found: Sequence[Finding],
    decided: dict[int, Edit],
    placed: Sequence[Placed],
) -> Iterator[tuple[int, Item]]:
    """The numbers that were not found and about which nobody decided, each with the place of what follows it."""
    settled = {edit.spot for edit in decided.values() if edit.before is None}
    said = [finding for finding in found if finding.code == GAP and finding.number is not None]
    tallied = [(t.section, number) for t in materials.tallies(tx, paper.id) for number in t.missing]
    numbers = {number for _, number in tallied}
    loose = dict.fromkeys(f.number for f in said if f.number is not None and f.number not in numbers)
    for tallied_in, number in [*tallied, *((None, number) for number in loose)]:
        # One finding may tell of a stretch of numbers; it bears the last of them.
        finding = next((f for f in said if f.number is not None and f.number >= number), None)
        page = (finding.page if finding else None) or 1
        known = number in numbers
        before = _following(placed, number, page, tallied_in, known=known)
        loose_in = placed[before].question.section if before < len(placed) else None
        section = tallied_in if known else loose_in
        spot = edits.Spot(section or "", number)
        if spot not in settled:
            shown = Question(number=number, section=section, stem="", page=page)
            about = (finding,) if finding else ()
            yield before, Item(kind="gap", material=paper, spot=spot, shown=shown, findings=about, why=(GAP,))


def _following(placed: Sequence[Placed], number: int, page: int, section: str | None, *, known: bool) -> int:
    """Where a missing number should stand: before the next of its section, or of its page where that is not known."""
    later = (
        n
        for n, place in enumerate(placed)
        if place.question.number > number
        and (place.question.section == section if known else place.question.page >= page)
    )
    return next(later, len(placed))
