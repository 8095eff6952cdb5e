"""Numbers that stand in the middle of a tall row of a table, brought to the row's first line.

A bank printed as a table has a narrow cell for the number beside a cell of several lines; the number is set half
way down, beside an option.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Rule, Sheet
    from cgq.exam.page.runs import Run

_NUMBER = re.compile(r"\d{1,3}[.)번]?")
_FEWEST = 3
_WIDEST = 80.0
_NARROWEST = 60.0
_TOUCHING = 2.0
_LINE = 0.6


def with_numbers_raised(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> list[list[Run]]:
    """The runs of each page; a number keeps its box, only its baseline becomes that of the text beside it."""
    raised = {number: base for sheet, runs in zip(sheets, pages, strict=True) for number, base in _low(sheet, runs)}
    if len(raised) < _FEWEST:
        return list(pages)
    return [[replace(run, base=raised[run]) if run in raised else run for run in runs] for runs in pages]


def _low(sheet: Sheet, runs: Sequence[Run]) -> Iterator[tuple[Run, float]]:
    """The numbers of a page that stand below the first line beside them, and its baseline."""
    numbers = [run for run in runs if _NUMBER.fullmatch(run.text)] if sheet.rules else []
    if numbers:
        upright = [rule for rule in sheet.rules if not rule.is_horizontal]
        level = [rule for rule in sheet.rules if rule.is_horizontal]
        for number in numbers:
            base = _first_base(number, runs, upright, level)
            if base is not None:
                yield number, base


def _first_base(number: Run, runs: Sequence[Run], upright: Sequence[Rule], level: Sequence[Rule]) -> float | None:
    """The baseline of the first line beside a number, where that is above its own; None where nothing shows a row."""
    row, cell = _row(number, level), _cell_beside(number, upright)
    if row is None or cell is None or not _is_closed(row, cell, level):
        return None
    inside = [run for run in runs if row[0] < run.base < row[1]]
    beside = [run.base for run in inside if cell[0] <= run.x0 and run.x1 <= cell[1]]
    alone = not any(run is not number and run.x0 < cell[0] and run.x1 > number.x0 for run in inside)
    if not alone or not beside or number.base - min(beside) < _LINE * number.em:
        return None
    return min(beside)


def _row(number: Run, level: Sequence[Rule]) -> tuple[float, float] | None:
    """The heights of the nearest rules above and below a number."""
    middle = (number.x0 + number.x1) / 2
    heights = sorted(rule.y0 for rule in level if rule.x0 <= middle <= rule.x1)
    at = bisect_left(heights, number.base)
    return (heights[at - 1], heights[at]) if 0 < at < len(heights) else None


def _cell_beside(number: Run, upright: Sequence[Rule]) -> tuple[float, float] | None:
    """The edges of the cell to the right of a number's own."""
    edges = sorted(r.x0 for r in upright if r.x0 >= number.x1 and r.y0 <= number.y0 and number.y1 <= r.y1)
    if not edges or edges[0] - number.x1 > _WIDEST:
        return None
    return next(((edges[0], edge) for edge in edges if edge - edges[0] > _NARROWEST), None)


def _is_closed(row: tuple[float, float], cell: tuple[float, float], level: Sequence[Rule]) -> bool:
    """Whether a rule goes on above or below the cell: what stands further right on the page is another's."""
    middle = (cell[0] + cell[1]) / 2
    return any(r.x0 <= middle <= r.x1 and min(abs(r.y0 - y) for y in row) <= _TOUCHING for r in level)
