"""What a paper itself prints inside its lines, where no line's end can have cut it."""

from __future__ import annotations

import re
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.exam.page.breaks import Break

MOST_SIGNS = 200_000
"""Characters of a paper that are searched: words that come back do so long before."""

_REACH = 2
"""Signs on either side that make two pieces of text the same ones: 니어|링의."""

_PER_FACTOR = 2.2
_ABSENT = 0.1
_MOST = 6.0
"""The score by the factor of one count to the other, what is absent counted as a tenth of a time, and its bounds."""

_HANGUL_WORD = re.compile(r"[가-힣]+")
_KINDS = (
    re.compile(r"[가-힣]"),
    re.compile(r"[0-9]"),
    re.compile(r"[A-Za-z]"),
    re.compile(r"[)\]」』》〉’”%℃]"),
    re.compile(r"[一-鿿]"),
    re.compile(r"[㉠-㉿ⓐ-ⓩⒶ-Ⓩ①-⑳]"),
)
"""Signs that stand for one another beside Hangul: a particle or a counter follows any number alike."""


class Counts(NamedTuple):
    """How often two pieces stand in the paper without a space between them, and how often with one."""

    joined: float
    spaced: float

    @property
    def score(self) -> float:
        """For no space, in natural logarithms of odds."""
        ratio = (self.joined + _ABSENT) / (self.spaced + _ABSENT)
        return max(-_MOST, min(_MOST, _PER_FACTOR * log(ratio)))


class Printed:
    """The lines of a paper as one text to look things up in."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts)[:MOST_SIGNS]
        self._met: dict[tuple[str, str], Counts] = {}

    def counts(self, found: Break) -> Counts:
        """How the paper prints the pieces that meet at a break: the last two signs, or the kind of the last one, and
        the first two; where they stand together nowhere, those before and the first one count half."""
        whole = self._count_behind(found.tail, found.head[:_REACH])
        if whole.joined or whole.spaced or len(found.head) < _REACH:
            return whole
        part = self._count_behind(found.tail, found.head[0])
        return Counts(part.joined / 2, part.spaced / 2)

    def habit(self, found: Break) -> Counts:
        """How often the kinds of signs that meet at a break do so in the paper: a number and Hangul, Hangul and an
        opening bracket."""
        return self._count(_kind(found.tail[-1]), _kind(found.head[0]))

    def is_word(self, text: str) -> bool:
        """Whether a text is printed inside a line with a space before and behind it."""
        return text in self._words

    def _count_behind(self, tail: str, after: str) -> Counts:
        """How often some signs follow what a word ends with."""
        if "가" <= tail[-1] <= "힣":
            return self._count_signs(tail[-_REACH:], after)
        return self._count(_kind(tail[-1]), re.escape(after))

    def _count_signs(self, before: str, after: str) -> Counts:
        """How often signs follow signs: what a search for their pattern gives, which is compiled for no other break."""
        joined = spaced = at = 0
        while (at := self._text.find(before, at)) >= 0:
            end = at + len(before)
            if self._text.startswith(after, end):
                joined, at = joined + 1, end
            elif self._text.startswith(f" {after}", end):
                spaced, at = spaced + 1, end + 1
            else:
                at += 1
        return Counts(joined, spaced)

    def _count(self, before: str, after: str) -> Counts:
        if (before, after) not in self._met:
            gaps = re.findall(f"{before}( ?)(?={after})", self._text)
            self._met[before, after] = Counts(gaps.count(""), gaps.count(" "))
        return self._met[before, after]

    @cached_property
    def _words(self) -> frozenset[str]:
        inside = (token for line in self._text.split("\n") for token in line.split()[1:-1])
        return frozenset(token for token in inside if _HANGUL_WORD.fullmatch(token))


def _kind(sign: str) -> str:
    """A pattern for the signs that stand where a sign does."""
    return next((kind.pattern for kind in _KINDS if kind.match(sign)), re.escape(sign))
