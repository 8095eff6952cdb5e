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
    if len(texts) < 2 or (inks == inks[0]).all():
        return {}
    pairs = [pair for start in range(0, len(texts), _BLOCK) for pair in _pairs(boxes, inks, start)]
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


def _pairs(boxes: NDArray[np.float64], inks: NDArray[np.uint32], start: int) -> list[tuple[int, int]]:
    """The texts from `start` on, with the later ones whose boxes are theirs, moved a little."""
    block = boxes[start : start + _BLOCK, None]
    moved = np.abs(boxes - block)
    high = np.minimum(block[..., 2] - block[..., 0], block[..., 3] - block[..., 1])
    near = (moved.max(axis=2) <= _OFFSET * high) & (inks != inks[start : start + _BLOCK, None])
    near &= np.abs((boxes - block)[..., 2:] - (boxes - block)[..., :2]).max(axis=2) <= _ALIKE * high
    first, second = np.nonzero(near)
    return [(start + a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if start + a < b]


def _text(item: int, text_page: int) -> bytes:
    buffer = create_string_buffer(_LONGEST)
    _TEXT(item, text_page, addressof(buffer), _LONGEST)
    return buffer.raw
