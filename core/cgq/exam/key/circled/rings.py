"""The circled signs of a page, each read for sure or known to be unread."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cgq.exam.key.circled.circles import circles_in
from cgq.exam.key.circled.signs import DIGITS, FILLED, NAMED, told_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.circled.circles import Circle
    from cgq.exam.key.circled.ground import Ground
    from cgq.exam.key.circled.signs import Told

UNREAD = "◯"
"""Stands for a circled sign that cannot be told."""

_NEAR, _CLEAR = 0.2, 0.75
_FARTHEST, _LEAST_CLEAR = 0.3, 0.92
_AS_LARGE = 0.1
_FEWEST = 3
_SAME_ROW = 0.6


@dataclass(frozen=True, slots=True)
class Ring:
    """A circled sign, or UNREAD, and its box in dots of the page: left, top, right, bottom."""

    sign: str
    box: tuple[float, float, float, float]


def rings_of(ground: Ground) -> list[Ring]:
    """The circled signs of a page, from the top.

    A sign is told by its shape alone. Where the shape leaves a doubt, and for discs, which heavy letters are
    like, the sign before or behind must confirm that it is due; a ring that is still in doubt is UNREAD.
    Circles of another size than the rings of the page are letters and the like.
    """
    circles = circles_in(ground)
    told = told_of(circles)
    sure = [n for n, what in enumerate(told) if what is not None and _is_sure(what)]
    large = _usual_size([circles[n] for n in sure])
    rings: list[Ring] = []
    for n, (circle, what) in enumerate(zip(circles, told, strict=True)):
        if what is None or not _is_as_large(circle, large):
            continue
        if (n in sure and not circle.filled) or (_may_be(what) and _is_due(n, what.sign, circles, told, sure)):
            sign = what.sign
        elif what.sign in NAMED and not circle.filled:
            sign = UNREAD
        else:
            continue
        rings.append(Ring(FILLED[sign] if circle.filled else sign, _box(circle, ground.scale)))
    return rings


def _is_sure(told: Told) -> bool:
    return told.sign in NAMED and told.far <= _NEAR and told.doubt <= _CLEAR


def _may_be(told: Told) -> bool:
    return told.sign in DIGITS and told.far <= _FARTHEST and told.doubt <= _LEAST_CLEAR


def _usual_size(circles: Sequence[Circle]) -> float:
    """The usual radius of a page's rings; 0 when there are too few to say."""
    return median(c.ry for c in circles) if len(circles) >= _FEWEST else 0.0


def _is_as_large(circle: Circle, usual: float) -> bool:
    return abs(circle.ry - usual) <= _AS_LARGE * usual + 0.5 if usual else False


def _is_due(at: int, sign: str, circles: Sequence[Circle], told: Sequence[Told | None], sure: Sequence[int]) -> bool:
    """Whether the sign before it stands right before it in its row or column, or the one behind it behind, and the
    page has rings that count as far."""
    here, value = circles[at], DIGITS.index(sign)
    values = {n: DIGITS.find(what.sign) for n in sure if (what := told[n]) is not None}
    if not any(found >= value for n, found in values.items() if not circles[n].filled):
        return False
    row = {n: circles[n].x - here.x for n in values if n != at and abs(circles[n].y - here.y) <= _SAME_ROW * here.ry}
    column = {n: circles[n].y - here.y for n in values if n != at and abs(circles[n].x - here.x) <= _SAME_ROW * here.rx}
    for away in (row, column):
        before = max((n for n in away if away[n] < 0), key=away.__getitem__, default=None)
        behind = min((n for n in away if away[n] > 0), key=away.__getitem__, default=None)
        if before is not None and values[before] == value - 1 >= 0:
            return True
        if behind is not None and values[behind] == value + 1:
            return True
    return False


def _box(circle: Circle, scale: float) -> tuple[float, float, float, float]:
    x, y = (circle.x + 0.5) * scale, (circle.y + 0.5) * scale
    rx, ry = circle.rx * scale, circle.ry * scale
    return (x - rx, y - ry, x + rx, y + ry)
