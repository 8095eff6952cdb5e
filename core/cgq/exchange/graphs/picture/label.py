"""The name of a concept in lines that fit a box, by widths that hold for any sans-serif font."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WIDTH = 11.0  # ems; chosen
"""Width of a line in ems: eleven Hangul, or two English words."""

MOST_LINES = 3  # lines; chosen
"""Lines of a name; a longer one is cut, and whole where somebody points at it."""

CUT = "…"

_NARROW = frozenset("iljtfr.,:;!|'`()[]{}I ")
_WIDE = frozenset("mwMW@%&")

_WIDTHS = {"narrow": 0.42, "small": 0.64, "capital": 0.76, "wide": 1.0}
"""Widths of signs in ems: those of DejaVu Sans, the widest of the usual fonts, rounded up."""


def text_width(text: str) -> float:
    """The width of a text in ems: at least as much as it takes."""
    return sum(map(_sign_width, text))


def _sign_width(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return 0.0
    if sign in _NARROW:
        return _WIDTHS["narrow"]
    if sign in _WIDE or unicodedata.east_asian_width(sign) in ("W", "F", "A"):
        return _WIDTHS["wide"]
    if sign.islower() or sign.isdigit():
        return _WIDTHS["small"]
    return _WIDTHS["capital"] if ord(sign) < 0x2000 else _WIDTHS["wide"]


def broken(name: str) -> tuple[list[str], bool]:
    """A name in lines, and whether it was cut: broken between words where it can be, else between signs."""
    lines: list[str] = []
    for word in _words(name):
        together = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(together) <= MOST_WIDTH:
            lines[-1] = together
        else:
            lines.append(word)
    if len(lines) <= MOST_LINES:
        return lines or [""], False
    last = lines[MOST_LINES - 1]
    while last and text_width(last + CUT) > MOST_WIDTH:
        last = last[:-1]
    return [*lines[: MOST_LINES - 1], last + CUT], True


def _words(name: str) -> Iterator[str]:
    """The words, those that are wider than a line in pieces of nearly one."""
    for word in name.split():
        piece = ""
        for sign in word:
            if piece and text_width(piece + sign) > MOST_WIDTH:
                yield piece
                piece = ""
            piece += sign
        yield piece
