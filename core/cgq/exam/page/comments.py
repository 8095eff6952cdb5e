"""A right column that only answers and explains the questions on its left: each question's stretch goes below it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.answers import tells
from cgq.exam.signs.labels import names_answer
from cgq.exam.signs.markers import starts_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_FEWEST = 3
"""Answers in the right column; fewer may be what a question that began on the left ends with."""
_SAME_ROW = 0.2
"""Ems by which baselines of one row differ at most."""


def comments_on(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the right column begins with an answer, asks and offers nothing, and has no more answers than the left
    has questions, each on a row of the left."""
    if not right or not tells(right[0].text):
        return False
    if any(marker_value(line.text) or starts_question(line.text) for line in right):
        return False
    answers = [line for line in right if names_answer(line.text)]
    asked = _starts_of(left)
    if not _FEWEST <= len(answers) <= len(asked):
        return False
    return all(any(abs(line.base - row.base) <= _SAME_ROW * line.em for row in left) for line in answers)


def question_by_question(left: Sequence[Line], right: Sequence[Line]) -> list[Line]:
    """The lines of each question on the left, then what stands to their right."""
    starts = [line.base - _SAME_ROW * line.em for line in _starts_of(left)]
    edges = [float("-inf"), *starts[1:], float("inf")]
    ordered: list[Line] = []
    for top, bottom in pairwise(edges):
        ordered += [line for column in (left, right) for line in column if top <= line.base < bottom]
    return ordered


def _starts_of(lines: Sequence[Line]) -> list[Line]:
    """The lines that begin with a number at the left edge of their column."""
    edge = min((line.x0 for line in lines), default=0.0)
    return [line for line in lines if line.x0 - edge <= line.em and starts_question(line.text)]
