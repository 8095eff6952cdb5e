"""Vectors from an OpenAI-compatible service, in calls as large as it takes."""

from __future__ import annotations

import os
import time
from threading import Lock
from typing import TYPE_CHECKING, Literal

from cgq.concept_names import normal
from cgq.enrich.answer import vectors
from cgq.enrich.embedding import text_hash
from cgq.enrich.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cgq.config import EmbeddingSettings
    from cgq.enrich.embedding import EmbeddingText

MAX_TEXTS = 2_048
MAX_TOKENS = 200_000
MAX_KEPT = 4_096
_EMPTY = "-"


class OpenAIEmbedder:
    """Vectors by a service. Threads may share one; key and library are read at the first call."""

    host: Literal["analyser", "threads"] = "threads"
    batch = MAX_TEXTS

    def __init__(
        self,
        settings: EmbeddingSettings,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.model = settings.model
        self.dimension = settings.dimension
        self._provider = Provider(settings.base_url, "embeddings by a provider", environ, sleep)
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def prepare(self) -> None:
        """Load the client; a key that is not there is told by the first call, to its jobs."""
        self._provider.prepare()

    def embed(self, texts: Sequence[EmbeddingText]) -> list[bytes]:
        """One vector a text, in order.

        Equal texts are asked for once. When a later call fails, what the earlier ones brought is
        kept in memory for the next try: nobody pays twice for it (M1).
        """
        self._provider.check()
        deadline = self._provider.deadline()
        hashes = [text_hash(text) for text in texts]
        with self._lock:
            known = {key: self._kept[key] for key in hashes if key in self._kept}
        wanted = {key: wire(text) for key, text in zip(hashes, texts, strict=True) if key not in known}
        # Only this family can shorten its vectors; other servers refuse the parameter.
        asked = self.dimension if self.model.startswith("text-embedding-3") else None
        for keys in calls(wanted):
            body = self._provider.embeddings(self.model, [wanted[key] for key in keys], asked, deadline)
            found = dict(zip(keys, vectors(body, count=len(keys), dimension=self.dimension), strict=True))
            known |= found
            self._keep(found)
        with self._lock:
            for key in known:
                self._kept.pop(key, None)
        return [known[key] for key in hashes]

    def _keep(self, found: dict[str, bytes]) -> None:
        with self._lock:
            self._kept |= found
            for key in list(self._kept)[:-MAX_KEPT]:
                del self._kept[key]

    def check(self) -> None:
        """Raise ProviderFailed when no key is set or the address is not safe; asks nobody."""
        self._provider.check()

    def close(self) -> None:
        """Close the connections; the next `embed` opens new ones."""
        self._provider.close()


def wire(text: EmbeddingText) -> str:
    """What is sent of a question: the same normalised text that its hash is made of, never empty."""
    return f"{normal(text.stem)}\n{normal(text.rest)}".strip() or _EMPTY


def estimated_tokens(text: str) -> int:
    """About how many tokens a text costs, rather too many: 3.5 Latin letters each, 1.2 a syllable."""
    plain = sum(char.isascii() for char in text)
    return 1 + int(plain / 3.5 + (len(text) - plain) * 1.2)


def calls(wanted: Mapping[str, str]) -> Iterator[list[str]]:
    """The keys of the texts, split into calls of at most MAX_TEXTS texts and MAX_TOKENS estimated tokens."""
    keys: list[str] = []
    tokens = 0
    for key, text in wanted.items():
        cost = estimated_tokens(text)
        if keys and (len(keys) == MAX_TEXTS or tokens + cost > MAX_TOKENS):
            yield keys
            keys, tokens = [], 0
        keys.append(key)
        tokens += cost
    if keys:
        yield keys
