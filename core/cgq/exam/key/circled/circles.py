"""Circles about as large as a character, on a page of grey dots: thin rings that scanning broke, and filled discs.

They are looked for as a whole, for what a scanner leaves of a thin ring hangs together nowhere: first every place
around which dark dots stand on all sides, then, of each such place, the ellipse that its edge follows best.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cgq.exam.key.circled.ground import DOTS_A_POINT, sampled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cgq.exam.key.circled.ground import Floats, Ground

    Bytes = NDArray[np.uint8]

SIDE = 33
"""How many dots a picture of a circle's inside is wide and high; it reaches to `REACH` of the radius."""
REACH = 0.8

_RADII = (3.0, 7.5)
_AROUND, _LEAST_AROUND = 24, 21
_LIGHT_AROUND, _LEAST_LIGHT = 12, 7
_BESIDE = 2.5
_SAME = 0.4
_MOST_PLACES = 6_000
_AT_ONCE = 400

_ANGLES = 2 * np.pi * np.arange(48) / 48
_COS, _SIN = np.cos(_ANGLES), np.sin(_ANGLES)
_WAVES = np.stack((np.ones(48), _COS, _SIN, np.cos(2 * _ANGLES)), axis=1)
_WINDOWS = (0.28, 0.2, 0.14)
_STEPS = 13
_PROFILE = np.arange(0.5, 1.3, 0.05)

_WHOLE, _OPEN = 0.88, 0.5
_FAINTEST_PART, _UNEVEN = 0.5, 0.3
_OFF, _ON_IT, _FARTHEST_OFF = 0.05, 0.9, 0.045
_FLAT = (0.75, 1.35)
_DARK = 0.45
_RING, _DISC = 0.4, 0.6


class Circle(NamedTuple):
    """Its middle and half its width and height, in dots of the page that was searched; whether it is a filled disc;
    how dark its rim is (1 is black); and a picture of its inside, SIDE × SIDE, in which the sign is bright."""

    x: float
    y: float
    rx: float
    ry: float
    filled: bool
    rim: float
    inside: Floats


def circles_in(ground: Ground) -> list[Circle]:
    """The circles of a page from the top, those that are round all the way and stand free."""
    places = _places(ground)
    found = [circle for n in range(0, len(places), _AT_ONCE) for circle in _fitted(ground, places[n : n + _AT_ONCE])]
    kept: list[Circle] = []
    for circle, _ in sorted(found, key=lambda pair: pair[1]):
        if not any(abs(circle.x - k.x) < k.rx and abs(circle.y - k.y) < k.ry for k in kept):
            kept.append(circle)
    return sorted(kept, key=lambda c: (c.y, c.x))


