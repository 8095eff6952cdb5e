"""What a search found, and what is near a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.hit import Hit
from cgq.hints import unmarked

if TYPE_CHECKING:
    from cgq.actions.search import Found, Near


class Respelled(Struct, frozen=True, kw_only=True):
    """A word that no question holds, and the only word of the bank that it may be in another spelling."""

    typed: str
    """The word of the query."""
    bank: str
    """What was looked for instead."""


class Search(Document, frozen=True, kw_only=True, tag="search"):
    """The questions that were found, the best first: `cgq search`, and a part of what `cgq demo` prints."""

    query: str
    """What was looked for."""
    by: Literal["words", "both"]
    """Whether it went by `words` alone, or by meaning as well (`both`)."""
    why_words: str | None
    """Why it went by words alone though nobody asked for that; null when it did not."""
    nowhere: list[str]
    """The words of the query that no question holds."""
    respelled: list[Respelled]
    """Those of them for which a word of the bank in another spelling was looked for."""
    found: int
    """How many questions were found; nothing else is near."""
    filtered: int | None
    """How many questions the filters leave, where nothing was found among them; else null."""
    found_without_filters: int | None
    """How many would be found without the filters, where nothing was found with them; else null."""
    hits: list[Hit]
    """The first of them."""

    @staticmethod
    def of(query: str, found: Found) -> Search:
        """What was found for a query."""
        why = None if found.why_words is None else unmarked(found.why_words)
        return Search(
            query=query,
            by=found.by,
            why_words=why,
            nowhere=list(found.nowhere),
            respelled=[Respelled(typed=typed, bank=bank) for typed, bank in found.respelled],
            found=found.count,
            filtered=found.beyond.among if found.beyond else None,
            found_without_filters=found.beyond.found if found.beyond else None,
            hits=[Hit.of(hit) for hit in found.hits],
        )


class Similar(Document, frozen=True, kw_only=True, tag="similar"):
    """The questions that are near one of the bank, the nearest first: `cgq similar ID`."""

    question: int
    """The number of the question itself."""
    found: int
    """How many questions are near it; nothing else is."""
    hits: list[Hit]
    """The first of them."""

    @staticmethod
    def of(near: Near) -> Similar:
        """What is near a question."""
        return Similar(question=near.question, found=near.count, hits=[Hit.of(hit) for hit in near.hits])
