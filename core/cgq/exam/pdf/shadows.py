"""Shadows of a text: the same text printed once more, a little aside and in another ink."""

from __future__ import annotations

from ctypes import addressof, create_string_buffer
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import address, plain
from cgq.exam.pdf.paints import PALE, Paint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_OFFSET = 0.3
"""The farthest offset, as a share of the height of the text's ink: a letter then still lies over its own shadow."""

_ALIKE = 0.05
"""How much the two offsets of the edges may differ, as a share of that height."""

_BLOCK = 256
"""Texts that are compared with all others at a time, which keeps the arrays small."""

_LONGEST = 512
"""Bytes of a text that are compared."""

_TEXT = plain(raw.FPDFTextObj_GetText)


def shadows_of(
    page: object, texts: Sequence[int], boxes: NDArray[np.float64], fills: NDArray[np.uint32]
) -> dict[int, Paint]:
    """The text objects that are shadows of others, by address. Of two prints the first is the shadow, unless the
    second is white. `boxes` and `fills` have a row for each text, in the order of painting."""
    inks = fills[:, :3] @ np.array([1, 1 << 8, 1 << 16], np.uint32)
    _, ink, counts = np.unique(inks, return_inverse=True, return_counts=True)
    rare = np.flatnonzero(ink != counts.argmax()) if len(texts) else ink
    pairs = {pair for start in range(0, len(rare), _BLOCK) for pair in _pairs(boxes, ink, rare[start : start + _BLOCK])}
    if not pairs:
        return {}
    text_page = raw.FPDFText_LoadPage(page)
    try:
        at = address(text_page)
        same = [(first, second) for first, second in pairs if _text(texts[first], at) == _text(texts[second], at)]
    finally:
        raw.FPDFText_ClosePage(text_page)
    shadows = [second if fills[second, :3].min() >= PALE else first for first, second in same]
    return {texts[n]: Paint(tuple(fills[n, :3].tolist()), "shadow") for n in shadows}


def _pairs(boxes: NDArray[np.float64], inks: NDArray[np.intp], some: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Pairs of texts in two inks whose boxes are the same, moved a little: one of `some` and any other, in order."""
    moved = boxes - boxes[some, None]
    high = np.minimum(boxes[some, 2] - boxes[some, 0], boxes[some, 3] - boxes[some, 1])[:, None]
    near = (np.abs(moved).max(axis=2) <= _OFFSET * high) & (inks != inks[some, None])
    near &= np.abs(moved[..., 2:] - moved[..., :2]).max(axis=2) <= _ALIKE * high
    found, others = np.nonzero(near)
    pairs = zip(some[found].tolist(), others.tolist(), strict=True)
    return [(min(pair), max(pair)) for pair in pairs]


def _text(item: int, text_page: int) -> bytes:
    buffer = create_string_buffer(_LONGEST)
    _TEXT(item, text_page, addressof(buffer), _LONGEST)
    return buffer.raw
