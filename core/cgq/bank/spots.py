"""A paper's spots as somebody who reviews it meets them: questions, rejected ones, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import edits, materials, questions, rows
from cgq.bank.columns import to_json
from cgq.bank.effective import decided_on, effective
from cgq.db.queries import load
from cgq.exam.confidence import TRUSTED
from cgq.exam.findings import ANSWER_CONFLICT, GAP, LOW_CONFIDENCE, NO_ANSWER
from cgq.exam.model import NO_PAGE, Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cgq.bank.edits import Edit, Spot
    from cgq.bank.effective import Placed
    from cgq.bank.materials import Material
    from cgq.bank.rows import RowSpot
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


def items(
    tx: Transaction,
    material: int,
    conflicting: frozenset[int] = frozenset(),
    where: Collection[RowSpot] | None = None,
    paper: Material | None = None,
) -> list[Item]:
    """Every spot of a paper, in its order, a gap before what follows it; then the rejected ones.

    `conflicting`: ids of questions whose places give different answers. `where`: of a file with rows only these spots;
    a paper has few, and gives all. `paper` is what was looked up of it before: of a large file that takes time. Raises
    Missing.
    """
    paper = paper or materials.material(tx, material)
    if not materials.is_paper(tx, material):
        return _in_rows(tx, paper, conflicting, row_spots(tx, material) if where is None else where)
    readings = questions.readings(tx, material)
    decided = {edit.id: edit for edit in edits.live(tx, paper.sha256)}
    placed = effective(readings, tuple(decided.values()))
    found = materials.findings(tx, material)
    ids = tx.all(SQL["appearance_ids"], (material,))
    by_place = dict(enumerate(readings))
    shown = [
        _item(paper, place, by_place, decided, found, held, conflicting)
        for place, held in zip(placed, ids, strict=True)
    ]
    for before, gap in reversed(list(_gaps(tx, paper, found, decided, placed))):
        shown.insert(before, gap)
    return [*shown, *_rejected(paper, decided)]


def numbers(tx: Transaction, material: int, characters: int) -> list[tuple[str | None, int, int, str]]:
    """The questions of a paper, in its order: section, number, how many options each has, and so many characters of
    its stem."""
    found = tx.all(SQL["numbers_of"], {"material": material, "characters": characters})
    return [(section, number, options, stem) for section, number, options, stem in found]


def row_spots(tx: Transaction, material: int) -> list[RowSpot]:
    """Every spot of a file with rows."""
    first, last = rows.span(tx, material)
    source = materials.source(tx, material)
    names = {"material": material, "first": first, "last": last, "sha256": source.sha256 if source else ""}
    return _spots(tx.all(SQL["rows_everywhere"], names))


def row_spots_of_number(tx: Transaction, material: int, number: int) -> list[RowSpot]:
    """The spots of a file with rows that have a number, by the row or by a person's word."""
    return _spots(tx.all(SQL["rows_of_number"], {"material": material, "number": number}))


def row_spots_of(tx: Transaction, material: int, ids: Collection[int]) -> list[RowSpot]:
    """The spots of a file with rows where some questions stand."""
    return _spots(tx.all(SQL["rows_of_questions"], {"material": material, "ids": to_json(sorted(ids))}))


def row_spots_to_review(tx: Transaction, material: int) -> list[RowSpot]:
    """The spots of a file with rows where something may ask for review."""
    return _spots(tx.all(SQL["rows_to_review"], {"material": material, "trusted": TRUSTED}))


def row_spots_rejected(tx: Transaction, material: int) -> list[RowSpot]:
    """The spots of a file with rows of which something is rejected."""
    source = materials.source(tx, material)
    return _spots(tx.all(SQL["rows_rejected"], {"sha256": source.sha256 if source else ""}))


def printed_elsewhere(tx: Transaction, material: int, where: Collection[RowSpot]) -> set[int]:
    """The questions at some spots of a file with rows that have other places, too."""
    paper = materials.source(tx, material)
    placed = rows.placed_at(tx, material, paper.sha256, where) if paper else {}
    names = {"material": material, "seqs": to_json(list(placed))}
    return {question for _, question, places in tx.all(SQL["rows_shown"], names) if places > 1}


def _spots(found: Sequence[tuple[str, int]]) -> list[RowSpot]:
    return [(section, number) for section, number in found]


def _in_rows(tx: Transaction, paper: Material, conflicting: frozenset[int], where: Collection[RowSpot]) -> list[Item]:
    """The spots of a file with rows; none is missing there, for nothing says how many there should be."""
    placed = rows.placed_at(tx, paper.id, paper.sha256, where)
    readings = rows.read_by(tx, paper.id, rows.current(tx, paper.id), where)
    decided = {edit.id: edit for edit in rows.decisions_at(tx, paper.sha256, where)}
    names = {"material": paper.id, "seqs": to_json(list(placed))}
    held = {seq: (question, places) for seq, question, places in tx.all(SQL["rows_shown"], names)}
    shown = [
        _item(paper, place, readings, decided, (), held[seq], conflicting)
        for seq, place in placed.items()
        if seq in held  # what another job adds beside them stands there before it is counted
    ]
    return [*shown, *_rejected(paper, decided)]


def _item(
    paper: Material,
    place: Placed,
    readings: Mapping[int, Question],
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
        page = (finding.page if finding else None) or (1 if paper.rows is None else NO_PAGE)
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
