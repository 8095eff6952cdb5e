"""What the rows of a file set of a paper's questions: decisions, as a person who reviews it makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.bank import edits, materials, questions, rows, spots
from cgq.bank.change import NOTHING, Change, check, merged, over, whole
from cgq.errors import Refused
from cgq.exam.identity import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.rows import RowSpot
    from cgq.bank.spots import Item
    from cgq.bank.stored_questions import Stored
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction
    from cgq.exam.model import Question, RightOptions


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of some rows: those that set nothing new, and what changed; None where nothing was decided."""

    idle: list[int]
    stored: Stored | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row of a file sets of the question at a section ("" for none) and number of a paper."""

    row: int
    where: RowSpot
    change: Change


def keep(
    tx: Transaction, material: int, wanted: Sequence[RowChange], file: str, by: str, text_hash: TextHash, now: int
) -> Kept:
    """Keep decisions for what rows of `file` set, and make the questions agree with them. Raises Refused for a change
    that no question can have, and where the paper has no such number any more.
    """
    where = {one.where for one in wanted}
    there = {(item.shown.section or "", item.shown.number): item for item in _items(tx, material, where)}
    idle: list[int] = []
    decided: set[RowSpot] = set()
    sha256 = ""
    for one in wanted:
        item = there.get(one.where)
        if item is None:
            raise Refused(f"The paper has no number {one.where[1]} any more", code="no_such_number")
        sha256 = item.material.sha256
        change = _without_known(one.change, item.shown)
        if not change.fields:
            idle.append(one.row)
            continue
        edits.keep(tx, sha256, _decision(item, change, f"import {file} row {one.row}", by), now)
        decided.add((item.spot.section, item.spot.number))
    return Kept(idle, _derive(tx, material, sha256, decided, text_hash, now) if decided else None)


def _derive(tx: Transaction, material: int, sha256: str, where: set[RowSpot], text_hash: TextHash, now: int) -> Stored:
    if materials.is_paper(tx, material):
        return questions.derive(tx, material, text_hash, now)
    return rows.derive(tx, material, sha256, where, text_hash, now)


def _items(tx: Transaction, material: int, where: set[RowSpot]) -> list[Item]:
    if not materials.is_paper(tx, material):
        near = {spot for _, number in where for spot in spots.row_spots_of_number(tx, material, number)}
        found = spots.items(tx, material, where=near)
    else:
        found = spots.items(tx, material)
    return [item for item in found if item.kind == "question"]


def _decision(item: Item, change: Change, reason: str, by: str) -> edits.Decision:
    lost = item.edit is not None and item.reading is None
    earlier = whole(item.shown) if lost else item.edit.change if item.edit else NOTHING
    full = merged(earlier, change)
    check(over(item.reading or item.shown, full), item.shown)
    return edits.Decision(
        spot=item.spot,
        verdict="accept",
        change=full,
        before=item.reading,
        reason=reason,
        by=by,
        follows=item.edit.id if item.edit else None,
        question=item.question,
    )


def _without_known(change: Change, shown: Question) -> Change:
    """What of a change holds not yet."""
    new = {name: getattr(change, name) for name in change.fields if not _holds(name, getattr(change, name), shown)}
    return Change(**new) if new else NOTHING


def _holds(name: str, value: Any, shown: Question) -> bool:
    now = getattr(shown, name)
    if name == "answer":
        return now is not None and _right(now) == _right(value)
    if name == "explanation":
        return normalise(now or "") == normalise(value)
    return bool(now == value)


def _right(answer: RightOptions) -> tuple[str, frozenset[int]]:
    return answer.mode, frozenset(answer.accepted)
