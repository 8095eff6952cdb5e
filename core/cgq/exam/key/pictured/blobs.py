"""Connected pieces of ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cgq.exam.key.pictured.ink import runs_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cgq.exam.key.pictured.ink import Mask

    Ints = NDArray[np.int64]

MOST_RUNS = 400_000
MOST_BLOBS = 12_000
"""A page with more pieces than this is no key but noise, or is meant to keep the reader busy."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom in dots; right and bottom lie outside."""


class Blob(NamedTuple):
    """A piece of ink: its box in dots (the right and lower edges lie outside) and how many dots it has."""

    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    name: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    def holds(self, other: Blob) -> bool:
        """Whether the other's box lies in this one's."""
        return self.x0 <= other.x0 and self.y0 <= other.y0 and self.x1 >= other.x1 and self.y1 >= other.y1


def blobs_of(mask: Mask) -> tuple[list[Blob], NDArray[np.int32]]:
    """The pieces, touching corners joined, and the page with each dot's piece (its `name`, from 1).

    Nothing when there are more than a key can have.
    """
    rows, starts, ends = _runs(mask)
    labels = np.zeros(mask.shape, np.int32)
    if not 0 < len(rows) <= MOST_RUNS:
        return [], labels
    roots = _joined(len(rows), *_touching(rows, starts, ends, mask.shape[1]))
    _, names = np.unique(roots, return_inverse=True)
    count = int(names.max()) + 1
    if count > MOST_BLOBS:
        return [], labels
    labels = _painted(mask.shape, rows, starts, ends, names + 1)
    return _boxes(count, names, rows, starts, ends), labels


def _runs(mask: Mask) -> tuple[Ints, Ints, Ints]:
    """Row, start and end of each run of ink, in reading order."""
    wide = mask.shape[1] + 1
    padded = np.zeros((mask.shape[0], wide), bool)
    padded[:, :-1] = mask
    starts, ends = runs_in(padded.ravel())
    rows = starts // wide
    return rows, starts - rows * wide, ends - rows * wide


def _touching(rows: Ints, starts: Ints, ends: Ints, width: int) -> tuple[Ints, Ints]:
    """Pairs of runs in neighbouring rows that touch, corners included."""
    wide = width + 2
    first = np.searchsorted(rows * wide + ends, (rows + 1) * wide + starts, side="left")
    last = np.searchsorted(rows * wide + starts, (rows + 1) * wide + ends, side="right")
    counts = np.maximum(last - first, 0)
    above = np.repeat(np.arange(len(rows)), counts)
    offsets = np.arange(len(above)) - np.repeat(counts.cumsum() - counts, counts)
    return above, np.repeat(first, counts) + offsets


def _joined(count: int, left: Ints, right: Ints) -> Ints:
    """The smallest member of each run's piece: labels sink along the pairs until nothing moves."""
    roots = np.arange(count)
    while True:
        low = np.minimum(roots[left], roots[right])
        before = roots.copy()
        np.minimum.at(roots, roots[left], low)
        np.minimum.at(roots, roots[right], low)
        roots = roots[roots]
        roots = roots[roots]
        if np.array_equal(before, roots):
            return roots


def _painted(shape: tuple[int, ...], rows: Ints, starts: Ints, ends: Ints, names: Ints) -> NDArray[np.int32]:
    wide = shape[1] + 1
    edges = np.zeros(shape[0] * wide + 1, np.int32)
    np.add.at(edges, rows * wide + starts, names)
    np.subtract.at(edges, rows * wide + ends, names)
    return edges.cumsum(dtype=np.int32)[:-1].reshape(shape[0], wide)[:, :-1]


def _boxes(count: int, names: Ints, rows: Ints, starts: Ints, ends: Ints) -> list[Blob]:
    large = np.iinfo(np.int64).max
    x0, y0 = np.full(count, large), np.full(count, large)
    x1, y1, area = (np.zeros(count, np.int64) for _ in range(3))
    np.minimum.at(x0, names, starts)
    np.minimum.at(y0, names, rows)
    np.maximum.at(x1, names, ends)
    np.maximum.at(y1, names, rows + 1)
    np.add.at(area, names, ends - starts)
    table = np.stack((x0, y0, x1, y1, area, np.arange(1, count + 1)), axis=1)
    return [Blob(*row) for row in table.tolist()]
