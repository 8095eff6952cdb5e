"""Texts become vectors: what is given, what comes back, and under which name it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from cgq.concept_names import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Payer


@dataclass(frozen=True, slots=True)
class EmbeddingText:
    """What is embedded of a question: its stem, and `rest` = boxes, passage and options joined."""

    stem: str
    rest: str


class Embedder(Protocol):
    """Makes vectors. `batch` is how many texts one call should carry at most; `longest` is how many tokens a text may
    have, as they are estimated, None for any number."""

    model: str
    dimension: int
    host: Literal["analyser", "threads"]
    batch: int
    longest: int | None

    def prepare(self) -> None:
        """Load what `embed` needs."""
        ...

    def embed(self, texts: Sequence[EmbeddingText], payer: Payer) -> list[bytes]:
        """One vector a text, in order: little-endian float32, length 1, 4 * dimension bytes.

        Each request to a service goes through `payer`; who computes here makes none. Raises ProviderFailed when a
        service does not answer as it should, and NotNow as `Payer.paid` does; then there is no vector at all, never a
        part of them.
        """
        ...


def text_hash(text: EmbeddingText) -> str:
    """SHA-256 (hex) of the normalised text: equal hashes have equal vectors, whatever the model."""
    return hashlib.sha256(f"{normal(text.stem)}\n{normal(text.rest)}".encode()).hexdigest()
