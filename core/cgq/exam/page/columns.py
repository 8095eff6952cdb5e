"""One column or two, decided for the document and placed on each page; then the order of reading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.page.lines import lines_of
from cgq.exam.signs.options import marker_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.page.runs import Run

_STEP = 2
_MIDDLE = (0.36, 0.64)
_CROSSING = 0.06
_PAGE_CROSSING = 0.3
_RULED_CROSSING = 0.12
_GRID_SHARE = 0.5
_FEWEST_NUMBERS = 3
_NUMBER = re.compile(r"^(\d{1,3})\s?[.)]")
_SIDE_SHARE = 0.22
_FILLED = 0.5
_WIDE_ROWS = 0.88
_RULE_HEIGHT = 0.35
_SAME_ROW = 0.2


def read_columns(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> list[Line]:
    """All lines of a document in the order in which a person reads them."""
    gutters = [_gutter(sheet, runs) for sheet, runs in zip(sheets, pages, strict=True)]
    usual = _usual(sheets, gutters, pages)
    lines: list[Line] = []
    for sheet, runs, gutter in zip(sheets, pages, gutters, strict=True):
        x = None
        if usual is not None:
            x = gutter if gutter is not None else usual * sheet.width
            if _crossing(runs, x) > _PAGE_CROSSING * max(1, len(runs)):
                x = None
        lines.extend(_page_lines(sheet, runs, x))
    return lines


def _usual(sheets: Sequence[Sheet], gutters: Sequence[float | None], pages: Sequence[list[Run]]) -> float | None:
    """The document's gutter as a share of the page width, when most of its text stands beside one."""
    weight = [sum(len(r.glyphs) for r in runs) for runs in pages]
    found = [w for w, g in zip(weight, gutters, strict=True) if g is not None]
    if sum(found) * 2 < sum(weight) or not found:
        return None
    shares = [(g / sheet.width, w) for g, w, sheet in zip(gutters, weight, sheets, strict=True) if g is not None]
    return max(shares, key=lambda pair: pair[1])[0]


def _gutter(sheet: Sheet, runs: Sequence[Run]) -> float | None:
    """Where few runs of a page cross and wide lines stand on both sides; points from the left."""
    if len(runs) < 4:
        return None
    ruled = _middle_rule(sheet)
    if ruled is not None and _crossing(runs, ruled) <= _RULED_CROSSING * len(runs) and _two_sided(runs, ruled, 0.3):
        return ruled
    first, last = (int(share * sheet.width) for share in _MIDDLE)
    tries = {x: _crossing(runs, x) for x in range(first, last, _STEP)}
    fewest = min(tries.values())
    if fewest > _CROSSING * len(runs):
        return None
    clear = [x for x, n in tries.items() if n == fewest]
    for x in sorted(clear, key=lambda x: abs(x - sheet.width / 2)):
        middle = _centre_of_gap(clear, x)
        if _two_sided(runs, middle, _FILLED):
            return middle
        break
    return None


def _centre_of_gap(clear: Sequence[int], x: int) -> float:
    every = set(clear)
    low = high = x
    while low - _STEP in every:
        low -= _STEP
    while high + _STEP in every:
        high += _STEP
    return (low + high) / 2


def _middle_rule(sheet: Sheet) -> float | None:
    """Where a long vertical rule parts the page; the edges of boxes are shorter."""
    upright = [r for r in sheet.rules if not r.is_horizontal and _MIDDLE[0] < r.x0 / sheet.width < _MIDDLE[1]]
    longest = max(upright, key=lambda r: r.y1 - r.y0, default=None)
    if longest is None or longest.y1 - longest.y0 < _RULE_HEIGHT * sheet.height:
        return None
    return longest.x0


def _crossing(runs: Sequence[Run], x: float) -> int:
    return sum(1 for r in runs if r.x0 + 2 < x < r.x1 - 2)


def _two_sided(runs: Sequence[Run], x: float, filled: float) -> bool:
    """Whether both sides hold a fair share of the text in rows that fill their width."""
    sides = [[r for r in runs if r.x1 <= x + 2], [r for r in runs if r.x0 >= x - 2]]
    if _counts_on(*sides):
        return True
    weight = [sum(len(r.glyphs) for r in side) for side in sides]
    if min(weight) < _SIDE_SHARE * sum(weight):
        return False
    return all(_fills(side) >= filled for side in sides) and not _is_grid(*sides)


def _counts_on(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether the first number on the right follows the last on the left, as on a page that ends early."""
    numbers = [
        [int(m[1]) for r in sorted(side, key=lambda r: r.base) if (m := _NUMBER.match(r.text))]
        for side in (left, right)
    ]
    return len(numbers[0]) >= _FEWEST_NUMBERS and numbers[1][:1] == [numbers[0][-1] + 1]


def _is_grid(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether what stands on the right are options beside options (① … ② …), not a column of its own."""
    beside = {round(r.base): value for r in left if (value := marker_value(r.text))}
    pairs = 0
    for run in right:
        value = marker_value(run.text)
        neighbours = [beside[y] for y in range(round(run.base) - 1, round(run.base) + 2) if y in beside]
        pairs += bool(value and neighbours and max(neighbours) < value)
    return pairs >= _GRID_SHARE * len({round(r.base / 3) for r in right})


def _fills(side: Sequence[Run]) -> float:
    """How much of a side's width one of its wide rows covers with text; tables leave most of it blank."""
    rows: dict[int, list[float]] = defaultdict(list)
    for run in side:
        rows[round(run.base / 3)].extend((run.x0, run.x1))
    width = max(r.x1 for r in side) - min(r.x0 for r in side)
    taken = sorted(_inked(edges) for edges in rows.values())
    return taken[int(_WIDE_ROWS * (len(taken) - 1))] / max(width, 1.0)


def _inked(edges: Sequence[float]) -> float:
    return sum(b - a for a, b in zip(edges[::2], edges[1::2], strict=True))


def _page_lines(sheet: Sheet, runs: Sequence[Run], gutter: float | None) -> list[Line]:
    left = min((r.x0 for r in runs), default=0.0)
    if gutter is None:
        return lines_of(runs, sheet.number, 0, left)
    across = _rows_across(runs, gutter)
    beside = [r for r in runs if r not in across]
    sides = [[r for r in beside if r.x1 <= gutter + 2], [r for r in beside if r.x1 > gutter + 2]]
    wide = lines_of(across, sheet.number, 0, left)
    parts = [lines_of(side, sheet.number, n, min((r.x0 for r in side), default=0.0)) for n, side in enumerate(sides, 1)]
    cuts = [float("-inf"), *(line.base for line in wide), float("inf")]
    ordered: list[Line] = []
    for index, (top, bottom) in enumerate(pairwise(cuts)):
        if index:
            ordered.append(wide[index - 1])
        for part in parts:
            ordered.extend(line for line in part if top < line.base <= bottom)
    return ordered


def _rows_across(runs: Sequence[Run], gutter: float) -> set[Run]:
    """The runs that cross the gutter, with everything printed on the same baseline."""
    across = sorted((r for r in runs if r.x0 + 2 < gutter < r.x1 - 2), key=lambda r: r.base)
    bases = [r.base for r in across]
    found: set[Run] = set()
    for run in runs:
        at = bisect_left(bases, run.base)
        near = across[max(0, at - 1) : at + 1]
        if any(abs(run.base - a.base) <= _SAME_ROW * a.em for a in near):
            found.add(run)
    return found
