"""What a piece of writing looks like, whatever its size, and how far two of them differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cgq.exam.key.pictured.blobs import Blob
from cgq.exam.key.pictured.rings import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.key.pictured.blobs import Box
    from cgq.exam.key.pictured.ink import Grey, Mask
    from cgq.exam.key.pictured.rings import Labels
    from cgq.exam.key.pictured.rows import Piece

    Floats = NDArray[np.float32]

SIZE = 24
_MARGIN = 2
_INNER = SIZE - 2 * _MARGIN
_SHIFTS = (-1, 0, 1)


def shape_of(piece: Piece, grey: Grey, names: Labels) -> Floats:
    """A picture of SIZE × SIZE, 0 is ground and 1 is ink, as high as it goes and as wide as it is then.

    Of a character in a ring only the character is shown.
    """
    box = piece.inner
    own = np.isin(names[box.y0 : box.y1, box.x0 : box.x1], [b.name for b in piece.blobs])
    if piece.ring is not None and piece.ring in piece.blobs:
        own &= inside(piece.ring)
        rows, columns = np.nonzero(own.any(axis=1))[0], np.nonzero(own.any(axis=0))[0]
        if not len(rows):
            return np.zeros((SIZE, SIZE), np.float32)
        y0, y1, x0, x1 = (int(n) for n in (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1))
        own = own[y0:y1, x0:x1]
        box = Blob(box.x0 + x0, box.y0 + y0, box.x0 + x1, box.y0 + y1, 0, 0)
    return fitted(_ink_of(box, own, grey, names))


def drawn_ink(box: Box, grey: Grey, mask: Mask) -> Floats:
    """All the ink of a box, from 0 to 1, and what little of it lies on the ground around."""
    x0, y0, x1, y1 = box
    return _ink_of(Blob(x0, y0, x1, y1, 0, 0), mask[y0:y1, x0:x1], grey, mask)


def _ink_of(box: Blob, own: Mask, grey: Grey, inked: Labels | Mask) -> Floats:
    """The ink of a box, and what little of it lies on the ground right beside."""
    top, left = min(1, box.y0), min(1, box.x0)
    area = (slice(box.y0 - top, box.y1 + 1), slice(box.x0 - left, box.x1 + 1))
    patch = grey[area].astype(np.float32)
    free = inked[area] == 0
    kept = np.zeros(patch.shape, bool)
    kept[top : top + own.shape[0], left : left + own.shape[1]] = own
    ground = float(np.percentile(patch[free], 75)) if free.any() else 255.0
    darkest = float(np.percentile(patch[kept], 10)) if kept.any() else 0.0
    ink = np.clip((ground - patch) / max(ground - darkest, 1.0), 0, 1)
    return np.where(kept | free, ink, 0)


def fitted(ink: Floats) -> Floats:
    high, wide = ink.shape
    factor = _INNER / high
    width = min(SIZE, max(3, round(wide * factor)))
    fitted = _weights(high, _INNER) @ ink @ _weights(wide, width).T
    shape = np.zeros((SIZE, SIZE), np.float32)
    left = (SIZE - width) // 2
    shape[_MARGIN : _MARGIN + _INNER, left : left + width] = fitted
    return shape


def stretched(ink: Floats, size: tuple[int, int]) -> Floats:
    """The ink over a picture of `size` (high, wide), its sides stretched alike or not, with the same margin."""
    high, wide = (side - 2 * _MARGIN for side in size)
    shape = np.zeros(size, np.float32)
    inner = _weights(ink.shape[0], high) @ ink @ _weights(ink.shape[1], wide).T
    shape[_MARGIN : _MARGIN + high, _MARGIN : _MARGIN + wide] = inner
    return shape


def _weights(size: int, wanted: int) -> Floats:
    """What each of `size` dots gives to each of `wanted`: a tent as wide as the larger of the two steps."""
    step = size / wanted
    centres = (np.arange(wanted) + 0.5) * step - 0.5
    tent = np.maximum(0, 1 - np.abs(np.arange(size)[None, :] - centres[:, None]) / max(step, 1.0))
    weights: Floats = (tent / tent.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights


def distances(left: Sequence[Floats], right: Sequence[Floats]) -> Floats:
    """1 - correlation of each with each, the best of nine places one dot apart: 0 is the same, 1 nothing in common."""
    if not left or not right:
        return np.ones((len(left), len(right)), np.float32)
    fixed = _unit(np.stack(right))
    stack = np.stack(left)
    best = np.full((len(left), len(right)), -1.0, np.float32)
    for dy in _SHIFTS:
        for dx in _SHIFTS:
            np.maximum(best, _unit(np.roll(stack, (dy, dx), (1, 2))) @ fixed.T, out=best)
    return 1 - best


def _unit(shapes: Floats) -> Floats:
    flat = shapes.reshape(len(shapes), -1)
    centred = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    unit: Floats = (centred / np.maximum(length, 1e-6)).astype(np.float32)
    return unit
