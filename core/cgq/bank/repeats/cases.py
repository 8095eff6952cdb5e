"""Whether two stems tell one case of other things: who bought a kiln reckons as one who bought an oven.

A thing that a case is about may be another where it is a thing alone: named as a whole, told in a sentence before the
one that asks, among quantities. Not where it says which of several kinds a thing is (직렬, a read lock), for another is
reckoned otherwise: so neither in front of another noun, nor as a place or a means, nor where both are one word but for
a part of it (직권전동기, 분권전동기), nor for opposites and verbs.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from cgq.bank.repeats.rewording import are_opposite, is_verb, without_endings
from cgq.bank.repeats.wording import is_stock

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_QUANTITIES = 2  # quantities of a stem; chosen
"""Quantities in what is told of a case: of fewer nothing is reckoned."""

LEAST_WORDS = 12  # words of a stem; chosen
"""Words of a stem that tells a case: one long sentence and a question."""

MOST_WORDS = 3  # words of a name; chosen
"""Words that name a thing: `#% 포도당 용액`."""

MOST_ALIGNED = 200  # words of a stem; chosen
"""Words up to which two stems are aligned word by word."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
_HANGUL = re.compile("[가-힣]")
_ROLE = re.compile("[을를이가은는의]$")
"""The particle of who does or of what something is done to; not of a place or a means: 야간에, 복리로."""

_OPENS = frozenset(["a", "an", "the", "new", "used", "old", "small", "second-hand"])
"""What stands in front of a noun in English, so that the noun begins behind it."""

_CLOSES = frozenset(
    ["which", "that", "who", "and", "for", "of", "to", "in", "at", "with", "is", "was", "costs", "lasts"]
)
"""What stands behind a noun in English, so that it is the whole of a name."""


def is_same_case(one: str, other: str) -> bool:
    """Are two folded stems, quantities as `#`, one case but for one thing that is told of?"""
    told, its = _SENTENCE.split(one.strip()), _SENTENCE.split(other.strip())
    if len(told) == 1 or len(told) != len(its) or one.count("#") < LEAST_QUANTITIES:
        return False
    mine, theirs = one.split(), other.split()
    if not LEAST_WORDS <= len(mine) <= MOST_ALIGNED >= len(theirs):
        return False
    asked = len(mine) - len(told[-1].split())
    things: set[tuple[str, str]] = set()
    first = len(mine)
    for tag, start, end, begin, stop in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if not _are_things(mine, start, end) or not _are_things(theirs, begin, stop):
            return False
        first = min(first, start)
        things.add((_thing(mine[start:end]), _thing(theirs[begin:stop])))
    return first < asked and len(things) == 1 and not any(_are_kinds(*thing) for thing in things)


def _are_things(words: Sequence[str], start: int, end: int) -> bool:
    """Do these words name a thing as a whole?"""
    if not 0 < end - start <= MOST_WORDS:
        return False
    last, behind = words[end - 1], words[end] if end < len(words) else ""
    if _HANGUL.search(last):
        is_bare = without_endings(last) == last
        is_whole = behind.startswith("#") if is_bare else _ROLE.search(last) is not None
        return (is_whole or last.endswith((".", ","))) and not any(map(is_verb, words[start:end]))
    before = words[start - 1] if start else ""
    return before in _OPENS and (last.endswith((".", ",", "?")) or behind.startswith("#") or behind in _CLOSES)


def _thing(words: Sequence[str]) -> str:
    """What is named: `kiln` of `kiln,`, 음악회 of 음악회를."""
    *front, last = words
    return " ".join([*front, without_endings(last.rstrip(".,?"))])


def _are_kinds(one: str, other: str) -> bool:
    """Are these kinds of one thing, opposites, or no things at all?"""
    if not one or not other or is_stock(one) or is_stock(other) or are_opposite([one], [other]):
        return True
    mine, its = one.split(), other.split()
    if not _HANGUL.search(one):
        return bool(set(mine) & set(its))
    return mine[0][0] == its[0][0] or mine[-1][-1] == its[-1][-1]
