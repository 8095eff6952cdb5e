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

_BLOCK = 16
"""Texts, neighbours by height, that are compared at a time with all that stand as high: these are a line or two, and
where a page has 50,000 texts in one line, what is compared takes some 80 MB."""

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
    pairs = _pairs(boxes, ink, rare)
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


def _pairs(boxes: NDArray[np.float64], inks: NDArray[np.intp], some: NDArray[np.intp]) -> set[tuple[int, int]]:
    """Pairs of texts in two inks whose boxes are the same, moved a little: one of `some` and any other, in order."""
    known = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    upwards = known[np.argsort(boxes[known, 1])]
    some = upwards[np.isin(upwards, some)]
    bottoms = boxes[upwards, 1]
    highs = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    pairs: set[tuple[int, int]] = set()
    for start in range(0, len(some), _BLOCK):
        block = some[start : start + _BLOCK]
        reach = _OFFSET * max(0.0, float(highs[block].max()))
        first, last = np.searchsorted(bottoms, (boxes[block[0], 1] - reach, boxes[block[-1], 1] + reach)).tolist()
        pairs.update(_pairs_among(boxes, inks, block, upwards[first : last + 1]))
    return pairs


def _pairs_among(
    boxes: NDArray[np.float64], inks: NDArray[np.intp], some: NDArray[np.intp], others: NDArray[np.intp]
) -> list[tuple[int, int]]:
    """Those pairs of one of `some` and one of `others`."""
    moved = boxes[others] - boxes[some, None]
    high = np.minimum(boxes[some, 2] - boxes[some, 0], boxes[some, 3] - boxes[some, 1])[:, None]
    near = (np.abs(moved).max(axis=2) <= _OFFSET * high) & (inks[others] != inks[some, None])
    near &= np.abs(moved[..., 2:] - moved[..., :2]).max(axis=2) <= _ALIKE * high
    one, other = np.nonzero(near)
    pairs = zip(some[one].tolist(), others[other].tolist(), strict=True)
    return [(min(pair), max(pair)) for pair in pairs]


def _text(item: int, text_page: int) -> bytes:
    buffer = create_string_buffer(_LONGEST)
    _TEXT(item, text_page, addressof(buffer), _LONGEST)
    return buffer.raw
