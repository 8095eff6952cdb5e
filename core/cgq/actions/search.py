"""Look for questions by meaning and by words; by words alone where the meaning cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.actions.reading import reading
from cgq.bank import search
from cgq.bank.search import Hit, QueryVector
from cgq.db.queries import load
from cgq.enrich.embedders import embedder
from cgq.enrich.embedding import EmbeddingText
from cgq.errors import CgqError, Refused

if TYPE_CHECKING:
    from cgq.config import Settings
    from cgq.db.connection import Transaction

SQL = load("bank")
By = Literal["words", "both"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first; `why_words` tells why it went by words alone, when nobody asked for that."""

    hits: tuple[Hit, ...]
    by: By
    why_words: str | None = None


def find(settings: Settings, text: str, *, k: int = 10, words: bool = False) -> Found:
    """The k best questions for a text. `words` spares the embedder, which the analyser makes slow."""
    if not text.strip():
        raise Refused("There is nothing to look for.", code="empty_query", hint="Name a word: cgq search TEXT")
    with reading(settings) as tx:
        if tx is None:
            return Found((), "words")
        query, why = (None, None) if words else _vector(tx, settings, text)
        return Found(tuple(search.search(tx, text, query, k)), "both" if query else "words", why)


def _vector(tx: Transaction, settings: Settings, text: str) -> tuple[QueryVector | None, str | None]:
    """What the text means to the configured model, or why that cannot be told."""
    by = embedder(settings.embedding)
    if not tx.value(SQL["vector_count"], (by.model,)):
        return None, f"no question has a vector of {by.model} yet"
    try:
        (data,) = by.embed([EmbeddingText(text, "")])
    except CgqError as error:
        return None, f"{error.message} [{error.code}]"
    return QueryVector(by.model, data), None
