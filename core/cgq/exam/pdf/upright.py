"""Boxes as they are when their own text stands upright, so that one rule does for text that runs in any direction.

A row of boxes is left, top, right, bottom in raw page coordinates (y upwards); `quarters` are clockwise turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def turn_upright(boxes: NDArray[np.float64], quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each box turned back by its quarters about the page's origin, as a new array."""
    turned = boxes.copy()
    if not quarters.any():
        return turned
    left, top, right, bottom = boxes.T
    for quarter, sides in ((1, (-top, right, -bottom, left)), (2, (-right, -bottom, -left, -top))):
        rows = quarters == quarter
        turned[rows] = np.column_stack(sides)[rows]
    rows = quarters == 3
    turned[rows] = np.column_stack((bottom, -left, top, -right))[rows]
    return turned


def turn_back(boxes: NDArray[np.float64], quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    """What `turn_upright` gave, turned again as the page has it."""
    return turn_upright(boxes, -quarters % 4)


def baselines(origins: NDArray[np.float64], quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    """The height of each baseline when its text stands upright."""
    x, y = origins.T
    return np.choose(quarters, (y, x, -y, -x))
