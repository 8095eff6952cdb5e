"""The characters of a page as PDFium gives them: what is asked for every character of every paper."""

from __future__ import annotations

import math
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
_SLANT = 0.2
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
    if _TAKEN_OUT not in codes:
        return codes
    return [_SOFT_HYPHEN if code == _TAKEN_OUT and _IS_HYPHEN(at, n) == 1 else code for n, code in enumerate(codes)]


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
    once: where the edges along which most of the page's text runs are those of the character before, the baseline and
    the turn are, too, unless this text runs across the other.
    """
    level, upright = _opens(boxes[:, 1::2]), _opens(boxes[:, 0::2])
    opens, along = (level, 0) if level.sum() <= upright.sum() else (upright, 1)
    turns = _turns(page, indexes, opens)
    across = turns % 2 != along
    if (across & ~opens).any():
        opens |= across
        turns = _turns(page, indexes, opens)
    asked = [indexes[n] for n in np.flatnonzero(opens).tolist()]
    places = np.empty((len(asked), 2), np.float64)
    at, step = places.ctypes.data, 2 * places.itemsize
    end = at + step * len(asked)
    known = map(_ORIGIN, repeat(page), asked, range(at, end, step), range(at + places.itemsize, end, step))
    places[~np.fromiter(known, bool, len(asked))] = math.nan
    return places[np.cumsum(opens) - 1], turns


def _opens(edges: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the two edges of a character differ from those of the one before."""
    opens = np.ones(len(edges), bool)
    opens[1:] = (edges[1:, 0] != edges[:-1, 0]) | (edges[1:, 1] != edges[:-1, 1])
    return opens


def _turns(page: int, indexes: Sequence[int], opens: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The quarters by which characters are turned; only those that open a run are asked. What runs across a page at
    a slant, as a watermark does, is told as turned aside: it is no part of any line."""
    asked = [indexes[n] for n in np.flatnonzero(opens).tolist()]
    angles = np.fromiter(map(_ANGLE, repeat(page), asked), np.float64, len(asked))
    quarters = np.where(np.isfinite(angles), angles, 0) / _QUARTER % 4
    below = np.floor(quarters).astype(np.int64)
    slanted = np.abs(quarters - np.rint(quarters)) > _SLANT
    turns = np.where(slanted, np.where(below == 2, 1, below + 2), np.rint(quarters).astype(np.int64)) % 4
    spread: NDArray[np.int64] = turns[np.cumsum(opens) - 1]
    return spread
