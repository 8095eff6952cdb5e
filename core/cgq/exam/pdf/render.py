"""Pages, and parts of pages, as pictures.

A view is asked for in the model's coordinates (displayed points, origin top left), so a page is
shown the way in which it was read: turned as its /Rotate says, or as most of its text stands
upright. What a picture may cost is bounded before a pixel is made; what a file makes of it is not,
so this belongs into a worker with limits.
"""

from __future__ import annotations

import ctypes
import io
import math
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED
from cgq.exam.limits import Limits
from cgq.exam.pdf.glyphs import turn_of, upright_quarters
from cgq.exam.pdf.layers import may_hide_layers
from cgq.exam.pdf.marks import read_marks
from cgq.exam.pdf.reader import blaming_the_file, loaded, opened
from cgq.exam.pdf.view import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exam.model import BBox
    from cgq.exam.pdf.turn import Turn
    from cgq.exam.pdf.view import Ink, View

MAX_PIXELS = 8_000_000
"""A page of A4 at 280 dpi. A view that would take more is drawn with fewer dots an inch."""

_POINTS_AN_INCH = 72.0
_LEAST_DPI, _MOST_DPI = 8.0, 600.0
_WHITE = 0xFFFFFFFF
_WEBP_QUALITY, _WEBP_EFFORT = 45, 2


def draw(
    data: bytes,
    views: Sequence[View],
    *,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Picture]:
    """One picture a view, in the same order. Raises `InputFailed` when the file cannot be opened."""
    with blaming_the_file():
        document = opened(data, password)
    try:
        layered = may_hide_layers(data)
        pictures: list[Picture] = []
        for view in views:
            pictures.append(_tried(document.raw, view, limits, layered=layered))
            progress(len(pictures), len(views))
        return pictures
    finally:
        document.close()


def _tried(document: object, view: View, limits: Limits, *, layered: bool) -> Picture:
    try:
        with blaming_the_file():
            return _drawn(document, view, limits, layered=layered)
    except InputFailed as why:
        return Picture(page=view.page, problem=why.message)


def _drawn(document: object, view: View, limits: Limits, *, layered: bool) -> Picture:
    if not 1 <= view.page <= raw.FPDF_GetPageCount(document):
        raise InputFailed(f"page {view.page} cannot be read: get the file again", code=DAMAGED)
    page, crop, _ = loaded(document, view.page, layered=layered)
    try:
        own = raw.FPDFPage_GetRotation(page) % 4
        marks, _ = read_marks(page, limits.max_chars_per_page)
        quarters = upright_quarters(marks, own)
        turn = turn_of(marks, crop, quarters)
        shown = _shown(view, turn)
        scale = _scale(view, shown)
        width, height = (max(1, round((shown[i + 2] - shown[i]) * scale)) for i in (0, 1))
        dots = _dots(page, turn, shown, scale, (width, height), (quarters - own) % 4, view.ink)
    finally:
        raw.FPDF_ClosePage(page)
    return Picture(page=view.page, bbox=shown, width=width, height=height, data=_encoded(dots, width, height, view))


def _shown(view: View, turn: Turn) -> BBox:
    """The part of the page that a view shows: its box with the padding, as far as it lies on the page."""
    if view.bbox is None:
        return (0.0, 0.0, turn.width, turn.height)
    x0, y0, x1, y1 = view.bbox
    box = (
        max(0.0, x0 - view.padding),
        max(0.0, y0 - view.padding),
        min(turn.width, x1 + view.padding),
        min(turn.height, y1 + view.padding),
    )
    if not (box[0] < box[2] and box[1] < box[3]):
        raise InputFailed(f"nothing of page {view.page} lies in that box", code="no_such_box")
    return box


def _scale(view: View, box: BBox) -> float:
    """Dots a point, as many as were asked for and `MAX_PIXELS` allow."""
    wanted = min(max(view.dpi, _LEAST_DPI), _MOST_DPI) / _POINTS_AN_INCH
    most = math.sqrt(MAX_PIXELS / ((box[2] - box[0]) * (box[3] - box[1])))
    return min(wanted, most)


def _dots(
    page: object, turn: Turn, shown: BBox, scale: float, size: tuple[int, int], quarters: int, ink: Ink
) -> tuple[bytes, int]:
    """The rows of dots from the top, and how many bytes a row takes."""
    form, flags = (
        (raw.FPDFBitmap_Gray, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
        if ink == "grey"
        else (raw.FPDFBitmap_BGR, raw.FPDF_ANNOT)
    )
    bitmap = raw.FPDFBitmap_CreateEx(*size, form, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, *size, _WHITE)
        left, top = (-round(edge * scale) for edge in shown[:2])
        whole = (max(1, round(turn.width * scale)), max(1, round(turn.height * scale)))
        raw.FPDF_RenderPageBitmap(bitmap, page, left, top, *whole, quarters, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        return ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * size[1]), stride
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _encoded(dots: tuple[bytes, int], width: int, height: int, view: View) -> bytes:
    from PIL import Image

    mode, order = ("L", "L") if view.ink == "grey" else ("RGB", "BGR")
    image = Image.frombuffer(mode, (width, height), dots[0], "raw", order, dots[1], 1)
    if view.encoding == "dots":
        return image.tobytes()
    file = io.BytesIO()
    if view.encoding == "png":
        image.save(file, "PNG", optimize=True)
    else:
        image.save(file, "WEBP", quality=_WEBP_QUALITY, method=_WEBP_EFFORT)
    return file.getvalue()
