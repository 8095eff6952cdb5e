"""One mark for each letter: a code that stands for several letters is divided among them, marks that make up one letter
become that letter, and a letter that is printed again to look bold counts once.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.pdf.paints import Paint

_JOINING = re.compile("[\u0300-\u036f\u1160-\u11ff\u3099\u309a\ud7b0-\ud7ff]")
"""Accents, vowels and final consonants of Korean, and the voicing of kana: they join the character before them."""

_PRINTED_AGAIN = 0.15
"""How far a letter's second print may be off, in ems. The narrowest letters are set 0.2 ems apart."""

_NEXT_LETTER = 0.08
"""The same for the letter that comes next in the stream, which may be the same letter again: condensed text sets an l
0.11 ems from the next one."""

_AS_LARGE = 0.1
"""Share by which the sizes of two prints of one letter differ at most; one of another size is a sign of its own."""
_FAR = 0.5
"""Ems between a character and the mark that joins it."""


class Letters(NamedTuple):
    """A row for each character of the stream. `boxes` stand upright; `keeps` are the rows that remain."""

    chars: list[str]
    boxes: NDArray[np.float64]
    keeps: NDArray[np.bool_]


def settle_letters(
    chars: list[str],
    boxes: NDArray[np.float64],
    objects: NDArray[np.int64],
    sizes: NDArray[np.float64],
    paints: Sequence[Paint | None],
) -> Letters:
    """The letters of a page. `boxes` are upright ones as PDFium gives them: equal for all that one code stands for."""
    letters = Letters(chars, boxes.copy(), np.ones(len(chars), bool))
    codes = _number_codes(boxes, objects)
    _divide_codes(letters, codes)
    _join_marks(letters, sizes)
    again = _find_printed_again(letters, codes, sizes, paints)
    letters.keeps[again] = False
    letters.keeps[_spaces_before(chars, again)] = False
    return letters


def _number_codes(boxes: NDArray[np.float64], objects: NDArray[np.int64]) -> NDArray[np.int64]:
    """Equal numbers for the characters that one code of a font stands for."""
    another = np.ones(len(boxes), bool)
    another[1:] = (boxes[1:] != boxes[:-1]).any(axis=1) | (objects[1:] != objects[:-1]) | (objects[1:] == 0)
    return np.cumsum(another)


def _divide_codes(letters: Letters, codes: NDArray[np.int64]) -> None:
    """Give each letter of a ligature its part of the box; the parts of a syllable are that syllable."""
    starts = np.flatnonzero(np.diff(codes, prepend=0))
    stops = np.append(starts[1:], len(codes))
    several = stops - starts > 1
    for start, stop in zip(starts[several].tolist(), stops[several].tolist(), strict=True):
        text = unicodedata.normalize("NFC", "".join(letters.chars[start:stop]))
        count = min(len(text), stop - start)
        left, top, right, bottom = letters.boxes[start].tolist()
        edges = [left + (right - left) * n / count for n in range(count + 1)]
        for n in range(count):
            letters.chars[start + n] = text[n]
            letters.boxes[start + n] = (edges[n], top, edges[n + 1], bottom)
        letters.keeps[start + count : stop] = False


def _join_marks(letters: Letters, sizes: NDArray[np.float64]) -> None:
    """Join a mark that was drawn by itself to the character before it, if there is a character that is both."""
    chars, boxes, keeps = letters
    if not _JOINING.search("".join(chars)):
        return
    before = -1
    for n in np.flatnonzero(keeps).tolist():
        if before >= 0 and _JOINING.match(chars[n]) and _are_near(boxes[before], boxes[n], float(sizes[n])):
            joined = unicodedata.normalize("NFC", chars[before] + chars[n])
            if len(joined) == 1:
                chars[before], keeps[n] = joined, False
                boxes[before] = _around(boxes[before], boxes[n])
                continue
        before = n


def _are_near(a: NDArray[np.float64], b: NDArray[np.float64], em: float) -> bool:
    return bool(b[0] - a[2] <= _FAR * em and a[0] - b[2] <= _FAR * em and a[3] < b[1] + em and b[3] < a[1] + em)


def _around(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, float, float, float]:
    return min(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2]), min(a[3], b[3])


def _find_printed_again(
    letters: Letters, codes: NDArray[np.int64], sizes: NDArray[np.float64], paints: Sequence[Paint | None]
) -> list[int]:
    """The rows of letters that another print of the same letter stands for.

    Of prints in two colours the upper one stays. What is not seen is left to whoever looks for that.
    """
    shown = np.fromiter((not char.isspace() for char in letters.chars), bool, len(letters.chars))
    rows = np.flatnonzero(letters.keeps & shown & (sizes > 0) & np.isfinite(letters.boxes).all(axis=1))
    ranks = np.cumsum(letters.keeps & shown)
    again: set[int] = set()
    for lower, upper, distance in _pairs(letters, rows, sizes):
        follows = ranks[upper] == ranks[lower] + 1
        if codes[lower] == codes[upper] or (follows and distance > _NEXT_LETTER):
            continue
        under, over = (paints[lower], paints[upper]) if paints else (None, None)
        if under == over:
            again.add(upper)
        elif all(paint is None or paint.is_seen for paint in (under, over)):
            again.add(lower)
    return sorted(again)


def _pairs(letters: Letters, rows: NDArray[np.intp], sizes: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """Equal characters of one size that are printed over each other, with their distance in ems."""
    if not len(rows):
        return []
    numbers: list[int] = rows.tolist()
    codes = np.fromiter((ord(letters.chars[n]) for n in numbers), np.int64, len(rows))
    left, top, right, bottom = letters.boxes[rows].T
    x, y, ems = (left + right) / 2, (top + bottom) / 2, sizes[rows]
    band = 2 * _PRINTED_AGAIN * _large(ems)
    found: dict[tuple[int, int], float] = {}
    for shift in (0.0, 0.5):
        bands = np.floor(y / band + shift)
        order = np.lexsort((x, bands, codes))
        a, b = order[:-1], order[1:]
        off = np.maximum(np.abs(x[b] - x[a]), np.abs(y[b] - y[a])) / ems[a]
        alike = (codes[a] == codes[b]) & (bands[a] == bands[b]) & (np.abs(ems[b] / ems[a] - 1) <= _AS_LARGE)
        for n in np.flatnonzero(alike & (off <= _PRINTED_AGAIN)).tolist():
            one, other = sorted((int(rows[a[n]]), int(rows[b[n]])))
            found[one, other] = float(off[n])
    return [(one, other, distance) for (one, other), distance in sorted(found.items())]


def _large(sizes: NDArray[np.float64]) -> float:
    """The 90th percentile, as `np.percentile` has it, which takes longer to check what it is given than to sort it."""
    ordered = np.sort(sizes)
    at = (len(ordered) - 1) * 0.9
    low = int(at)
    a, b = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
    return a + (b - a) * (at - low) if at - low < 0.5 else b - (b - a) * (1 - (at - low))


def _spaces_before(chars: Sequence[str], rows: Sequence[int]) -> list[int]:
    """The spaces right before some rows: they lead back to where the letter was printed first."""
    spaces: list[int] = []
    for row in rows:
        n = row - 1
        while n >= 0 and chars[n].isspace():
            spaces.append(n)
            n -= 1
    return spaces
