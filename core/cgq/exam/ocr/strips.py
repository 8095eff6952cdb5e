"""A page cut along its gutters: Tesseract reads a page line by line from edge to edge, across columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from cgq.exam.key.circled.ground import DOTS_A_POINT
from cgq.exam.key.pictured.ink import ink_of, runs_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.key.circled.ground import Ground

    Mask = NDArray[np.bool_]

_GUTTER = 9.5
_MIDDLE = (0.3, 0.7)
_SHORTEST, _LEAST = 24.0, 0.25
_AS_GOOD = 0.9
_EVEN = 12.0
_APART = 14.0
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the page, in its dots, and where its top stands on the picture of all the strips."""

    left: int
    top: int
    right: int
    bottom: int
    at: int


def strips_of(ground: Ground, size: tuple[int, int]) -> list[Strip]:
    """The page in strips from the top, left columns before right ones; the whole page where it has no gutter."""
    wide, high = size
    mask = np.zeros(ground.small.shape, bool)
    ink = ink_of(ground.small, DOTS_A_POINT)
    left, top = ink.origin
    mask[top : top + ink.mask.shape[0], left : left + ink.mask.shape[1]] = ink.mask
    found = _gutter(mask)
    parts: list[tuple[int, int, int, int]] = []
    if found is None:
        parts.append((0, 0, wide, high))
    else:
        gutter, bands = found
        x = round((gutter + 0.5) * ground.scale)
        for start, stop, is_split in bands:
            above, below = round(start * ground.scale), high if stop == len(mask) else round(stop * ground.scale)
            parts += [(0, above, x, below), (x, above, wide, below)] if is_split else [(0, above, wide, below)]
    return _stacked(parts, round(_APART * DOTS_A_POINT * ground.scale))


def _stacked(parts: Sequence[tuple[int, int, int, int]], apart: int) -> list[Strip]:
    strips: list[Strip] = []
    at = 0
    for part in parts:
        strips.append(Strip(*part, at))
        at += part[3] - part[1] + apart
    return strips


def picture_of(page: Image.Image, strips: Sequence[Strip]) -> Image.Image:
    """The strips under each other, so that no line goes over a gutter."""
    if len(strips) == 1:
        return page
    size = (max(s.right - s.left for s in strips), max(s.at + s.bottom - s.top for s in strips))
    picture = Image.new("L", size, _WHITE)
    for s in strips:
        picture.paste(page.crop((s.left, s.top, s.right, s.bottom)), (0, s.at))
    return picture


def strip_at(strips: Sequence[Strip], y: float) -> Strip:
    """The strip that a line of the picture belongs to."""
    return next((s for s in reversed(strips) if y >= s.at), strips[0])


def _gutter(mask: Mask) -> tuple[int, list[tuple[int, int, bool]]] | None:
    """Where the page parts into two columns, and its bands from the top: first row, row behind, whether it parts."""
    inked: Mask = np.asarray(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return None
    first, wide = int(columns[0]), int(columns[-1] - columns[0])
    half = int(_GUTTER * DOTS_A_POINT / 2)
    total = np.pad(mask, ((0, 0), (1, 0))).cumsum(axis=1, dtype=np.int32)
    low, high = (first + int(wide * share) for share in _MIDDLE)
    places = range(max(low, half), min(high, mask.shape[1] - half))
    runs = {x: _runs(total, x, half) for x in places}
    worth = {x: sum(beside for _, _, beside in found) for x, found in runs.items()}
    best = max(worth.values(), default=0)
    if best < _LEAST * inked.sum():
        return None
    starts, ends = runs_in(np.array([*(worth[x] >= _AS_GOOD * best for x in places), False]))
    widest = int((ends - starts).argmax())
    x = places[int(starts[widest] + ends[widest] - 1) // 2]
    cuts = [(a, b) for start, stop, _ in runs[x] if 0 <= (a := _clear(inked, start)) < (b := _clear(inked, stop))]
    return (x, _bands(inked, cuts)) if cuts else None


def _runs(total: NDArray[np.int32], x: int, half: int) -> list[tuple[int, int, int]]:
    """Where a gutter at `x` would be white, long enough and with text on both sides: first row, row behind, and how
    many rows of ink there are on the side with fewer."""
    free = total[:, x + half] == total[:, x - half]
    left, right = (np.pad(side.cumsum(), (1, 0)) for side in (total[:, x] > 0, total[:, -1] > total[:, x]))
    starts, ends = runs_in(np.append(free, False))
    beside = np.minimum(left[ends] - left[starts], right[ends] - right[starts])
    good = beside >= _SHORTEST * DOTS_A_POINT
    return list(zip(starts[good].tolist(), ends[good].tolist(), beside[good].tolist(), strict=True))


def _bands(inked: Mask, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """The bands that hold any ink."""
    edges = [0, *(row for cut in cuts for row in cut), len(inked)]
    return [(a, b, n % 2 == 1) for n, (a, b) in enumerate(pairwise(edges)) if inked[a:b].any()]


def _clear(inked: Mask, row: int) -> int:
    """The middle of the rows without ink that are nearest to a row; -1 where the nearest are far, which only happens
    where the page lies askew."""
    starts, ends = runs_in(np.append(~inked, False))
    away = np.maximum(starts - row, row - ends)
    nearest = int(away.argmin())
    return int(starts[nearest] + ends[nearest]) // 2 if away[nearest] <= _EVEN * DOTS_A_POINT else -1
