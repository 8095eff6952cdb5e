"""A page as grey dots, for what reads shapes where there are no characters."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.geometry import Dots
from cgq.exam.nameless import nameless_in

if TYPE_CHECKING:
    from cgq.exam.geometry import Sheet

MAX_DOTS = 6_000_000
"""A page of A4 at 250 dpi. A larger page is drawn with fewer dots a point."""

_DOTS_A_POINT = 3.0
_FEWEST_DOTS_A_POINT = 1.2
_WHITE = 0xFFFFFFFF
_SHORT_FILE = 6
_LAST_PAGES = 2
_LITTLE_TEXT = 400
_TABLE = (100.0, 40.0)
_DRAWN = 8


def may_show_a_key(sheet: Sheet, pages: int) -> bool:
    """Whether a page may hold an answer table that is no text: little text on a page of a short file, or a
    picture of some size at the end of a longer one."""
    if pages > _SHORT_FILE and sheet.number <= pages - _LAST_PAGES:
        return False
    pictured = any(b[2] - b[0] >= _TABLE[0] and b[3] - b[1] >= _TABLE[1] for b in sheet.pictures)
    if pictured:
        return True
    legible = len(sheet.glyphs) - nameless_in(sheet.text)
    return legible <= _LITTLE_TEXT and (len(sheet.rules) + len(sheet.drawings) >= _DRAWN or legible < len(sheet.glyphs))


def dots_of(page: object, sheet: Sheet, quarters: int) -> Dots | None:
    """The page as its sheet is, `quarters` clockwise from how its /Rotate shows it; None when it is too large."""
    scale = min(_DOTS_A_POINT, math.sqrt(MAX_DOTS / (sheet.width * sheet.height)))
    if scale < _FEWEST_DOTS_A_POINT:
        return None
    width, height = (max(1, math.floor(side * scale)) for side in (sheet.width, sheet.height))
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, quarters, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        rows = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    grey = b"".join(rows[y * stride : y * stride + width] for y in range(height))
    return Dots(width, height, grey, scale)
