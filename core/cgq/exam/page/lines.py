"""Lines: the runs of one column that share a baseline, as text whose every character knows its place."""

from __future__ import annotations

from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING

from cgq.exam.geometry import SOFT_HYPHEN, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Glyph
    from cgq.exam.page.runs import Run

WIDE_GAP = "\t"
"""Stands in a line's text where the gap is wide enough to part cells of a grid."""

_BASELINE = 0.35
_SCRIPT = 0.75
_SCRIPT_SIZE = 0.85
_CELL_GAP = 1.2
_WORD_GAP = 0.18
_SPACE_GAP = 0.1
_DIGIT_GAP = 0.15
"""Ems between two digits, or before the stop of a number, up to which no space stands there: converted papers leave as
much around digits that are narrower than those of the font that they were set in; a space takes twice that."""
_OF_NUMBERS = frozenset("0123456789.")
_OVERLAP = 0.3
_OFF = 0.25
_BACK = 1.0


def lines_of(runs: Iterable[Run], page: int, column: int, left: float) -> list[Line]:
    """The lines of one column from top to bottom."""
    rows = _joined_scripts(_rows(sorted(runs, key=lambda r: (r.base, r.x0))))
    return [_line(row, page, column, left) for row in rows]


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    base = em = 0.0
    count = 0
    for run in runs:
        if rows and abs(run.base - base) <= _BASELINE * max(em, run.em):
            rows[-1].append(run)
            if run.em > em or len(run.glyphs) > count:
                base, em = run.base, max(em, run.em)
            count += len(run.glyphs)
            continue
        rows.append([run])
        base, em, count = run.base, run.em, len(run.glyphs)
    return rows


def _main(row: Sequence[Run]) -> Run:
    return max(row, key=lambda r: (len(r.glyphs) * r.em, r.x1))


def _joined_scripts(rows: list[list[Run]]) -> list[list[Run]]:
    """Rows of small print that touch a larger row are its sub- or superscripts."""
    joined: list[list[Run]] = []
    waiting: list[list[Run]] = []
    for row in rows:
        if joined and _is_script(row, joined[-1]):
            joined[-1].extend(row)
            continue
        for small in waiting:
            if _is_script(small, row):
                row.extend(small)
            else:
                joined.append(small)
        waiting = []
        if joined and not _is_script(row, row) and _is_small(row, joined[-1]):
            waiting.append(row)
        else:
            joined.append(row)
            if len(joined) > 1 and _is_script(joined[-2], row):
                row.extend(joined.pop(-2))
    return joined + waiting


def _is_small(row: Sequence[Run], other: Sequence[Run]) -> bool:
    return max(r.em for r in row) < _SCRIPT_SIZE * _main(other).em


def _is_script(row: Sequence[Run], host: Sequence[Run]) -> bool:
    main = _main(host)
    if row is host or max(r.em for r in row) >= _SCRIPT_SIZE * main.em:
        return False
    if abs(row[0].base - main.base) > _SCRIPT * main.em:
        return False
    return all(any(h.x0 - 0.5 * main.em <= r.x0 <= h.x1 + 0.5 * main.em for h in host) for r in row)


def _line(row: Sequence[Run], page: int, column: int, left: float) -> Line:
    """The places of a glyph are taken all at once, for this is done for every one."""
    main = _main(row)
    em = max(main.em, 1.0)
    text: list[str] = []
    xs: list[float] = []
    ends: list[float] = []
    last_x1 = 0.0
    end, owner = 0.0, -1
    for (char, x0, _, x1, _, _, spaced), run in _in_order(row):
        if text:
            gap = x0 - end if run == owner or last_x1 - x0 <= _BACK * em else _WORD_GAP * em
            told = spaced and not (0 <= gap < _DIGIT_GAP * em and text[-1].isdecimal() and char in _OF_NUMBERS)
            if (told or gap >= _WORD_GAP * em) and (space := _space(gap / em, spaced=told, same_run=run == owner)):
                text.append(space)
                xs.append(x0)
                ends.append(x0)
        if x1 > end or not text:
            end = x1
        text.append(char)
        xs.append(x0)
        ends.append(x1)
        last_x1, owner = x1, run
    box = (
        min(r.x0 for r in row),
        min(r.y0 for r in row),
        max(r.x1 for r in row),
        max(r.y1 for r in row),
    )
    if SOFT_HYPHEN in text[:-1]:
        text[:-1] = ["-" if char == SOFT_HYPHEN else char for char in text[:-1]]
    return Line(page, column, "".join(text), tuple(xs), box, main.base, em, left, tuple(ends))


def _in_order(row: Sequence[Run]) -> list[tuple[Glyph, int]]:
    """The glyphs of a row from left to right, each with the number of its run; runs that stand above one another, as
    two lines beside a large number or a raised and a lowered exponent do, one after the other."""
    placed = sorted(chain.from_iterable(zip(run.glyphs, repeat(n)) for n, run in enumerate(row)), key=_left)
    whole: set[int] = set()
    for (a, m), (b, n) in pairwise(placed):
        if m != n and b.x0 < a.x1 - _OVERLAP * min(a.x1 - a.x0, b.x1 - b.x0) and _above_one_another(a, b):
            whole.update(k for k, this, other in ((m, a, b), (n, b, a)) if this.em < other.em / _SCRIPT_SIZE)
    if not whole:
        return placed
    return sorted(placed, key=lambda p: (row[p[1]].x0, row[p[1]].y0, p[1]) if p[1] in whole else (p[0].x0, p[0].y0, -1))


def _above_one_another(a: Glyph, b: Glyph) -> bool:
    return abs((a.y0 + a.y1) - (b.y0 + b.y1)) / 2 > _OFF * min(a.em, b.em)


def _left(placed: tuple[Glyph, int]) -> float:
    return placed[0][1]


def _space(gap: float, *, spaced: bool, same_run: bool) -> str:
    """What stands in a gap, in ems: nothing, a space, or a wide gap.

    Inside a run the producer's own spaces count however narrow they are; between runs only the gap does,
    for a run that was drawn later may fill it.
    """
    if gap >= _CELL_GAP:
        return WIDE_GAP
    if gap >= _WORD_GAP or (spaced and (same_run or gap >= _SPACE_GAP)):
        return " "
    return ""
