"""What a page is drawn from: its texts, paths, pictures and forms."""

from __future__ import annotations

from ctypes import addressof, c_float
from itertools import repeat

from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

_MOST_OBJECTS = 200_000

_COUNT, _OBJECT = plain(raw.FPDFPage_CountObjects), plain(raw.FPDFPage_GetObject)
_COUNT_IN_FORM, _OBJECT_IN_FORM = plain(raw.FPDFFormObj_CountObjects), plain(raw.FPDFFormObj_GetObject)
_KIND, _MATRIX = plain(raw.FPDFPageObj_GetType), plain(raw.FPDFPageObj_GetMatrix)
_SET_MATRIX = plain(raw.FPDFPageObj_SetMatrix)
_SIX_NUMBERS = c_float * 6

Objects = list[tuple[int, int]]
"""Kinds and addresses, in the order in which they are drawn."""

Matrix = tuple[float, float, float, float, float, float]
"""x' = a*x + c*y + e and y' = b*x + d*y + f, as a file writes it: a b c d e f."""

STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
"""Leaves everything where it is."""


def objects_of(page: int) -> Objects:
    """The objects of the page at an address; forms are one each."""
    items = list(map(_OBJECT, repeat(page), range(min(_COUNT(page), _MOST_OBJECTS))))
    return list(zip(map(_KIND, items), items, strict=True))


def inside(form: int) -> Objects:
    """The objects of the form at an address."""
    items = list(map(_OBJECT_IN_FORM, repeat(form), range(min(_COUNT_IN_FORM(form), _MOST_OBJECTS))))
    return list(zip(map(_KIND, items), items, strict=True))


def matrix_of(item: int) -> Matrix:
    """How a path or a form lies in what it is drawn in."""
    numbers = _SIX_NUMBERS()
    if not _MATRIX(item, addressof(numbers)):
        return STILL
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def straighten(item: int) -> None:
    """Let a form lie in its page as it is."""
    still = _SIX_NUMBERS(*STILL)
    _SET_MATRIX(item, addressof(still))


def moved(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix takes a point."""
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def times(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
