"""The character loop. It runs for every character of every paper, so it calls PDFium's C functions
with places prepared once; everything else waits until the characters are tuples."""

from __future__ import annotations

import math
from ctypes import c_double
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

from cgq.exam.geometry import Glyph
from cgq.exam.printable import steers

if TYPE_CHECKING:
    from cgq.exam.pdf.turn import Turn

_QUARTER = math.pi / 2
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\ufffe\u2060")
_MEANINGLESS = 0xFFFD
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_LAST, _UNKNOWN = 0x10FFFF, "\ufffd"
_INF = math.inf


class Mark(NamedTuple):
    """One character in raw page coordinates; `quarters` is its own clockwise turn."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    quarters: int


def read_marks(page: object, limit: int) -> tuple[list[Mark], bool]:
    """Every character of a page in stream order, spaces included; and whether `limit` cut it short."""
    text_page = raw.FPDFText_LoadPage(page)
    try:
        count = raw.FPDFText_CountChars(text_page)
        return _marks(text_page, min(count, limit)), count > limit
    finally:
        raw.FPDFText_ClosePage(text_page)


def _marks(text_page: object, count: int) -> list[Mark]:
    """The marks. What a run of characters has in common is asked for once: where the edges along which it runs
    are those of the character before, its baseline and its turn are, too."""
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    origin_of, angle_of = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetCharAngle
    rect, x, y, made = raw.FS_RECTF(), c_double(), c_double(), tuple.__new__
    marks: list[Mark] = []
    high = turned = 0
    edges = across = (math.nan, math.nan)
    base = (0.0, 0.0)
    for index in range(count):
        code = unicode_of(text_page, index)
        if _HIGH <= code < _LOW:
            high = code
            continue
        if _LOW <= code < _END:
            code = 0x10000 + ((high - _HIGH) << 10) + code - _LOW if high else _MEANINGLESS
        high = 0
        code = code or _MEANINGLESS
        if not box_of(text_page, index, rect):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        across = (left, right) if turned % 2 else (bottom, top)
        if across != edges:
            if not origin_of(text_page, index, x, y):
                continue
            angle = angle_of(text_page, index)
            turned = round(angle / _QUARTER) % 4 if -_INF < angle < _INF else 0
            base = (x.value, y.value)
            edges = (left, right) if turned % 2 else (bottom, top)
        char = chr(code) if code <= _LAST else _UNKNOWN
        marks.append(made(Mark, (char, left, bottom, right, top, *base, turned)))
    return marks


def upright_quarters(marks: list[Mark], page_quarters: int) -> int:
    """By how many clockwise quarters a page must be turned so that most of its text stands upright.

    PDFium measures a character's angle clockwise, so a text that runs up the raw page has three.
    """
    votes = [0, 0, 0, 0]
    for mark in marks:
        votes[-mark.quarters % 4] += 1
    best = max(range(4), key=votes.__getitem__)
    return best if votes[best] > 2 * votes[page_quarters] else page_quarters


def placed(marks: list[Mark], turn: Turn, quarters: int) -> list[Glyph]:
    """The upright visible characters in displayed coordinates; a space becomes the next one's `spaced`."""
    a, b, c, d, e, f, width, height = turn
    glyphs: list[Glyph] = []
    spaced, made = False, tuple.__new__
    for char, left, bottom, right, top, x, y, turned in marks:
        if not _is_seen(char):
            spaced = spaced or char.isspace()
            continue
        if (turned + quarters) % 4:
            continue
        xa, xb = a * left + b * bottom + c, a * right + b * top + c
        ya, yb = d * left + e * bottom + f, d * right + e * top + f
        x0, x1 = (xa, xb) if xa <= xb else (xb, xa)
        y0, y1 = (ya, yb) if ya <= yb else (yb, ya)
        base = d * x + e * y + f
        seen = y1 - y0 >= 1 and x1 >= 0 and x0 <= width and y1 >= 0 and y0 <= height
        if not seen or not -_INF < x0 + x1 + y0 + y1 + base < _INF:
            continue  # too small, elsewhere, or nowhere: a file can make any of these no number
        glyphs.append(made(Glyph, (char, x0, y0, x1, y1, base, spaced)))
        spaced = False
    return glyphs


@cache
def _is_seen(char: str) -> bool:
    """Whether a character has a shape of its own; a paper has some hundreds of different ones."""
    return not char.isspace() and char not in _INVISIBLE and not steers(char)
