"""Which embedder the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.enrich.local_hash import LocalHashEmbedder

if TYPE_CHECKING:
    from cgq.config import EmbeddingSettings
    from cgq.enrich.embedding import Embedder


def embedder(settings: EmbeddingSettings) -> Embedder:
    """The embedder that the settings name; nothing heavy is loaded before its first `embed`."""
    if settings.provider == "openai":
        from cgq.enrich.served import OpenAIEmbedder

        return OpenAIEmbedder(settings)
    return LocalHashEmbedder()
