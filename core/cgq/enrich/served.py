"""Vectors from an OpenAI-compatible service, in requests as large as it takes."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Literal

from cgq.concept_names import normal
from cgq.contract import Forecast
from cgq.enrich.answer import vectors
from cgq.enrich.embedding import text_hash
from cgq.enrich.provider import Provider
from cgq.enrich.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cgq.config import EmbeddingSettings, Service
    from cgq.contract import Payer
    from cgq.enrich.embedding import EmbeddingText

MAX_TEXTS = 2_048
"""Texts a request takes at most: OpenAI's limit (semantics C5)."""

MAX_TOKENS = 200_000
"""Estimated tokens of a request: OpenAI refuses more than 300,000, and the estimate may be too low by a third."""

SHORTENING = ("text-embedding-3", "gemini-embedding")
"""How the names of models begin that give vectors of a length that is asked for."""

LONGEST = 8_192
"""Tokens of a text: the limit of OpenAI's embedding models; what is longer is not sent."""

_EMPTY = "-"
"""What is sent for a text without a character, which services refuse."""


class ServedEmbedder:
    """Vectors by a service. Threads may share one; key and library are read at the first call."""

    host: Literal["analyser", "threads"] = "threads"
    batch = MAX_TEXTS
    longest: int | None = LONGEST

    def __init__(
        self,
        settings: EmbeddingSettings,
        service: Service,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.model = settings.model
        self.dimension = settings.dimension
        self._in_batch = settings.mode == "batch"
        self._provider = Provider(service, "embeddings by a provider", environ, sleep)

    def prepare(self) -> None:
        """Load the client; a key that is not there is told by the first call, to its jobs."""
        self._provider.prepare()

    def embed(self, texts: Sequence[EmbeddingText], payer: Payer) -> list[bytes]:
        """One vector a text, in order.

        Equal texts are asked for once. When a later request fails, what the earlier ones brought is kept by `payer`,
        by the hashes of the texts: nobody pays twice for it (M1).
        """
        self._provider.check()
        hashes = [text_hash(text) for text in texts]
        wanted = {key: wire(text) for key, text in zip(hashes, texts, strict=True)}
        found: dict[str, bytes] = {}
        for keys in requests(wanted):
            found |= self._asked({key: wanted[key] for key in keys}, payer)
        return [found[key] for key in hashes]

    def forecast(self, texts: Sequence[EmbeddingText]) -> Forecast:
        """What `embed` will ask for, in as few requests as the texts take."""
        wanted = {text_hash(text): wire(text) for text in texts}
        calls = sum(1 for _ in requests(wanted))
        tokens = sum(map(estimated_tokens, wanted.values()))
        return Forecast(
            provider=self._provider.service.name,
            model=self.model,
            calls=calls,
            tokens_in=tokens,
            in_batch=self._in_batch,
        )

    def check(self) -> None:
        """Raise ProviderFailed when no key is set or the address is not safe; asks nobody."""
        self._provider.check()

    def close(self) -> None:
        """Close the connections; the next `embed` opens new ones."""
        self._provider.close()

    def _asked(self, wanted: Mapping[str, str], payer: Payer) -> dict[str, bytes]:
        """The vectors of one request, by the hashes of its texts."""
        texts = list(wanted.values())
        body = self.body(texts)
        reply = self._provider.embeddings(
            payer,
            body,
            parts=tuple(wanted),
            tokens_in=sum(map(estimated_tokens, texts)),
            read=lambda answer: tuple(vectors(answer, count=len(texts), dimension=self.dimension)),
        )
        return dict(zip(wanted, reply.parts, strict=True))

    def body(self, texts: list[str]) -> dict[str, Any]:
        """What a request for the vectors of some texts consists of (see `wire`)."""
        shorter = {"dimensions": self.dimension} if self._can_shorten() else {}
        return {"model": self.model, "input": texts, **shorter}

    def _can_shorten(self) -> bool:
        """May a length be asked for? What a provider does not say goes by the model: others refuse the parameter."""
        said = self._provider.service.dimensions
        return self.model.startswith(SHORTENING) if said is None else said


def wire(text: EmbeddingText) -> str:
    """What is sent of a question: the same normalised text that its hash is made of, never empty."""
    return f"{normal(text.stem)}\n{normal(text.rest)}".strip() or _EMPTY


def requests(wanted: Mapping[str, str]) -> Iterator[list[str]]:
    """The keys of the texts, split into requests of at most MAX_TEXTS texts and MAX_TOKENS estimated tokens."""
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
