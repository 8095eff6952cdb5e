"""Answers printed in brackets inside the stem: "… is ( C )", where a whole paper does it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.model import Answer
from cgq.exam.signs.answers import ANSWER_IN_STEM, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_MOST = 0.5


def with_stem_answers(questions: Sequence[Question]) -> list[Question]:
    """The questions with those answers, and stems that no longer tell them.

    A letter in brackets is an answer only where most questions end with one; a single one is a reference.
    """
    if sum(1 for q in questions if ANSWER_IN_STEM.search(q.stem)) <= _MOST * len(questions):
        return list(questions)
    return [_answered(q) for q in questions]


def _answered(question: Question) -> Question:
    match = ANSWER_IN_STEM.search(question.stem)
    read = read_answer(match[1], len(question.options)) if match else None
    if match is None or read is None or question.answer is not None:
        return question
    start, end = match.span(1)
    answer = Answer(accepted=read[0], mode=read[1], page=question.page)
    return replace(question, stem=question.stem[:start] + question.stem[end:], answer=answer)
