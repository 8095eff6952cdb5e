"""How sure a reading is: from 1, less with every flag of the question, and with what its answer was read from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.findings import AFTER_GAP, EMPTY_OPTION, FLAGS, HOLE, MISPRINTED_MARKER, NO_OPTIONS, OPTION_COUNT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.findings import Flag
    from cgq.exam.model import AnswerEvidence, Question

TRUSTED = 0.8
"""A reading with less confidence (0 to 1) is for a person to review, and its page is doubtful. One flag for lost
text or a lost part goes below it, one or two small doubts (0.9 x 0.9) do not."""

_BROKEN = frozenset((AFTER_GAP, EMPTY_OPTION, HOLE, MISPRINTED_MARKER, NO_OPTIONS, OPTION_COUNT))
"""The flags of a question whose options may not be all there, or not those that were printed."""
_AT_OPTIONS: dict[AnswerEvidence | None, float] = {"mark": 0.75, "colour": 0.75, "label": 0.8}
"""What is left of the confidence (0 to 1) where an answer rests on options that may not be whole, by what it was read
from. A mark counts from the first option on; a label is a printed number, as a cell of a table is, but stands among
what is broken. Each takes the mildest of those flags (0.95) below TRUSTED."""


def flagged(question: Question, flags: Sequence[Flag]) -> Question:
    """The question with more flags and, for each, less confidence."""
    new = [f for f in flags if f not in question.flags]
    if not new:
        return question
    confidence = question.confidence
    for flag in new:
        confidence *= FLAGS[flag]
    return replace(question, flags=(*question.flags, *new), confidence=round(confidence, 3))


def weighed(question: Question) -> Question:
    """The question with less confidence where its answer was read at options that are not whole, and nothing else
    gives the same answer."""
    answer = question.answer
    if answer is None or answer.verified_by or not _BROKEN.intersection(question.flags):
        return question
    return replace(question, confidence=round(question.confidence * _AT_OPTIONS.get(answer.evidence, 1.0), 3))
