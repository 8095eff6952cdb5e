"""Straight edges of a small picture, behind which it gets darker: where a sheet of paper may end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_TEXT = 5
"""Dots: dark strokes thinner than that are closed before edges are looked for. Type of a page that fills a picture
500 dots high is 5 dots high, its strokes one dot wide."""

_STEP = 0.08
"""How much darker it gets behind an edge, as a difference of logarithms. A shadow changes both sides alike."""

_DARK = 16.0
"""Levels added before the logarithm, so that the noise of black cloth is no edge."""

_REACH = 3
"""Dots from an edge to where both of its sides are measured."""

_FURTHER_IN, _LIGHTER_STILL = (8, 14, 20), 0.3
"""Dots behind an edge where it may be no lighter than this (a difference of logarithms) than right behind it: else the
edge is that of something around the sheet."""

_STEEPEST, _SLOPE = 0.6, 0.01
"""The steepest edge that is looked for (31 degrees), and the distance between two slopes."""

_NEAR = 2.5
"""Dots within which a point belongs to an edge."""

_MOST_EDGES = 10
"""Edges of a side that are tried; the paper's are among the longest."""

_MOST_POINTS = 20_000
"""Points of edges of one side that are looked at; wood and woven cloth have many."""

_SHORTEST = 0.15
"""The fewest points of an edge, as a share of the picture's side."""

_PAPER = 0.72
"""How light the border must be, compared with what is light in the same row or column, to count as paper."""

_BULGE = 0.04
"""How far behind a straight edge the paper may still go on, as a share of the picture: bent pages do."""

_ALL = 0.98
"""Share of an edge's length that must have no paper behind it."""


_INK = 1.12
"""How much lighter than a stroke its surroundings are: type of a page that fills a small picture is grey there."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line that is level (y = offset + slope x) or upright (x = offset + slope y). `gained` holds for each whole
    number along it how many dots before it have support, `beyond` how many dots farther out the paper still goes on
    there; `outwards` is the direction in which that is."""

    offset: float
    slope: float
    gained: Floats
    beyond: Floats
    is_border: bool = False
    outwards: int = -1

    def support(self, start: Floats, stop: Floats) -> tuple[Floats, Floats]:
        """How many dots there are between two numbers along it, and how many of those have support."""
        last = len(self.gained) - 1
        first, end = (np.clip(np.rint(at), 0, last).astype(np.intp) for at in (start, stop))
        return (end - first).astype(np.float64), self.gained[end] - self.gained[first]

    def pushed_out(self, start: float, stop: float) -> Edge:
        """The edge, moved so far that between two numbers along it all of the paper lies before it."""
        part = self.beyond[max(0, round(start)) : max(0, round(stop))]
        most = float(np.quantile(part, _ALL)) if len(part) else 0.0
        return replace(self, offset=self.offset + self.outwards * most)


def edges_of(light: NDArray[np.uint8]) -> tuple[list[Edge], list[Edge], list[Edge], list[Edge]]:
    """Left, top, right and bottom edges of sheets that may lie on the picture, the best first, its border last."""
    levels = np.asarray(_closed(light).filter(ImageFilter.BoxBlur(1)), np.float64)
    # One side's search serves all: the picture is flipped until that side lies on top.
    top = _top_edges(levels)
    bottom = [_flipped(edge, levels.shape[0]) for edge in _top_edges(levels[::-1])]
    left = _top_edges(levels.T)
    right = [_flipped(edge, levels.shape[1]) for edge in _top_edges(levels.T[::-1])]
    return left, top, right, bottom


def ink_of(light: NDArray[np.uint8]) -> Flags:
    """The dots that are darker than their surroundings, as strokes of type are."""
    return np.asarray(_closed(light)) + _DARK > _INK * (light + _DARK)


