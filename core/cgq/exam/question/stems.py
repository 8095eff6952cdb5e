"""Answers printed in brackets inside the stem, "… is ( C )", or before the number, where a whole paper does it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import ANSWER_CONFLICT
from cgq.exam.geometry import Span, places_of
from cgq.exam.model import Answer
from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.answers import ANSWER_BEFORE, ANSWER_IN_STEM
from cgq.exam.signs.values import read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Place, Question
    from cgq.exam.question.assemble import Assembled

_MOST = 0.5


def with_stem_answers(assembled: Sequence[Assembled], lines: Sequence[Line]) -> list[Question]:
    """The questions with those answers, and stems that no longer tell them.

    A letter in brackets is an answer only where most questions end, or begin, with one; a single one is a reference,
    and so is one that is the same throughout ("Which fits the blank (A)?").
    """
    questions = [a.question for a in assembled]
    before = [_before(a, lines) for a in assembled]
    if _tell([found[0] for found in before if found], len(questions)):
        return [_told(q, *found) if found else q for q, found in zip(questions, before, strict=True)]
    within = (ANSWER_IN_STEM.search(q.stem) for q in questions)
    if not _tell([match[1] for match in within if match], len(questions)):
        return questions
    return [_answered(a.question, _where(a, lines)) for a in assembled]


def _tell(signs: Sequence[str], count: int) -> bool:
    return len(signs) > _MOST * count and len(set(signs)) > 1


def _before(assembled: Assembled, lines: Sequence[Line]) -> tuple[str, tuple[Place, ...]] | None:
    """What the brackets before a question's number say, and where."""
    number = next(span for piece in assembled.pieces if piece.part == "number" for span in piece.spans)
    match = ANSWER_BEFORE.match(narrow(lines[number.line].text), 0, number.stop)
    return (match[1], places_of("answer", [Span(number.line, *match.span(1))], lines)) if match else None


def _told(question: Question, text: str, where: tuple[Place, ...]) -> Question:
    """The question with the answer that a text tells; with none where another was read at its options."""
    read = read_answer(text, len(question.options))
    if read is None:
        return question
    if question.answer is not None and question.answer.accepted != read[0]:
        kept = tuple(place for place in question.places if place.part != "answer")
        return flagged(replace(question, answer=None, places=kept), [ANSWER_CONFLICT])
    if question.answer is not None:
        return replace(question, places=(*question.places, *where))
    page, bbox = (where[0].page, where[0].bbox) if where else (question.page, None)
    answer = Answer(accepted=read[0], mode=read[1], evidence="label", page=page, bbox=bbox)
    return replace(question, answer=answer, places=(*question.places, *where))


def _where(assembled: Assembled, lines: Sequence[Line]) -> tuple[Place, ...]:
    """The place of the last brackets among a question's lines; none when a line break parts them."""
    for span in (span for piece in assembled.pieces if piece.part == "stem" for span in reversed(piece.spans)):
        match = ANSWER_IN_STEM.search(lines[span.line].text, span.start, span.stop)
        if match is not None:
            return places_of("answer", [Span(span.line, *match.span(1))], lines)
    return ()


def _answered(question: Question, where: tuple[Place, ...]) -> Question:
    match = ANSWER_IN_STEM.search(question.stem)
    told = _told(question, match[1], where) if match else question
    if match is None or told is question:
        return question
    start, end = match.span(1)
    return replace(told, stem=question.stem[:start] + question.stem[end:])
