"""Two pages of an open booklet on one picture: where the fold is, if it is sure that there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_ASPECTS = (1.1, 1.8)
"""Width over height of two pages side by side: 1.41 for the A and B sizes, with room for a tilted camera."""

_MIDDLE = (0.43, 0.57)
"""Shares of the width between which the fold lies."""

_WIDE = 1000
"""Dots of the width at which the fold is looked for."""

_INK = 190
"""Level below which a dot is ink when the page is that small: strokes are grey there."""

_CORE, _STRIP = 4, 12
"""Dots to each side of a fold: within the first the crease itself may be dark, from there to the second nothing may
be printed."""

_CROSSED = 0.004
"""Share of the height that may be ink in a strip without text: specks, but no line of type (0.015)."""

_NEAR, _FAR = 12, 70
"""Dots to each side of a fold where its shade is measured, and where the page lies flat."""

_SHADE, _ALONG = 0.93, 0.75
"""How light the paper at a fold is at most, compared with where it lies flat, and along how much of the height."""

_ONE_SIDE = 0.1
"""The least ink of one page compared with the other's: a page beside a blank one is split only where the shade shows
the fold, and needs none."""

_INNER = (0.38, 0.62)
"""Shares of a page's width between which the gap between its two columns lies."""

_WIDER = 1.25
"""How many times wider the gap between two pages of two columns is than those between their columns."""


def fold_of(grey: Grey, page: Grey) -> float | None:
    """Where the fold between two pages is, as a share of the width; None where it is not sure that there are two.

    `grey` is the picture as it was taken, `page` the same in even light. Either the paper is darker along the middle,
    as it bends away there, or both halves have two columns with a wider gap between the halves: then the left half is
    read before the right one whether it is one page or two. A page with two columns has neither.
    """
    high, wide = page.shape
    if not _ASPECTS[0] <= wide / high <= _ASPECTS[1]:
        return None
    ink = _small(page) < _INK
    shaded = _shaded_fold(_small(grey), ink)
    found = shaded if shaded is not None else _gap_between_pages(ink)
    return None if found is None else (found + 0.5) / ink.shape[1]


def _small(picture: Grey) -> Grey:
    size = (_WIDE, max(1, round(picture.shape[0] * _WIDE / picture.shape[1])))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def _shaded_fold(small: Grey, ink: Flags) -> int | None:
    """The darkest place in the middle, where the paper gets darker towards it from both sides."""
    paper = _paper_of(small)
    start, stop = (int(share * _WIDE) for share in _MIDDLE)
    fold = start + int(np.argmin(np.median(paper[:, start:stop], axis=0)))
    # The mean of both sides: light that falls from one side is no fold.
    flat = np.maximum((paper[:, fold - _FAR] + paper[:, fold + _FAR]) / 2, 1)
    for way in (-1, 1):
        ratio = paper[:, fold + way * _NEAR] / flat
        if float((ratio <= _SHADE).mean()) < _ALONG:
            return None
        strip = ink[:, fold - _STRIP : fold - _CORE] if way < 0 else ink[:, fold + _CORE + 1 : fold + _STRIP + 1]
        if _is_crossed(strip):
            return None
    return fold


def _paper_of(small: Grey) -> Floats:
    """How light the paper is: rows joined by eights, and text closed by the lightest within 11 dots."""
    rows = len(small) // 8
    joined = small[: rows * 8].reshape(rows, 8, -1).max(axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(joined, ((0, 0), (5, 5)), mode="edge"), 11, axis=1)
    lightest = windows.max(axis=2)
    again = np.lib.stride_tricks.sliding_window_view(np.pad(lightest, ((0, 0), (5, 5)), mode="edge"), 11, axis=1)
    paper: Floats = again.min(axis=2).astype(np.float64)
    return paper


def _is_crossed(strip: Flags) -> bool:
    """Is anything printed in it?"""
    return float(strip.any(axis=1).mean()) > _CROSSED


def _gap_between_pages(ink: Flags) -> int | None:
    """The middle of the gap between two halves that have two columns each."""
    middle = _widest_gap(ink, _MIDDLE)
    if middle is None:
        return None
    fold = (middle[0] + middle[1]) // 2
    halves = (ink[:, :fold], ink[:, fold:])
    inks = [float(half.mean()) for half in halves]
    if not any(inks) or min(inks) < _ONE_SIDE * max(inks):
        return None
    left, right = (_widest_gap(half, _INNER) for half in halves)
    if left is None or right is None:
        return None
    widest = max(left[1] - left[0], right[1] - right[0])
    return fold if middle[1] - middle[0] >= _WIDER * widest else None


def _widest_gap(ink: Flags, between: tuple[float, float]) -> tuple[int, int] | None:
    """The widest run of columns without ink that has its middle between two shares of the width."""
    wide = ink.shape[1]
    free = np.concatenate(([False], ink.mean(axis=0) <= _CROSSED, [False]))
    turns = np.flatnonzero(free[1:] != free[:-1])
    gaps = list(zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True))
    inside = [gap for gap in gaps if between[0] * wide <= (gap[0] + gap[1]) / 2 <= between[1] * wide]
    return max(inside, key=lambda gap: gap[1] - gap[0], default=None)
