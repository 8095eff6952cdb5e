"""What of a page may not be seen though it is painted: under something opaque, cut off by a clip, on a layer.

Only who must be looked at is found here, by boxes and in the order of painting; shown.py looks.
"""

from __future__ import annotations

from ctypes import addressof, c_float, c_int, c_uint, c_ulong, create_string_buffer
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain
from cgq.exam.pdf.objects import STILL
from cgq.exam.pdf.stack import moved_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cgq.exam.geometry import Unseen
    from cgq.exam.pdf.stack import Stacked

_THIN = 3.0
"""Points: what is thinner covers no letter that can be read; strokes.py calls up to 2.5 a rule."""

_COVERED = 0.5
"""The share of a text's height (or of its width, for one that runs upwards) that a cover has at least."""

_LETTER = 1.5
"""Points along a text that a cover has at least: the width of an i in small print."""

_CUT = 0.2
"""How far a text must leave its clip, as a share of its height: producers clip more tightly than they print, and what
is left of a letter is then read."""

_MOST_COVERS = 64
"""Covers, neighbours along a side of the page, that are compared at a time with the texts of the same stretch: 12,000
of each, all over a page, take 0.12 s, and 0.9 s where each is compared with all."""

_MOST_AT_ONCE = 500_000
"""Pairs of a cover and a text that are compared at a time: each takes some 50 bytes, and a page may have 50,000
objects."""

_OPAQUE = 255
"""Opacity of what nothing shows through."""
_OPTIONAL = "OC".encode("utf-16-le") + b"\0\0"

_DRAW_MODE, _FILL = plain(raw.FPDFPath_GetDrawMode), plain(raw.FPDFPageObj_GetFillColor)
_WIDTH, _TRANSPARENT = plain(raw.FPDFPageObj_GetStrokeWidth), plain(raw.FPDFPageObj_HasTransparency)
_CLIP, _PATHS = plain(raw.FPDFPageObj_GetClipPath), plain(raw.FPDFClipPath_CountPaths)
_SEGMENTS, _SEGMENT = plain(raw.FPDFClipPath_CountPathSegments), plain(raw.FPDFClipPath_GetPathSegment)
_POINT = plain(raw.FPDFPathSegment_GetPoint)
_MARKS, _MARK, _NAME = (
    plain(raw.FPDFPageObj_CountMarks),
    plain(raw.FPDFPageObj_GetMark),
    plain(raw.FPDFPageObjMark_GetName),
)


def doubted(stack: Sequence[Stacked], boxes: NDArray[np.float64], *, layered: bool) -> dict[int, Unseen]:
    """The indexes of the objects that may not be seen, each with the reason that it would have. `layered` tells that
    the file may hide layers: then pictures and paths are doubted, too, for they may tell an answer."""
    texts = [n for n, stacked in enumerate(stack) if stacked.kind == raw.FPDF_PAGEOBJ_TEXT]
    found: dict[int, Unseen] = {}
    for n, stacked in enumerate(stack) if layered else ():
        if stacked.form or _is_optional(stacked.item):
            found[n] = "layer"
    found.update((n, "cut") for n in texts if stack[n].form)
    found.update((n, "cut") for n in _cut(stack, boxes, texts))
    found.update((n, "covered") for n in _covered(stack, boxes, texts))
    return found


def _is_optional(item: int) -> bool:
    """Whether an object stands in marked content that a layer may hide. PDFium follows the mark, not its name."""
    name, length = create_string_buffer(64), c_ulong()
    for index in range(_MARKS(item)):
        mark = _MARK(item, index)
        if mark and _NAME(mark, addressof(name), len(name), addressof(length)) and name.raw.startswith(_OPTIONAL):
            return True
    return False


def _cut(stack: Sequence[Stacked], boxes: NDArray[np.float64], texts: Sequence[int]) -> list[int]:
    """The texts of which something lies outside of the box of their clip, or whose clip is no rectangle."""
    known: dict[tuple[int, int], tuple[float, float, float, float] | None] = {}
    cut: list[int] = []
    for n in texts:
        clip = _CLIP(stack[n].item)
        count = _PATHS(clip) if clip else 0
        if count < 1:
            continue
        key = (count, _SEGMENT(clip, count - 1, 0))
        if key not in known:
            known[key] = _clip_box(clip, count)
        box = known[key]
        if box is not None and stack[n].outer is not STILL:
            box = moved_box(stack[n].outer, box)
        if box is None or not _lies_in(boxes[n].tolist(), box):
            cut.append(n)
    return cut


