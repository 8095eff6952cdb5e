"""Numbers of lines in the margin of a passage (5, 10, 15 …): they count its lines and are no part of its text.

What makes a number one of these is that it is true: from one to the next the text beside has as many lines as the
numbers say. They stand alone in their margin, beside running text; so nothing else that is numbered is taken.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.page.runs import Run

_NUMBER = re.compile(r"[(（]?(\d{1,3})[)）]?")
_SENTENCE_END = re.compile(r"[.?!。？！다오요]$")
_STEP = 5
_FEWEST_OF_ALL = 8
_MOST = 400
_ALIGNED = 2.0
_SAME_ROW = 0.4
_LONG = 15
_FULL, _FULL_SHARE = 0.9, 0.75
_RUNNING_SHARE = 0.5


def split_line_numbers(pages: Sequence[list[Run]]) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page without the numbers of its lines; and these, page by page."""
    kept: list[list[Run]] = []
    taken: list[list[Run]] = []
    for runs in pages:
        off = _line_numbers(runs)
        kept.append([run for run in runs if run not in off])
        taken.append([run for run in runs if run in off])
    return kept, taken


def _line_numbers(runs: Sequence[Run]) -> set[Run]:
    numbers = [run for run in runs if _NUMBER.fullmatch(run.text)]
    found: set[Run] = set()
    if not 1 < len(numbers) <= _MOST:
        return found
    for margin in _margins(numbers):
        for counted in (*_counted(margin, _STEP), *_counted(margin, 1)):
            if not found.intersection(counted) and _count_lines(counted, runs):
                found.update(counted)
    return found


def _margins(numbers: Sequence[Run]) -> Iterator[list[Run]]:
    """The numbers that stand below each other, flush right, flush left or centred, from the top."""
    for edge in (_right, _left, _middle):
        ordered = sorted(numbers, key=edge)
        parts = [n for n in range(1, len(ordered)) if edge(ordered[n]) - edge(ordered[n - 1]) > _ALIGNED]
        for start, stop in pairwise([0, *parts, len(ordered)]):
            yield sorted(ordered[start:stop], key=_base)


def _counted(margin: Sequence[Run], step: int) -> list[list[Run]]:
    """The stretches of a margin, of two numbers or more, that count by a step: its multiples."""
    stretches: list[list[Run]] = []
    for run in margin:
        value = _value(run)
        if stretches and value % step == 0 and value - _value(stretches[-1][-1]) == step:
            stretches[-1].append(run)
        else:
            stretches.append([run])
    return [stretch for stretch in stretches if len(stretch) > 1]


def _count_lines(counted: Sequence[Run], runs: Sequence[Run]) -> bool:
    """Whether numbers stand alone in their margin and tell how many lines of running text stand beside them."""
    x0, x1 = min(run.x0 for run in counted), max(run.x1 for run in counted)
    near = [r for r in runs if counted[0].y0 <= r.base <= counted[-1].base + _SAME_ROW * r.em and r not in counted]
    if any(run.x0 < x1 and x0 < run.x1 for run in near):
        return False
    for side in ([run for run in near if run.x0 >= x1], [run for run in near if run.x1 <= x0]):
        beside = [_beside(number, side) for number in counted]
        texts = [run for run in beside if run is not None and len(run.glyphs) >= _LONG]
        if len(texts) == len(counted) and _tells(counted, _rows(texts, side)):
            return True
    return False


def _beside(number: Run, side: Iterable[Run]) -> Run | None:
    """What stands next to a number on its line."""
    level = [run for run in side if abs(run.base - number.base) <= _SAME_ROW * run.em]
    return min(level, key=lambda run: max(run.x0 - number.x1, number.x0 - run.x1), default=None)


def _rows(texts: Sequence[Run], side: Sequence[Run]) -> list[list[Run]]:
    """The lines, from the top, of the column that some of its runs stand in."""
    x0, x1 = min(run.x0 for run in texts), max(run.x1 for run in texts)
    rows: list[list[Run]] = []
    for run in sorted((run for run in side if run.x0 < x1 and x0 < run.x1), key=_base):
        if rows and run.base - rows[-1][0].base <= _SAME_ROW * run.em:
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _tells(counted: Sequence[Run], rows: Sequence[list[Run]]) -> bool:
    step = _value(counted[1]) - _value(counted[0])
    places = [n for n, row in enumerate(rows) if any(abs(c.base - row[0].base) <= _SAME_ROW * c.em for c in counted)]
    if len(places) != len(counted) or any(below - above != step for above, below in pairwise(places)):
        return False
    return step == _STEP or (len(counted) >= _FEWEST_OF_ALL and _runs_on(rows))


def _runs_on(rows: Sequence[list[Run]]) -> bool:
    """Whether lines are those of running text: nearly all full, and many that end inside a sentence."""
    edges = [(min(run.x0 for run in row), max(run.x1 for run in row)) for row in rows]
    width = max(x1 for _, x1 in edges) - min(x0 for x0, _ in edges)
    full = sum(1 for x0, x1 in edges if x1 - x0 >= _FULL * width)
    broken = sum(1 for row in rows if not _SENTENCE_END.search(max(row, key=_right).text))
    return full >= _FULL_SHARE * len(rows) and broken >= _RUNNING_SHARE * len(rows)


def _value(run: Run) -> int:
    return int(run.text.strip("()（）"))


def _left(run: Run) -> float:
    return run.x0


def _middle(run: Run) -> float:
    return (run.x0 + run.x1) / 2


def _right(run: Run) -> float:
    return run.x1


def _base(run: Run) -> float:
    return run.base
