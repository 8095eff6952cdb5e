"""Text on a terminal: how wide it is, and how it is kept from doing anything but being text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from cgq import counting

Style = Literal["bold", "dim", "red", "green", "yellow", "cyan"]

counted = counting.counted
"""A number before a noun, among the other ways to write text."""

_SGR: dict[Style, str] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_HOSTILE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_SPACES = re.compile(r"\s+")


def escape(text: str) -> str:
    """The text on one line, with control characters, direction marks and lone surrogates spelled out.

    A file may be named with an escape sequence; written as it is, it would command the terminal.
    """
    return _HOSTILE.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    return _NAMED.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def one_line(text: str) -> str:
    """Running white space as one space: for prose, where line breaks mean nothing."""
    return escape(_SPACES.sub(" ", text).strip())


def as_sentence(text: str) -> str:
    """Prose on one line that ends as a sentence does."""
    said = one_line(text)
    return said if said.endswith((".", "?", "!", ":")) else f"{said}."


def amount(size: int) -> str:
    """Bytes in the largest unit of which there is one: `512 bytes`, `12.3 MB`."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return counted(size, "byte")


def width(text: str) -> int:
    """Columns that the text takes: two for Hangul, Han and kana, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    code = ord(char)
    medial_or_final_jamo = 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF
    if medial_or_final_jamo or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, columns: int, *, ascii_only: bool = False) -> str:
    """The text in at most `columns`, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    mark = "..." if ascii_only else "…"
    room = columns - len(mark)
    if room < 1:
        return mark[: max(0, columns)]
    taken = 0
    for place, char in enumerate(text):
        taken += _char_width(char)
        if taken > room:
            return text[:place] + mark
    return text


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with spaces to `columns`, on the left when `right` says that it stands right."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def paint(text: str, *styles: Style, on: bool) -> str:
    """The text in a colour, when colours are on."""
    if not on or not styles or not text:
        return text
    return f"\x1b[{';'.join(_SGR[style] for style in styles)}m{text}\x1b[0m"
