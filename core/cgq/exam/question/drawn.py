"""Drawings at the markers of options: rings and squares round them, dots, ticks and strokes before or over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.geometry import Drawing
from cgq.exam.signs.alphabets import STYLES, narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Frame, Line, Rule, Sheet
    from cgq.exam.model import BBox

_LEAST, _MOST = 2.5, 26.0
"""Points of the sides of a mark: from a dot to a ring round a large marker."""
_BEFORE, _INSIDE = 26.0, 4.0
"""Points from the middle of a mark before its marker to the marker, and behind the marker's right edge."""
_MARGIN = 60.0
"""Points from a mark in the margin to the marker, as in page/ticks.py."""
_LEVEL = 1.0
"""Points between the middles of markers that stand in one row."""
_NEARER = 0.5
"""The share of the distance to the next row that a mark may lie off its own row's middle; further off it may mean
either."""
_ROUND = 8.0
"""Points between a marker and the sides of a square round it."""


Place = tuple[int, "BBox", "BBox"]


class Drawn(NamedTuple):
    """A drawing, the option that it stands at (an index), whether it is filled, open or a stroke; `shared` where it
    stands in the row of several."""

    drawing: Drawing
    at: int
    kind: str
    shared: bool


def drawn_at(sheet: Sheet, options: Sequence[Place]) -> Iterator[Drawn]:
    """The marks of a page; `options` are each option's question, and the boxes of its marker and of its first row."""
    for drawing in sheet.drawings:
        x0, y0, x1, y1 = drawing.box
        sides = sorted((x1 - x0, y1 - y0))
        if drawing.picture or sides[1] > _MOST or sides[1] < _LEAST:
            continue
        found = _nearest((x0 + x1) / 2, (y0 + y1) / 2, options)
        if found is not None:
            yield Drawn(drawing, found[0], _kind(drawing), found[1])
    level = [rule for rule in sheet.rules if rule.is_horizontal and rule.x1 - rule.x0 <= _MOST]
    upright = [rule for rule in sheet.rules if not rule.is_horizontal and rule.y1 - rule.y0 <= _MOST]
    for n, (_, marker, _) in enumerate(options):
        square = _square(marker, level, upright) if upright and level else None
        if square is not None:
            yield Drawn(Drawing(square), n, "square", shared=False)


def framed_rows(sheet: Sheet, rows: Sequence[BBox]) -> dict[int, BBox]:
    """The frames that are drawn closely round rows of options, by the row's index."""
    level = [rule for rule in sheet.rules if rule.is_horizontal]
    upright = [rule for rule in sheet.rules if not rule.is_horizontal and rule.y1 - rule.y0 <= _MOST]
    found: dict[int, BBox] = {}
    for n, row in enumerate(rows if upright else ()):
        frame = _square(row, level, upright)
        if frame is not None:
            found[n] = frame
    return found


def without_marks(
    frames: dict[int, tuple[Frame, ...]], lines: Sequence[Line], style: str
) -> dict[int, tuple[Frame, ...]]:
    """The frames of each page without those round one line each that begins with an option's marker: they mark that
    option, and are neither a heading's nor a box."""
    kept: dict[int, tuple[Frame, ...]] = {}
    for page, boxes in frames.items():
        own = [line for line in lines if line.page == page] if boxes else []
        kept[page] = tuple(frame for frame in boxes if not _is_round_option(frame, own, style))
    return kept


def _is_round_option(frame: Frame, lines: Sequence[Line], style: str) -> bool:
    inside = [line for line in lines if frame.holds(*line.middle)]
    return len(inside) == 1 and STYLES[style].match(narrow(inside[0].text)) is not None


def _kind(drawing: Drawing) -> str:
    if drawing.fill is not None:
        return "filled"
    return "open" if len(drawing.points) > len("tick!") else "stroke"


def _nearest(x: float, y: float, options: Sequence[Place]) -> tuple[int, bool] | None:
    """The option whose marker is on or next to the right of a point; and whether another one might be meant: the point
    is far from it and others are in its row, or it lies as near to the row above or below."""
    near = [n for n, (_, marker, _) in enumerate(options) if marker[1] <= y <= marker[3] and x <= marker[2] + _INSIDE]
    if not near:
        return None
    offsets = {n: abs((options[n][1][1] + options[n][1][3]) / 2 - y) for n in near}
    least = min(offsets.values())
    row = [n for n in near if offsets[n] - least <= _LEVEL]
    best = min(row, key=lambda n: options[n][1][0])
    gap = options[best][1][0] - x
    if gap > _MARGIN:
        return None
    far = gap > _BEFORE
    if far and any(box[0] < x < box[2] and box[1] <= y <= box[3] for _, _, box in options):
        return None
    alone = sum(options[n][0] == options[best][0] for n in row) == 1
    between = any(least > _NEARER * offsets[n] for n in near if n not in row)
    return best, (far and not alone) or between


def _square(marker: BBox, level: Sequence[Rule], upright: Sequence[Rule]) -> BBox | None:
    """The frame whose four sides stand closely round a row, or a marker of which only the first character is known."""
    x0, y0, x1, y1 = marker
    middle = (y0 + y1) / 2
    lefts = [r for r in upright if x0 - _ROUND <= r.x0 <= x0 + 1 and r.y0 <= middle <= r.y1]
    rights = [r for r in upright if x1 - 1 <= r.x0 <= x1 + 2 * _ROUND and r.y0 <= middle <= r.y1]
    if not lefts or not rights:
        return None
    left, right = lefts[0], rights[0]
    held = [r for r in level if r.x0 <= left.x0 + 1 and r.x1 >= right.x0 - 1]
    if not any(r.y0 <= middle for r in held) or not any(r.y0 >= middle for r in held):
        return None
    return left.x0, left.y0, right.x0, left.y1
