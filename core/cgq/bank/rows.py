"""Questions that stand in the rows of a file: stored, decided about and removed some at a time.

A paper is derived as a whole; a file with 100,000 rows would hold the write lock for minutes. So its rows are derived
by themselves: those with one number in one section belong together, for a decision of a person is for one of them, and
which of several it means only they tell. The bank is whole after each step.

A reading's `seq` is its row and, above that, the job that brought it (`first_of`). A file that is imported anew, or a
corrected one that takes its place, is added beside what is there; then what other jobs brought is taken out
(bank/outdated_rows.py). Where a person added a question, or decided about one that is not read any more, its place
stands behind all rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank import edits, succession
from cgq.bank.agreement import compare
from cgq.bank.attempts import places
from cgq.bank.columns import decode_question, to_json
from cgq.bank.effective import Placed, effective
from cgq.bank.stored_questions import Stored, add_appearances, add_questions, ids_of, settle
from cgq.db.queries import load
from cgq.exam.identity import question_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cgq.bank.edits import Edit
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction
    from cgq.exam.model import Question

SQL = load("bank")

ROWS = 1 << 32
"""Rows that one job may bring: more than any reader takes."""

ADDED = 1 << 62
"""Above every seq of a row: what stands in the file by a decision alone, which is added to it."""

WALKED = 1_000
"""Rows that are held at once while a file is walked through: a few MB."""

RowSpot = tuple[str, int]
"""Where rows belong together: the section ("" for none) and the number."""


def first_of(job: int) -> int:
    """The seq below those of the rows that a job brought."""
    return job * ROWS


def brought_by(tx: Transaction, material: int) -> int | None:
    """The last job that brought rows of a file; None where there are none."""
    newest: int | None = tx.value(SQL["rows_newest"], (material,))
    return None if newest is None else newest // ROWS


def walk(tx: Transaction, material: int) -> Iterator[Question]:
    """The rows of a file that count, as they were read, in its order; some at a time."""
    after, last = span(tx, material)
    while found := tx.all(SQL["rows_after"], {"material": material, "after": after, "last": last, "limit": WALKED}):
        yield from (decode_question(text) for _, text in found)
        after = found[-1][0]


def span(tx: Transaction, material: int) -> tuple[int, int]:
    """The first and the last seq that a row that counts may have."""
    first = first_of(current(tx, material))
    return first, first + ROWS - 1


def spot_of(question: Question) -> RowSpot:
    """Where the row of a question belongs."""
    return question.section or "", question.number


def add(
    tx: Transaction, material: int, sha256: str, job: int, found: Sequence[Question], text_hash: TextHash, now: int
) -> Stored:
    """Keep questions of rows that `job` read in the file of this content, beside what is there.

    What people decided about them holds. A row that is there from the same job is exchanged.
    """
    first = first_of(job)
    seqs = [first + (question.row or 0) for question in found]
    tx.run(SQL["rows_forget"], {"material": material, "seqs": to_json(seqs)})
    tx.many(SQL["reading_add"], ((material, seq, to_json(one)) for seq, one in zip(seqs, found, strict=True)))
    decided = {(edit.spot.section, edit.spot.number) for edit in _decisions(tx, sha256, map(spot_of, found))}
    placed = {
        seq: Placed(question=one, spot=edits.Spot(*spot_of(one)), reading=seq)
        for seq, one in zip(seqs, found, strict=True)
        if spot_of(one) not in decided
    }
    cleared = set(seqs)
    if decided:
        together = _placed(tx, material, sha256, first, decided)
        placed |= together
        cleared |= {*together, *_standing(tx, material, first, decided)}
    return _derive(tx, material, cleared, placed, text_hash, now)


def derive(
    tx: Transaction,
    material: int,
    sha256: str,
    where: Collection[RowSpot],
    text_hash: TextHash,
    now: int,
    job: int | None = None,
) -> Stored:
    """Make the questions at some spots of a file agree with its rows and with what people decided about them.

    The rows are those that `job` brought, by default those that count.
    """
    first = first_of(current(tx, material) if job is None else job)
    placed = _placed(tx, material, sha256, first, where)
    cleared = {*placed, *_standing(tx, material, first, where)}
    return _derive(tx, material, cleared, placed, text_hash, now)


def placed_at(tx: Transaction, material: int, sha256: str, where: Collection[RowSpot]) -> dict[int, Placed]:
    """What stands at some spots of a file: seq -> question, in its order."""
    return _placed(tx, material, sha256, first_of(current(tx, material)), where)


def read_by(tx: Transaction, material: int, job: int, where: Iterable[RowSpot]) -> dict[int, Question]:
    """The rows at some spots as a job read them: seq -> question, in the order of the file."""
    return _readings(tx, material, first_of(job), where)


def decisions_at(tx: Transaction, sha256: str, where: Iterable[RowSpot]) -> list[Edit]:
    """The decisions that hold for some spots of a file, the oldest first."""
    return _decisions(tx, sha256, where)


def take_out(
    tx: Transaction, material: int, seqs: Collection[int], heirs: dict[int, int], text_hash: TextHash
) -> Stored:
    """Take places out of a file, with their readings; `heirs` has what took the position of their questions."""
    names = {"material": material, "seqs": to_json(sorted(seqs))}
    before = {question for question, *_ in tx.all(SQL["rows_held"], names)}
    tx.run(SQL["rows_clear"], names)
    tx.run(SQL["rows_forget"], names)
    places.go_on(tx, material, heirs)
    reworded, removed = settle(tx, before, set(), text_hash, heirs)
    compare(tx, before)
    return Stored((), tuple(sorted(reworded)), removed)


def next_places(tx: Transaction, material: int, limit: int) -> list[int]:
    """The seq of the next places of a file, whatever brought them."""
    return [seq for (seq,) in tx.all(SQL["rows_next"], {"material": material, "limit": limit})]


def current(tx: Transaction, material: int) -> int:
    """The job whose rows count as long as another one adds its own beside them."""
    oldest: int | None = tx.value(SQL["rows_oldest"], (material,))
    return (oldest or 0) // ROWS


def _decisions(tx: Transaction, sha256: str, where: Iterable[RowSpot]) -> list[Edit]:
    return edits.live_at(tx, sha256, sorted(set(where)))


def _readings(tx: Transaction, material: int, first: int, where: Iterable[RowSpot]) -> dict[int, Question]:
    names = {"material": material, "spots": to_json(sorted(set(where))), "first": first, "last": first + ROWS - 1}
    return {seq: decode_question(text) for seq, text in tx.all(SQL["rows_at"], names)}


def _standing(tx: Transaction, material: int, first: int, where: Iterable[RowSpot]) -> set[int]:
    """The places that belong to some spots: those of their rows, and what a person added there."""
    names = {"material": material, "spots": to_json(sorted(set(where))), "added": ADDED}
    return {*_readings(tx, material, first, where), *(seq for (seq,) in tx.all(SQL["rows_added"], names))}


def _placed(tx: Transaction, material: int, sha256: str, first: int, where: Collection[RowSpot]) -> dict[int, Placed]:
    read = _readings(tx, material, first, where)
    decided = _decisions(tx, sha256, where)
    seqs = list(read)
    found: dict[int, Placed] = {}
    for spot in sorted(set(where)):
        mine = [seq for seq in seqs if spot_of(read[seq]) == spot]
        theirs = [edit for edit in decided if (edit.spot.section, edit.spot.number) == spot]
        for one in effective([read[seq] for seq in mine], theirs):
            seq = ADDED + (one.edit or 0) if one.reading is None else mine[one.reading]
            found[seq] = _in_row(replace(one, reading=None if one.reading is None else seq))
    return dict(sorted(found.items()))


def _in_row(one: Placed) -> Placed:
    """A question that a person added to a file without pages stands behind its rows, and on no page."""
    if one.reading is not None or one.question.row is not None:
        return one
    return replace(one, question=replace(one.question, row=0, page=0))


def _derive(
    tx: Transaction, material: int, cleared: Collection[int], placed: dict[int, Placed], text_hash: TextHash, now: int
) -> Stored:
    _, language = tx.one(SQL["material_facts"], (material,)) or ("", None)
    seqs, found = list(placed), list(placed.values())
    names = {"material": material, "seqs": to_json(sorted(cleared))}
    earlier = succession.earlier_rows(tx, names)
    if earlier:
        tx.run(SQL["rows_clear"], names)
    hashes = [question_hash(one.question) for one in found]
    carried = succession.carry_on(tx, earlier, found, hashes, "readings") if earlier else succession.NONE
    known = ids_of(tx, hashes)
    unknown = {name: one.question for name, one in zip(hashes, found, strict=True) if name not in known}
    add_questions(tx, unknown, language, text_hash, now)
    ids = ids_of(tx, hashes) if unknown else known
    add_appearances(tx, material, seqs, found, [ids[name] for name in hashes])
    ours = tuple(dict.fromkeys(ids[name] for name in hashes))
    before = {one.question for one in earlier}
    new = {number for name, number in ids.items() if name not in known}
    heirs = {question: ids[hashes[position]] for question, position in carried.positions.items()}
    places.go_on(tx, material, heirs)
    reworded, removed = settle(tx, {*before, *ours}, new, text_hash, heirs)
    compare(tx, {*before, *ours})
    changed = tuple(sorted(reworded | new | carried.renamed))
    return Stored(ours, tuple(sorted(reworded - set(ours))), removed, changed)
