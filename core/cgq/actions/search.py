"""Look for questions by meaning and by words; by words alone where the meaning cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import nearest, search
from cgq.bank.search import Hit, QueryVector
from cgq.db.queries import load
from cgq.enrich.embedders import embedder
from cgq.enrich.embedding import EmbeddingText
from cgq.errors import Busy, CgqError, NotReady, Refused, StorageFailed
from cgq.hints import plain

if TYPE_CHECKING:
    from cgq.config import EmbeddingSettings
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

SQL = load("bank")
By = Literal["words", "both"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first.

    `why_words`: why it went by words alone, when nobody asked for that; `in_nothing`: the bank has no questions.
    """

    hits: tuple[Hit, ...]
    by: By
    why_words: str | None = None
    in_nothing: bool = False


def find(workspace: Workspace, text: str, *, k: int = 10, words: bool = False) -> Found:
    """The k best questions for a text. `words` spares the embedder, which the analyser makes slow."""
    if not text.strip():
        raise Refused("There is nothing to look for.", code="empty_query", hint="Name a word: `cgq search TEXT`")
    with workspace.database.read() as tx:
        if tx.value(SQL["question_span"]) is None:
            return Found((), "words", in_nothing=True)
        query, why = (None, None) if words else _vector(tx, workspace.settings.embedding, text)
    if query is not None:
        _refresh_index(workspace, query)
    with workspace.database.read() as tx:
        return Found(tuple(search.search(tx, text, query, k)), "both" if query else "words", why)


def _refresh_index(workspace: Workspace, query: QueryVector) -> None:
    """A large bank's index is brought up to date by whoever searches first."""
    with workspace.database.read() as tx:
        wanted = nearest.wants_refresh(tx, query.model)
    if not wanted:
        return
    try:
        with workspace.database.write() as tx:
            nearest.refresh(tx, query.model, len(query.data) // 4)
    except (Busy, NotReady, StorageFailed):
        return  # without the index the scan gives the same answer, only later


def _vector(tx: Transaction, settings: EmbeddingSettings, text: str) -> tuple[QueryVector | None, str | None]:
    """What the text means to the configured model, or why that cannot be told."""
    by = embedder(settings)
    if not tx.value(SQL["vector_count"], (by.model,)):
        how = "Make them: `cgq enqueue --kind generate_embedding --missing`"
        return None, f"no question has a vector of {by.model} yet. {how}"
    try:
        (data,) = by.embed([EmbeddingText(text, "")])
    except CgqError as error:
        return None, f"{plain(error.message)} [{error.code}]"
    return QueryVector(by.model, data), None
