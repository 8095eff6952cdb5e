"""Dots become a page that lies level, and places on it lead back to where they were printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cgq.exam.key.pictured.ink import ink_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cgq.exam.geometry import Dots
    from cgq.exam.key.pictured.blobs import Box
    from cgq.exam.key.pictured.ink import Grey, Ink
    from cgq.exam.model import BBox

_TILTS = np.radians(np.arange(-3.0, 3.01, 0.05))
_LEVEL = math.radians(0.06)
_MOST_POINTS = 120_000
_EDGE = 60
_MOST_DOTS = 8_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """The ink of a part of a page, which was turned by `tilt` (radians, clockwise, about its middle) until its rows
    lay level; `corner` is where the part starts, in dots."""

    ink: Ink
    scale: float
    tilt: float
    middle: tuple[float, float]
    corner: tuple[int, int]

    def printed(self, box: Box) -> BBox:
        """Where a box of the ink stands on the sheet, in points."""
        left, top = self.ink.origin
        corners = [self._back(x + left, y + top) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return (round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        dx, dy = x - self.middle[0], y - self.middle[1]
        cos, sin = math.cos(self.tilt), math.sin(self.tilt)
        return (
            (self.corner[0] + self.middle[0] + dx * cos + dy * sin) / self.scale,
            (self.corner[1] + self.middle[1] - dx * sin + dy * cos) / self.scale,
        )


def page_of(dots: Dots) -> Page | None:
    """The page of dots, level; None for dots that are not what they say."""
    grey = _grey(dots)
    if grey is None:
        return None
    tilt = tilt_of(grey)
    if abs(tilt) <= _LEVEL:
        tilt = 0.0
    ink = ink_of(_turned(grey, tilt) if tilt else grey, dots.scale)
    return Page(ink, dots.scale, tilt, (dots.width / 2, dots.height / 2), (dots.left, dots.top))


def _grey(dots: Dots) -> Grey | None:
    size = dots.width * dots.height
    if not 0 < size == len(dots.grey) <= _MOST_DOTS:
        return None
    return np.frombuffer(dots.grey, np.uint8).reshape(dots.height, dots.width)


def tilt_of(grey: Grey) -> float:
    """By how many radians (clockwise) the page must be turned so that its rows lie level; 0 when it is blank."""
    edges = np.maximum(grey[1:], grey[:-1]) - np.minimum(grey[1:], grey[:-1]) > _EDGE
    ys, xs = np.nonzero(edges)
    if not len(xs):
        return 0.0
    step = max(1, len(xs) // _MOST_POINTS)
    x, y = xs[::step].astype(np.float32), ys[::step].astype(np.float32)
    return -float(max(_TILTS, key=lambda tilt: (_sharpness(y - x * math.tan(tilt)), -abs(tilt))))


def _sharpness(heights: NDArray[np.floating]) -> float:
    rows = np.bincount((heights - heights.min()).astype(np.intp))
    return float(np.square(rows.astype(np.float64)).sum())


def _turned(grey: Grey, tilt: float) -> Grey:
    """The page turned clockwise about its middle, white where nothing was."""
    high, wide = grey.shape
    x = np.arange(wide, dtype=np.float32)[None, :] - np.float32(wide / 2)
    y = np.arange(high, dtype=np.float32)[:, None] - np.float32(high / 2)
    cos, sin = math.cos(tilt), math.sin(tilt)
    from_x, from_y = x * cos + y * sin + wide / 2, -x * sin + y * cos + high / 2
    x0, y0 = np.floor(from_x).astype(np.int32), np.floor(from_y).astype(np.int32)
    right, below = from_x - x0, from_y - y0
    framed = np.pad(grey, ((1, 2), (1, 2)), constant_values=255).astype(np.float32)
    at = np.clip(y0 + 1, 0, high + 1) * framed.shape[1] + np.clip(x0 + 1, 0, wide + 1)
    upper, lower = (flat[at] * (1 - right) + flat[at + 1] * right for flat in (framed.ravel(), framed[1:].ravel()))
    turned: Grey = np.clip(upper * (1 - below) + lower * below, 0, 255).astype(np.uint8)
    return turned
