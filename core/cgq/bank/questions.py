"""What a paper said goes into the bank, and what it said before goes out, in the caller's transaction.

A question is its content hash; it appears in papers. Its row repeats the text of its first
appearance (by the paper's sha256, section, number), so the bank holds the same in whatever order
papers were read, and an appearance tells its own order of options against that text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank import answering, edits, materials, replacing, succession
from cgq.bank.agreement import compare
from cgq.bank.attempts import places
from cgq.bank.columns import decode_question, to_json
from cgq.bank.effective import effective
from cgq.bank.stored_questions import (
    Stored,
    StoredText,
    add_appearances,
    add_questions,
    explanations,
    hashes_of,
    ids_of,
    index_words_anew,
    settle,
    texts,
)
from cgq.db.queries import load
from cgq.exam.identity import question_hash

if TYPE_CHECKING:
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction
    from cgq.exam.model import Document, Question

__all__ = [
    "Stored",
    "StoredText",
    "derive",
    "explanations",
    "give_key",
    "hashes_of",
    "ids_of",
    "index_words_anew",
    "readings",
    "remove_material",
    "store",
    "texts",
]

SQL = load("bank")


def store(tx: Transaction, material: int, document: Document, text_hash: TextHash, now: int) -> Stored:
    """Replace what the bank holds of a paper by what `document` says, and mark it completed.

    What people decided about its questions holds on.
    """
    same: succession.Same = "number" if replacing.adopt_prepared_file(tx, material, document, now) else "file"
    tx.run(
        SQL["material_read"],
        {
            "id": material,
            "title": (document.title or "").strip() or None,
            "form": document.form,
            "heads": to_json(document.heads),
            "language": document.language,
            "pages": document.pages,
            "extractor": document.extractor,
            "tallies": to_json(document.tallies),
            "now": now,
        },
    )
    for name in ("readings_clear", "keys_clear", "findings_clear"):
        tx.run(SQL[name], (material,))
    tx.many(SQL["reading_add"], ((material, seq, to_json(read)) for seq, read in enumerate(document.questions)))
    _add_keys_and_findings(tx, material, document)
    answered = answering.settle(tx, material)
    stored = derive(tx, material, text_hash, now, same)
    for other in answered - {material}:
        derive(tx, other, text_hash, now)
    return stored


def derive(tx: Transaction, material: int, text_hash: TextHash, now: int, same: succession.Same = "readings") -> Stored:
    """Make a paper's questions agree with its readings and with what people decided about them.

    A question whose text changed keeps its number where it can; `same` is what did not change (succession.py).
    """
    sha256, language = tx.one(SQL["material_facts"], (material,)) or ("", None)
    placed = effective(readings(tx, material), edits.live(tx, sha256))
    earlier = succession.earlier_questions(tx, material)
    before = _clear(tx, material)
    hashes = [question_hash(found.question) for found in placed]
    carried = succession.carry_on(tx, earlier, placed, hashes, same)
    known = ids_of(tx, hashes)
    unknown = {name: found.question for name, found in zip(hashes, placed, strict=True) if name not in known}
    add_questions(tx, unknown, language, text_hash, now)
    ids = ids_of(tx, hashes)
    add_appearances(tx, material, range(len(placed)), placed, [ids[found] for found in hashes])
    ours = tuple(dict.fromkeys(ids[found] for found in hashes))
    new = {number for found, number in ids.items() if found not in known}
    heirs = {question: ids[hashes[position]] for question, position in carried.positions.items()}
    places.go_on(tx, material, heirs)
    reworded, removed = settle(tx, {*before, *ours}, new, text_hash, heirs)
    compare(tx, {*before, *ours})
    changed = tuple(sorted(reworded | new | carried.renamed))
    return Stored(ours, tuple(sorted(reworded - set(ours))), removed, changed)


def readings(tx: Transaction, material: int) -> list[Question]:
    """What was read of a paper, with the answers of its key, in its order, before any person's word."""
    return [decode_question(row) for (row,) in tx.all(SQL["readings"], (material,))]


def give_key(tx: Transaction, material: int, key: int, text_hash: TextHash, now: int) -> None:
    """A person says which key answers a paper: it is attached now, or as soon as both are read."""
    answering.give(tx, material, key, now)
    for paper in answering.settle(tx, material):
        derive(tx, paper, text_hash, now)


def remove_material(tx: Transaction, material: int, text_hash: TextHash, now: int) -> Stored:
    """Forget a paper, its appearances, and the questions that no other paper prints.

    The papers that it answered as their key look for another one.
    """
    before = _clear(tx, material)
    is_paper = materials.is_paper(tx, material)
    unanswered = answering.forget(tx, material) if is_paper else _forget(tx, material)
    reworded, removed = settle(tx, before, set(), text_hash, {})
    compare(tx, before)
    for paper in unanswered:
        derive(tx, paper, text_hash, now)
    return Stored((), tuple(sorted(reworded)), removed)


def _forget(tx: Transaction, material: int) -> set[int]:
    """A file with rows answers no paper, and none answers it."""
    tx.run(SQL["material_remove"], (material,))
    return set()


def _clear(tx: Transaction, material: int) -> list[int]:
    before = materials.question_ids(tx, material)
    tx.run(SQL["appearances_clear"], (material,))
    return before


def _add_keys_and_findings(tx: Transaction, material: int, document: Document) -> None:
    tx.many(
        SQL["key_add"],
        [
            (
                *(material, key.form, key.session, key.subject, to_json(key.answers)),
                *(key.read_from, to_json(key.named_by_shape), key.name_unread),
            )
            for key in document.keys
        ],
    )
    materials.add_findings(tx, material, document.findings, "reading")
