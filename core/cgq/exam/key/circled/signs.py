"""What stands in a circle: its inside, compared with how the signs look in a dozen fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from cgq.exam.key.circled.circles import REACH, SIDE
from cgq.exam.key.pictured.shapes import SIZE, distances, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.circled.circles import Circle
    from cgq.exam.key.circled.ground import Floats

DIGITS = "①②③④⑤⑥⑦⑧⑨"
FILLED = dict(zip(DIGITS, "❶❷❸❹❺❻❼❽❾", strict=True))
SIGNS = DIGITS + "㉠㉡㉢㉣㉤㉥㉦ⓐⓑⓒⓓⓔⓕⓖ" + "⓪Ⓐ㉮㉯㉰㉱◎⊙⊕"
"""What the sheet of samples shows, a sign a row."""
NAMED = frozenset(SIGNS[: SIGNS.index("⓪")])
"""The signs that are told; the others are there so that nothing else is taken for one of these."""
SAMPLES = Path(__file__).with_name("signs.png")

_CUT = 0.72
_GROUND, _BRIGHT = 0.4, 0.97
_LEAST_INK = (0.5, 0.35)
_AT_ODDS = 0.9
_NOTHING = 2.0
_FAINTEST = 0.4
_LEAST_HIGH, _MOST_WIDE = 16, 25
_OFF_MIDDLE = (2.0, 4.0)


class Told(NamedTuple):
    """The sign that a circle is likest, how far it is from it (0 is the same, 1 nothing in common), and how much
    nearer that is than the next other sign: 0 is much, 1 not at all."""

    sign: str
    far: float
    doubt: float


def told_of(circles: Sequence[Circle]) -> list[Told | None]:
    """What each circle shows; None for one that holds nothing like a sign.

    Each is looked at twice, with and without its faintest strokes: what is two signs then is doubtful.
    """
    bold, faint = (_nearest([shape_of(circle, least) for circle in circles]) for least in _LEAST_INK)
    return [_agreed(a, b) for a, b in zip(bold, faint, strict=True)]


def _agreed(bold: Told | None, faint: Told | None) -> Told | None:
    if bold is None or faint is None:
        likest = bold or faint
    else:
        likest = min(bold, faint, key=lambda told: told.far)
        if bold.sign == faint.sign:
            return likest
    return likest and likest._replace(doubt=max(likest.doubt, _AT_ODDS))


def _nearest(shapes: Sequence[Floats | None]) -> list[Told | None]:
    known = [n for n, shape in enumerate(shapes) if shape is not None]
    rows, samples = samples_of(SAMPLES)
    apart = distances([shape for shape in shapes if shape is not None], samples)
    told: list[Told | None] = [None] * len(shapes)
    for n, row in zip(known, apart, strict=True):
        nearest = np.array([row[rows == sign].min(initial=_NOTHING) for sign in range(len(SIGNS))])
        first, second = np.argsort(nearest)[:2].tolist()
        told[n] = Told(SIGNS[first], float(nearest[first]), float(nearest[first] / max(nearest[second], 1e-6)))
    return told


def shape_of(circle: Circle, least: float = 0.4) -> Floats | None:
    """A picture of the sign by itself, as high as it goes; None when nothing of the right size stands in the middle.

    It goes as far as there is ink of at least `least`. Hairlines are brightened: without them, a 4 is a 1.
    """
    inner = _far() < _CUT
    ink = np.where(inner, circle.inside, 0)
    bright = float(np.quantile(ink[inner], _BRIGHT))
    if bright < _FAINTEST * circle.rim:
        return None
    ink = np.clip(ink / bright, 0, 1)
    ground = min(float(np.quantile(ink[inner], _GROUND)), 0.9)
    ink = np.sqrt(np.clip((ink - ground) / (1 - ground), 0, 1)).astype(np.float32)
    rows, columns = (np.flatnonzero((ink > least).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    (top, bottom), (left, right) = ((int(at[0]), int(at[-1])) for at in (rows, columns))
    middle = SIDE // 2
    if bottom - top + 1 < _LEAST_HIGH or right - left + 1 > _MOST_WIDE:
        return None
    if abs((top + bottom) / 2 - middle) > _OFF_MIDDLE[0] or abs((left + right) / 2 - middle) > _OFF_MIDDLE[1]:
        return None
    return fitted(ink[top : bottom + 1, left : right + 1])


@cache
def _far() -> Floats:
    across = np.linspace(-REACH, REACH, SIDE, dtype=np.float32)
    far: Floats = np.hypot(across[None, :], across[:, None])
    return far


@cache
def samples_of(sheet: Path) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[Floats]]:
    """The samples of a sheet, and which of SIGNS each shows."""
    with Image.open(sheet) as picture:
        dots = np.asarray(picture.convert("L"), np.float32) / 255
    tiles = dots.reshape(len(SIGNS), SIZE, -1, SIZE).swapaxes(1, 2)
    filled = [(row, tile) for row, tiles_of in enumerate(tiles) for tile in tiles_of if tile.any()]
    return np.array([row for row, _ in filled]), [tile for _, tile in filled]
