"""The text of a question by itself, apart from where it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.pattern import folded
from cgq.exam.identity import option_order
from cgq.exam.model import QuestionText

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Question

    TextHash = Callable[[QuestionText], str]
    """What names the text that is embedded of a question: hex sha256."""


def text_of(question: Question) -> QuestionText:
    """A question's text without its place."""
    return QuestionText(question.stem, question.passage, question.boxes, question.options)


def order_against(printed: QuestionText, reference: QuestionText) -> tuple[int, ...]:
    """For each printed option, the number of the same option in `reference`; both are one question."""
    if printed == reference:
        return tuple(option.n for option in printed.options)
    return option_order(printed, reference)


def words(text: QuestionText) -> str:
    """What is indexed for the search by words: one line a part, so that no word spans two of them."""
    parts = (text.stem, text.passage or "", *text.boxes, *(option.text for option in text.options))
    return "\n".join(filter(None, map(folded, parts)))
