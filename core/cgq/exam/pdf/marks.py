"""The characters of a page as PDFium gives them: what is asked for every character of every paper."""

from __future__ import annotations

import math
from bisect import bisect_right
from ctypes import addressof, c_double
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import address, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cgq.exam.pdf.paints import Paint

_QUARTER = math.pi / 2
_MEANINGLESS = 0xFFFD
_TAKEN_OUT, _SOFT_HYPHEN = 0x02, 0xAD
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_LAST = 0x10FFFF

_UNICODE = plain(raw.FPDFText_GetUnicode)
_LOOSE_BOX = plain(raw.FPDFText_GetLooseCharBox)
_ORIGIN = plain(raw.FPDFText_GetCharOrigin)
_ANGLE = plain(raw.FPDFText_GetCharAngle)
_UNMAPPED = plain(raw.FPDFText_HasUnicodeMapError)
_TEXT_OBJECT = plain(raw.FPDFText_GetTextObject)
_IS_HYPHEN = plain(raw.FPDFText_IsHyphen)


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of a page in stream order, spaces included, in raw page coordinates.

    A row of `boxes` is left, top, right, bottom, one of `origins` x and y; `quarters` are the characters' own
    clockwise turns; `paints` is empty when nothing on the page is painted unusually.
    """

    chars: Sequence[str]
    boxes: NDArray[np.float64]
    origins: NDArray[np.float64]
    quarters: NDArray[np.int64]
    paints: Sequence[Paint | None]


def read_marks(page: object, limit: int, paints: Mapping[int, Paint] | None = None) -> tuple[Marks, bool]:
    """Every character of a page; and whether `limit` cut them short. `paints` are those of `paints_of`."""
    text_page = raw.FPDFText_LoadPage(page)
    try:
        count = raw.FPDFText_CountChars(text_page)
        return _marks(address(text_page), max(0, min(count, limit)), paints or {}), count > limit
    finally:
        raw.FPDFText_ClosePage(text_page)


def _marks(at: int, count: int, paints: Mapping[int, Paint]) -> Marks:
    codes = _hyphened(list(map(_UNICODE, repeat(at), range(count))), at)
    chars = _chars(codes, list(map(_UNMAPPED, repeat(at), range(count))))
    rects = np.empty((count, 4), np.float32)
    start, step = rects.ctypes.data, 4 * rects.itemsize
    boxed = list(map(_LOOSE_BOX, repeat(at), range(count), range(start, start + step * count, step)))
    indexes = [n for n, (char, has_box) in enumerate(zip(chars, boxed, strict=True)) if char and has_box]
    boxes = rects[np.array(indexes, np.intp)].astype(np.float64)
    origins, quarters = _baselines(at, indexes, boxes)
    painted = [paints.get(_TEXT_OBJECT(at, n) or 0) for n in indexes] if paints else []
    return Marks([chars[n] for n in indexes], boxes, origins, quarters, painted)


def _hyphened(codes: list[int], at: int) -> list[int]:
    """The codes with a soft hyphen for each hyphen at the end of a line, which PDFium takes out of its text."""
    return (
        [
            _SOFT_HYPHEN if code == _TAKEN_OUT and _IS_HYPHEN(at, n) == 1 else code
            for n, code in enumerate(codes)
        ]
        if _TAKEN_OUT in codes
        else codes
    )


def _chars(codes: list[int], unmapped: list[int]) -> list[str]:
    """A character for each code; nothing for the first half of a pair, the whole one for its second.

    For a character that its font does not map PDFium gives the font's own code, which is some other character.
    """
    if max(codes, default=0) < _HIGH and all(codes) and 1 not in unmapped:
        return list(map(chr, codes))
    chars: list[str] = []
    high = 0
    for code, nameless in zip(codes, unmapped, strict=True):
        if _HIGH <= code < _LOW:
            high = code
            chars.append("")
            continue
        whole = code
        if _LOW <= code < _END:
            whole = 0x10000 + ((high - _HIGH) << 10) + code - _LOW if high else _MEANINGLESS
        chars.append(chr(whole if 0 < whole <= _LAST and nameless != 1 else _MEANINGLESS))
        high = 0
    return chars


def _baselines(
    page: int, indexes: Sequence[int], boxes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Origins, no numbers where PDFium knows none, and turns. What a run of characters has in common is asked for
    once: where the edges along which it runs are those of the character before, its baseline and its turn are, too.
    """
    level, upright = _changes(boxes[:, 1::2]), _changes(boxes[:, 0::2])
    x, y = c_double(), c_double()
    places: list[tuple[float, float]] = []
    turns: list[int] = []
    lengths: list[int] = []
    at = 0
    while at < len(boxes):
        known = _ORIGIN(page, indexes[at], addressof(x), addressof(y))
        angle = _ANGLE(page, indexes[at])
        turned = round(angle / _QUARTER) % 4 if math.isfinite(angle) else 0
        changes = upright if turned % 2 else level
        until = changes[bisect_right(changes, at)]
        places.append((x.value, y.value) if known else (math.nan, math.nan))
        turns.append(turned)
        lengths.append(until - at)
        at = until
    counts = np.array(lengths, np.intp)
    return np.array(places, np.float64).reshape(-1, 2).repeat(counts, 0), np.array(turns, np.int64).repeat(counts)


def _changes(edges: NDArray[np.float64]) -> list[int]:
    """Where the two edges of a character differ from those of the one before; last the number of characters."""
    differ = (edges[1:] != edges[:-1]).any(axis=1)
    return [*(np.flatnonzero(differ) + 1).tolist(), len(edges)]
