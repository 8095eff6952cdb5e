"""What a later import of a file leaves behind: rows of an earlier one, and of another file whose place it takes.

All of it in steps, each of which leaves the bank whole, and each of which may be done again after a crash: decisions
that fit a row of the new file become decisions about that (`carry`), the paper becomes the new file (`switch`), what
people decided is held against its rows (`decide`), a question whose row is gone goes on under its number with the text
that stands at its section and number now, where both are alike and that text is new (`succeed_some`), and the rows of
earlier jobs are taken out (`take_out_some`). A question that no paper has then leaves (bank/succession.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank import edits, materials, rows, succession
from cgq.bank.agreement import compare
from cgq.bank.attempts import places
from cgq.bank.columns import decode_question, to_json
from cgq.bank.effective import hashes_of, is_alike, spots
from cgq.bank.files import title_of
from cgq.bank.resemblance import alike, pairs_of
from cgq.bank.stored_questions import Stored, settle
from cgq.bank.text import words
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.bank.edits import Edit, Spot
    from cgq.bank.succession import EarlierQuestion
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction

SQL = load("bank")

MOST_LOOKED_AT = 20
"""Rows of one section and number among which the successor of a question is looked for: more have numbers that tell
nothing."""

DECISIONS = 50
"""Decisions of one step: a few ms each."""

READINGS = 2_000
"""Readings that stand nowhere, as those of rejected questions, and are forgotten in one step: 5 ms."""


def carry(tx: Transaction, material: int, sha256: str, job: int, after: int) -> int | None:
    """Let some decisions about a paper's file, by id behind `after`, hold for the rows that `job` read in another one.

    The id of the last that was looked at, None when none is left. What fits no row stays with its file.
    """
    source = materials.source(tx, material)
    if source is None or source.sha256 == sha256:
        return None
    held = edits.live_after(tx, source.sha256, after, DECISIONS)
    for edit in held:
        spot = _spot_for(tx, material, job, edit)
        if spot is not None:
            names = {"before": source.sha256, "sha256": sha256, **_columns(edit.spot)}
            tx.run(SQL["edits_carry_to"], {**names, **{f"to_{name}": value for name, value in _columns(spot).items()}})
    return held[-1].id if held else None


def switch(tx: Transaction, material: int, sha256: str, path: str, taken_as: str, now: int) -> None:
    """From now on the paper is the file of this content; nothing changes where it is."""
    source = materials.source(tx, material)
    if source is None or source.sha256 == sha256:
        return
    places.become(tx, source.sha256, sha256)
    tx.run(SQL["material_becomes"], {"id": material, "sha256": sha256, "format": taken_as, "title": title_of(path)})
    tx.run(SQL["material_paths_clear"], (material,))
    tx.run(SQL["material_path_add"], {"id": material, "path": path, "now": now})


def decide(
    tx: Transaction, material: int, sha256: str, job: int, after: int, text_hash: TextHash, now: int
) -> tuple[int | None, Stored]:
    """Hold some decisions against the rows that `job` read: what is added stands there, what is gone says so.

    The id of the last that was looked at, None when none is left; and what changed.
    """
    held = edits.live_after(tx, sha256, after, DECISIONS)
    where = {(edit.spot.section, edit.spot.number) for edit in held}
    stored = rows.derive(tx, material, sha256, where, text_hash, now, job) if where else Stored((), (), 0)
    return (held[-1].id if held else None), stored


def succeed_some(
    tx: Transaction, material: int, sha256: str, job: int, after: int, limit: int, text_hash: TextHash
) -> tuple[int | None, Stored]:
    """Let questions of at most `limit` places behind `after`, which other jobs brought, go on with the text that stands
    at their spot now, where that is much the same and `job` brought it alone.

    The last place that was looked at, None when none is left; and what changed. Nothing else is taken out before all
    are looked at: a text that stood in the file before is nobody's new one.
    """
    span = _span(material, job)
    found = _outdated(tx, span, sha256, after, limit)
    names = {"material": material, "seqs": to_json([seq for seq, _ in found])}
    going_on: set[int] = set()
    for one in succession.earlier_rows(tx, names) if found else ():
        heir = None if one.elsewhere or one.question in going_on else _successor(tx, one, span)
        if heir is not None and tx.value(SQL["question_is_new_in"], {**span, "question": heir}):
            mine = [seq for seq, question in found if question == one.question]
            taken = {"material": material, "seqs": to_json(mine)}
            tx.run(SQL["rows_clear"], taken)
            tx.run(SQL["rows_forget"], taken)
            succession.take_over(tx, one.question, heir)
            going_on.add(one.question)
    reworded, _ = settle(tx, going_on, set(), text_hash, {})
    compare(tx, going_on)
    return (found[-1][0] if found else None), Stored((), (), 0, tuple(sorted(reworded)))


def take_out_some(
    tx: Transaction, material: int, sha256: str, job: int, limit: int, text_hash: TextHash
) -> Stored | None:
    """Take out at most `limit` places that other jobs than `job` brought, or decisions about another file.

    What changed; None when none is left.
    """
    span = _span(material, job)
    found = _outdated(tx, span, sha256, 0, limit)
    if not found:
        return _forget_readings(tx, span)
    names = {"material": material, "seqs": to_json([seq for seq, _ in found])}
    earlier = succession.earlier_rows(tx, names)
    heirs = {one.question: heir for one in earlier if not one.elsewhere and (heir := _successor(tx, one, span))}
    return rows.take_out(tx, material, [seq for seq, _ in found], heirs, text_hash)


def _span(material: int, job: int) -> dict[str, int]:
    first = rows.first_of(job)
    return {"material": material, "first": first, "last": first + rows.ROWS - 1}


def _outdated(tx: Transaction, span: dict[str, int], sha256: str, after: int, limit: int) -> list[tuple[int, int]]:
    """The next places that others brought: their seq and their questions."""
    names = {**span, "added": rows.ADDED, "sha256": sha256, "after": after, "limit": limit}
    return [(seq, question) for seq, question in tx.all(SQL["rows_outdated"], names)]


def _forget_readings(tx: Transaction, span: dict[str, int]) -> Stored | None:
    seqs = [seq for (seq,) in tx.all(SQL["rows_outdated_readings"], {**span, "limit": READINGS})]
    if not seqs:
        return None
    tx.run(SQL["rows_forget"], {"material": span["material"], "seqs": to_json(seqs)})
    return Stored((), (), 0)


def _successor(tx: Transaction, one: EarlierQuestion, span: dict[str, int]) -> int | None:
    """The question that stands at the spot of one whose row is gone, if it is much the same."""
    spot = {"section": one.spot.section, "number": one.spot.number}
    found = tx.all(SQL["rows_taking"], {**span, **spot, "limit": MOST_LOOKED_AT})
    texts = {question: words(succession.printed_text(printed)) for question, printed in found}
    near = {question for question, text in texts.items() if alike(one.pairs, pairs_of(text))}
    return near.pop() if len(near) == 1 else None


def _spot_for(tx: Transaction, material: int, job: int, edit: Edit) -> Spot | None:
    """The spot of the row that a decision fits: by its text, wherever that stands, else at its spot if it is alike."""
    first = rows.first_of(job)
    span = {"material": material, "first": first, "last": first + rows.ROWS - 1}
    by_text = [seq for (seq,) in tx.all(SQL["rows_with"], {**span, "hashes": to_json(sorted(hashes_of(edit)))})]
    there = rows.read_by(tx, material, job, [(edit.spot.section, edit.spot.number)])
    at_spot = [seq for seq in by_text if seq in there]
    found = at_spot or by_text or [seq for seq, question in there.items() if is_alike(question, edit)]
    return _spot_of(tx, material, job, found[0]) if len(found) == 1 else None


def _spot_of(tx: Transaction, material: int, job: int, seq: int) -> Spot:
    """The spot of a row, told from others with its number by its order."""
    read = decode_question(tx.value(SQL["row_read"], (material, seq)))
    fellows = rows.read_by(tx, material, job, [rows.spot_of(read)])
    return spots(list(fellows.values()))[list(fellows).index(seq)]


def _columns(spot: Spot) -> dict[str, str | int]:
    return {"section": spot.section, "number": spot.number, "nth": spot.nth}
