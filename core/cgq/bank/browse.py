"""Looking into the bank: questions in lists, and the full record of each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cgq.bank.build_record import Place, build
from cgq.bank.columns import (
    decode_answer,
    decode_bbox,
    decode_numbers,
    decode_options,
    decode_places,
    decode_strings,
    to_json,
)
from cgq.bank.pattern import contains, folded
from cgq.bank.question_name import no_such_question
from cgq.bank.record import RepeatRecord
from cgq.db.queries import load
from cgq.exam.model import QuestionText
from cgq.exam.naming import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cgq.bank.record import ConceptRecord, QuestionRecord
    from cgq.db.connection import Transaction
    from cgq.exam.model import Answer

    Concepts = Callable[[Transaction, Sequence[int]], Mapping[int, Sequence[ConceptRecord]]]
    """What tells the concepts of questions by id; the graph does, which the bank does not know."""

SQL = load("bank")


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list, with the first of its places that was asked for; `answer` as printed there, where options
    are called by their `labels` and `figures` of its parts are drawn.

    `id` is its content hash, `question` its number in this bank.
    """

    id: str
    question: int
    stem: str
    material: int
    title: str
    section: str | None
    number: int
    page: int | None
    row: int | None
    labels: tuple[str, ...]
    answer: Answer | None
    confidence: float
    flags: tuple[str, ...]
    figures: int
    appearances: int


def listing(
    tx: Transaction,
    *,
    material: int | None = None,
    text: str | None = None,
    number: int | None = None,
    flagged: bool | None = None,
    among: Collection[int] | None = None,
    limit: int = -1,
    page: int = 1,
) -> list[QuestionRow]:
    """Questions by paper and place, of those with an id of `among`; `limit` -1 means all.

    White space in `text` makes no difference.
    """
    filters: dict[str, Any] = {
        "material": material,
        "number": number,
        "flagged": None if flagged is None else int(flagged),
        "among": None if among is None else to_json(sorted(among)),
        "like": contains(folded(text)) if text else None,
        "limit": limit,
        "skip": max(limit, 0) * (page - 1),
    }
    return [_row(row) for row in tx.all(SQL["question_list"], filters)]


def count(tx: Transaction) -> int:
    """How many questions the bank holds."""
    held: int = tx.value(SQL["question_count"])
    return held


def record(tx: Transaction, question: int, concepts: Concepts | None = None) -> QuestionRecord:
    """The full record of one question by id. Raises Missing for an id that is not there."""
    found = records(tx, [question], concepts)
    if not found:
        raise no_such_question(tx, question)
    return found[0]


def records(tx: Transaction, ids: Collection[int], concepts: Concepts | None = None) -> list[QuestionRecord]:
    """The full records of some questions, by content hash; one that was deleted is left out."""
    wanted = to_json(sorted(ids))
    rows = tx.all(SQL["appearances_full"], (wanted,))
    places = {number: list(map(_place, group)) for number, group in groupby(rows, key=itemgetter(0))}
    known: Mapping[int, Sequence[ConceptRecord]] = concepts(tx, sorted(ids)) if concepts else {}
    again = _repeats(tx, wanted)
    return [
        build(
            content_hash,
            QuestionText(stem, passage, decode_strings(boxes), decode_options(options)),
            language,
            places[number],
            known.get(number, ()),
            again.get(number, ()),
        )
        for number, content_hash, stem, passage, boxes, options, language in tx.all(SQL["questions_full"], (wanted,))
    ]


def _repeats(tx: Transaction, wanted: str) -> dict[int, list[RepeatRecord]]:
    """What repeats each question, by the other's hash."""
    found: dict[int, list[RepeatRecord]] = {}
    for number, other, kind, way in tx.all(SQL["repeats_full"], {"ids": wanted}):
        found.setdefault(number, []).append(RepeatRecord(id=other, kind=kind, way=way))
    return found


def _row(row: tuple[Any, ...]) -> QuestionRow:
    number, content_hash, stem, material, title, section, printed, page, at_row, options, *judged = row
    *judged, figures, places = judged
    answer, trust, flags = judged
    return QuestionRow(
        id=content_hash,
        question=number,
        stem=stem,
        material=material,
        title=title,
        section=section,
        number=printed,
        page=page,
        row=at_row,
        labels=labels_of(decode_options(options)),
        answer=None if answer is None else decode_answer(answer),
        confidence=trust,
        flags=decode_strings(flags),
        figures=figures,
        appearances=places,
    )


def _place(row: tuple[Any, ...]) -> Place:
    _, sha256, title, form, section, number, page, bbox, *given, parts, order, options = row[:16]
    *judged, paths = row[16:]
    table_row, year, session, tags, concepts = given
    answer, explanation, trust, flags, reviewed = judged
    return Place(
        material=sha256,
        file=_file(paths),
        title=title,
        form=form,
        section=section,
        number=number,
        page=page,
        bbox=None if bbox is None else decode_bbox(bbox),
        row=table_row,
        year=year,
        session=session,
        tags=decode_strings(tags),
        concepts=decode_strings(concepts),
        parts=decode_places(parts),
        option_order=decode_numbers(order),
        option_labels=labels_of(decode_options(options)),
        answer=None if answer is None else decode_answer(answer),
        explanation=explanation,
        confidence=trust,
        flags=decode_strings(flags),
        reviewed=bool(reviewed),
    )


def _file(paths: str) -> str:
    """The name alone: where a paper lies differs from machine to machine."""
    return min(map(os.path.basename, decode_strings(paths)), default="")
