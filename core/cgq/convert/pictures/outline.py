"""The outline of a sheet of paper on a photograph: four straight edges behind which the picture gets darker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cgq.convert.pictures.edges import Edge, edges_of, ink_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.convert.pictures.edges import Floats

Point = tuple[float, float]
"""x and y in dots, from the middle of the upper left dot."""

_FEWEST_DOTS = 40
"""Dots of the shorter side of a picture below which no paper is looked for."""

_LEAST_SUPPORT = 0.7
"""Share of each edge along which the picture must get darker outwards: a hand over an edge hides up to a third."""

_LEAST_AREA = 0.2
"""Share of the picture that the sheet must fill; smaller ones are labels and boxes."""

_UNSUPPORTED = 1.5
"""What a dot of an edge without a step costs, where one with a step counts 1: a shadow's edge is then never preferred
to the paper's, for the sides go on behind it."""

_BORDER = 0.9
"""What a dot of the picture's border counts where paper reaches it."""

_NARROWEST, _LEAST_ANGLE = 0.5, 0.64
"""Shorter over longer of opposite sides, and the sine of a corner: a tilt of about 40 degrees, too far to read."""

_RIM = 4
"""Dots along an edge in which nothing counts as ink: the edge's own shadow lies there."""

_SPECKS = 3
"""Dots of ink behind the edges that are none."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The corners of a sheet, as shares of the picture's width and height: upper left, upper right, lower right, lower
    left. `whole` when all four sides are the paper's own edges; else some are the picture's border."""

    corners: tuple[Point, Point, Point, Point]
    whole: bool


def outline_of(light: NDArray[np.uint8]) -> Outline | None:
    """The sheet on a small picture of lightness (about 500 dots wide); None where no clear one is found.

    Lightness is the darkest of red, green and blue: paper is light in each, wood, cloth and skin are not.
    """
    high, wide = light.shape
    if min(high, wide) < _FEWEST_DOTS:
        return None
    left, top, right, bottom = edges_of(light)
    quads = _Quads(left, top, right, bottom, (high, wide))
    best, sheet = quads.best(), quads.best(with_border=False)
    if best is None:
        return None
    families = (left, top, right, bottom)
    chosen = [family[n] for family, n in zip(families, best, strict=True)]
    if sheet is not None and best != sheet:
        inner = [family[n] for family, n in zip(families, sheet, strict=True)]
        if not _has_ink_outside(light, _pushed_out(inner)):
            chosen = inner
    borders = sum(edge.is_border for edge in chosen)
    if borders == len(chosen):
        return None
    shares = [(_share(x, wide), _share(y, high)) for x, y in _corners(*_pushed_out(chosen))]
    return Outline((shares[0], shares[1], shares[2], shares[3]), borders == 0)


