"""The rows of questions and of the places where they stand, kept in agreement: what every way into the bank ends with.

A question's row repeats the text of its first appearance; an appearance tells its own order of options against that
text; what is found by its words is what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.bank import succession
from cgq.bank.attempts import places
from cgq.bank.columns import decode_options, decode_strings, to_json
from cgq.bank.searching import index
from cgq.bank.text import order_against, text_of, words
from cgq.db.queries import load
from cgq.exam.model import QuestionText

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cgq.bank.effective import Placed
    from cgq.bank.text import TextHash
    from cgq.db.connection import Transaction
    from cgq.exam.model import Question

SQL = load("bank")

_AT_ONCE = 500
"""Questions whose texts are held at once while their words are indexed: a few MB."""

_printed = msgspec.json.Decoder(QuestionText)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a paper came to.

    `questions`: the ids of its questions in paper order, each once. `reworded`: questions of other
    papers whose stored text changed, for their first appearance was here, or whose answer is explained otherwise.
    `removed`: how many questions no paper prints any more. `changed`: the questions whose text, or explanation, is
    new to the bank.
    """

    questions: tuple[int, ...]
    reworded: tuple[int, ...]
    removed: int
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredText:
    """A question's text as the bank holds it; `text_hash` names what is embedded of it, `explained` why its answer is
    right, None where no paper says that."""

    text: QuestionText
    language: str | None
    text_hash: str
    explained: str | None


def ids_of(tx: Transaction, hashes: Iterable[str]) -> dict[str, int]:
    """Content hash -> id, for those that the bank holds."""
    return dict(tx.all(SQL["question_ids"], (to_json(sorted(set(hashes))),)))


def hashes_of(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """Id -> content hash, for those that the bank holds."""
    return dict(tx.all(SQL["question_hashes"], (to_json(sorted(set(ids))),)))


def texts(tx: Transaction, ids: Collection[int]) -> dict[int, StoredText]:
    """The texts of questions by id; one that was deleted is left out."""
    return {
        row[0]: StoredText(QuestionText(row[1], row[2], decode_strings(row[3]), decode_options(row[4])), *row[5:])
        for row in tx.all(SQL["question_texts"], (to_json(sorted(ids)),))
    }


def explanations(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Why the answers of questions are right, by id, as their papers say: sorted, each once; none are left out."""
    rows = tx.all(SQL["explanations"], (to_json(sorted(ids)),))
    return {number: tuple(text for _, text in group) for number, group in groupby(rows, key=itemgetter(0))}


def index_words_anew(tx: Transaction) -> int:
    """Make the index of the search by words from the questions; how many it holds."""
    ids = [number for (number,) in tx.all(SQL["questions_all"])]
    index.empty_texts(tx)
    for first in range(0, len(ids), _AT_ONCE):
        stored = texts(tx, ids[first : first + _AT_ONCE])
        index.keep_texts(tx, ((number, words(one.text)) for number, one in sorted(stored.items())))
    return len(ids)


def add_questions(
    tx: Transaction, unknown: Mapping[str, Question], language: str | None, text_hash: TextHash, now: int
) -> None:
    """Keep questions that are new to the bank, by their hashes; a text that returns gets the number that it had."""
    numbers = succession.returning(tx, unknown)
    rows = (
        {
            **_columns(text_of(question), question.language or language, text_hash),
            "id": numbers.get(name),
            "hash": name,
            "now": now,
        }
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
            "language": question.language,
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


def settle(
    tx: Transaction, touched: Collection[int], new: Collection[int], text_hash: TextHash, heirs: Mapping[int, int]
) -> tuple[set[int], int]:
    """Make questions agree with their appearances again: which were reworded or explained otherwise, and how many went.

    `heirs` has what took the position of those that go.
    """
    stored = texts(tx, touched)
    rewordings: dict[int, tuple[QuestionText, str | None]] = {}
    orders: list[tuple[str, int]] = []
    explained: list[tuple[str | None, int]] = []
    seen: set[int] = set()
    rows = tx.all(SQL["appearances_printed"], (to_json(sorted(touched)),))
    for number, group in groupby(rows, key=itemgetter(0)):
        printings = [(place, _printed.decode(text), order, lang, why) for _, place, text, order, lang, why in group]
        _, first, _, language, _ = printings[0]
        if (first, language) != (stored[number].text, stored[number].language):
            rewordings[number] = (first, language)
        why = _digest(why for *_, why in printings)
        if why != stored[number].explained:
            explained.append((why, number))
        for place, printed, told, *_ in printings:
            order = to_json(order_against(printed, first))
            if order != told:
                orders.append((order, place))
        seen.add(number)
    tx.many(SQL["appearance_reorder"], orders)
    tx.many(SQL["question_explain"], explained)
    tx.many(
        SQL["question_reword"],
        ({**_columns(text, lang, text_hash), "id": number} for number, (text, lang) in rewordings.items()),
    )
    gone = [(number,) for number in touched if number not in seen]
    _index_words(tx, stored, rewordings, {*new, *rewordings}, gone)
    succession.leave(tx, [number for (number,) in gone], heirs)
    tx.many(SQL["question_remove"], gone)
    places.settle(tx, {*touched, *heirs.values()})
    return {*rewordings, *(number for _, number in explained)}, len(gone)


def _digest(explanations: Iterable[str | None]) -> str | None:
    """What names a set of explanations: hex sha256, None for none."""
    known = sorted({text for text in explanations if text})
    return sha256(to_json(known).encode()).hexdigest() if known else None


def _index_words(
    tx: Transaction,
    stored: dict[int, StoredText],
    rewordings: dict[int, tuple[QuestionText, str | None]],
    changed: Collection[int],
    gone: Sequence[tuple[int]],
) -> None:
    index.clear(tx, [*(number for (number,) in gone), *changed])
    texts = {number: rewordings[number][0] if number in rewordings else stored[number].text for number in changed}
    index.keep_texts(tx, ((number, words(text)) for number, text in sorted(texts.items())))
