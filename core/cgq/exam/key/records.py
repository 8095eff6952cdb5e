"""Keys printed downwards: rows of a number and its answer, or one for each form or subject, side by side."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.captions import is_answers_caption, is_caption
from cgq.exam.key.cells import Cell, cells_of, joined, nearest, pitch, starts_with_number, wide_cells_of
from cgq.exam.key.given import Block, Given
from cgq.exam.key.names import Names, is_sentence, names_in
from cgq.exam.signs.columns import ANSWER_LABEL, NUMBER_LABEL, POINTS_LABEL, REMARK_LABEL
from cgq.exam.signs.values import VOID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

    _Cells = Sequence[Cell]

_REMARK = re.compile(rf"^(?!.*{VOID})(?=.*[^\W\d_]{{2}})[^\d①-⑩❶-❿]+$")
_MOST_ANSWERS = 10
_HEADER_LINES = 4
_READABLE = 0.6
_MOST_STRAY = 3
_FEWEST_DOWN = 4
"""Numbers of a column that show by what one of them lacks that all may be displaced."""
_ROWS_APART = 3.0
"""Ems from one row of a table to the next at most."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of a block: `xs` their places, `width` how many a group has, `answers` which of them, by
    their places in a group, hold answers."""

    xs: tuple[float, ...]
    width: int
    answers: tuple[int, ...]

    @property
    def groups(self) -> int:
        return len(self.xs) // self.width


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    cells: tuple[Cell, ...]


def read_records(lines: Sequence[Line], index: int, above: Sequence[Line]) -> Block | None:
    """The block of rows that starts at a line; `above` are the lines before it that are nobody's yet."""
    rows, used = _rows(lines, index)
    if not rows:
        return None
    headers = _headers(above)
    labels = [cells_of(line) for line in headers]
    most = max(len(row.cells) for row in rows)
    heads = [_head(line, most) for line in headers]
    for count in range(len(rows), 0, -1):  # what follows a table may look like one of its rows
        shape = _shape(rows[:count], heads, labels)
        if shape is not None:
            given = _given(rows[:count], shape, _names(shape, heads))
            if _is_shifted(rows[:count], shape, above[-1:], lines[index + used[count - 1] :][:1]):
                given = [replace(one, text="") for one in given]
            displaced = _displaced(rows[:count], shape, above[-1:])
            given = [replace(one, refused=True) if one.number in displaced else one for one in given]
            return Block(tuple(given), used[count - 1])
        if count < len(rows) - _MOST_STRAY:
            break
    return None


def _rows(lines: Sequence[Line], index: int) -> tuple[list[_Row], list[int]]:
    """The rows from a line on, and for each how many lines it takes to its end: a heading may stand between two."""
    rows: list[_Row] = []
    used: list[int] = []
    for at in range(index, len(lines)):
        line = lines[at]
        if line.page != lines[index].page or line.column != lines[index].column:
            break
        if rows and _is_between(lines, at, rows[-1]):
            continue
        if not starts_with_number(line):
            break
        cells = _without_remark(line)
        if not (_is_row(cells) or (rows and _follows(cells, rows[-1].cells))):
            break
        if rows and (cells[0].number or 0) <= (rows[-1].cells[0].number or 0):
            break
        rows.append(_Row(line, tuple(cells)))
        used.append(at + 1 - index)
    return rows, used


