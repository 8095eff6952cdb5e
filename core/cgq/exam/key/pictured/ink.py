"""What is ink on a page of grey dots, and what of it are rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float32]

_NEIGHBOURHOOD = 18.0
_DARK_GROUND = 120.0
_CONTRAST = 0.45
_FAINTEST = 24.0
_PAPER = 240
_MARGIN = 24
_COARSENESS = 3
_RULE = 15.0
_FAINT_RULE = 28.0
_RULE_EDGE = 0.4
_RULE_SIDE = 2.0
_RULE_GAP = 1.0
_FAINTEST_RULE = 5
_GROUND_EDGE = 8.0


@dataclass(frozen=True, slots=True)
class Ink:
    """`grey` has dark ink on light ground everywhere; `mask` is the ink without rules, `rules` the rules.

    They are cut to what is written; `origin` is where that starts on the page, x and y in dots.
    """

    grey: Grey
    mask: Mask
    rules: Mask
    origin: tuple[int, int]


def ink_of(page: Grey, scale: float) -> Ink:
    """Light writing on dark ground is turned round; what is darker than its neighbourhood is ink (Sauvola)."""
    left, top, right, bottom = _written(page)
    reach = max(3, int(_NEIGHBOURHOOD * scale / 2))
    grey, (mean, deviation) = _on_light_ground(page[top:bottom, left:right], reach, int(_GROUND_EDGE * scale))
    level = np.minimum(mean * (1 + _CONTRAST * (deviation / 128 - 1)), mean - _FAINTEST)
    mask = grey < _fine(np.clip(np.ceil(level), 0, 255).astype(np.uint8), grey.shape)
    rules = _grown(_rules(grey, mask, scale), round(_RULE_EDGE * scale))
    return Ink(grey, mask & ~rules, rules, (left, top))


def _written(grey: Grey) -> tuple[int, int, int, int]:
    """The part of a page on which anything stands, with a margin; the whole of a blank page."""
    dark = grey < _PAPER
    rows, columns = np.nonzero(dark.any(axis=1))[0], np.nonzero(dark.any(axis=0))[0]
    if not len(rows):
        return (0, 0, grey.shape[1], grey.shape[0])
    return (
        max(0, int(columns[0]) - _MARGIN),
        max(0, int(rows[0]) - _MARGIN),
        min(grey.shape[1], int(columns[-1]) + _MARGIN),
        min(grey.shape[0], int(rows[-1]) + _MARGIN),
    )


def _on_light_ground(grey: Grey, reach: int, edge: int) -> tuple[Grey, tuple[Floats, Floats]]:
    """The page with dark grounds turned round, up to their edges, where the neighbourhood is light again; and its
    surroundings."""
    mean, deviation = _surroundings(grey, reach)
    if not (mean < _DARK_GROUND).any():
        return grey, (mean, deviation)
    dark = _fine(mean < _DARK_GROUND, grey.shape)
    black = grey < _DARK_GROUND
    for _ in range(edge):
        dark |= _grown(dark, 1) & black
    turned: Grey = np.where(dark, 255 - grey, grey)
    return turned, _surroundings(turned, reach)


def _surroundings(grey: Grey, reach: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation in the square of about `reach` dots around each little square of dots."""
    high, wide = (-side % _COARSENESS for side in grey.shape)
    whole = np.pad(grey, ((0, high), (0, wide)), mode="edge")
    mean = _boxed(_coarse(whole), max(1, reach // _COARSENESS))
    square = _boxed(_coarse(np.square(whole, dtype=np.uint16)), max(1, reach // _COARSENESS))
    return mean, np.sqrt(np.maximum(square - mean * mean, 0))


def _coarse(values: NDArray[np.uint8] | NDArray[np.uint16]) -> Floats:
    """The mean of each little square of dots."""
    steps = range(_COARSENESS)
    level: NDArray[np.uint32] = np.stack([values[n::_COARSENESS] for n in steps]).sum(axis=0, dtype=np.uint32)
    total: NDArray[np.uint32] = np.stack([level[:, n::_COARSENESS] for n in steps]).sum(axis=0, dtype=np.uint32)
    return total.astype(np.float32) / np.float32(_COARSENESS**2)


def _fine(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """The little squares as the dots that they are made of."""
    return values.repeat(_COARSENESS, 0).repeat(_COARSENESS, 1)[: shape[0], : shape[1]]


def _boxed(values: Floats, reach: int) -> Floats:
    """The mean of the square of `reach` around each value, cut off at the edges."""
    return _along(_along(values, reach).T, reach).T


def _along(values: Floats, reach: int) -> Floats:
    size = values.shape[1]
    total = np.zeros((values.shape[0], size + 1), np.float64)
    np.cumsum(values, axis=1, dtype=np.float64, out=total[:, 1:])
    at = np.arange(size, dtype=np.int64)
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
    mean: Floats = ((total[:, high] - total[:, low]) / (high - low)).astype(np.float32)
    return mean


def _grown(mask: Mask, reach: int) -> Mask:
    """The mask and all within `reach` dots of it, across and down."""
    grown = mask.copy()
    for _ in range(reach):
        grown[1:] |= grown[:-1].copy()
        grown[:-1] |= grown[1:].copy()
    for _ in range(reach):
        grown[:, 1:] |= grown[:, :-1].copy()
        grown[:, :-1] |= grown[:, 1:].copy()
    return grown


def _rules(grey: Grey, mask: Mask, scale: float) -> Mask:
    """The runs of ink, across or down, that are too long for a character."""
    across = _level_rules(grey, mask, scale)
    return across | _level_rules(np.ascontiguousarray(grey.T), np.ascontiguousarray(mask.T), scale).T


def _level_rules(grey: Grey, mask: Mask, scale: float) -> Mask:
    """Rules across. A faint rule is no ink everywhere, but all along it is darker than what is over and under it."""
    side, gap = round(_RULE_SIDE * scale), round(_RULE_GAP * scale)
    valley = np.zeros(mask.shape, bool)
    lighter = np.minimum(grey[side:-side], 255 - _FAINTEST_RULE) + np.uint8(_FAINTEST_RULE)
    valley[side:-side] = (lighter < grey[: -2 * side]) & (lighter < grey[2 * side :])
    return _long_runs(mask, int(_RULE * scale), 0) | _long_runs(valley, int(_FAINT_RULE * scale), gap)


def _long_runs(mask: Mask, length: int, gap: int) -> Mask:
    """The runs across of at least `length` dots, those with at most `gap` dots between them taken together."""
    wide = mask.shape[1] + gap + 1
    padded = np.zeros((mask.shape[0], wide), bool)
    padded[:, : mask.shape[1]] = mask
    starts, ends = runs_in(padded.ravel())
    if not len(starts):
        return np.zeros(mask.shape, bool)
    apart = np.nonzero(starts[1:] - ends[:-1] > gap)[0]
    starts, ends = starts[np.concatenate(([0], apart + 1))], ends[np.concatenate((apart, [len(ends) - 1]))]
    long = ends - starts >= length
    filled = np.zeros(padded.size, bool)
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        filled[start:end] = True
    return filled.reshape(padded.shape)[:, : mask.shape[1]]


def runs_in(dots: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Start and end of each run of ink among dots in a row, the last of which is none."""
    turns = np.flatnonzero(dots[1:] != dots[:-1]) + 1
    if dots[:1].any():
        turns = np.concatenate(([0], turns))
    return turns[::2], turns[1::2]
