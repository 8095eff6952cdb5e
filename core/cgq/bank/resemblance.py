"""Whether two texts are one text read in two ways, and which of many may be, without comparing all with all."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from heapq import nsmallest
from itertools import chain, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Pairs = frozenset[str]
"""The pairs of neighbouring characters of a text; one that comes again has its count so far behind it."""

ALIKE = 0.5
"""Dice coefficient of two texts' pairs from which one may be the other misread: texts that share fewer are not."""

GRAM = 3
"""Characters by which texts are looked up: two are too common in Latin script, four seldom survive a misreading."""

GRAMS = 24
"""How many of a text's rarest grams are looked up: a text that is alike shares about a third of them or more."""

COMMON = 64
"""Texts with one gram from which it tells nothing: twice what a gram of Latin letters has among 400 questions."""

COMPARED = 5
"""Texts of many that one is compared with: two that are alike already leave the question open."""


def pairs_of(text: str) -> Pairs:
    """A text as it is compared."""
    counts = Counter(map("".join, pairwise(text)))
    again = (f"{pair}{nth}" for pair, count in counts.items() if count > 1 for nth in range(1, count))
    return frozenset(chain(counts, again))


def shared(one: Pairs, other: Pairs) -> int:
    """How many pairs two texts share."""
    return len(one & other)


def alike(one: Pairs, other: Pairs) -> bool:
    """Whether one may be the other, read otherwise."""
    total = len(one) + len(other)
    return total > 0 and 2 * shared(one, other) >= ALIKE * total


def share(one: Pairs, other: Pairs) -> float:
    """How much of one text stands in the other, from 0 to 1."""
    return shared(one, other) / max(1, len(one))


class Texts:
    """Texts by their index, compared and indexed when they are first asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._pairs: dict[int, Pairs] = {}

    def pairs(self, index: int) -> Pairs:
        """One of the texts as it is compared."""
        if index not in self._pairs:
            self._pairs[index] = pairs_of(self._texts[index])
        return self._pairs[index]

    def near(self, text: str, among: Collection[int]) -> list[int]:
        """Those of the indexes `among` whose texts may be like `text`: all if they are few, else the nearest."""
        if len(among) <= COMPARED:
            return list(among)
        counts = Counter(chain.from_iterable(self._rarest(text)))
        found = [(-count, index) for index, count in counts.items() if index in among]
        return [index for _, index in nsmallest(COMPARED, found)]

    def _rarest(self, text: str) -> list[list[int]]:
        """The texts with each of a text's rarest grams."""
        known = [self._by_gram[gram] for gram in _grams(text) if gram in self._by_gram]
        return sorted((found for found in known if len(found) <= COMMON), key=len)[:GRAMS]

    @cached_property
    def _by_gram(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, text in enumerate(self._texts):
            for gram in _grams(text):
                found.setdefault(gram, []).append(index)
        return found


def _grams(text: str) -> dict[str, None]:
    """Each gram once, in the order of the text, so that the same ones are always taken."""
    return dict.fromkeys(text[start : start + GRAM] for start in range(max(1, len(text) - GRAM + 1)))
