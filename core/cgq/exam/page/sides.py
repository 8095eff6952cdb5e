"""What stands on the two sides of a gutter: columns of text, or options, rows of a table, lists to match."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.labels import names_answer
from cgq.exam.signs.markers import question_number, starts_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.page.runs import Run

_GRID_SHARE = 0.5
_FEWEST_NUMBERS = 3
_SHORTEST_STEM = 6
_WIDE_ROWS = 0.88
_LINED_UP = 0.25
_FEWEST_ROWS = 3
_FEWEST_BETWEEN = 2
_NEIGHBOURS = 0.9


def is_grid(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether what stands on the right are options beside options (① … ② …), not a column of its own; the labels of
    answers that stand beside text are none, either. What may as well be the number of a question ("4.") counts on,
    along the row or down the columns."""
    beside = {round(r.base): value for r in left if (value := marker_value(r.text))}
    steps = (1, max(beside.values(), default=0))
    pairs = 0
    for run in right:
        value = marker_value(run.text)
        if not value and starts_question(run.text):
            return False
        neighbours = [beside[y] for y in range(round(run.base) - 1, round(run.base) + 2) if y in beside]
        if not value or not neighbours or max(neighbours) >= value:
            continue
        pairs += value - max(neighbours) in steps or not starts_question(run.text)
    return pairs >= _GRID_SHARE * sum(1 for text in _rows(right) if not names_answer(text))


def _rows(side: Sequence[Run]) -> list[str]:
    """The text of each row of a side."""
    rows: dict[int, list[Run]] = defaultdict(list)
    for run in side:
        rows[round(run.base / 3)].append(run)
    return [" ".join(run.text for run in sorted(row, key=lambda run: run.x0)) for row in rows.values()]


def is_table(left: Sequence[Run], right: Sequence[Run]) -> bool:
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


def is_match(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether these are two lists to match: "A. …  1. …", "B. …  2. …", never marked alike on both sides."""
    marked = {round(run.base): run for run in left if marker_value(run.text)}
    items = [run for run in right if marker_value(run.text)]
    for run in items:
        beside = next((marked[y] for y in range(round(run.base) - 1, round(run.base) + 2) if y in marked), None)
        if beside is None or marker_value(beside.text) != marker_value(run.text) or beside.text[0] == run.text[0]:
            return False
    return len(items) >= _FEWEST_ROWS


def _beside(y: float, rows: Sequence[int]) -> bool:
    at = bisect_left(rows, y - 1)
    return at < len(rows) and rows[at] <= y + 1


def counts_on(left: Sequence[Run], right: Sequence[Run]) -> bool:
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


def lines_up(side: Sequence[Run]) -> bool:
    """Whether the rows of a side start at a common edge; behind the wide gaps of a justified text they do not."""
    first: dict[int, float] = {}
    for run in side:
        row = round(run.base / 3)
        first[row] = min(run.x0, first.get(row, run.x0))
    starts = Counter(round(x / 3) for x in first.values())
    return max(starts.values()) >= max(_FEWEST_ROWS, _LINED_UP * len(first))


def wide_row(side: Sequence[Run]) -> float:
    """How much text one of the wide rows of a side holds, in points; the cells of a table leave most of it blank."""
    rows: dict[int, list[float]] = defaultdict(list)
    for run in side:
        rows[round(run.base / 3)].extend((run.x0, run.x1))
    taken = sorted(_inked(edges) for edges in rows.values())
    return taken[int(_WIDE_ROWS * (len(taken) - 1))]


def _inked(edges: Sequence[float]) -> float:
    return sum(b - a for a, b in zip(edges[::2], edges[1::2], strict=True))
