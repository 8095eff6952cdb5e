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
    """At most about 120 characters of its stem, on one line, around the first word that was asked for."""
    score: float
    """What the hits are ordered by; 1 is the most."""
    why: Why
    """Whether it holds `words` that were asked for, is near in `meaning`, or `both`."""
    similarity: float | None
    """How near its meaning is: the cosine of the two vectors, from -1 to 1; null when it was found by words alone."""

    @staticmethod
    def of(hit: search.Hit) -> Hit:
        """A hit of the bank's search."""
        return Hit(
            id=hit.id,
            question=hit.question,
            snippet=hit.snippet,
            score=hit.score,
            why=hit.why,
            similarity=hit.similarity,
        )
