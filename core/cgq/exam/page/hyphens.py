"""Hyphens at the ends of lines: those that only break a word go, those of a compound stay.

The file does not tell the two apart; the paper does, by the words that it prints whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import SOFT_HYPHEN, WORD_JOINER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from cgq.exam.geometry import Line

_TAIL = re.compile(r"([^\W\d_]+)$")
_HEAD = re.compile(r"([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset(
    {"self", "well", "non", "ex", "all", "half", "high", "low", "long", "short", "cross", "ill", "co"}
)


def with_hyphens_settled(lines: Sequence[Line]) -> list[Line]:
    """The lines; one that ends on a hyphen with a word joiner in its place or, for a compound, behind it."""
    if not any(line.text.endswith(SOFT_HYPHEN) for line in lines):
        return list(lines)
    words = _whole_words(lines)
    return [*(_settled(line, below, words) for line, below in pairwise(lines)), _plain(lines[-1])]


def _settled(line: Line, below: Line, words: AbstractSet[str]) -> Line:
    if not line.text.endswith(SOFT_HYPHEN):
        return line
    text = line.text[:-1]
    tail, head = _TAIL.search(text), _HEAD.match(below.text)
    if tail is not None and head is not None:
        inside = text[: tail.start()].endswith("-")
        if not _is_compound(tail[1], head[1], words, inside=inside):
            return replace(line, text=text + WORD_JOINER)
    if not below.text[:1].isalnum():
        return _plain(line)
    xs, ends = ((*edges, line.box[2]) for edges in (line.xs, line.ends))
    return replace(line, text=f"{text}-{WORD_JOINER}", xs=xs, ends=ends)


def _plain(line: Line) -> Line:
    return replace(line, text=line.text.replace(SOFT_HYPHEN, "-"))


def _is_compound(tail: str, head: str, words: AbstractSet[str], *, inside: bool) -> bool:
    """Whether two parts are words of their own: printed so elsewhere, or with a capital, or one letter, or both known
    and the whole not; `inside` a compound whose earlier parts a hyphen joins, too, the first alone must be known."""
    left, right = tail.lower(), head.lower()
    if left + right in words:
        return False
    if f"{left}-{right}" in words or left in _PREFIXES or head[0].isupper() or len(left) == 1:
        return True
    return left in words and (right in words or inside)


def _whole_words(lines: Iterable[Line]) -> set[str]:
    """Words that stand inside a line, where no break can have cut them."""
    found: set[str] = set()
    for line in lines:
        inside = line.text.split()[1:-1]
        found.update(word.lower() for word in _WORD.findall(" ".join(inside)))
    return found
