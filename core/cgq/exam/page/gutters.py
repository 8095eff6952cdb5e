"""Where a page is parted into columns: the gutters that its text leaves free, or that a rule is drawn in.

A page is seldom parted from top to bottom: titles, shared passages and tables run across. What counts is how
much of its text stands in bands that are tall enough to be columns and that nothing crosses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.page.sides import counts_on, is_grid, is_match, is_table, lines_up, wide_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Rule, Sheet
    from cgq.exam.page.runs import Run

Gutters = tuple[float, ...]
"""The x of each gutter of a page, in points from the left; none for one column."""

_STEP = 4
_RANGES = (((0.2, 0.3), (0.44, 0.56), (0.7, 0.8)), ((0.26, 0.42), (0.58, 0.74)), ((0.36, 0.64),))
_TALL = 6.0
_CLEAR = 0.2
_RULED_CLEAR = 0.2
_USUAL_SHARE = 0.25
_LESSER_SIDE = 0.04
_SIDE_SHARE = 0.22
_RULED_SIDE = 0.05
_FILLED = 0.5
_RULED_FILLED = 0.3
_RULE_HEIGHT = 0.35
_LONG_RULE = 40.0


def gutters_of(sheet: Sheet, runs: Sequence[Run]) -> Gutters:
    """The gutters of one page: four columns where all quarters are free, three where both thirds are, two where the
    middle is."""
    if len(runs) < 4:
        return ()
    text = _Text(runs, sheet.rules)
    for ranges in _RANGES:
        ruled = _ruled(sheet, ranges)
        if ruled and _parts(text, ruled, _RULED_CLEAR, _RULED_SIDE, _RULED_FILLED):
            return ruled
    for ranges in _RANGES:
        free = _free(text, sheet.width, ranges)
        if free and _parts(text, free, _CLEAR, _SIDE_SHARE / len(ranges), _FILLED):
            return free
    return ()


def usual_shares(sheets: Sequence[Sheet], found: Sequence[Gutters], weights: Sequence[int]) -> Gutters:
    """The document's gutters as shares of the page's width, when much of its text stands on pages that have some."""
    pages = [(w, tuple(x / s.width for x in g)) for s, g, w in zip(sheets, found, weights, strict=True) if g]
    if sum(w for w, _ in pages) < _USUAL_SHARE * sum(weights):
        return ()
    return max(pages, default=(0, ()))[1]


def numbers_count_on(runs: Sequence[Run], gutters: Gutters) -> bool:
    """Whether the numbers of each column count on from those of the column before it."""
    return all(counts_on(a, b) for a, b in pairwise(_sides(sorted(runs, key=lambda r: r.base), gutters)))


def crosses(run: Run, x: float) -> bool:
    """Whether a run stands on both sides of an x."""
    return run.x0 + 2 < x < run.x1 - 2


class _Text:
    """The runs of a page from top to bottom, with what is asked of them for many x; level rules stand among them,
    without a weight, for the rows of a table are no columns."""

    def __init__(self, runs: Sequence[Run], rules: Sequence[Rule]) -> None:
        self.runs = sorted(runs, key=lambda r: r.base)
        self.left = min(r.x0 for r in runs)
        self.right = max(r.x1 for r in runs)
        level = [
            (rule.y0, rule.x0, rule.x1, None) for rule in rules if rule.is_horizontal and rule.x1 - rule.x0 > _LONG_RULE
        ]
        items = sorted([*level, *((r.base, r.x0, r.x1, r) for r in self.runs)], key=lambda item: item[0])
        self._items = [(y, run) for y, _, _, run in items]
        self._below = [0]
        for _, run in self._items:
            self._below.append(self._below[-1] + (len(run.glyphs) if run else 0))
        self._spans = [(x0 + 2, x1 - 2) for _, x0, x1, _ in items]
        self._sides = [(x0 + 2, len(run.glyphs) if run else 0) for _, x0, _, run in items]
        ems = sorted(r.em for r in runs)
        self._tall = _TALL * (ems[len(ems) // 2] if ems else 0.0)
        self._lefts, self._rights = (sorted(edges) for edges in zip(*self._spans, strict=True))
        self._known: dict[tuple[int, int], tuple[float, list[Run]]] = {}

    def beside(self, x: float) -> tuple[float, list[Run]]:
        """What share of the text stands side by side in tall bands that nothing crosses at an x; and the runs.

        It is the same for every x that has the same edges to its left.
        """
        passed = bisect_left(self._lefts, x), bisect_right(self._rights, x)
        if passed not in self._known:
            self._known[passed] = self._beside(x)
        return self._known[passed]

    def _beside(self, x: float) -> tuple[float, list[Run]]:
        items = self._items
        cuts = [-1, *[n for n, (left, right) in enumerate(self._spans) if left < x < right], len(items)]
        inside: list[Run] = []
        weight = 0
        for above, below in pairwise(cuts):
            if below - above > 1 and items[below - 1][0] - items[above + 1][0] >= self._tall:
                whole = self._below[below] - self._below[above + 1]
                right = sum([count for left, count in self._sides[above + 1 : below] if left >= x])
                if min(right, whole - right) >= _LESSER_SIDE * whole:
                    inside.extend(run for _, run in items[above + 1 : below] if run)
                    weight += whole
        return weight / max(1, self._below[-1]), inside


def _parts(text: _Text, gutters: Gutters, clear: float, share: float, filled: float) -> bool:
    """Whether the gutters part the page into columns that are all filled with text."""
    beside: set[Run] | None = None
    for x in gutters:
        share_beside, inside = text.beside(x)
        if share_beside < clear:
            return False
        beside = set(inside) if beside is None else beside.intersection(inside)
    kept = [r for r in text.runs if beside is not None and r in beside]
    sides = _sides(kept, gutters)
    if not all(sides):
        return False
    if any(is_grid(a, b) or is_table(a, b) or is_match(a, b) for a, b in pairwise(sides)):
        return False
    if all(counts_on(a, b) for a, b in pairwise(sides)):
        return True
    weight = [sum(len(r.glyphs) for r in side) for side in sides]
    if min(weight) < share * sum(weight):
        return False
    room = [b - a for a, b in pairwise([text.left, *gutters, text.right])]
    if any(wide_row(side) < filled * width for side, width in zip(sides, room, strict=True)):
        return False
    return all(lines_up(side) for side in sides[1:])


def _sides(runs: Sequence[Run], gutters: Gutters) -> list[list[Run]]:
    """The runs of each column, without those that cross into another."""
    edges = [float("-inf"), *gutters, float("inf")]
    return [[r for r in runs if left - 2 <= r.x0 and r.x1 <= right + 2] for left, right in pairwise(edges)]


def _free(text: _Text, width: float, ranges: Sequence[tuple[float, float]]) -> Gutters:
    """The gutter that each range leaves free; none when one of them leaves too little."""
    found: list[float] = []
    for low, high in ranges:
        found.append(_freest(text, width, low, high))
        if text.beside(found[-1])[0] < _CLEAR:
            return ()
    return tuple(found)


def _freest(text: _Text, width: float, low: float, high: float) -> float:
    """The x between two shares of the page's width where most of the text stands beside text: the middle of the
    gap that is nearest to the middle between the two."""
    tries = {x: text.beside(x)[0] for x in range(int(low * width), int(high * width), _STEP)}
    most = max(tries.values())
    free = {x for x, share in tries.items() if share >= most - 0.01}
    middle = (low + high) / 2 * width
    x = min(free, key=lambda x: abs(x - middle))
    left = right = x
    while left - _STEP in free:
        left -= _STEP
    while right + _STEP in free:
        right += _STEP
    return (left + right) / 2


def _ruled(sheet: Sheet, ranges: Sequence[tuple[float, float]]) -> Gutters:
    """Where long upright rules part the page; the edges of boxes are shorter."""
    found: list[float] = []
    for low, high in ranges:
        upright = [r for r in sheet.rules if not r.is_horizontal and low < r.x0 / sheet.width < high]
        longest = max(upright, key=lambda r: r.y1 - r.y0, default=None)
        if longest is None or longest.y1 - longest.y0 < _RULE_HEIGHT * sheet.height:
            return ()
        found.append(longest.x0)
    return tuple(found)
