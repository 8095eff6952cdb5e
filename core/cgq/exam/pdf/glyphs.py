"""The character loop. It runs for every character of every paper, so it calls PDFium's C functions
with places prepared once; everything else waits until the characters are tuples."""

from __future__ import annotations

import math
from ctypes import c_double
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

from cgq.exam.geometry import Glyph, Painted
from cgq.exam.pdf.paints import address, paints_of
from cgq.exam.printable import steers

if TYPE_CHECKING:
    from cgq.exam.model import BBox
    from cgq.exam.pdf.paints import Paint
    from cgq.exam.pdf.turn import Turn

_WORD = 6.0
_QUARTER = math.pi / 2
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\ufffe\u2060")
_MEANINGLESS = 0xFFFD
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_LAST = 0x10FFFF
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
    paint: Paint | None = None


class Placed(NamedTuple):
    """What stands on a page, displayed; see `Sheet`."""

    glyphs: tuple[Glyph, ...]
    painted: tuple[Painted, ...]
    outside: str
    sideways: tuple[BBox, ...]


def read_marks(page: object, limit: int) -> tuple[list[Mark], bool]:
    """Every character of a page in stream order, spaces included; and whether `limit` cut it short."""
    text_page = raw.FPDFText_LoadPage(page)
    try:
        count = raw.FPDFText_CountChars(text_page)
        return _marks(text_page, min(count, limit), paints_of(page)), count > limit
    finally:
        raw.FPDFText_ClosePage(text_page)


def _marks(text_page: object, count: int, paints: dict[int, Paint]) -> list[Mark]:
    """The marks. What a run of characters has in common is asked for once: where the edges along which it runs
    are those of the character before, its baseline and its turn are, too."""
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    origin_of, angle_of = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetCharAngle
    unmapped = raw.FPDFText_HasUnicodeMapError
    rect, x, y = raw.FS_RECTF(), c_double(), c_double()
    marks: list[Mark] = []
    paint: Paint | None = None
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
        if code > _LAST or unmapped(text_page, index) == 1:
            code = _MEANINGLESS  # PDFium gives the font's own code instead, which is some other character
        if paints:
            paint = paints.get(address(raw.FPDFText_GetTextObject(text_page, index)))
        marks.append(Mark(chr(code), left, bottom, right, top, *base, turned, paint))
    return marks


def upright_quarters(marks: list[Mark], page_quarters: int) -> int:
    """By how many clockwise quarters a page must be turned so that most of its text stands upright.

    PDFium measures a character's angle clockwise, so a text that runs up the raw page has three. The spaces that
    it puts in itself have no angle.
    """
    votes = [0, 0, 0, 0]
    for mark in marks:
        votes[-mark.quarters % 4] += not mark.char.isspace()
    best = max(range(4), key=votes.__getitem__)
    return best if votes[best] > 2 * votes[page_quarters] else page_quarters


def placed(marks: list[Mark], turn: Turn, quarters: int) -> Placed:
    """The upright characters in displayed coordinates; a space becomes the next one's `spaced`."""
    a, b, c, d, e, f, width, height = turn
    glyphs: list[Glyph] = []
    painted: list[Painted] = []
    outside: list[str] = []
    sideways: list[BBox] = []
    spaced = False
    for char, left, bottom, right, top, x, y, turned, paint in marks:
        if not _is_seen(char):
            spaced = spaced or char.isspace()
            continue
        xa, xb = a * left + b * bottom + c, a * right + b * top + c
        ya, yb = d * left + e * bottom + f, d * right + e * top + f
        x0, x1 = (xa, xb) if xa <= xb else (xb, xa)
        y0, y1 = (ya, yb) if ya <= yb else (yb, ya)
        base = d * x + e * y + f
        if not -_INF < x0 + x1 + y0 + y1 + base < _INF:
            continue  # nowhere: a file can make any of these no number
        if x1 < 0 or x0 > width or y1 < 0 or y0 > height:
            outside.append(char)
            continue
        if (turned + quarters) % 4:
            _join(sideways, (x0, y0, x1, y1))
            continue
        if y1 - y0 < 1:
            continue
        if paint is not None:
            _extend(painted, len(glyphs), paint)
        glyphs.append(Glyph(char, x0, y0, x1, y1, base, spaced))
        spaced = False
    return Placed(tuple(glyphs), tuple(painted), "".join(outside), tuple(sideways))


def _join(sideways: list[BBox], box: BBox) -> None:
    """Add a box, to the one before when both belong to a word."""
    x0, y0, x1, y1 = box
    if sideways:
        left, top, right, bottom = sideways[-1]
        if left - _WORD <= x1 and x0 - _WORD <= right and top - _WORD <= y1 and y0 - _WORD <= bottom:
            sideways[-1] = (min(left, x0), min(top, y0), max(right, x1), max(bottom, y1))
            return
    sideways.append(box)


@cache
def _is_seen(char: str) -> bool:
    """Whether a character has a shape of its own; a paper has some hundreds of different ones."""
    return not char.isspace() and char not in _INVISIBLE and not steers(char)


def _extend(painted: list[Painted], at: int, paint: Paint) -> None:
    last = painted[-1] if painted else None
    if last is not None and last.stop == at and (last.ink, last.painted) == paint:
        painted[-1] = last._replace(stop=at + 1)
    else:
        painted.append(Painted(at, at + 1, *paint))
