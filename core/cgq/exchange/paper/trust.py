"""Which readings a person should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.confidence import TRUSTED

if TYPE_CHECKING:
    from cgq.exam.model import Question


def needs_look(question: Question) -> bool:
    """Whether something speaks against a reading: the rule of the bank's `needs_review`, for one paper."""
    return question.confidence < TRUSTED or bool(question.flags)
