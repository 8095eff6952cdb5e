"""Boxes as high as their font is set, where the font's descriptor gives no height that can be believed.

PDFium makes a character's box from the heights that the descriptor gives, of the font and of its largest box, and from
the character's outline. Where the heights are near zero, a comma has the height of a comma, and would be taken for text
that is too small to be read; where they are many times the size, lines run into each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cgq.exam.pdf.faces import Faces

_LEAST, _MOST = 0.7, 2.0
"""The height of a font's lowest box in shares of its size. Fonts of ten real papers have 0.9 to 1.2, but for one whose
descent has the wrong sign (0.6); Nastaliq ones have 2."""

_ASCENT, _DESCENT = 0.8, 0.2
"""Where letters reach above and below the baseline, in shares of the size, for want of a descriptor's word."""

_LARGEST = 1.6
"""Heights of outlines in shares of the size. Larger ones belong to a font (Type 3) that has a scale of its own, as
those that Ghostscript makes: the outlines then give the size."""

_TALLEST_LETTER = 0.9
"""The height of a font's tallest letters or brackets, as a share of its size."""


def with_sound_heights(
    boxes: NDArray[np.float64],
    bases: NDArray[np.float64],
    sizes: NDArray[np.float64],
    fonts: Faces,
    outlines_of: Callable[[NDArray[np.intp]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """The boxes, of upright text, with those of unsound fonts made anew. `outlines_of` gives the upright boxes of the
    outlines of some characters, and is asked for those of unsound fonts only."""
    known = np.isfinite(bases) & (sizes > 0)
    for number in range(len(fonts.names)):
        own = np.flatnonzero((fonts.used == number) & known)
        if not len(own):
            continue
        heights = (boxes[own, 1] - boxes[own, 3]) / sizes[own]
        drawn = heights[heights > 0]  # ends of lines have none
        if len(drawn) and not _LEAST <= float(drawn.min()) <= _MOST:
            boxes[own] = _made_anew(boxes[own], bases[own], sizes[own], outlines_of(own))
    return boxes


def _made_anew(
    boxes: NDArray[np.float64], bases: NDArray[np.float64], sizes: NDArray[np.float64], outlines: NDArray[np.float64]
) -> NDArray[np.float64]:
    tallest = float(np.max((outlines[:, 1] - outlines[:, 3]) / sizes))
    ems = sizes * tallest / _TALLEST_LETTER if tallest > _LARGEST else sizes
    tops = np.maximum(outlines[:, 1], bases + _ASCENT * ems)
    bottoms = np.minimum(outlines[:, 3], bases - _DESCENT * ems)
    return np.column_stack((boxes[:, 0], tops, boxes[:, 2], bottoms))
