"""The light on a page: how light its paper is in each place, and the page as if it lay in even light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Flags = NDArray[np.bool_]

CELL = 16
"""Dots of the side of a square in which the light is taken for even, at 300 dpi: half of a line of type."""

_FINER = 4
"""Times by which the page is made smaller before its light is measured, to save time. Chosen."""
_NARROW, _WIDE = 0.04, 0.16
"""Shares of the page's width: what is darker than its surroundings and narrower than the first is ink, up to the second
it is a picture if it is also very dark (`_VERY_DARK`), else shade."""

_VERY_DARK = 0.5
"""Shade takes no more than that of the light around it; a photograph's lamp shadow was drawn with 0.45."""

_WHITE = 0.9
"""What of the paper's own lightness becomes white: the noise of a camera stays above it."""

_RIM, _DARK_RIM = 0.04, 0.7
"""How far from an edge, as a share of the page, what is darker than that of the paper and goes on up to the edge is
background that was not cut off."""

_EVEN, _LIGHT = 0.85, 180
"""A page is clean when its paper's darkest twentieth has this share of the lightest twentieth's level, and a level."""

_SAME = 0.4
"""Share of dots of just one level that no camera makes: a picture drawn by a program or bleached by a scanner."""


def light_of(grey: Grey) -> Grey:
    """How light the paper is in each square of CELL dots (rounded up), as a small picture."""
    high, wide = (side - side % _FINER for side in grey.shape)
    means = np.asarray(Image.fromarray(grey).reduce(_FINER) if min(high, wide) > CELL else Image.fromarray(grey))
    step = CELL // _FINER
    padded = np.pad(means, [(0, -side % step) for side in means.shape], mode="edge")
    rows, columns = padded.shape[0] // step, padded.shape[1] // step
    lightest = padded.reshape(rows, step, columns, step).max(axis=(1, 3))
    near = _closed(lightest, _NARROW).astype(np.float32)
    around = _closed(lightest, _WIDE).astype(np.float32)
    light = np.maximum(near, _VERY_DARK * around)
    return np.asarray(Image.fromarray(light.clip(1, 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1)))


def _closed(small: Grey, share: float) -> Grey:
    """Without what is dark and narrower than a share of the width."""
    reach = max(1, round(share * min(small.shape) / 2))
    return 255 - _lightest_within(255 - _lightest_within(small, reach), reach)


def _lightest_within(small: Grey, reach: int) -> Grey:
    """For each dot the lightest one up to `reach` away in both directions."""
    for axis in (0, 1):
        edges = [(0, 0), (0, 0)]
        edges[axis] = (reach, reach)
        widened = np.pad(small, edges, mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(widened, 2 * reach + 1, axis=axis)
        small = windows.max(axis=2)
    return small


def is_clean(grey: Grey, light: Grey) -> bool:
    """Is it a scan or a drawing, lit evenly, that needs nothing?"""
    counts = np.bincount(grey.ravel(), minlength=256)
    if counts.max() >= _SAME * grey.size:
        return True
    low, high = np.quantile(light, (0.05, 0.95)).tolist()
    return bool(low >= _EVEN * high and low >= _LIGHT)


def evened(grey: Grey, light: Grey) -> Grey:
    """The page with its paper white, and white where background reaches in from its edges."""
    high, wide = grey.shape
    whole = Image.fromarray(light).resize((light.shape[1] * CELL, light.shape[0] * CELL), Image.Resampling.BILINEAR)
    paper = np.asarray(whole.crop((0, 0, wide, high)), np.float32)
    np.multiply(paper, _WHITE / 255, out=paper)
    np.divide(grey, paper, out=paper)
    page = np.minimum(paper, 255, out=paper).astype(np.uint8)
    for view in (page, page[::-1], page.T, page.T[::-1]):
        _whiten_rim(view)
    return page


def _whiten_rim(page: Grey) -> None:
    """Paint white what is dark from the upper edge on, as far as it goes without a break, but not far."""
    rim = page[: max(1, int(_RIM * page.shape[0]))]
    dark: Flags = np.logical_and.accumulate(rim < _DARK_RIM * 255, axis=0)
    rim[dark] = 255