def _closed(light: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(light).filter(ImageFilter.MaxFilter(_TEXT)).filter(ImageFilter.MinFilter(_TEXT))


def _flipped(edge: Edge, side: int) -> Edge:
    return replace(edge, offset=side - 1 - edge.offset, slope=-edge.slope, outwards=-edge.outwards)


def _top_edges(levels: Floats) -> list[Edge]:
    """The edges above which it is darker, and the upper border."""
    logs = np.log(levels + _DARK)
    xs, ys = _points(logs)
    found: list[Edge] = []
    fewest = _SHORTEST * levels.shape[1]
    while len(found) < _MOST_EDGES and len(xs) >= fewest:
        line = _longest_line(xs, ys, levels.shape)
        apart = np.abs(ys - line[0] - line[1] * xs)
        near = apart <= _NEAR
        if near.sum() < fewest:
            break
        offset, slope = _fitted(xs[near], ys[near], line)
        found.append(_measured(logs, offset, slope))
        left = ~near
        xs, ys = xs[left], ys[left]
    return [*found, _border(levels)]


def _points(logs: Floats) -> tuple[Floats, Floats]:
    """Where it gets lighter downwards more than sideways, at the steepest place of each such step."""
    down = np.zeros_like(logs)
    across = np.zeros_like(logs)
    down[2:-2] = logs[4:] - logs[:-4]
    across[:, 2:-2] = logs[:, 4:] - logs[:, :-4]
    steep = (down >= _STEP) & (down >= 0.8 * np.abs(across))
    steep[1:-1] &= (down[1:-1] >= down[:-2]) & (down[1:-1] > down[2:])
    steep[:3], steep[-3:] = False, False
    ys, xs = np.nonzero(steep)
    if len(xs) > _MOST_POINTS:
        chosen = np.linspace(0, len(xs) - 1, _MOST_POINTS).astype(np.intp)
        ys, xs = ys[chosen], xs[chosen]
    return xs.astype(np.float64), ys.astype(np.float64)


def _longest_line(xs: Floats, ys: Floats, shape: tuple[int, ...]) -> tuple[float, float]:
    """Offset and slope of the line through the most points (Hough)."""
    high, wide = shape
    reach = int(_STEEPEST * wide) + 1
    best = (0, 0.0, 0.0)
    for slope in np.arange(-_STEEPEST, _STEEPEST + _SLOPE / 2, _SLOPE).tolist():
        at = np.rint(ys - slope * xs).astype(np.intp) + reach
        votes = np.bincount(at, minlength=high + 2 * reach)
        wider = votes[:-2] + votes[1:-1] + votes[2:]
        peak = int(np.argmax(wider))
        if wider[peak] > best[0]:
            best = (int(wider[peak]), float(peak + 1 - reach), slope)
    return best[1], best[2]


def _fitted(xs: Floats, ys: Floats, line: tuple[float, float]) -> tuple[float, float]:
    """The line through points by least squares; as it was where they lie too close together for that."""
    spread = xs - xs.mean()
    square = float((spread * spread).sum())
    if square < len(xs):
        return line
    slope = float((spread * ys).sum()) / square
    return float(ys.mean() - slope * xs.mean()), slope


def _measured(logs: Floats, offset: float, slope: float) -> Edge:
    """A line with what supports it: dots behind which it is darker."""
    high, wide = logs.shape
    xs = np.arange(wide, dtype=np.intp)
    at = np.rint(offset + slope * xs).astype(np.intp)
    inside, outside = (logs[np.clip(at + _REACH * way, 0, high - 1), xs] for way in (1, -1))
    supported = (inside - outside >= _STEP) & (at >= 0) & (at < high)
    for distance in _FURTHER_IN:
        further = logs[np.clip(at + distance, 0, high - 1), xs]
        supported &= further - inside <= _LIGHTER_STILL
    return Edge(offset, slope, _summed(supported), _beyond(logs, at, supported))


def _beyond(logs: Floats, at: NDArray[np.intp], supported: Flags) -> Floats:
    """By how many dots paper goes on above a line, in each place where the line itself has no step."""
    high, wide = logs.shape
    most = int(_BULGE * high)
    xs = np.arange(wide, dtype=np.intp)
    farthest = np.zeros(wide, np.float64)
    open_still = ~supported & (at >= 0) & (at < high)
    for distance in range(1, most + 1):
        inside, outside = (logs[np.clip(at - distance + _REACH * way, 0, high - 1), xs] for way in (1, -1))
        ends = open_still & (inside - outside >= _STEP)
        farthest[ends] = distance
        open_still &= ~ends
    return farthest


def _border(levels: Floats) -> Edge:
    """The upper border, with support where paper reaches it."""
    lightest = np.quantile(levels, 0.9, axis=0)
    nowhere: Floats = np.zeros(len(lightest), np.float64)
    reached = _summed(levels[:_REACH].mean(axis=0) >= _PAPER * lightest)
    return Edge(0.0, 0.0, reached, nowhere, is_border=True)


def _summed(flags: Flags) -> Floats:
    return np.concatenate(([0.0], np.cumsum(flags, dtype=np.float64)))
