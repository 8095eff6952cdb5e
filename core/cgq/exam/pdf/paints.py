"""How text is painted, where that is unusual: in colour, in white, or not at all.

Asked once a text object, of which there are far fewer than characters; most pages have no unusual one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.geometry import Ink, Unseen

_COLOURED = 60
PALE = 235
"""Lightness from which on white paper nobody sees a text; 255 is white."""
_UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

_FILL = plain(raw.FPDFPageObj_GetFillColor)
_MODE = plain(raw.FPDFTextObj_GetTextRenderMode)


class Paint(NamedTuple):
    """A text's colour, and why it is not seen, if so."""

    ink: Ink
    unseen: Unseen | None

    @property
    def is_seen(self) -> bool:
        """Whether the text is seen on white paper."""
        return self.unseen is None and min(self.ink) < PALE


def fills_of(texts: Sequence[int]) -> NDArray[np.uint32]:
    """A row each of red, green, blue and opacity, from 0 to 255; opaque black for a text that has no colour."""
    fills = np.zeros((len(texts), 4), np.uint32)
    start, step = fills.ctypes.data, 4 * fills.itemsize
    parts = [range(at, at + step * len(texts), step) for at in range(start, start + step, fills.itemsize)]
    known = np.fromiter(map(_FILL, texts, *parts), bool, len(texts))
    fills[~known] = (0, 0, 0, 1)
    return fills


def paints_of(texts: Sequence[int], fills: NDArray[np.uint32]) -> dict[int, Paint]:
    """The unusual paints among text objects, by their address."""
    unpainted = np.isin(np.fromiter(map(_MODE, texts), int, len(texts)), _UNPAINTED) | (fills[:, 3] == 0)
    darkest, lightest = fills[:, :3].min(axis=1), fills[:, :3].max(axis=1)
    unusual = np.flatnonzero(unpainted | (lightest - darkest > _COLOURED) | (darkest >= PALE)).tolist()
    return {texts[n]: Paint(tuple(fills[n, :3].tolist()), "unpainted" if unpainted[n] else None) for n in unusual}
