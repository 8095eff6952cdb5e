"""Whether the type on a page is large and sharp enough to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cgq.exam.key.pictured.blobs import blobs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_SIDE = 1500
"""Dots of the side of the part in the middle that is looked at."""

_INK = 140
"""Grey, of 0 to 255, below which a dot is ink on a page whose paper was made even and white. Chosen."""
_HEIGHTS, _FEWEST = (4, 120), 60
"""Dots that a character is high, so that neither dust nor figures count, and how many there must be to tell: two
lines of type. Chosen."""
_TALL = 0.8
"""Quantile of the heights that is the type's: most signs of Hangul are that high, points and commas are not. Chosen."""


class Type(NamedTuple):
    """How high most characters are, and how many dots their edges are wide from paper to ink."""

    height: float
    edge: float


def type_of(page: Grey) -> Type | None:
    """The type on an evenly lit page; None where there is too little to tell."""
    high, wide = page.shape
    top, left = max(0, (high - _SIDE) // 2), max(0, (wide - _SIDE) // 2)
    part = page[top : top + _SIDE, left : left + _SIDE]
    blobs, _ = blobs_of(part < _INK)
    heights = [
        blob.height for blob in blobs if _HEIGHTS[0] <= blob.height <= _HEIGHTS[1] and blob.width <= 3 * blob.height
    ]
    if len(heights) < _FEWEST:
        return None
    return Type(float(np.quantile(heights, _TALL)), _edge(part))


def _edge(part: Grey) -> float:
    """The width of the sharper edges: contrast over steepness."""
    steps = np.abs(np.diff(part.astype(np.int16), axis=1))
    inked = (part[:, 1:] < _INK) != (part[:, :-1] < _INK)
    found = steps[inked]
    return 255.0 / max(1.0, float(np.quantile(found, 0.75))) if len(found) else 255.0
