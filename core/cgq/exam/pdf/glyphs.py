"""What of a page's characters can be read becomes glyphs where they are displayed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cgq.exam.geometry import SOFT_HYPHEN, Glyph, Lettering, Painted
from cgq.exam.pdf.faces import tell_apart
from cgq.exam.pdf.tracking import Row, close_tracking
from cgq.exam.pdf.turn import LARGEST_PAGE, Turn
from cgq.exam.printable import steers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.model import BBox
    from cgq.exam.pdf.marks import Marks
    from cgq.exam.pdf.paints import Paint

_WORD = 6.0
_TINY, _USUAL, _LARGE = 3.0, 10.0, 90
"""Points: where the larger text of a page (a percentile of the characters' sizes) is smaller than the first, the page
is shown so large that it has the second. Nobody reads 3 points on paper; footnotes have 5 and more."""

_FLAT = 0.01
"""Points; what is no higher cannot be seen at any scale that a page is shown at."""

_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\ufeff\ufffe\u2060")


class Placed(NamedTuple):
    """What stands on a page, displayed; see `Sheet`."""

    glyphs: tuple[Glyph, ...]
    painted: tuple[Painted, ...]
    lettering: tuple[Lettering, ...]
    outside: str
    sideways: tuple[BBox, ...]


def upright_quarters(marks: Marks, page_quarters: int) -> int:
    """By how many clockwise quarters a page must be turned so that most of its text stands upright.

    PDFium measures a character's angle clockwise, so a text that runs up the raw page has three. The spaces that
    it puts in itself have no angle.
    """
    votes: list[int] = np.bincount(-marks.quarters[~_spaces(marks)] % 4, minlength=4).tolist()
    best = max(range(4), key=votes.__getitem__)
    return best if votes[best] > 2 * votes[page_quarters] else page_quarters


def turn_of(marks: Marks, crop: BBox, quarters: int) -> Turn:
    """How a page is displayed: turned by `quarters`, and enlarged where all its text is tiny."""
    sizes = marks.sizes[(marks.objects != 0) & np.isfinite(marks.sizes) & (marks.sizes > 0)]
    if not len(sizes) or sizes.min() >= _TINY:
        return Turn.of(crop, quarters)
    large = float(np.percentile(sizes, _LARGE))
    if large >= _TINY:
        return Turn.of(crop, quarters)
    most = LARGEST_PAGE / max(crop[2] - crop[0], crop[3] - crop[1])
    return Turn.of(crop, quarters, max(1.0, min(_USUAL / large, most)))


def placed(marks: Marks, turn: Turn, quarters: int) -> Placed:
    """The upright characters in displayed coordinates; a space becomes the next one's `spaced`."""
    with np.errstate(all="ignore"):  # a file can make any place no number, and such a character is left out
        x0, y0, x1, y1, base = places = _displayed(marks, turn)
        seen = np.fromiter(map(_is_seen, marks.chars), bool, len(marks.chars)) & np.isfinite(x0 + x1 + y0 + y1 + base)
        off = (x1 < 0) | (x0 > turn.width) | (y1 < 0) | (y0 > turn.height)
        aside = (marks.quarters + quarters) % 4 != 0
        kept = np.flatnonzero(seen & ~off & ~aside & (y1 - y0 > _FLAT))
    outside = "".join(marks.chars[n] for n in np.flatnonzero(seen & off).tolist())
    sideways: list[BBox] = []
    for n in np.flatnonzero(seen & ~off & aside).tolist():
        _join(sideways, (float(x0[n]), float(y0[n]), float(x1[n]), float(y1[n])))
    numbers: list[int] = kept.tolist()
    chars = [marks.chars[n] for n in numbers]
    spaces = _spaces(marks)
    spaced, written = (
        np.diff(np.cumsum(some)[kept], prepend=0) > 0 for some in (spaces, spaces & (marks.objects != 0))
    )
    x0, y0, x1, y1, base = (place[kept] for place in places)
    row = Row(chars, x0, x1, base, marks.sizes[kept] * turn.scale, marks.objects[kept], spaced, written)
    x1, spaced = close_tracking(row)
    columns = (chars, *(column.tolist() for column in (x0, y0, x1, y1, base, spaced)))
    glyphs = tuple(map(Glyph._make, zip(*columns, strict=True)))
    lettering = _lettering(tell_apart(marks.faces), marks.used[kept])
    return Placed(glyphs, _painted(marks.paints, numbers), lettering, outside, tuple(sideways))


def _spaces(marks: Marks) -> NDArray[np.bool_]:
    return np.fromiter(map(str.isspace, marks.chars), bool, len(marks.chars))


def _displayed(marks: Marks, turn: Turn) -> tuple[NDArray[np.float64], ...]:
    """The edges x0, y0, x1, y1 and the baselines as the page shows them."""
    a, b, c, d, e, f, _, _ = turn
    left, top, right, bottom = marks.boxes.T
    xa, xb = a * left + b * bottom + c, a * right + b * top + c
    ya, yb = d * left + e * bottom + f, d * right + e * top + f
    x, y = marks.origins.T
    return np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb), d * x + e * y + f


def _lettering(names: Sequence[str], used: NDArray[np.int64]) -> tuple[Lettering, ...]:
    """The stretches of the glyphs by the font that they are set in."""
    edges = [*np.flatnonzero(np.diff(used, prepend=-2)).tolist(), len(used)]
    stretches = [(start, stop, int(used[start])) for start, stop in pairwise(edges)]
    return tuple(Lettering(start, stop, names[font]) for start, stop, font in stretches if font >= 0)


def _painted(paints: Sequence[Paint | None], kept: Sequence[int]) -> tuple[Painted, ...]:
    """The stretches of the glyphs, which are the kept marks, that are painted unusually."""
    painted: list[Painted] = []
    for at, n in enumerate(kept) if paints else ():
        if (paint := paints[n]) is not None:
            _extend(painted, at, paint)
    return tuple(painted)


def _join(sideways: list[BBox], box: BBox) -> None:
    """Add a box, to the one before when both belong to a word."""
    x0, y0, x1, y1 = box
    if sideways:
        left, top, right, bottom = sideways[-1]
        if left - _WORD <= x1 and x0 - _WORD <= right and top - _WORD <= y1 and y0 - _WORD <= bottom:
            sideways[-1] = (min(left, x0), min(top, y0), max(right, x1), max(bottom, y1))
            return
    sideways.append(box)


@cache
def _is_seen(char: str) -> bool:
    """Whether a character has a shape of its own; a paper has some hundreds of different ones."""
    return char == SOFT_HYPHEN or (not char.isspace() and char not in _INVISIBLE and not steers(char))


def _extend(painted: list[Painted], at: int, paint: Paint) -> None:
    last = painted[-1] if painted else None
    if last is not None and last.stop == at and (last.ink, last.unseen) == paint:
        painted[-1] = last._replace(stop=at + 1)
    else:
        painted.append(Painted(at, at + 1, *paint))
