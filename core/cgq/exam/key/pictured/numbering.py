"""Where a block of cells may hold its numbers: every way in which keys are laid out, to be tried out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.key.pictured.blocks import Block, Cell

_MOST_FORMS = 4
_MOST_HEADERS = 3
_MOST_LABELS = 2
_FEWEST = 5
_MOST_MISFITS = 0.06
_MOST_TOUCHING = 0.25
_STARTS = (1, 11, 16, 21, 26, 31, 36, 41, 46, 51, 61, 71, 76, 81, 91, 101)
_LARGEST = 300

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number, the cell (row, column) that should show it, and the cells that answer it, one a form."""

    number: int
    index: Place
    answers: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """One way to read a block: tables of entries, a new one where the numbers start again."""

    tables: tuple[tuple[Entry, ...], ...]

    @property
    def entries(self) -> list[Entry]:
        return [e for t in self.tables for e in t]


Lane = list[tuple[Place, tuple[Place, ...]]]


def numberings(block: Block, starts: Sequence[int] = _STARTS) -> Iterator[Numbering]:
    """Every numbering whose cells hold as many characters as their numbers have digits, most of them."""
    seen: set[Numbering] = set()
    for lanes in _layouts(block):
        filled = [shown for lane in lanes if (shown := _shown(block, lane))]
        if sum(map(len, filled)) < _FEWEST:
            continue
        for start, again in product(starts, (False, True)):
            numbering = _numbered(block, filled, start, again)
            if numbering is not None and numbering not in seen:
                seen.add(numbering)
                yield numbering


def _layouts(block: Block) -> Iterator[list[Lane]]:
    """The lanes of numbers: columns, one run through all rows, or rows."""
    for forms in range(1, _MOST_FORMS + 1):
        for label, top, bottom in product(range(_MOST_LABELS + 1), range(_MOST_HEADERS + 1), (0, 1)):
            rows = range(top, block.height - bottom)
            columns = range(label, block.width - forms, forms + 1)
            if (block.width - label) % (forms + 1) == 0 and len(rows) >= 2:
                lanes: list[Lane] = [[_right(r, c, forms) for r in rows] for c in columns]
                yield lanes
                if len(lanes) > 1:
                    yield [[place for level in zip(*lanes, strict=True) for place in level]]
            heads = range(top, block.height - bottom, forms + 1)
            if (len(rows)) % (forms + 1) == 0 and block.width - label >= 2 and len(rows) > 0:
                yield [[_below(r, c, forms) for c in range(label, block.width)] for r in heads]


def _right(row: int, column: int, forms: int) -> tuple[Place, tuple[Place, ...]]:
    return (row, column), tuple((row, column + 1 + f) for f in range(forms))


def _below(row: int, column: int, forms: int) -> tuple[Place, tuple[Place, ...]]:
    return (row, column), tuple((row + 1 + f, column) for f in range(forms))


def _shown(block: Block, lane: Lane) -> Lane:
    """The lane without the empty cells at its end."""
    counts = [block.cells[r][c].digits for (r, c), _ in lane]
    while counts and not counts[-1]:
        counts.pop()
    return lane[: len(counts)]


def _numbered(block: Block, lanes: Iterable[Lane], start: int, again: bool) -> Numbering | None:
    """Lanes that count on, or each from the start `again`, whichever fits more of its cells.

    None when too many cells do not show their number: characters may touch, but seldom come or go.
    """
    tables: list[list[Entry]] = []
    following, misfits, touching, cells = start, 0, 0, 0
    for lane in lanes:
        shown = [block.cells[r][c] for (r, c), _ in lane]
        options = [(following, False), (start, True)] if not again else [(start, True), (following, False)]
        first, new = min(options, key=lambda option: sum(_misfits(option[0], shown)))
        here = _misfits(first, shown)
        misfits, touching, cells = misfits + here[0], touching + here[1], cells + len(shown)
        if new or not tables:
            tables.append([])
        tables[-1].extend(Entry(first + i, index, answers) for i, (index, answers) in enumerate(lane))
        following = first + len(lane)
    if following > _LARGEST or misfits > _MOST_MISFITS * cells or touching > _MOST_TOUCHING * cells:
        return None
    return Numbering(tuple(tuple(t) for t in tables))


def _misfits(first: int, cells: Sequence[Cell]) -> tuple[int, int]:
    """How many cells do not show as many characters as their numbers have digits, and in how many they touch."""
    misfits = touching = 0
    for number, cell in enumerate(cells, first):
        wanted = len(str(number))
        if cell.digits == wanted:
            continue
        if 0 < cell.digits < wanted and cell.is_wide:
            touching += 1
        else:
            misfits += 1
    return misfits, touching
