"""A page of grey dots measured against its paper: how much darker each place is than the ground around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]

DOTS_A_POINT = 3.0
"""How finely circles are looked for."""

_FINER = 1.5
_MOST_DOTS = 12_000_000
"""A page of A3."""

_FEWEST_DOTS_A_POINT = 2.0
_USUAL_SIDE = (560.0, 1300.0)
_A4 = 842.0
_COARSE = 4
_REACH = 24
_FAINT = 0.1
_WHITE = 255.0


@dataclass(frozen=True, slots=True)
class Ground:
    """`small` has DOTS_A_POINT, `dark` tells which of its dots are no paper; `fine` shows the same page finer, and
    `paper` how light its paper is in each square of `small`. `scale` is how many dots of the page itself one of
    `small` is."""

    small: Grey
    dark: Mask
    fine: Grey
    paper: Floats
    scale: float


def ground_of(page: Image.Image, dots_an_inch: float) -> Ground | None:
    """The page in grey; None when it is too large to be looked at finely enough.

    The sizes of type are those of paper: where a page is much smaller or larger than any, as photographs
    are that tell no resolution, it is taken for A4.
    """
    longer = max(page.size) / dots_an_inch * 72
    points = longer if _USUAL_SIDE[0] <= longer <= _USUAL_SIDE[1] else _A4
    return ground_at(page, max(page.size) / points)


def ground_at(page: Image.Image, dots_a_point: float) -> Ground | None:
    """A page, or a part of one, in grey; None when it is too large to be looked at finely enough."""
    scale = dots_a_point / DOTS_A_POINT
    if not page.width * page.height / scale**2 <= _MOST_DOTS or scale * DOTS_A_POINT < _FEWEST_DOTS_A_POINT:
        return None
    grey = page.convert("L")
    small, fine = _sized(grey, scale), _sized(grey, scale / _FINER)
    paper = _paper(small)
    at_dots = paper.repeat(_COARSE, 0).repeat(_COARSE, 1)[: small.shape[0], : small.shape[1]]
    return Ground(small, small < at_dots * (1 - _FAINT), fine, paper, scale)


def sampled(ground: Ground, x: NDArray[np.float64], y: NDArray[np.float64]) -> Floats:
    """How much darker than its paper the page is at places of `small`, 0 to 1, between dots in proportion."""
    rows, columns = ground.fine.shape
    across, down = np.broadcast_arrays(
        np.clip((x + 0.5) * _FINER - 0.5, 0, columns - 1.001), np.clip((y + 0.5) * _FINER - 0.5, 0, rows - 1.001)
    )
    left, top = across.astype(np.int64), down.astype(np.int64)
    right, below = (across - left).astype(np.float32), (down - top).astype(np.float32)
    dots, at = ground.fine.ravel(), top * columns + left
    upper = dots[at] * (1 - right) + dots[at + 1] * right
    lower = dots[at + columns] * (1 - right) + dots[at + columns + 1] * right
    paper = ground.paper[
        np.clip(y.astype(np.int64) // _COARSE, 0, ground.paper.shape[0] - 1),
        np.clip(x.astype(np.int64) // _COARSE, 0, ground.paper.shape[1] - 1),
    ]
    darker: Floats = np.clip(1 - (upper * (1 - below) + lower * below) / paper, 0, 1).astype(np.float32)
    return darker


def _sized(grey: Image.Image, scale: float) -> Grey:
    size = (max(8, math.floor(grey.width / scale)), max(8, math.floor(grey.height / scale)))
    how = Image.Resampling.BOX if scale > 1 else Image.Resampling.BICUBIC
    return np.asarray(grey.resize(size, how, (0, 0, size[0] * scale, size[1] * scale)), np.uint8)


def _paper(small: Grey) -> Floats:
    """How light the paper is around each square of `_COARSE` dots: the mean of what is light there."""
    high, wide = (-side % _COARSE for side in small.shape)
    whole = np.pad(small, ((0, high), (0, wide)), mode="edge")
    lightest = whole.reshape(whole.shape[0] // _COARSE, _COARSE, whole.shape[1] // _COARSE, _COARSE).max(axis=(1, 3))
    values = lightest.astype(np.float32)
    light = (values >= _around(values) - 1).astype(np.float32)
    return np.clip(_around(values * light) / np.maximum(_around(light), 1e-3), 1, _WHITE).astype(np.float32)


def _around(values: Floats) -> Floats:
    """The mean of the square of `_REACH` squares' width around each."""
    reach = _REACH // _COARSE
    for axis in (0, 1):
        edges = [(0, 0), (0, 0)]
        edges[axis] = (reach + 1, reach)
        total = np.pad(values, edges, mode="edge").cumsum(axis=axis, dtype=np.float64)
        size = values.shape[axis]
        low = np.arange(size, dtype=np.int64)
        high = low + 2 * reach + 1
        values = ((total.take(high, axis) - total.take(low, axis)) / (2 * reach + 1)).astype(np.float32)
    return values
