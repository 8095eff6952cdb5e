"""What a paper said goes into the bank, and what it said before goes out, in the caller's transaction.

A question is its content hash; it appears in papers. Its row repeats the text of its first
appearance (by the paper's sha256, section, number), so the bank holds the same in whatever order
papers were read, and an appearance tells its own order of options against that text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.bank import answering, edits, materials, replacing, succession
from cgq.bank.agreement import compare
from cgq.bank.columns import decode_options, decode_question, decode_strings, to_json
from cgq.bank.effective import effective
from cgq.bank.text import order_against, text_of, words
from cgq.db.queries import load
from cgq.exam.identity import question_hash
from cgq.exam.model import QuestionText

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cgq.bank.effective import Placed
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction
    from cgq.exam.model import Document, Question

SQL = load("bank")

_AT_ONCE = 500
"""Questions whose texts are held at once while their words are indexed: a few MB."""

_printed = msgspec.json.Decoder(QuestionText)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a paper came to.

    `questions`: the ids of its questions in paper order, each once. `reworded`: questions of other
    papers whose stored text changed, for their first appearance was here. `removed`: how many
    questions no paper prints any more. `changed`: the questions whose text is new to the bank.
    """

    questions: tuple[int, ...]
    reworded: tuple[int, ...]
    removed: int
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredText:
    """A question's text as the bank holds it; `text_hash` names what is embedded of it."""

    text: QuestionText
    language: str | None
    text_hash: str


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
    unanswered = answering.forget(tx, material)
    reworded, removed = settle(tx, before, set(), text_hash, {})
    compare(tx, before)
    for paper in unanswered:
        derive(tx, paper, text_hash, now)
    return Stored((), tuple(sorted(reworded)), removed)


def ids_of(tx: Transaction, hashes: Iterable[str]) -> dict[str, int]:
    """Content hash -> id, for those that the bank holds."""
    return dict(tx.all(SQL["question_ids"], (to_json(sorted(set(hashes))),)))


def hashes_of(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """Id -> content hash, for those that the bank holds."""
    return dict(tx.all(SQL["question_hashes"], (to_json(sorted(set(ids))),)))


def texts(tx: Transaction, ids: Collection[int]) -> dict[int, StoredText]:
    """The texts of questions by id; one that was deleted is left out."""
    return {
        row[0]: StoredText(QuestionText(row[1], row[2], decode_strings(row[3]), decode_options(row[4])), row[5], row[6])
        for row in tx.all(SQL["question_texts"], (to_json(sorted(ids)),))
    }


def index_words_anew(tx: Transaction) -> int:
    """Make the index of the search by words from the questions; how many it holds."""
    ids = [number for (number,) in tx.all(SQL["questions_all"])]
    tx.run(SQL["words_remove"])
    tx.run(SQL["words_create"])
    for first in range(0, len(ids), _AT_ONCE):
        stored = texts(tx, ids[first : first + _AT_ONCE])
        rows = [(number, words(one.text)) for number, one in sorted(stored.items())]
        tx.many(SQL["question_words_add"], rows)
    return len(ids)


def _clear(tx: Transaction, material: int) -> list[int]:
    before = materials.question_ids(tx, material)
    tx.run(SQL["appearances_clear"], (material,))
    return before


def add_questions(
    tx: Transaction, unknown: Mapping[str, Question], language: str | None, text_hash: TextHash, now: int
) -> None:
    """Keep questions that are new to the bank, by their hashes; a text that returns gets the number that it had."""
    numbers = succession.returning(tx, unknown)
    rows = (
        {**_columns(text_of(question), language, text_hash), "id": numbers.get(name), "hash": name, "now": now}
        for name, question in unknown.items()
    )
    tx.many(SQL["question_add"], rows)


def _columns(text: QuestionText, language: str | None, text_hash: TextHash) -> dict[str, Any]:
    return {
        "stem": text.stem,
        "passage": text.passage,
        "boxes": to_json(text.boxes),
        "options": to_json(text.options),
        "language": language,
        "text_hash": text_hash(text),
    }


def add_appearances(
    tx: Transaction, material: int, seqs: Sequence[int], placed: Sequence[Placed], ids: Sequence[int]
) -> None:
    """Keep where questions stand: `ids` are those of `placed`, `seqs` their places in the order of the paper."""
    rows = (
        {
            "material": material,
            "question": number,
            "seq": seq,
            "section": question.section,
            "number": question.number,
            "page": question.page or None,
            "bbox": to_json([round(edge, 2) for edge in question.bbox]) if question.page else None,
            "row": question.row,
            "places": to_json(question.places),
            "printed": to_json(text_of(question)),
            "option_order": "[]",
            "answer": None if question.answer is None else to_json(question.answer),
            "explanation": question.explanation,
            "year": question.year,
            "session": question.session,
            "tags": to_json(question.tags),
            "concepts": to_json(question.concepts),
            "confidence": round(question.confidence, 4),
            "flags": to_json(sorted(set(question.flags))),
            "reading": found.reading,
            "edit": found.edit,
            "reviewed": found.reviewed,
        }
        for seq, number, found in zip(seqs, ids, placed, strict=True)
        for question in (found.question,)
    )
    tx.many(SQL["appearance_add"], rows)


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


def settle(
    tx: Transaction, touched: Collection[int], new: Collection[int], text_hash: TextHash, heirs: Mapping[int, int]
) -> tuple[set[int], int]:
    """Make questions agree with their appearances again: which were reworded, and how many went.

    `heirs` has what took the position of those that go.
    """
    stored = texts(tx, touched)
    rewordings: dict[int, tuple[QuestionText, str | None]] = {}
    orders: list[tuple[str, int]] = []
    seen: set[int] = set()
    rows = tx.all(SQL["appearances_printed"], (to_json(sorted(touched)),))
    for number, group in groupby(rows, key=itemgetter(0)):
        places = [(place, _printed.decode(printed), order, lang) for _, place, printed, order, lang in group]
        _, first, _, language = places[0]
        if (first, language) != (stored[number].text, stored[number].language):
            rewordings[number] = (first, language)
        for place, printed, told, _ in places:
            order = to_json(order_against(printed, first))
            if order != told:
                orders.append((order, place))
        seen.add(number)
    tx.many(SQL["appearance_reorder"], orders)
    tx.many(
        SQL["question_reword"],
        ({**_columns(text, lang, text_hash), "id": number} for number, (text, lang) in rewordings.items()),
    )
    gone = [(number,) for number in touched if number not in seen]
    _index_words(tx, stored, rewordings, {*new, *rewordings}, gone)
    succession.leave(tx, [number for (number,) in gone], heirs)
    tx.many(SQL["question_remove"], gone)
    return set(rewordings), len(gone)


def _index_words(
    tx: Transaction,
    stored: dict[int, StoredText],
    rewordings: dict[int, tuple[QuestionText, str | None]],
    changed: Collection[int],
    gone: Sequence[tuple[int]],
) -> None:
    tx.many(SQL["question_words_clear"], [*gone, *((number,) for number in changed)])
    tx.many(
        SQL["question_words_add"],
        [
            (number, words(rewordings[number][0] if number in rewordings else stored[number].text))
            for number in sorted(changed)
        ],
    )
