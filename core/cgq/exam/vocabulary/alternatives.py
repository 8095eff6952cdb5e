"""Patterns for one of many words, written so that they are compiled and matched quickly.

The words of all languages are hundreds, and many patterns look for them. Written out one after another they cost a
process more to compile than many a paper costs to match: so what words begin and end with alike is written once. What
is matched is what the plain alternation matches: the first of the words that fits.
"""

from __future__ import annotations

import re
import string
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Signs = tuple[str, ...]
"""The pattern of a word in its parts: each matches one character, a gap, or the end of a word in an alphabet."""
NO_LETTER = r"(?![^\W\d_])"
"""The end of a word in an alphabet: it does not run on into another ("key" is not in "keyboard")."""
_GAP, _GAP_OR_NONE = r"\s+", r"\s*"
_ESCAPED = {sign: re.escape(sign) for sign in string.punctuation}
_COMPARED_AT_ONCE = frozenset(map(chr, range(0x100))) - {"i", "s"}
"""First signs whose set is compiled quickly: Latin-1, for a set that goes beyond costs 0.13 ms (measured over the 785
of the reader), but no letter whose other case is beyond it (ı, ſ). Most other signs have no case: a pattern compares
them one by one as quickly."""
_FEWEST_AT_ONCE = 3
"""First signs of which the set is compared before the words: of fewer, comparing one by one costs as little."""


@cache
def signs_of_word(word: str, *, spaced: bool) -> Signs:
    """The signs of a word: where words are not `spaced`, a space in it may be missing on the page."""
    gap = _GAP if spaced else _GAP_OR_NONE
    signs = [gap if sign == " " else _ESCAPED.get(sign, sign) for sign in word]
    return (*signs, NO_LETTER) if spaced and word[-1].isalpha() else tuple(signs)


def one_of(words: Sequence[Signs]) -> str:
    """A pattern, without groups of its own, for one of some words, the longest first.

    No word begins with most characters of a text, so the first signs are compared all at once before the words are.
    """
    quick = [word for word in words if word[0] in _COMPARED_AT_ONCE]
    firsts = sorted({word[0] for word in quick})
    if len(firsts) < _FEWEST_AT_ONCE:
        return f"(?:{_either(words)})" if words else "(?!)"
    alternatives = [f"(?=[{''.join(firsts)}]){_either(quick)}"]
    if len(quick) < len(words):
        alternatives.append(_either([word for word in words if word[0] not in _COMPARED_AT_ONCE]))
    return f"(?:{'|'.join(alternatives)})"


def one_begun(words: Sequence[Signs]) -> str:
    """A pattern like `one_of` for words that begin with a capital, their other letters in any case."""
    if not words:
        return "(?!)"
    begun = _by_first_sign([(word[0].upper(), *word[1:]) for word in words])
    branches = [f"{first}(?i:{_either(rests)})" for first, rests in begun]
    return f"(?:{'|'.join(branches)})"


def _either(words: Sequence[Signs]) -> str:
    """A pattern for the first of some words that fits; what all of them begin or end with is written once."""
    if len(words) == 1:
        return "".join(words[0])
    if _are_lettered(words):
        return _either([word[:-1] for word in words]) + NO_LETTER
    alike = _alike(min(words), max(words))
    if alike:
        return "".join(words[0][:alike]) + _either([word[alike:] for word in words])
    begun = _by_first_sign(words)
    lettered: list[Signs] = []
    branches: list[str] = []
    for first, rests in begun:
        if first is NO_LETTER or _are_lettered(rests):
            lettered += [(first, *rest) for rest in rests]
        elif first:
            branches.append(first + _either(rests))
    if lettered:
        branches.append(_either(lettered))
    if begun[-1][0]:
        return f"(?:{'|'.join(branches)})"
    return f"{branches[0]}?" if len(branches) == len(branches[0]) == 1 else f"(?:{'|'.join(branches)}|)"


def _alike(one: Signs, other: Signs) -> int:
    """How many signs two words begin with alike: the first and the last of sorted ones as many as all between."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (sign, second) in enumerate(pairs) if sign != second), min(len(one), len(other)))


def _are_lettered(words: Sequence[Signs]) -> bool:
    return all(word and word[-1] is NO_LETTER for word in words)


def _by_first_sign(words: Sequence[Signs]) -> list[tuple[str, list[Signs]]]:
    """What follows the first sign of the words, by this sign, which is empty where a word is at its end.

    Words that differ in it exclude each other, so all of one sign are put together, unless a gap that may be missing
    hides the first sign of a word; then only those in a row are. The end of a word comes last by itself: other words
    are longer.
    """
    if any(word and word[0] is _GAP_OR_NONE for word in words):
        in_rows = groupby(words, lambda word: "".join(word[:1]))
        return [(first, [word[1:] for word in row]) for first, row in in_rows]
    begun: dict[str, list[Signs]] = {}
    for word in words:
        begun.setdefault("".join(word[:1]), []).append(word[1:])
    return list(begun.items())
