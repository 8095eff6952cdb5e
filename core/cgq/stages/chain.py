"""What the stages of a paper's chain share: the text that is embedded of a question, the refresh at the end (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from cgq.exam.model import QuestionText

REFRESH_DELAY = 1.0
"""Seconds in which the questions of one paper gather before the glossary is made anew."""


def embedded(text: QuestionText) -> EmbeddingText:
    """What is embedded of a question: its stem, then boxes, passage and options, a line each.

    The options are sorted, so that the forms of an exam, which turn them round, share their vectors.
    """
    rest = (*text.boxes, text.passage or "", *sorted(option.text for option in text.options))
    return EmbeddingText(text.stem, "\n".join(filter(None, rest)))


def stored_text_hash(text: QuestionText) -> str:
    """What names the text that is embedded of a question: hex sha256."""
    return text_hash(embedded(text))


def refresh() -> NewJob:
    """The one job that makes the glossary anew, however many ask for it."""
    return NewJob(
        kind="refresh_concepts",
        args={},
        coalesce="refresh_concepts",
        mutex="refresh_concepts",
        priority="low",
        delay=REFRESH_DELAY,
    )
