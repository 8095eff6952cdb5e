"""A question that a search found, or that lies near another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from cgq.bank import search

Why: TypeAlias = Literal["words", "meaning", "both"]


class Hit(Struct, frozen=True, kw_only=True):
    """A question that was found."""

    id: str
    """The hash of its content."""
    question: int
    """Its number in this bank."""
    snippet: str
    """A line of at most about 120 characters around the first word that was asked for; behind an ellipsis a piece of
    its passage or options, where its stem holds no such word."""
    marks: list[list[int]]
    """Where what was asked for stands in the snippet: the first character and the one behind the last, from 0."""
    score: float
    """What the hits are ordered by; 1 is the most."""
    why: Why
    """Whether it holds `words` that were asked for, is near in `meaning`, or `both`."""
    similarity: float | None
    """How near its meaning is, the cosine of the two vectors; null where that is not above the floor of the model."""

    @staticmethod
    def of(hit: search.Hit) -> Hit:
        """A hit of the bank's search."""
        return Hit(
            id=hit.id,
            question=hit.question,
            snippet=hit.snippet,
            marks=[list(mark) for mark in hit.marks],
            score=hit.score,
            why=hit.why,
            similarity=hit.similarity,
        )
