"""The characters of a page as PDFium gives them: what is asked for every character of every paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import address, plain
from cgq.exam.pdf.faces import read_faces
from cgq.exam.pdf.heights import with_sound_heights
from cgq.exam.pdf.letters import settle_letters
from cgq.exam.pdf.matrices import read_settings
from cgq.exam.pdf.paints import Paint
from cgq.exam.pdf.symbols import name_symbols
from cgq.exam.pdf.upright import baselines, turn_back, turn_upright

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cgq.exam.geometry import Ink, Unseen

_MEANINGLESS = 0xFFFD
_TAKEN_OUT, _SOFT_HYPHEN = 0x02, 0xAD
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_LAST = 0x10FFFF
_LEANING = 0.02
"""A shear, as a share of the height, that is no rounding: 1 degree."""
_BLACK: Ink = (0, 0, 0)

_UNICODE = plain(raw.FPDFText_GetUnicode)
_LOOSE_BOX, _OUTLINE_BOX = plain(raw.FPDFText_GetLooseCharBox), plain(raw.FPDFText_GetCharBox)
_ORIGIN = plain(raw.FPDFText_GetCharOrigin)
_UNMAPPED = plain(raw.FPDFText_HasUnicodeMapError)
_TEXT_OBJECT = plain(raw.FPDFText_GetTextObject)
_IS_HYPHEN = plain(raw.FPDFText_IsHyphen)


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of a page in stream order, spaces included, in raw page coordinates.

    A row of `boxes` is left, top, right, bottom, one of `origins` x and y, of which only what tells the baseline is the
    character's own; `quarters` are the characters' own clockwise turns; `sizes` the points of their fonts' sizes;
    `objects` tells text objects apart, and is 0 for the spaces that PDFium puts in; `used` are indexes of `faces`,
    the names of fonts, -1 for none;
    `paints` is empty when nothing on the page is painted unusually.
    """

    chars: Sequence[str]
    boxes: NDArray[np.float64]
    origins: NDArray[np.float64]
    quarters: NDArray[np.int64]
    sizes: NDArray[np.float64]
    objects: NDArray[np.int64]
    faces: Sequence[str]
    used: NDArray[np.int64]
    paints: Sequence[Paint | None]


def read_marks(
    page: object, limit: int, paints: Mapping[int, Paint] | None = None, unseen: Mapping[int, Unseen] | None = None
) -> tuple[Marks, bool]:
    """Every character of a page; and whether `limit` cut them short. `paints` are those of `paints_of`, by text
    object; `unseen` are the characters, by index, that are painted and not seen."""
    text_page = raw.FPDFText_LoadPage(page)
    try:
        count = raw.FPDFText_CountChars(text_page)
        return _marks(address(text_page), max(0, min(count, limit)), paints or {}, unseen or {}), count > limit
    finally:
        raw.FPDFText_ClosePage(text_page)


def _marks(at: int, count: int, paints: Mapping[int, Paint], unseen: Mapping[int, Unseen]) -> Marks:
    codes = _hyphened(list(map(_UNICODE, repeat(at), range(count))), at)
    chars = _chars(codes, list(map(_UNMAPPED, repeat(at), range(count))))
    rects = np.empty((count, 4), np.float32)
    start, step = rects.ctypes.data, 4 * rects.itemsize
    boxed = list(map(_LOOSE_BOX, repeat(at), range(count), range(start, start + step * count, step)))
    indexes = [n for n, (char, has_box) in enumerate(zip(chars, boxed, strict=True)) if char and has_box]
    boxes = rects[np.array(indexes, np.intp)].astype(np.float64)
    objects = np.fromiter(map(_TEXT_OBJECT, repeat(at), indexes), np.int64, len(indexes))
    quarters, sizes, shears = read_settings(at, indexes, objects)
    painted = [paints.get(item) for item in objects.tolist()] if paints else []
    if unseen:
        painted = [Paint(_BLACK, unseen[n]) if n in unseen else paint for n, paint in zip_longest(indexes, painted)]
    upright = turn_upright(boxes, quarters)
    origins = _origins(at, indexes, upright, objects)
    bases, fonts = baselines(origins, quarters), read_faces(objects)
    drawn = [chars[n] for n in indexes]
    name_symbols(drawn, fonts)
    letters = settle_letters(drawn, upright, objects, sizes, painted)

    def outlines_of(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        asked: list[int] = np.array(indexes, np.intp)[rows].tolist()
        return turn_upright(_outlines(at, asked), quarters[rows])

    upright = with_sound_heights(letters.boxes, bases, sizes, fonts, outlines_of)
    upright = _set_straight(upright, bases, shears)
    kept = np.flatnonzero(letters.keeps)
    return Marks(
        [letters.chars[n] for n in kept.tolist()],
        turn_back(upright, quarters)[kept],
        origins[kept],
        quarters[kept],
        sizes[kept],
        objects[kept],
        fonts.names,
        fonts.used[kept],
        [painted[n] for n in kept.tolist()] if painted else [],
    )


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


def _origins(
    page: int, indexes: Sequence[int], upright: NDArray[np.float64], objects: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Origins, no numbers where PDFium knows none. What a run of characters has in common is asked for once: in one
    text object, where the upper and lower edges are those of the character before, the baseline is, too."""
    opens = np.ones(len(upright), bool)
    opens[1:] = (objects[1:] != objects[:-1]) | (upright[1:, 1::2] != upright[:-1, 1::2]).any(axis=1)
    asked = [indexes[n] for n in np.flatnonzero(opens).tolist()]
    places = np.empty((len(asked), 2), np.float64)
    at, step = places.ctypes.data, 2 * places.itemsize
    end = at + step * len(asked)
    known = map(_ORIGIN, repeat(page), asked, range(at, end, step), range(at + places.itemsize, end, step))
    places[~np.fromiter(known, bool, len(asked))] = math.nan
    spread: NDArray[np.float64] = places[np.cumsum(opens) - 1]
    return spread


def _outlines(page: int, indexes: Sequence[int]) -> NDArray[np.float64]:
    """The boxes of characters' outlines: left, top, right, bottom."""
    sides = np.zeros((len(indexes), 4), np.float64)
    start, side = sides.ctypes.data, sides.itemsize
    for row, n in enumerate(indexes):
        left = start + 4 * side * row
        _OUTLINE_BOX(page, n, left, left + 2 * side, left + 3 * side, left + side)
    return sides


def _set_straight(
    upright: NDArray[np.float64], bases: NDArray[np.float64], shears: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The boxes of letters that lean as wide as they were before: what leans out of them stands over a neighbour."""
    leaning = np.flatnonzero((np.abs(shears) > _LEANING) & np.isfinite(bases))
    if not len(leaning):
        return upright
    left, top, right, bottom = upright[leaning].T
    ends = shears[leaning] * (top - bases[leaning]), shears[leaning] * (bottom - bases[leaning])
    left, right = left - np.minimum(*ends), right - np.maximum(*ends)
    upright[leaning] = np.column_stack((left, top, np.maximum(left, right), bottom))
    return upright