def _pushed_out(edges: Sequence[Edge]) -> list[Edge]:
    """The edges of a sheet with all of its paper before them."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = _corners(*edges)
    ends = ((ay, dy), (ax, bx), (by, cy), (dx, cx))
    return [edge.pushed_out(*end) for edge, end in zip(edges, ends, strict=True)]


def _has_ink_outside(light: NDArray[np.uint8], edges: Sequence[Edge]) -> bool:
    """Is there anything like type behind the edges? Then nothing may be cut off there."""
    left, top, right, bottom = edges
    ys, xs = np.nonzero(ink_of(light))
    outside = xs < left.offset + left.slope * ys - _RIM
    outside |= xs > right.offset + right.slope * ys + _RIM
    outside |= ys < top.offset + top.slope * xs - _RIM
    outside |= ys > bottom.offset + bottom.slope * xs + _RIM
    return int(outside.sum()) > _SPECKS


def _share(at: float, side: int) -> float:
    return min(max((at + 0.5) / side, 0.0), 1.0)


def _corners(left: Edge, top: Edge, right: Edge, bottom: Edge) -> list[Point]:
    pairs = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [_crossing(upright, level) for upright, level in pairs]


def _crossing(upright: Edge, level: Edge) -> Point:
    """Where x = a + b y meets y = c + d x."""
    x = (upright.offset + upright.slope * level.offset) / (1 - upright.slope * level.slope)
    return x, level.offset + level.slope * x


class _Quads:
    """Every choice of a left, top, right and bottom edge; arrays have these four axes."""

    def __init__(
        self, left: list[Edge], top: list[Edge], right: list[Edge], bottom: list[Edge], shape: tuple[int, int]
    ) -> None:
        self._high, self._wide = shape
        self._families = (left, top, right, bottom)
        offsets = [np.array([edge.offset for edge in family]) for family in self._families]
        slopes = [np.array([edge.slope for edge in family]) for family in self._families]
        a = [_along(values, axis) for axis, values in enumerate(offsets)]
        b = [_along(values, axis) for axis, values in enumerate(slopes)]
        self._corner = {
            name: _meet(a[u], b[u], a[v], b[v])
            for name, (u, v) in {"tl": (0, 1), "tr": (2, 1), "br": (2, 3), "bl": (0, 3)}.items()
        }

    def best(self, *, with_border: bool = True) -> tuple[int, int, int, int] | None:
        """The indices of the edges of the best sheet; `with_border`: the picture's border may be among them."""
        score = np.where(self._is_sheet(), 0.0, -np.inf)
        ends = (("tl", "bl", 1), ("tl", "tr", 0), ("tr", "br", 1), ("bl", "br", 0))
        for axis, (first, last, along) in enumerate(ends):
            start, stop = self._corner[first][along], self._corner[last][along]
            score = score + self._side(axis, start, stop, with_border)
        at = int(np.argmax(score))
        indices = np.unravel_index(at, score.shape)
        if not np.isfinite(score[indices]) or score[indices] <= 0:
            return None
        left, top, right, bottom = (int(n) for n in indices)
        return left, top, right, bottom

    def _side(self, axis: int, start: Floats, stop: Floats, with_border: bool) -> Floats:
        """What one side adds to the score; minus infinity where it has too little support."""
        start, stop = np.broadcast_arrays(start, stop)
        gained = np.full(np.broadcast_shapes(start.shape, self._shape()), -np.inf)
        for n, edge in enumerate(self._families[axis]):
            chosen = [slice(None)] * 4
            chosen[axis] = slice(n, n + 1) if start.shape[axis] > 1 else slice(None)
            length, supported = edge.support(start[tuple(chosen)], stop[tuple(chosen)])
            share = supported / np.maximum(length, 1)
            worth = supported * (_BORDER if edge.is_border else 1) - _UNSUPPORTED * (length - supported)
            into = [slice(None)] * 4
            into[axis] = slice(n, n + 1)
            gained[tuple(into)] = (
                np.where(share >= _LEAST_SUPPORT, worth, -np.inf) if with_border or not edge.is_border else -np.inf
            )
        return gained

    def _shape(self) -> tuple[int, ...]:
        return tuple(len(family) for family in self._families)

    def _is_sheet(self) -> NDArray[np.bool_]:
        (tlx, tly), (trx, try_), (brx, bry), (blx, bly) = (self._corner[name] for name in ("tl", "tr", "br", "bl"))
        upper, lower = np.hypot(trx - tlx, try_ - tly), np.hypot(brx - blx, bry - bly)
        near, far = np.hypot(blx - tlx, bly - tly), np.hypot(brx - trx, bry - try_)
        area = ((brx - tlx) * (bly - try_) - (bry - tly) * (blx - trx)) / 2
        fine = (trx > tlx) & (brx > blx) & (bly > tly) & (bry > try_)
        fine &= area >= _LEAST_AREA * self._high * self._wide
        fine &= np.minimum(upper, lower) >= _NARROWEST * np.maximum(upper, lower)
        fine &= np.minimum(near, far) >= _NARROWEST * np.maximum(near, far)
        margin_x, margin_y = 0.02 * self._wide, 0.02 * self._high
        for x, y in self._corner.values():
            fine = fine & (x >= -margin_x) & (x <= self._wide + margin_x)
            fine = fine & (y >= -margin_y) & (y <= self._high + margin_y)
        for one, other, ax, ay, bx, by in (
            (upper, near, trx - tlx, try_ - tly, blx - tlx, bly - tly),
            (upper, far, tlx - trx, tly - try_, brx - trx, bry - try_),
            (lower, far, blx - brx, bly - bry, trx - brx, try_ - bry),
            (lower, near, brx - blx, bry - bly, tlx - blx, tly - bly),
        ):
            sine = np.abs(ax * by - ay * bx) / np.maximum(one * other, 1e-6)
            fine = fine & (sine >= _LEAST_ANGLE)
        return fine


def _along(values: Floats, axis: int) -> Floats:
    """A row of numbers along one of four axes."""
    shape = [1, 1, 1, 1]
    shape[axis] = len(values)
    return values.reshape(shape)


def _meet(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    """Where x = a + b y meets y = c + d x; slopes are below 1, so that they do."""
    x = (a + b * c) / (1 - b * d)
    return x, c + d * x
