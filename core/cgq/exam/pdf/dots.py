"""A part of a page as grey dots, for what reads shapes where there are no characters."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.geometry import Dots, around
from cgq.exam.nameless import nameless_in

if TYPE_CHECKING:
    from cgq.exam.geometry import Sheet
    from cgq.exam.model import BBox

MAX_DOTS = 6_000_000
"""A page of A4 at 250 dpi. A larger one is drawn with fewer dots a point."""

_DOTS_A_POINT = 3.0
_FEWEST_DOTS_A_POINT = 1.2
_WHITE = 0xFFFFFFFF
_SHORT_FILE = 6
_LAST_PAGES = 2
_LITTLE_TEXT = 400
_TABLE = (100.0, 40.0)
_MARGIN = 12.0
_MARKS = 5
_POINTS = 12
"""How many answers the shortest key has, and how many points at least an outlined digit, on average."""


def key_area(sheet: Sheet, outlined: int, pages: int) -> BBox | None:
    """The part of a page that may hold an answer table that is no text; None for most pages.

    It is the whole page where little text stands beside as many other marks as the shortest key has answers: pictures,
    outlines (of `outlined` points together), characters without a meaning. Otherwise it is what the pictures cover, if
    one is of some size. Of a longer file the last pages may hold one.
    """
    if pages > _SHORT_FILE and sheet.number <= pages - _LAST_PAGES:
        return None
    shown = [d.box for d in sheet.drawings if d.picture is not None]
    nameless = nameless_in(sheet.text)
    marks = nameless + len(shown) + outlined // _POINTS
    if marks >= _MARKS and len(sheet.glyphs) - nameless <= _LITTLE_TEXT:
        return (0.0, 0.0, sheet.width, sheet.height)
    if not any(b[2] - b[0] >= _TABLE[0] and b[3] - b[1] >= _TABLE[1] for b in shown):
        return None
    x0, y0, x1, y1 = around(shown)
    return (
        max(0.0, x0 - _MARGIN),
        max(0.0, y0 - _MARGIN),
        min(sheet.width, x1 + _MARGIN),
        min(sheet.height, y1 + _MARGIN),
    )


def dots_of(page: object, sheet: Sheet, area: BBox, quarters: int) -> Dots | None:
    """An area of the page as its sheet is, `quarters` clockwise from how its /Rotate shows it; None when it is too
    large."""
    scale = min(_DOTS_A_POINT, math.sqrt(MAX_DOTS / ((area[2] - area[0]) * (area[3] - area[1]))))
    if scale < _FEWEST_DOTS_A_POINT:
        return None
    left, top, right, bottom = (math.floor(side * scale) for side in area)
    width, height = max(1, right - left), max(1, bottom - top)
    page_width, page_height = (max(1, math.floor(side * scale)) for side in (sheet.width, sheet.height))
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE
        raw.FPDF_RenderPageBitmap(bitmap, page, -left, -top, page_width, page_height, quarters, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        rows = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    grey = b"".join(rows[y * stride : y * stride + width] for y in range(height))
    return Dots(width, height, grey, scale, left, top)
