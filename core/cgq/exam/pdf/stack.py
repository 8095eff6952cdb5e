"""The objects of a page in the order in which they are painted, those of its forms among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain
from cgq.exam.pdf.objects import STILL, inside, matrix_of, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.pdf.objects import Matrix, Objects

_DEEPEST = 3
"""How many forms inside forms are opened, as for strokes and paints."""

_MOST = 50_000
"""Objects that are looked at on one page: a drawn map has some ten thousand."""

_BOUNDS = plain(raw.FPDFPageObj_GetBounds)


class Stacked(NamedTuple):
    """An object as it is painted: its kind and address, the form of the page that it lies in (0 for none), and what
    takes its coordinates to those of the page."""

    kind: int
    item: int
    form: int
    outer: Matrix


def stack_of(objects: Objects) -> list[Stacked]:
    """Texts, paths, pictures and shadings in the order of painting; a form is what it holds."""
    stack: list[Stacked] = []
    _put(stack, objects, 0, STILL, 0)
    return stack


def _put(stack: list[Stacked], objects: Objects, form: int, outer: Matrix, depth: int) -> None:
    for kind, item in objects:
        if len(stack) >= _MOST:
            return
        if kind != raw.FPDF_PAGEOBJ_FORM:
            stack.append(Stacked(kind, item, form, outer))
        elif depth < _DEEPEST:
            _put(stack, inside(item), form or item, times(matrix_of(item), outer), depth + 1)


def boxes_of(stack: Sequence[Stacked]) -> NDArray[np.float64]:
    """A row each of left, bottom, right, top in raw page coordinates, around what is drawn; no numbers for what has
    no bounds."""
    edges = np.zeros((len(stack), 4), np.float32)
    start, step = edges.ctypes.data, 4 * edges.itemsize
    places = [range(at, at + step * len(stack), step) for at in range(start, start + step, edges.itemsize)]
    bounded = np.fromiter(map(_BOUNDS, [stacked.item for stacked in stack], *places), bool, len(stack))
    boxes = edges.astype(np.float64)
    boxes[~bounded] = np.nan
    for n, stacked in enumerate(stack):
        if stacked.outer is not STILL:
            boxes[n] = moved_box(stacked.outer, boxes[n].tolist())
    return boxes


def moved_box(outer: Matrix, box: Sequence[float]) -> tuple[float, float, float, float]:
    """The box around a box that a matrix has moved: left, bottom, right, top."""
    a, b, c, d, e, f = outer
    left, bottom, right, top = box
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)
