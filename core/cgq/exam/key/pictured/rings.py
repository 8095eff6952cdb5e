"""Rings around digits: ① is a circle and a 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cgq.exam.key.pictured.blobs import Blob
    from cgq.exam.key.pictured.ink import Mask

    Labels = NDArray[np.int32]

_ROUND = (0.85, 1.18)
_RIM = 0.78
_INSIDE = 0.7
_DIRECTIONS = 24
_LEAST_RIM = 22
_SPOT = 0.35
_FULL = 0.6


def is_ring(blob: Blob, names: Labels) -> bool:
    """Whether a piece of ink runs all around something that stands in its middle."""
    if not _ROUND[0] <= blob.width / blob.height <= _ROUND[1]:
        return False
    own = names[blob.y0 : blob.y1, blob.x0 : blob.x1] == blob.name
    ink = names[blob.y0 : blob.y1, blob.x0 : blob.x1] > 0
    far, angle = _polar(blob)
    rim = own & (far >= _RIM)
    directions = np.unique((angle[rim] * _DIRECTIONS).astype(np.int64) % _DIRECTIONS)
    middle = ink & (far <= _SPOT)
    hollow = blob.area <= _FULL * blob.width * blob.height
    return hollow and len(directions) >= _LEAST_RIM and bool(middle.any())


def inside(blob: Blob) -> Mask:
    """The dots of a ring's box that lie well inside of it."""
    far, _ = _polar(blob)
    return far <= _INSIDE


def _polar(blob: Blob) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far from the middle (1 is the edge of the box) and in what direction (0 to 1) each dot of a box lies."""
    y, x = np.mgrid[0 : blob.height, 0 : blob.width]
    dy, dx = (y + 0.5) / blob.height * 2 - 1, (x + 0.5) / blob.width * 2 - 1
    return np.hypot(dx, dy), np.arctan2(dy, dx) / (2 * np.pi) + 0.5
