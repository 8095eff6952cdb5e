"""The lines of writing above a table, cut into pieces of ink that may be characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cgq.exam.key.pictured.ink import runs_in
from cgq.exam.key.pictured.shapes import SIZE, drawn_ink, fitted, stretched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.key.pictured.blobs import Box
    from cgq.exam.key.pictured.ink import Ink, Mask
    from cgq.exam.key.pictured.shapes import Floats

_LOWEST, _HIGHEST = 4.0, 40.0
"""The lowest and the highest line that is writing, in points."""
_MOST_PIECES = 6
"""Of how many pieces side by side two characters are made at most: ㅅ and ㅣ, ㅎ and ㅕ are apart."""
_WIDEST = 2.7
"""How wide two characters are at most, in heights of the line."""
_SPACE = 0.5
"""The widest gap within a character or between two of one sign, in heights of the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of writing: its pieces of ink from the left, and its height; all in dots."""

    pieces: tuple[Box, ...]
    high: int

    @property
    def box(self) -> Box:
        """What the pieces cover together."""
        boxes = self.pieces
        return (boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes))

    def windows(self, first: int) -> Iterator[tuple[int, Box]]:
        """The boxes that pieces from `first` on fill together, each with the piece that follows it."""
        x0, y0, x1, y1 = self.pieces[first]
        for n in range(first, min(first + _MOST_PIECES, len(self.pieces))):
            box = self.pieces[n]
            if n > first and box[0] - self.pieces[n - 1][2] > _SPACE * self.high:
                return
            x0, y0, x1, y1 = min(x0, box[0]), min(y0, box[1]), max(x1, box[2]), max(y1, box[3])
            if x1 - x0 > _WIDEST * self.high:
                return
            yield n + 1, (x0, y0, x1, y1)


def lines_in(ink: Ink, area: Box, scale: float) -> list[Line]:
    """The lines of an area from the top; what is too low or too high for writing is left out."""
    x0, y0, x1, y1 = (max(0, side) for side in area)
    mask = ink.mask[y0:y1, x0:x1]
    lines: list[Line] = []
    for top, bottom in _runs(mask, 1):
        if not _LOWEST * scale <= bottom - top <= _HIGHEST * scale:
            continue
        pieces: list[Box] = []
        for left, right in _runs(mask[top:bottom], 0):
            rows = np.flatnonzero(mask[top:bottom, left:right].any(axis=1))
            pieces.append((x0 + left, y0 + top + int(rows[0]), x0 + right, y0 + top + int(rows[-1]) + 1))
        lines.append(Line(tuple(pieces), bottom - top))
    return lines


def _runs(mask: Mask, axis: int) -> list[tuple[int, int]]:
    """Start and end of each run of columns (0) or rows (1) that hold ink."""
    inked = np.asarray(mask.any(axis=axis))
    starts, ends = runs_in(np.append(inked, np.False_))
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def single_shape(ink: Ink, box: Box) -> Floats:
    """The ink of a box as high as SIZE allows, as wide as it is then."""
    return fitted(drawn_ink(box, ink.grey, ink.mask))


def double_shape(ink: Ink, box: Box) -> Floats:
    """The ink of a box over SIZE × 2 SIZE, whatever its sides."""
    return stretched(drawn_ink(box, ink.grey, ink.mask), (SIZE, 2 * SIZE))
