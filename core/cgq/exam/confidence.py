"""How sure a reading is: from 1, less with every flag of the question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.findings import FLAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.findings import Flag
    from cgq.exam.model import Question

TRUSTED = 0.8
"""A reading with less confidence (0 to 1) is for a person to review, and its page is doubtful. One flag for lost
text or a lost part goes below it, one or two small doubts (0.9 x 0.9) do not."""


def flagged(question: Question, flags: Sequence[Flag]) -> Question:
    """The question with more flags and, for each, less confidence."""
    new = [f for f in flags if f not in question.flags]
    confidence = question.confidence
    for flag in new:
        confidence *= FLAGS[flag]
    return replace(question, flags=(*question.flags, *new), confidence=round(confidence, 3))
