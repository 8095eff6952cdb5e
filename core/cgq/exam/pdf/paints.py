"""How text is painted, where that is unusual: in colour, in white, or not at all.

Asked once a text object, of which there are far fewer than characters; most pages have no unusual one.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import plain
from cgq.exam.pdf.objects import inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.geometry import Ink
    from cgq.exam.pdf.objects import Objects

_DEEPEST = 3
_MOST_TEXTS = 40_000
_COLOURED = 60
_PALE = 235
_UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

_FILL = plain(raw.FPDFPageObj_GetFillColor)
_MODE = plain(raw.FPDFTextObj_GetTextRenderMode)


class Paint(NamedTuple):
    """A text's colour, and whether it is painted at all."""

    ink: Ink
    painted: bool

    @property
    def is_seen(self) -> bool:
        """Whether the text is seen on white paper."""
        return self.painted and min(self.ink) < _PALE


def paints_of(objects: Objects) -> dict[int, Paint]:
    """The unusual paints of a page by the address of their text object."""
    texts = list(islice(_texts(objects, 0), _MOST_TEXTS))
    fills = np.zeros((len(texts), 4), np.uint32)
    start, step = fills.ctypes.data, 4 * fills.itemsize
    parts = [range(at, at + step * len(texts), step) for at in range(start, start + step, fills.itemsize)]
    told = np.fromiter(map(_FILL, texts, *parts), bool, len(texts))
    fills[~told] = (0, 0, 0, 1)
    unpainted = np.isin(np.fromiter(map(_MODE, texts), int, len(texts)), _UNPAINTED) | (fills[:, 3] == 0)
    darkest, lightest = fills[:, :3].min(axis=1), fills[:, :3].max(axis=1)
    unusual = np.flatnonzero(unpainted | (lightest - darkest > _COLOURED) | (darkest >= _PALE)).tolist()
    return {texts[n]: Paint(tuple(fills[n, :3].tolist()), not unpainted[n]) for n in unusual}


def _texts(objects: Objects, depth: int) -> Iterator[int]:
    for kind, item in objects:
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _texts(inside(item), depth + 1)
