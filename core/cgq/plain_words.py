"""Words that need no analyser: those of Latin and other scripts, numbers, identifiers of code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN = r"[^\W\u3131-\u318e\uac00-\ud7a3\u4e00-\u9fff\u3400-\u4dbf]"
"""A letter, digit or `_` of any script but Hangul and Han, whose words an analyser cuts."""

PLAIN_WORD = re.compile(rf"_*(?!_){_SIGN}+(?:[-'./:+&@,·]{_SIGN}+)*(?:\+\+|#)?")
"""A word as it is printed: `tcp/ip`, `3.5`, `192.168.0.1`, `e-mail`, `c++`, `order_id`."""

_PART = re.compile(rf"{_SIGN}+")


def plain_words(text: str) -> Iterator[str]:
    """The words of a folded text (cgq.lookalikes), each whole, and after it the parts that are joined in it.

    A number is never parted (`192.168.0.1`, `1,000`), and a single letter is no part.
    """
    for found in PLAIN_WORD.finditer(text):
        word = found.group()
        yield word
        yield from word_parts(word)


def word_parts(word: str) -> list[str]:
    """The words that are joined in one: `tcp` and `ip` of `tcp/ip`; none of a word that is whole."""
    parts = _PART.findall(word)
    if len(parts) < 2 or all(part.isdecimal() for part in parts):
        return []
    return [part for part in parts if len(part) > 1]
