"""How text is painted, where that is unusual: in colour, in white, or not at all.

Asked once a text object, of which there are far fewer than characters; most pages have no unusual one.
"""

from __future__ import annotations

from ctypes import c_uint, c_void_p, cast
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

if TYPE_CHECKING:
    from _ctypes import CFuncPtr
    from collections.abc import Iterator

    from cgq.exam.geometry import Ink

_DEEPEST = 3
_MOST_OBJECTS = 40_000
_COLOURED = 60
_PALE = 235
_UNPAINTED = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


class Paint(NamedTuple):
    """A text's colour, and whether it is painted at all."""

    ink: Ink
    painted: bool


def paints_of(page: object) -> dict[int, Paint]:
    """The unusual paints of a page by the address of their text object."""
    paints: dict[int, Paint] = {}
    for seen, item in enumerate(_texts(page)):
        if seen >= _MOST_OBJECTS:
            break
        paint = _paint(item)
        if not paint.painted or max(paint.ink) - min(paint.ink) > _COLOURED or min(paint.ink) >= _PALE:
            paints[address(item)] = paint
    return paints


def address(item: c_void_p | CFuncPtr) -> int:
    """Where one of PDFium's objects or functions is, which tells it from another; 0 for none."""
    return cast(item, c_void_p).value or 0


def _texts(page: object) -> Iterator[c_void_p]:
    for index in range(raw.FPDFPage_CountObjects(page)):
        yield from _within(raw.FPDFPage_GetObject(page, index), 0)


def _within(item: c_void_p, depth: int) -> Iterator[c_void_p]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        yield item
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            yield from _within(raw.FPDFFormObj_GetObject(item, index), depth + 1)


def _paint(item: object) -> Paint:
    r, g, b, opacity = c_uint(), c_uint(), c_uint(), c_uint()
    told = raw.FPDFPageObj_GetFillColor(item, r, g, b, opacity)
    ink = (r.value, g.value, b.value) if told else (0, 0, 0)
    unpainted = raw.FPDFTextObj_GetTextRenderMode(item) in _UNPAINTED or (bool(told) and not opacity.value)
    return Paint(ink, not unpainted)
