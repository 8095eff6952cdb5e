"""Where a page is parted into columns: the gutters that its text leaves free, or that a rule is drawn in.

A page is seldom parted from top to bottom: titles, shared passages and tables run across. What counts is how
much of its text stands in bands that are tall enough to be columns and that nothing crosses.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.markers import question_number, starts_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.page.runs import Run

Gutters = tuple[float, ...]
"""The x of each gutter of a page, in points from the left; none for one column."""

_STEP = 4
_RANGES = (((0.26, 0.42), (0.58, 0.74)), ((0.36, 0.64),))
_TALL = 6.0
_CLEAR = 0.2
_RULED_CLEAR = 0.2
_USUAL_SHARE = 0.25
_LESSER_SIDE = 0.04
_GRID_SHARE = 0.5
_FEWEST_NUMBERS = 3
_SHORTEST_STEM = 6
_SIDE_SHARE = 0.22
_RULED_SIDE = 0.05
_FILLED = 0.5
_RULED_FILLED = 0.3
_WIDE_ROWS = 0.88
_RULE_HEIGHT = 0.35
_LINED_UP = 0.25
_FEWEST_ROWS = 3
_FEWEST_BETWEEN = 2
_NEIGHBOURS = 0.9


def gutters_of(sheet: Sheet, runs: Sequence[Run]) -> Gutters:
    """The gutters of one page: three columns where both thirds are free, two where the middle is."""
    if len(runs) < 4:
        return ()
    text = _Text(runs)
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
    return all(_counts_on(a, b) for a, b in pairwise(_sides(sorted(runs, key=lambda r: r.base), gutters)))


def crosses(run: Run, x: float) -> bool:
    """Whether a run stands on both sides of an x."""
    return run.x0 + 2 < x < run.x1 - 2


class _Text:
    """The runs of a page from top to bottom, with what is asked of them for many x."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = sorted(runs, key=lambda r: r.base)
        self.left = min(r.x0 for r in runs)
        self.right = max(r.x1 for r in runs)
        self._below = [0]
        for run in self.runs:
            self._below.append(self._below[-1] + len(run.glyphs))
        self._spans = [(r.x0 + 2, r.x1 - 2) for r in self.runs]
        self._sides = [(r.x0 + 2, len(r.glyphs)) for r in self.runs]
        ems = sorted(r.em for r in runs)
        self._tall = _TALL * (ems[len(ems) // 2] if ems else 0.0)

    def beside(self, x: float) -> tuple[float, list[Run]]:
        """What share of the text stands side by side in tall bands that nothing crosses at an x; and the runs."""
        runs = self.runs
        cuts = [-1, *[n for n, (left, right) in enumerate(self._spans) if left < x < right], len(runs)]
        inside: list[Run] = []
        weight = 0
        for above, below in pairwise(cuts):
            if below - above > 1 and runs[below - 1].base - runs[above + 1].base >= self._tall:
                whole = self._below[below] - self._below[above + 1]
                right = sum([count for left, count in self._sides[above + 1 : below] if left >= x])
                if min(right, whole - right) >= _LESSER_SIDE * whole:
                    inside.extend(runs[above + 1 : below])
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
    if any(is_grid(a, b) or _is_table(a, b) for a, b in pairwise(sides)):
        return False
    if all(_counts_on(a, b) for a, b in pairwise(sides)):
        return True
    weight = [sum(len(r.glyphs) for r in side) for side in sides]
    if min(weight) < share * sum(weight):
        return False
    room = [b - a for a, b in pairwise([text.left, *gutters, text.right])]
    if any(_wide_row(side) < filled * width for side, width in zip(sides, room, strict=True)):
        return False
    return all(_lines_up(side) for side in sides[1:])


def _sides(runs: Sequence[Run], gutters: Gutters) -> list[list[Run]]:
    """The runs of each column, without those that cross into another."""
    edges = [float("-inf"), *gutters, float("inf")]
    return [[r for r in runs if left - 2 <= r.x0 and r.x1 <= right + 2] for left, right in pairwise(edges)]


def _lines_up(side: Sequence[Run]) -> bool:
    """Whether the rows of a side start at a common edge; behind the wide gaps of a justified text they do not."""
    first: dict[int, float] = {}
    for run in side:
        row = round(run.base / 3)
        first[row] = min(run.x0, first.get(row, run.x0))
    starts = Counter(round(x / 3) for x in first.values())
    return max(starts.values()) >= max(_FEWEST_ROWS, _LINED_UP * len(first))


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


def _counts_on(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether the first number on the right follows the last two on the left, as on a page that ends early."""
    before, after = _numbers(left), _numbers(right)
    return any(
        len(numbers) >= _FEWEST_NUMBERS
        and after.get(style, [])[:1] == [numbers[-1] + 1] == [numbers[-2] + 2]
        and all(a < b for a, b in pairwise(numbers))
        for style, numbers in before.items()
    )


def _numbers(side: Sequence[Run]) -> dict[str, list[int]]:
    """The numbers that the runs of a side start with, top to bottom, by their style; the cells of a key aside."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, run in enumerate(side):
        told = question_number(run.text)
        if told is not None and (len(run.glyphs) > _SHORTEST_STEM or run.text[0].isalpha() or _names_word(side, n)):
            found[told[0]].append(told[1])
    return found


def _names_word(side: Sequence[Run], n: int) -> bool:
    """Whether a word stands beside a number, and not an answer: nothing in circles, no capitals only."""
    number, beside = side[n], side[min(n + 1, len(side) - 1)]
    if abs(beside.base - number.base) > 1 or beside.x0 < number.x1:
        return False
    return len(beside.text) > 1 and beside.text.isalpha() and not (beside.text.isascii() and beside.text.isupper())


def is_grid(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether what stands on the right are options beside options (① … ② …), not a column of its own."""
    beside = {round(r.base): value for r in left if (value := marker_value(r.text))}
    pairs = 0
    for run in right:
        value = marker_value(run.text)
        if not value and starts_question(run.text):
            return False
        neighbours = [beside[y] for y in range(round(run.base) - 1, round(run.base) + 2) if y in beside]
        pairs += bool(value and neighbours and max(neighbours) < value)
    return pairs >= _GRID_SHARE * len({round(r.base / 3) for r in right})


def _is_table(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether what stands on the right only goes on with rows of the left: nothing starts there, every row has its
    neighbour, and yet the rows that start questions have none, as a second column's lines would be."""
    if any(marker_value(run.text) or starts_question(run.text) for run in right):
        return False
    starts = [run.base for run in left if run.text.isdecimal() or question_number(run.text) is not None]
    rows = sorted({round(run.base) for run in right})
    between = [y for y in starts if rows[0] < y < rows[-1]]
    if len(between) < _FEWEST_BETWEEN or any(_beside(y, rows) for y in between):
        return False
    heights = sorted({round(run.base) for run in left})
    return sum(1 for y in rows if _beside(y, heights)) >= _NEIGHBOURS * len(rows)


def _beside(y: float, rows: Sequence[int]) -> bool:
    at = bisect_left(rows, y - 1)
    return at < len(rows) and rows[at] <= y + 1


def _wide_row(side: Sequence[Run]) -> float:
    """How much text one of the wide rows of a side holds, in points; the cells of a table leave most of it blank."""
    rows: dict[int, list[float]] = defaultdict(list)
    for run in side:
        rows[round(run.base / 3)].extend((run.x0, run.x1))
    taken = sorted(_inked(edges) for edges in rows.values())
    return taken[int(_WIDE_ROWS * (len(taken) - 1))]


def _inked(edges: Sequence[float]) -> float:
    return sum(b - a for a, b in zip(edges[::2], edges[1::2], strict=True))
