"""How the text objects of a page are set: direction, size and shear, from the matrix and the size of the font.

The direction is where the baseline runs, which the first two numbers of the matrix give (a and b; ISO 32000-1, 9.4.4).
The other two (c and d) give the direction in which letters rise: an italic that is made by shearing the upright letters
has the baseline of upright text.
"""

from __future__ import annotations

import math
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_QUARTER = math.pi / 2
_SLANT = 0.2
"""Quarters by which a baseline may differ from a level or an upright one: 18 degrees. A watermark has more."""

_MATRIX, _FONT_SIZE = plain(raw.FPDFText_GetMatrix), plain(raw.FPDFText_GetFontSize)


class Settings(NamedTuple):
    """A row for each character: clockwise quarters of its baseline; points of its font's size as the page shows it,
    across the baseline; and by how much it leans forward, a share of its height."""

    quarters: NDArray[np.int64]
    sizes: NDArray[np.float64]
    shears: NDArray[np.float64]


def read_settings(page: int, indexes: Sequence[int], objects: NDArray[np.int64]) -> Settings:
    """How characters are set; only the first one of each run of a text object is asked."""
    opens = np.ones(len(objects), bool)
    opens[1:] = objects[1:] != objects[:-1]
    asked = [indexes[n] for n in np.flatnonzero(opens).tolist()]
    matrices = np.zeros((len(asked), 6), np.float32)
    start, step = matrices.ctypes.data, 6 * matrices.itemsize
    known = list(map(_MATRIX, repeat(page), asked, range(start, start + step * len(asked), step)))
    matrices[~np.array(known, bool)] = (1, 0, 0, 1, 0, 0)
    sizes = np.fromiter(map(_FONT_SIZE, repeat(page), asked), np.float64, len(asked))
    rows = np.cumsum(opens) - 1
    quarters, across, shears = _settings(matrices.astype(np.float64), sizes)
    return Settings(quarters[rows], across[rows], shears[rows])


def _settings(matrices: NDArray[np.float64], sizes: NDArray[np.float64]) -> Settings:
    signed: NDArray[np.float64] = matrices * np.where(sizes < 0, -1.0, 1.0)[:, None]
    a, b, c, d = signed[:, 0], signed[:, 1], signed[:, 2], signed[:, 3]
    with np.errstate(all="ignore"):  # a file can make anything no number, and such a character is left out
        along = np.hypot(a, b)
        clockwise: NDArray[np.float64] = np.where(along > 0, -np.arctan2(b, a), np.arctan2(c, d))
        shown = np.abs(a * d - b * c)
        across: NDArray[np.float64] = np.where(along > 0, shown / along, np.hypot(c, d)) * np.abs(sizes)
        shears = np.where(shown > 0, (a * c + b * d) / (a * d - b * c), 0)
    return Settings(_quarters(clockwise), across, np.where(np.isfinite(shears), shears, 0))


def _quarters(clockwise: NDArray[np.float64]) -> NDArray[np.int64]:
    """The quarters next to angles. What runs across a page at a slant, as a watermark does, counts as turned aside:
    it is no part of any line."""
    quarters = np.where(np.isfinite(clockwise), clockwise, 0) / _QUARTER % 4
    below = np.floor(quarters).astype(np.int64)
    nearest = np.rint(quarters).astype(np.int64)
    slanted = np.abs(quarters - nearest) > _SLANT
    turns: NDArray[np.int64] = np.where(slanted, np.where(below == 2, 1, below + 2), nearest) % 4
    return turns
