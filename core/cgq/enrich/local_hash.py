"""The embedder that needs no key, no server and no fitting.

`local-hash-1024` is lexical: Korean nouns, Latin words with their runs of four letters, and
numbers, hashed with a sign into 1,024 places ("the hashing trick", Weinberger et al. 2009), the
stem counted three times. It has no state: the same text gives the same vector on every machine.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.enrich.text import Analyser, Terms, terms_of, version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Payer

DIMENSION = 1024
RECIPE = 1
"""Raise it with any change of `features`: vectors of two recipes cannot be compared."""

STEM_WEIGHT = 3
GRAM = 4
GRAM_WEIGHT = 0.25
NUMBER_WEIGHT = 0.5


class LocalHashEmbedder:
    """Vectors by hashing words; no key, no network."""

    host: Literal["analyser", "threads"] = "analyser"
    dimension = DIMENSION
    batch = 64
    longest: int | None = None

    def __init__(self) -> None:
        self.model = f"local-hash-{DIMENSION}/{RECIPE}-{version()}"
        self._analyser = Analyser()

    def prepare(self) -> None:
        """Load the analyser."""
        self._analyser.prepare()

    def embed(self, texts: Sequence[EmbeddingText], payer: Payer | None = None) -> list[bytes]:  # noqa: ARG002
        """One vector a text; a text without any word gets one place of its own."""
        terms = self._analyser.terms([part for text in texts for part in (text.stem, text.rest)])
        return [_vector(text, stem, rest) for text, stem, rest in zip(texts, terms[::2], terms[1::2], strict=True)]

    def embed_cut(self, text: str, nouns: Sequence[str]) -> bytes:
        """The vector of a text whose Korean nouns are known already: no analyser is loaded."""
        return _vector(EmbeddingText(text, ""), terms_of(text, nouns), Terms((), (), ()))


def _vector(text: EmbeddingText, stem: Terms, rest: Terms) -> bytes:
    return _hashed(features(stem, rest) or {f"text:{text_hash(text)}": 1.0})


def features(stem: Terms, rest: Terms) -> dict[str, float]:
    """Feature -> weight of a question; a word said often counts by the root of its count."""
    counted: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for terms, times in ((stem, STEM_WEIGHT), (rest, 1)):
        for feature, weight in _features(terms):
            counted[feature] += times
            weights[feature] = weight
    return {feature: weights[feature] * count**0.5 for feature, count in counted.items()}


def _features(terms: Terms) -> list[tuple[str, float]]:
    found = [(f"ko:{noun}", 1.0) for noun in terms.nouns]
    found += [(f"no:{number}", NUMBER_WEIGHT) for number in terms.numbers]
    for word in terms.latin:
        found.append((f"la:{word}", 1.0))
        found += [(f"gr:{gram}", GRAM_WEIGHT) for gram in _grams(word)]
    return found


def _grams(word: str) -> list[str]:
    marked = f"<{word}>"
    return [marked[i : i + GRAM] for i in range(len(marked) - GRAM + 1)] if len(word) >= GRAM else []


@lru_cache(maxsize=65_536)
def _place(feature: str) -> tuple[int, float]:
    """Where a feature goes and with which sign, by a hash that is the same everywhere."""
    digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "little")
    return (number >> 1) % DIMENSION, 1.0 if number & 1 else -1.0


def _hashed(weighted: dict[str, float]) -> bytes:
    vector = [0.0] * DIMENSION
    for feature in sorted(weighted):
        place, sign = _place(feature)
        vector[place] += sign * weighted[feature]
    length = math.sqrt(math.fsum(number * number for number in vector))
    if length == 0.0:  # two features of one place that cancel each other out
        vector[_place(min(weighted))[0]] = length = 1.0
    return struct.pack(f"<{DIMENSION}f", *(number / length for number in vector))