def _clip_box(clip: int, count: int) -> tuple[float, float, float, float] | None:
    """What all paths of a clip leave, where each is an upright rectangle; None for any other shape."""
    left, bottom, right, top = -np.inf, -np.inf, np.inf, np.inf
    x, y = c_float(), c_float()
    for path in range(count):
        points: list[tuple[float, float]] = []
        for index in range(min(_SEGMENTS(clip, path), 6)):
            _POINT(_SEGMENT(clip, path, index), addressof(x), addressof(y))
            points.append((round(x.value, 2), round(y.value, 2)))
        xs, ys = {x for x, _ in points}, {y for _, y in points}
        if len(points) not in (4, 5) or len(xs) != 2 or len(ys) != 2 or len(set(points)) != 4:
            return None
        left, bottom = max(left, min(xs)), max(bottom, min(ys))
        right, top = min(right, max(xs)), min(top, max(ys))
    return (left, bottom, right, top)


def _lies_in(box: Sequence[float], clip: Sequence[float]) -> bool:
    """Whether a clip leaves a text; nothing is to be cut off from white space, whose box is empty."""
    left, bottom, right, top = box
    least = _CUT * min(right - left, top - bottom)
    inside = (
        left >= clip[0] - least and bottom >= clip[1] - least and right <= clip[2] + least and top <= clip[3] + least
    )
    return inside or not least > 0


def _covered(stack: Sequence[Stacked], boxes: NDArray[np.float64], texts: Sequence[int]) -> list[int]:
    """The texts that something opaque which is painted later lies over."""
    if not texts:
        return []
    kinds = np.array([stacked.kind for stacked in stack])
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    later = (kinds != raw.FPDF_PAGEOBJ_TEXT) & (np.minimum(wide, high) >= _THIN)
    later[: texts[0]] = False
    bounded = [n for n in texts if not np.isnan(boxes[n, 0])]
    under = np.zeros(len(stack), bool)
    for axis, group in ((0, later & (high > wide)), (1, later & (high <= wide))):
        for covers, near in _neighbours(boxes, np.flatnonzero(group), np.array(bounded, np.intp), axis):
            over = _overlap(boxes[covers], boxes[near]) & (covers[:, None] > near)
            for row in np.flatnonzero(over.any(axis=1)).tolist():
                hidden = near[over[row]]
                if not under[hidden].all() and _is_opaque(stack[int(covers[row])]):
                    under[hidden] = True
    found: list[int] = np.flatnonzero(under).tolist()
    return found


def _neighbours(
    boxes: NDArray[np.float64], covers: NDArray[np.intp], texts: NDArray[np.intp], axis: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Covers that stand near each other along an axis (0 from the left, 1 from the bottom), some at a time, each time
    with the texts that may lie under one of them: those of the same stretch."""
    if not len(covers) or not len(texts):
        return
    covers, texts = (rows[np.argsort(boxes[rows, axis], kind="stable")] for rows in (covers, texts))
    starts = boxes[texts, axis]
    longest = float((boxes[texts, axis + 2] - starts).max())
    size = max(1, min(_MOST_COVERS, _MOST_AT_ONCE // len(texts)))
    for at in range(0, len(covers), size):
        block = covers[at : at + size]
        edges = (float(boxes[block, axis].min()) - longest, float(boxes[block, axis + 2].max()))
        first, last = np.searchsorted(starts, edges).tolist()
        if first < last:
            yield block, texts[first:last]


def _overlap(covers: NDArray[np.float64], texts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each cover a row: whether it lies over enough of a text to hide a letter."""
    wide = np.minimum(covers[:, None, 2], texts[:, 2]) - np.maximum(covers[:, None, 0], texts[:, 0])
    high = np.minimum(covers[:, None, 3], texts[:, 3]) - np.maximum(covers[:, None, 1], texts[:, 1])
    across, up = texts[:, 2] - texts[:, 0], texts[:, 3] - texts[:, 1]
    level = (high >= _COVERED * up) & (wide >= np.minimum(_LETTER, _COVERED * across))
    upright = (wide >= _COVERED * across) & (high >= np.minimum(_LETTER, _COVERED * up))
    return (level | upright) & (wide > 0) & (high > 0)


def _is_opaque(stacked: Stacked) -> bool:
    if stacked.kind != raw.FPDF_PAGEOBJ_PATH:
        return True
    fill, stroke, width = c_int(), c_int(), c_float()
    _DRAW_MODE(stacked.item, addressof(fill), addressof(stroke))
    if not fill.value:
        return bool(stroke.value) and bool(_WIDTH(stacked.item, addressof(width))) and width.value >= _THIN
    parts = [c_uint() for _ in range(4)]
    if _TRANSPARENT(stacked.item) or not _FILL(stacked.item, *map(addressof, parts)):
        return False
    return parts[3].value == _OPAQUE
