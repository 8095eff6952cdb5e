"""Rows that stand under each other in columns become blocks of cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from cgq.exam.key.pictured.rows import is_small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.pictured.rows import Piece, Row, Word

_PITCH = (0.7, 1.4)
_LOOSEST = 6.0
_ALIGNED = 0.9
_SHARE = 0.5
_COLUMN_GAP = 1.0
_LONGEST_WORD = 3
_FEWEST_ROWS = 2
_TWO_WIDE = 0.9


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row and a column, from the left; how many characters it shows, commas and specks aside; and
    whether one of its pieces is so wide that it may be two characters that touch."""

    pieces: tuple[Piece, ...]
    digits: int
    is_wide: bool

    @classmethod
    def of(cls, words: Sequence[Word]) -> Cell:
        pieces = tuple(p for w in words for p in w.pieces)
        boxes = [p.box for p in pieces]
        high = max((b.height for b in boxes), default=0)
        digits = sum(1 for p in pieces if not is_small(p, high))
        return cls(pieces, digits, any(b.width >= _TWO_WIDE * b.height for b in boxes))


@dataclass(frozen=True, slots=True)
class Block:
    """`cells[row][column]`; `high` is the usual height of a character, in dots."""

    cells: tuple[tuple[Cell, ...], ...]
    high: float

    @property
    def width(self) -> int:
        return len(self.cells[0])

    @property
    def height(self) -> int:
        return len(self.cells)


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """The blocks of a page from the top."""
    return [block for g in _groups(rows) if (block := _block(g)) is not None]


def banded_blocks_of(rows: Sequence[Row]) -> list[Block]:
    """The blocks of a page that gaps part into bands: each row of numbers and what answers it a table of its own."""
    runs: list[list[list[Row]]] = []
    for group in _groups(rows):
        if runs and _is_next_band(runs[-1], group):
            runs[-1].append(group)
        else:
            runs.append([group])
    together = [[row for group in run for row in group] for run in runs if len(run) > 1]
    return [block for g in together if (block := _block(g)) is not None]


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows at one pitch in the same columns, those that stand alone left out."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _goes_on(groups[-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [group for group in groups if len(group) >= _FEWEST_ROWS]


def _is_next_band(run: Sequence[Sequence[Row]], group: Sequence[Row]) -> bool:
    """Whether a group has as many rows as the bands above it, in their columns and at their distance."""
    last = run[-1]
    if len(group) != len(last) or group[0].y - last[-1].y > _LOOSEST * group[0].high:
        return False
    if len(run) > 1:
        pitch = last[0].y - run[-2][0].y
        if not _PITCH[0] * pitch <= group[0].y - last[0].y <= _PITCH[1] * pitch:
            return False
    return all(_stands_below(last, row) for row in group)


def _goes_on(group: Sequence[Row], row: Row) -> bool:
    """Whether a row stands below a group at its pitch and in its columns."""
    step = row.y - group[-1].y
    if step > _LOOSEST * row.high:
        return False
    if len(group) > 1:
        pitch = median(b.y - a.y for a, b in pairwise(group))
        if not _PITCH[0] * pitch <= step <= _PITCH[1] * pitch:
            return False
    return _stands_below(group[-3:], row)


def _stands_below(rows: Sequence[Row], row: Row) -> bool:
    """Whether the words of a row are in the columns of those above it."""
    above = [w for r in rows for w in r.words]
    met = sum(1 for w in row.words if any(_aligned(w, a, row.high) for a in above))
    return met >= _SHARE * len(row.words)


def _aligned(word: Word, other: Word, high: float) -> bool:
    return abs(word.middle - other.middle) <= _ALIGNED * high


def _block(rows: Sequence[Row]) -> Block | None:
    high = median(r.high for r in rows)
    columns = _columns(rows, high)
    if len(columns) < 2:
        return None
    cells: list[list[list[Word]]] = [[[] for _ in columns] for _ in rows]
    for line, row in zip(cells, rows, strict=True):
        for word in row.words:
            nearest = min(range(len(columns)), key=lambda c: abs(columns[c] - word.middle))
            line[nearest].append(word)
    return Block(tuple(tuple(map(Cell.of, line)) for line in cells), high)


def _columns(rows: Sequence[Row], high: float) -> list[float]:
    """The middles of the columns; a column holds short words in at least two rows."""
    middles = sorted(w.middle for r in rows for w in r.words if len(w.pieces) <= _LONGEST_WORD)
    groups: list[list[float]] = []
    for middle in middles:
        if groups and middle - groups[-1][-1] <= _COLUMN_GAP * high:
            groups[-1].append(middle)
        else:
            groups.append([middle])
    return [median(g) for g in groups if len(g) >= min(_FEWEST_ROWS, len(rows))]
