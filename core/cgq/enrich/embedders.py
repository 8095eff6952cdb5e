"""Which embedder the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.enrich.embedding import EmbeddingText
from cgq.enrich.local_hash import LocalHashEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.config import VectorSettings
    from cgq.contract import Payer
    from cgq.enrich.embedding import Embedder


def embedder(settings: VectorSettings) -> Embedder:
    """The embedder that the settings name; nothing heavy is loaded before its first `embed`."""
    if settings.service is not None:
        from cgq.enrich.served import ServedEmbedder

        return ServedEmbedder(settings.embedding, settings.service)
    return LocalHashEmbedder()


def embed_query(by: Embedder, text: str, nouns: Sequence[str], payer: Payer) -> bytes:
    """The vector of a query, whose Korean words were cut already: the local embedder loads no analyser for it."""
    if isinstance(by, LocalHashEmbedder):
        return by.embed_cut(text, nouns)
    (data,) = by.embed([EmbeddingText(text, "")], payer)
    return data
