"""What runs across the columns of a page: titles, shared passages, tables; and what only lies over them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.page.frames import frames_of
from cgq.exam.page.gutters import crosses
from cgq.exam.signs.markers import starts_question
from cgq.exam.signs.passages import names_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Frame, Rule, Sheet
    from cgq.exam.page.gutters import Gutters
    from cgq.exam.page.runs import Run

_SAME_ROW = 0.2
"""Ems by which the baselines of one row differ at most."""
_LARGER = 1.2
"""Times the usual size of type above which a line may be a title."""
_TALLEST_ROW = 6.0
"""Ems of a table's row at most; between rules that are further apart stands ordinary text. Chosen."""
_ABOVE = 3.0
"""Ems above a table within which its head stands. Chosen."""
_RULE_HEIGHT = 0.35
"""Share of the page's height that the rule between two columns has at least; the sides of boxes are shorter."""
_LONGER = 0.25
"""Share of what stands of a line in its column by which it may reach into the gutter; what is set in the middle of
the page has as much on either side."""
_FEWEST_LINES = 5
"""So many lines that begin at one x show where a column's do."""
_AT_RULE = 3.0
"""Points by which what touches a rule, or is its copy, is away from it at most."""


def runs_across(sheet: Sheet, runs: Sequence[Run], gutters: Gutters) -> tuple[set[Run], set[Run]]:
    """The runs that part the columns into bands, and those that are only laid over the columns."""
    level = _level_across(sheet, gutters)
    across = _rows_across(runs, gutters) | _tables_across(sheet, runs, level)
    across -= _in_boxes_below(sheet, runs, level, gutters)
    over = _laid_over(sheet, across, level, gutters)
    below = _in_columns_below(runs, over, gutters)
    return across - over, over - below


def _tables_across(sheet: Sheet, runs: Sequence[Run], level: Sequence[Rule]) -> set[Run]:
    """The runs between level rules that cross a gutter a few lines apart: rows of a table over several columns, with
    the head right above it that says which questions share it. What stands beside a small box in the gutter, as one
    with the page's number, is none of its cells."""
    heights = sorted({rule.y0 for rule in level})
    found: set[Run] = set()
    for top, bottom in pairwise(heights):
        edges = [r for r in sheet.rules if r.is_horizontal and min(abs(r.y0 - top), abs(r.y0 - bottom)) <= _AT_RULE]
        left, right = min(r.x0 for r in edges), max(r.x1 for r in edges)
        row = [run for run in runs if top < run.base < bottom and left < (run.x0 + run.x1) / 2 < right]
        if row and bottom - top <= _TALLEST_ROW * max(run.em for run in row):
            found.update(row)
            found.update(r for r in runs if 0 <= top - r.base <= _ABOVE * r.em and names_questions(r.text))
    return found


def _rows_across(runs: Sequence[Run], gutters: Gutters) -> set[Run]:
    """The runs that cross a gutter, with everything printed on the same baseline; and titles that are narrower
    than their column, which stand above the whole first one."""
    ems = sorted(r.em for r in runs)
    large = _LARGER * ems[len(ems) // 2] if ems else 0.0
    top = min((r.base for r in runs if r.x1 <= gutters[0] + 2), default=0.0)
    titles = [r for r in runs if r.em > large and r.base < top and not starts_question(r.text + " ")]
    edges = [(x, min((r.x0 for r in runs if r.x0 >= x), default=x)) for x in gutters]
    across = [*titles, *(r for r in runs if any(crosses(r, x) and not _juts_out(r, x, edge) for x, edge in edges))]
    across.sort(key=lambda r: r.base)
    bases = [r.base for r in across]
    found: set[Run] = set()
    for run in runs:
        at = bisect_left(bases, run.base)
        near = across[max(0, at - 1) : at + 1]
        if any(abs(run.base - a.base) <= _SAME_ROW * a.em for a in near):
            found.add(run)
    return found


def _juts_out(run: Run, x: float, edge: float) -> bool:
    """Whether a line of the column left of a gutter only reaches into it, and not to the `edge` of the next column: one
    that is set further right than its paragraph has room."""
    return run.x1 <= edge and run.x1 - x <= _LONGER * (x - run.x0)


def _laid_over(sheet: Sheet, across: set[Run], level: Sequence[Rule], gutters: Gutters) -> set[Run]:
    """Those of the runs across that the rule between two columns is drawn past, above and below: a title that was laid
    over the columns, whose text goes on past it. The divider of a table touches level rules at both of its ends."""
    found: set[Run] = set()
    for rule in sheet.rules:
        beside = any(abs(rule.x0 - x) <= _AT_RULE for x in gutters)
        if rule.is_horizontal or not beside or rule.y1 - rule.y0 < _RULE_HEIGHT * sheet.height:
            continue
        if not all(any(abs(other.y0 - end) <= _AT_RULE for other in level) for end in (rule.y0, rule.y1)):
            found.update(run for run in across if rule.y0 < run.y0 - run.em and run.y1 + run.em < rule.y1)
    return found


def _in_columns_below(runs: Sequence[Run], over: set[Run], gutters: Gutters) -> set[Run]:
    """Of what lies over the columns, the lines that are those of a column that the title was drawn over: they begin
    where other lines of it do."""
    found: set[Run] = set()
    for x in gutters if over else ():
        column = [run for run in runs if run.x0 >= x]
        edges = Counter(round(run.x0 / _AT_RULE) for run in column if run not in over)
        usual = {at for at, count in edges.items() if count >= _FEWEST_LINES}
        for run in over:
            if run.x0 >= x and round(run.x0 / _AT_RULE) in usual:
                found.update(r for r in column if r in over and abs(r.base - run.base) <= _SAME_ROW * run.em)
    return found


def _level_across(sheet: Sheet, gutters: Gutters) -> list[Rule]:
    """The level rules that cross a gutter."""
    return [r for r in sheet.rules if r.is_horizontal and any(r.x0 + 2 < x < r.x1 - 2 for x in gutters)]


def _in_boxes_below(sheet: Sheet, runs: Sequence[Run], level: Sequence[Rule], gutters: Gutters) -> set[Run]:
    """The runs in boxes of one column that the rules of a table across were drawn over: they are none of its cells."""
    if not level:
        return set()
    frames = frames_of(sheet)
    below = {f for f in frames if not any(f.x0 < x < f.x1 for x in gutters) and any(_passes(r, f) for r in level)}
    return {run for run in runs if _smallest(run, frames) in below} if below else set()


def _passes(rule: Rule, frame: Frame) -> bool:
    """Whether a level rule passes through the inside of a box."""
    inside = frame.y0 + _AT_RULE < rule.y0 < frame.y1 - _AT_RULE
    return inside and rule.x0 < frame.x1 - _AT_RULE and frame.x0 + _AT_RULE < rule.x1


def _smallest(run: Run, frames: Sequence[Frame]) -> Frame | None:
    """The smallest box round a run."""
    around = [f for f in frames if f.holds(run.x0, run.base) and f.holds(run.x1, run.base)]
    return min(around, key=lambda f: (f.x1 - f.x0) * (f.y1 - f.y0), default=None)
