"""Letters that are set wide: the space that a text object leaves behind each of its letters (Tc; ISO 32000-1, 9.3.2) is
a part of the letter, and no space between words.

Only where the page has spaces of its own: where a producer leaves gaps for spaces, a gap may be one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_WIDE, _WIDEST = 0.08, 0.7
"""Ems between letters: less is not seen as a space, more is a column."""

_EVEN = 0.05
"""How much gaps may differ, in ems, for rounding and kerning."""

_FEWEST = 4
"""Gaps that prove a width by being even; fewer are even by chance."""

_MOSTLY = 0.75
"""Share of a text's gaps that must be even before its letters count as widely set."""
_WRITTEN = 3
"""Spaces that show that the producer writes spaces."""


class Row(NamedTuple):
    """Characters in the order of the stream, upright and displayed; an entry each. `objects` are their text objects,
    `spaced` tells whether a space stands before one, `written` whether the file has it."""

    chars: Sequence[str]
    x0: NDArray[np.float64]
    x1: NDArray[np.float64]
    base: NDArray[np.float64]
    sizes: NDArray[np.float64]
    objects: NDArray[np.int64]
    spaced: NDArray[np.bool_]
    written: NDArray[np.bool_]


def close_tracking(row: Row) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The right edges and the spaces before characters, with the space that belongs to letters taken into them."""
    if len(row.x0) <= _FEWEST or row.written.sum() < _WRITTEN:
        return row.x1, row.spaced
    with np.errstate(all="ignore"):
        gaps = (row.x0[1:] - row.x1[:-1]) / row.sizes[1:]
        level = np.abs(np.diff(row.base)) <= _EVEN * row.sizes[1:]
        joined = level & (row.objects[1:] == row.objects[:-1]) & (gaps > -_EVEN) & (gaps < _WIDEST + _WIDEST)
    inner = joined & ~row.written[1:] & (gaps < _WIDEST)
    if (inner & (gaps >= _WIDE)).sum() < _FEWEST:
        return row.x1, row.spaced
    wide = _tracking(row, gaps, joined, inner)
    x1, spaced = row.x1.copy(), row.spaced.copy()
    own = np.flatnonzero(inner & (wide > 0) & (np.abs(gaps - wide) <= _EVEN))
    x1[own] = row.x0[own + 1]
    spaced[own + 1] = False
    return x1, spaced


def _tracking(
    row: Row, gaps: NDArray[np.float64], joined: NDArray[np.bool_], inner: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """For each gap the tracking of its stretch of text, in ems; 0 for none. What a long stretch proves, a short one of
    the page may have, too."""
    wide = np.zeros(len(gaps))
    starts = np.flatnonzero(joined & ~np.append(False, joined[:-1])).tolist()
    stops = (np.flatnonzero(joined & ~np.append(joined[1:], False)) + 1).tolist()
    proven: list[float] = []
    short: list[tuple[slice, float]] = []
    for start, stop in zip(starts, stops, strict=True):
        stretch = slice(start, stop)
        own = gaps[stretch][inner[stretch]]
        width = float(np.median(own)) if len(own) else 0.0
        even = (np.abs(own - width) <= _EVEN).sum()
        if width < _WIDE or even < _MOSTLY * len(own) or not _has_words(row.chars[start : stop + 1]):
            continue
        if len(own) >= _FEWEST:
            proven.append(width)
            wide[stretch] = width
        else:
            short.append((stretch, width))
    for stretch, width in short:
        if any(abs(width - known) <= _EVEN for known in proven):
            wide[stretch] = width
    return wide


def _has_words(chars: Sequence[str]) -> bool:
    """Whether letters are among the characters; digits that stand apart are cells of a table."""
    return any(char.isalpha() for char in chars)
