"""How sure a reading is: what each flag of a question leaves of its confidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

PENALTY = {
    "no_options": 0.5,
    "option_count": 0.7,
    "empty_option": 0.85,
    "empty_stem": 0.6,
    "trailing_text": 0.9,
    "loose_text": 0.9,
    "misprinted_marker": 0.9,
    "figure_missing": 0.75,
    "text_lost": 0.75,
    "ocr_layer": 0.75,
    "answer_conflict": 0.8,
    "after_gap": 0.95,
    "hole": 0.7,
    "cut_short": 0.7,
    "statement_missing": 0.6,
    "duplicate": 0.8,
    "order": 0.9,
    "unnumbered": 0.8,
}
"""What a flag leaves of a question's confidence."""


def flagged(question: Question, flags: Sequence[str]) -> Question:
    """The question with more flags and, for each, less confidence."""
    new = [f for f in flags if f not in question.flags]
    confidence = question.confidence
    for flag in new:
        confidence *= PENALTY.get(flag, 1.0)
    return replace(question, flags=(*question.flags, *new), confidence=round(confidence, 3))