def _is_shifted(rows: Sequence[_Row], shape: _Shape, above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether the answers stand one row away from their numbers: at one end of the table are numbers without answers,
    at the other answers without numbers."""
    ends = (above, below)
    before, after = (
        [cell for line in end if line.page == rows[0].line.page for cell in cells_of(line)] for end in ends
    )
    first, last = rows[0].cells[0].number or 0, rows[-1].cells[0].number or 0
    if _lone_answers(after, shape):
        return _lone_number(before, first - 1) or not _has_answers(rows[0], shape)
    return _lone_answers(before, shape) and (_lone_number(after, last + 1) or not _has_answers(rows[-1], shape))


def _displaced(rows: Sequence[_Row], shape: _Shape, above: Sequence[Line]) -> set[int]:
    """The numbers of the columns whose answers may be set one row from their numbers, one answer lost: the first has
    none while all the others have, or the last where another column follows."""
    found: set[int] = set()
    placed = [_placed(row, shape) for row in rows]
    for group in range(shape.groups):
        start = group * shape.width
        numbered = [(number, row) for row in placed if (number := _number(row.get(start))) is not None]
        numbers = [number for number, _ in numbered]
        answered = [any(start + at in row for at in shape.answers) for _, row in numbered]
        if len(numbers) < _FEWEST_DOWN or not _steps(numbers):
            continue
        lone = not group and _is_number_above(above, rows[0], shape, numbers[0] - 1)
        first = all(answered) if lone else not answered[0] and all(answered[1:])
        last = group + 1 < shape.groups and all(answered[:-1]) and not answered[-1]
        if first or last:
            found.update(numbers)
    return found


def _is_number_above(above: Sequence[Line], row: _Row, shape: _Shape, number: int) -> bool:
    """Whether a number without an answer stands right above the first one of a table."""
    line = above[-1] if above else None
    if line is None or line.page != row.line.page or row.line.base - line.base > _ROWS_APART * row.line.em:
        return False
    cells = cells_of(line)
    return _lone_number(cells, number) and abs(cells[0].x - shape.xs[0]) <= row.line.em


def _has_answers(row: _Row, shape: _Shape) -> bool:
    """Whether anything stands in the columns of answers of a row."""
    return any(at % shape.width in shape.answers for at in _placed(row, shape))


def _lone_number(cells: _Cells, number: int) -> bool:
    """Whether a line begins with a number and has nothing but numbers."""
    return bool(cells) and cells[0].number == number and all(cell.number is not None for cell in cells)


def _lone_answers(cells: _Cells, shape: _Shape) -> bool:
    """Whether a line holds nothing but answers, each nearer to a column of answers than to one of numbers."""
    numbers = [x for at, x in enumerate(shape.xs) if at % shape.width not in shape.answers]
    answers = [x for at, x in enumerate(shape.xs) if at % shape.width in shape.answers]
    return bool(cells) and all(
        cell.is_answer and min(abs(cell.x - x) for x in answers) < min(abs(cell.x - x) for x in numbers)
        for cell in cells
    )


def _is_between(lines: Sequence[Line], at: int, before: _Row) -> bool:
    """Whether a line is a heading within a table: one of answers, or one below which each column goes on."""
    if at + 1 >= len(lines) or not is_caption(lines[at]) or not starts_with_number(lines[at + 1]):
        return False
    above = [cell.number for cell in before.cells if cell.number is not None]
    below = [cell.number for cell in cells_of(lines[at + 1]) if cell.number is not None]
    if not below or below[0] != above[0] + 1:
        return False
    columns = [n for n in below if n - 1 in above]
    return is_answers_caption(lines[at]) or len(columns) > 1


def _without_remark(line: Line) -> list[Cell]:
    """The cells of a row without words that stand far behind its last answer: a domain, a remark."""
    cells, wide = cells_of(line), wide_cells_of(line)
    while len(wide) > 2 and _REMARK.match(wide[-1].text) and not wide[-1].is_answer:
        cells = [cell for cell in cells if cell.x0 < wide[-1].x0]
        wide.pop()
    return cells


def _head(line: Line, columns: int) -> list[Cell]:
    """The pieces of a header: its words, where narrow gaps part as many as there are columns."""
    wide, words = wide_cells_of(line), cells_of(line)
    return words if len(wide) == 1 and len(words) == columns and NUMBER_LABEL.match(words[0].text) else wide


def _headers(above: Sequence[Line]) -> list[Line]:
    """The lines that can be heads of columns, from the top: no sentence, nothing above the word "answers"."""
    found: list[Line] = []
    for line in reversed(above[-_HEADER_LINES:]):
        if is_sentence(line.text):
            break
        found.insert(0, line)
        if ANSWER_LABEL.match(line.text.strip()):
            break
    return found


def _is_row(cells: Sequence[Cell]) -> bool:
    if len(cells) < 2 or cells[0].number is None:
        return False
    return sum(c.is_answer or c.number is not None for c in cells) >= _READABLE * len(cells)


def _follows(cells: Sequence[Cell], before: Sequence[Cell]) -> bool:
    """Whether a row has the next number, though what stands beside it is no answer."""
    if not cells or len(cells) > len(before):
        return False
    return cells[0].number is not None and cells[0].number == (before[0].number or 0) + 1


def _shape(rows: Sequence[_Row], heads: Sequence[_Cells], labels: Sequence[_Cells]) -> _Shape | None:
    """How the fullest rows are made; None when no shape makes their numbers count on.

    `heads` are the lines above as their wide gaps part them, `labels` the same word by word.
    """
    most = max(len(row.cells) for row in rows)
    full = [row for row in rows if len(row.cells) == most]
    xs = tuple(sum(row.cells[n].x for row in full) / len(full) for n in range(most))
    labelled = _labelled([*heads, *labels], most)
    if labelled is not None:
        width, answers = labelled
        return _Shape(xs, width, answers) if _counts(rows, _Shape(xs, width, answers)) else None
    points = any(POINTS_LABEL.match(c.text) for cells in labels for c in cells)
    for width in range(2, min(most, _MOST_ANSWERS + 1) + 1):
        if most % width:
            continue
        answers = tuple(range(1, width - 1 if points and width > 2 else width))
        shape = _Shape(xs, width, answers)
        several = len(answers) > 1
        if _counts(rows, shape) and (not several or _named(shape, heads)):
            return shape
        lone = _Shape(xs, width, _lettered(full, width)) if several else shape
        if several and len(lone.answers) == 1 and _counts(rows, lone):
            return lone
    return None


def _lettered(rows: Sequence[_Row], width: int) -> tuple[int, ...]:
    """Which columns of a group hold signs of options, where the others hold digits: points, levels."""
    found: list[int] = []
    for at in range(1, width):
        cells = [cell for row in rows for cell in row.cells[at::width]]
        digits = sum(cell.text.isdecimal() for cell in cells)
        if sum(cell.is_answer for cell in cells) - digits >= _READABLE * len(cells):
            found.append(at)
        elif digits < len(cells):
            return ()
    return tuple(found)


def _labelled(headers: Sequence[_Cells], most: int) -> tuple[int, tuple[int, ...]] | None:
    """The width of a group, and where in it the answers stand, from a header with a word over each column."""
    for cells in reversed(headers):
        if len(cells) != most:
            continue
        if not NUMBER_LABEL.match(cells[0].text):
            called = [n for n, cell in enumerate(cells) if ANSWER_LABEL.match(cell.text)]
            if len(called) == 1 and called[0] > 0:
                return most, (called[0],)
            continue
        starts = [n for n, cell in enumerate(cells) if NUMBER_LABEL.match(cell.text)]
        width = starts[1] if len(starts) > 1 else most
        if width < 2 or most % width or starts != list(range(0, most, width)):
            continue
        answers = tuple(n for n in range(1, width) if not REMARK_LABEL.match(cells[n].text))
        headed = tuple(n for n in answers if ANSWER_LABEL.match(cells[n].text))
        if len(headed) == 1:
            return width, headed
        if answers and not (len(headed) == len(answers) > 1):
            return width, answers
    return None


def _counts(rows: Sequence[_Row], shape: _Shape) -> bool:
    """Whether the numbers count on, down each column or along each row, and nearly all else are answers."""
    starts = range(0, len(shape.xs), shape.width)
    placed = [_placed(row, shape) for row in rows]
    table = [[_number(row.get(s)) for s in starts] for row in placed]
    answers = [c for row in placed for s in starts for a in shape.answers for c in row.get(s + a, ())]
    if table[0][0] is None or sum(c.is_answer for c in answers) < _READABLE * max(1, len(answers)):
        return False
    if len(answers) < _READABLE * sum(n is not None for row in table for n in row) * len(shape.answers):
        return False
    columns = [[n for row in table if (n := row[g]) is not None] for g in range(len(starts))]
    if not all(columns):
        return False
    downwards = len(table) > 1 and all(map(_steps, columns))
    across = [[n for n in row if n is not None] for row in table]
    flat = [n for row in across for n in row]
    whole = all(len(numbers) == len(starts) for numbers in across[:-1])
    wide = len(starts) > 2 and whole and all(map(_steps, across)) and flat == sorted(set(flat))  # the page's left half
    along = wide or (len(starts) > 1 and len(flat) > 2 and _steps(flat))
    alone = len(table) == 1 and not any(c.text.isdigit() for c in answers) and len(starts) > 1
    return downwards or along or alone


def _number(cells: Sequence[Cell] | None) -> int | None:
    return cells[0].number if cells else None


def _steps(numbers: Sequence[int]) -> bool:
    return all(b == a + 1 for a, b in itertools.pairwise(numbers))


def _named(shape: _Shape, headers: Sequence[_Cells]) -> bool:
    """Whether a header tells the answers of one number apart."""
    found = _names(shape, headers)
    group = [found.get((0, a), Names()) for a in shape.answers]
    return len(set(group)) == len(group)


def _names(shape: _Shape, headers: Sequence[_Cells]) -> dict[tuple[int, int], Names]:
    """The names over each column of answers: (group, place in the group) -> names."""
    columns = [(g, a) for g in range(shape.groups) for a in shape.answers]
    xs = [shape.xs[g * shape.width + a] for g, a in columns]
    found: dict[tuple[int, int], Names] = dict.fromkeys(columns, Names())
    for cells in reversed(headers):
        words = _words(cells)
        if not words or len(columns) % len(words):
            continue
        each = len(columns) // len(words)
        if len(words) == 1 and (len(columns) > 1 or len(cells) == 1 or any(ANSWER_LABEL.match(c.text) for c in cells)):
            continue
        for n, column in enumerate(columns):
            names = names_in(words[n // each].text)
            if each == 1 and abs(words[n].x - xs[n]) > 2 * max(pitch(xs), 12.0):
                break
            found[column] = found[column].under(names)
    return found


def _words(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a header that name something."""
    labels = (NUMBER_LABEL, ANSWER_LABEL, REMARK_LABEL)
    return [c for c in cells if not any(label.match(c.text) for label in labels) and names_in(c.text)]


def _given(rows: Sequence[_Row], shape: _Shape, names: dict[tuple[int, int], Names]) -> list[Given]:
    """The answers row by row; a row with fewer cells fills the columns under which they stand."""
    lanes = _lanes(rows, shape)
    found: list[Given] = []
    for row in rows:
        placed = _placed(row, shape)
        for group in range(shape.groups):
            start = group * shape.width
            number = next((c.number for c in placed.get(start, ())), None)
            if number is None:
                continue
            for answer in shape.answers:
                cells = placed.get(start + answer, [])
                across = [*placed[start], *cells]
                box = around([(across[0].x0, row.line.box[1], across[-1].x1, row.line.box[3])])
                column = names[group, answer]
                found.append(Given(number, joined(cells), row.line.page, box, column, lanes[group]))
    return found


def _placed(row: _Row, shape: _Shape) -> dict[int, list[Cell]]:
    """The cells of a row by column."""
    if len(row.cells) == len(shape.xs):
        return {n: [cell] for n, cell in enumerate(row.cells)}
    placed: dict[int, list[Cell]] = {}
    for cell in row.cells:
        placed.setdefault(nearest(cell.x, shape.xs), []).append(cell)
    return placed


def _lanes(rows: Sequence[_Row], shape: _Shape) -> list[int]:
    """Which table each group belongs to: one whose numbers begin anew starts another."""
    firsts: list[int] = []
    for group in range(shape.groups):
        numbers = (next((c.number for c in _placed(row, shape).get(group * shape.width, ())), None) for row in rows)
        firsts.append(next((n for n in numbers if n is not None), 0))
    lanes, lane = [0], 0
    for before, first in itertools.pairwise(firsts):
        lane += first <= before
        lanes.append(lane)
    return lanes