def _places(ground: Ground) -> NDArray[np.float64]:
    """Rows of x, y and radius of the places that are dark all around, the likeliest first."""
    score, radius = _scores(ground)
    top = np.pad(score, 1)
    high, wide = score.shape
    peak = score > 0
    for dy in range(3):
        for dx in range(3):
            peak &= score >= top[dy : dy + high, dx : dx + wide]
    ys, xs = np.nonzero(peak)
    order = np.argsort(-score[ys, xs].astype(np.int64), kind="stable")
    taken = np.zeros(score.shape, bool)
    places: list[tuple[float, float, float]] = []
    for y, x in zip(ys[order].tolist(), xs[order].tolist(), strict=True):
        if taken[y, x]:
            continue
        reach = max(3, int(_SAME * radius[y, x]))
        taken[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = True
        places.append((x, y, float(radius[y, x]) + 1))
        if len(places) == _MOST_PLACES:
            break
    return np.array(places, np.float64).reshape(-1, 3)


def _scores(ground: Ground) -> tuple[Bytes, Bytes]:
    """How surely each dot is the middle of a circle, 0 for not at all, and of what radius."""
    high, wide = ground.dark.shape
    edge = math.ceil(_RADII[1] * DOTS_A_POINT) + 4
    dark = np.pad(_grown(ground.dark), edge).view(np.uint8)
    light = np.pad(~ground.dark, edge).view(np.uint8)

    def around(dots: Bytes, radius: float, count: int) -> Bytes:
        total = np.zeros((high, wide), np.uint8)
        for dy, dx in _steps(radius, count):
            total += dots[edge + dy : edge + dy + high, edge + dx : edge + dx + wide]
        return total

    score, best = np.zeros((high, wide), np.uint8), np.zeros((high, wide), np.uint8)
    for radius in range(int(_RADII[0] * DOTS_A_POINT), int(_RADII[1] * DOTS_A_POINT) + 1):
        on, beside = around(dark, radius, _AROUND), around(light, radius + _BESIDE, _LIGHT_AROUND)
        told = on + beside // 2
        told[(on < _LEAST_AROUND) | (beside < _LEAST_LIGHT)] = 0
        better = told > score
        score[better], best[better] = told[better], radius
    return score, best


def _steps(radius: float, count: int) -> Iterator[tuple[int, int]]:
    for n in range(count):
        angle = 2 * math.pi * n / count
        yield round(radius * math.sin(angle)), round(radius * math.cos(angle))


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask and the dots right beside it."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def _fitted(ground: Ground, places: NDArray[np.float64]) -> Iterator[tuple[Circle, float]]:
    """The places whose edge is an ellipse, evenly dark and light on both sides, and how far off it the edge is."""
    x, y, mean = (places[:, n].copy() for n in range(3))
    flat, first = np.zeros(len(places)), mean.copy()
    off = np.zeros((len(places), len(_ANGLES)))
    for window in _WINDOWS:
        edge, sure = _edge(ground, x, y, mean, flat, window)
        waves, off = _ellipse(edge, sure)
        x += np.clip(waves[:, 1], -0.3 * first, 0.3 * first)
        y += np.clip(waves[:, 2], -0.3 * first, 0.3 * first)
        mean = np.clip(waves[:, 0], 0.7 * first, 1.5 * first)
        flat = np.clip(waves[:, 3], -0.15 * first, 0.15 * first)
    radius = (mean[:, None] + flat[:, None] * _WAVES[:, 3])[:, :, None] * _PROFILE
    rays = _along(ground, x, y, radius)
    rim, filled, good = _judged(rays, off, (mean - flat) / (mean + flat))
    across = np.linspace(-REACH, REACH, SIDE)
    for n in np.nonzero(good)[0].tolist():
        rx, ry = float(mean[n] + flat[n]), float(mean[n] - flat[n])
        ink = sampled(ground, x[n] + rx * across[None, :], y[n] + ry * across[:, None])
        inside = np.clip(rim[n] - ink, 0, 1) if filled[n] else ink
        yield Circle(float(x[n]), float(y[n]), rx, ry, bool(filled[n]), float(rim[n]), inside), float(off[n].mean())


def _along(ground: Ground, x: NDArray[np.float64], y: NDArray[np.float64], radius: NDArray[np.float64]) -> Floats:
    """How dark it is at each radius in each direction."""
    return sampled(ground, x[:, None, None] + radius * _COS[:, None], y[:, None, None] + radius * _SIN[:, None])


def _edge(
    ground: Ground,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    mean: NDArray[np.float64],
    flat: NDArray[np.float64],
    window: float,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Where in each direction the dark ends, and whether it does end there."""
    radius = (mean[:, None] + flat[:, None] * _WAVES[:, 3])[:, :, None] * np.linspace(1 - window, 1 + window, _STEPS)
    dark = _along(ground, x, y, radius)
    most = dark.max(axis=2)
    usual = np.median(most, axis=1, keepdims=True)
    is_dark = dark >= 0.5 * np.minimum(most, 1.2 * usual)[:, :, None]
    last = _STEPS - 1 - is_dark[:, :, ::-1].argmax(axis=2)
    edge = np.take_along_axis(radius, last[:, :, None], axis=2)[:, :, 0]
    return edge, (last < _STEPS - 1) & (most >= 0.4 * usual)


def _ellipse(edge: NDArray[np.float64], sure: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The edge as a mean radius, a shift and a flatness, by least squares in which what lies off counts little; and
    how far off each direction is, in radii."""
    weight = np.where(sure, 1.0, 1e-3)
    waves, off = np.zeros((len(edge), 4)), np.zeros(edge.shape)
    for _ in range(3):
        weighted = _WAVES[None] * weight[:, :, None]
        left = np.einsum("nki,kj->nij", weighted, _WAVES) + 1e-6 * np.eye(4)
        right = np.einsum("nki,nk->ni", weighted, edge)
        waves = np.asarray(np.linalg.solve(left, right[:, :, None]), np.float64)[:, :, 0]
        off = np.abs(edge - waves @ _WAVES.T) / np.maximum(waves[:, :1], 1)
        weight = weight * np.where(off < 0.08, 1, 0.1) + 1e-4
    return waves, off


def _judged(
    rays: Floats, off: NDArray[np.float64], ratio: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """How dark the rims are, which are discs, and which are circles at all."""

    def band(low: float, high: float) -> Floats:
        return rays[:, :, round((low - 0.5) / 0.05) : round((high - 0.5) / 0.05) + 1]

    rim = band(0.85, 1.0).max(axis=2)
    usual = np.maximum(np.median(rim, axis=1), 1e-3)
    dark = _DARK * usual[:, None]
    fill = np.quantile(band(0.75, 0.8).min(axis=2), 0.35, axis=1) / usual
    even = (np.quantile(rim, 0.1, axis=1) >= _FAINTEST_PART * usual) & (rim.std(axis=1) <= _UNEVEN * rim.mean(axis=1))
    whole = ((rim > dark).mean(axis=1) >= _WHOLE) & ((band(1.1, 1.25).min(axis=2) < dark).mean(axis=1) >= _OPEN)
    round_ = ((off < _OFF).mean(axis=1) >= _ON_IT) & (np.quantile(off, 0.8, axis=1) < _FARTHEST_OFF)
    shaped = (ratio >= _FLAT[0]) & (ratio <= _FLAT[1])
    return usual, fill > _DISC, whole & even & round_ & shaped & ((fill < _RING) | (fill > _DISC))
