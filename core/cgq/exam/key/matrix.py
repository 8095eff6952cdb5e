"""Keys printed across: a row of numbers over a row of answers for each form, each subject, or just one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.cells import LIST_SIGNS, Cell, cells_of, ends_with_number, joined, nearest, pitch
from cgq.exam.key.corrected import is_correction
from cgq.exam.key.given import Block, Given
from cgq.exam.key.names import Names, names_in
from cgq.exam.signs.columns import REMARK_LABEL
from cgq.exam.signs.values import read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_FEWEST = 3
_MOST_ROWS = 40
_FILLED = 0.5
_CELL_LINES = 2.0
"""Ems from one line of a cell to its next at most."""
_IN_COLUMN = 0.3
"""Of the distance between two columns: how far from its middle an answer of one stands at most."""
_BEFORE = 0.6
"""Of that distance: from here on before the first column a cell is a label."""
_NEXT_COLUMN = 0.75
"""Of the distance between two columns: from here on a row whose answers are as many as its numbers is set one column to
the side. Half a column is a table that is only set loosely; its count tells which answer is whose."""
_MOST_SHIFTED = 2
"""Columns by which a row is set to the side at most. One that begins further in answers only the later numbers."""
_BETWEEN = 0.4
"""The same for a row with holes, whose answers go to the nearest number: from here on the next one is as near."""


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    x: float
    lane: int


@dataclass(slots=True)
class _Row:
    """A row of answers by column; `names` come from the label on its left, or from one that spans several rows."""

    line: Line
    cells: dict[int, list[Cell]]
    names: Names
    foot: float = 0.0
    """Of the last line that belongs to it, in points."""

    def add(self, at: int, cell: Cell, line: Line) -> None:
        """One more line of the cell in a column, below those that it has."""
        self.cells.setdefault(at, []).append(cell)
        self.foot = max(self.foot, line.box[3])


def read_matrix(lines: Sequence[Line], index: int, following: int | None = None) -> Block | None:
    """The rows of answers below a row of numbers that starts at a line; None when it is none.

    `following` is the number that goes on with a block right above: its last row may be as short as one cell.
    """
    columns = _columns(cells_of(lines[index]), following) if ends_with_number(lines[index]) else []
    if not columns:
        return None
    rows: list[_Row] = []
    floating: list[tuple[float, Names]] = []
    second: list[Given] = []
    first: list[tuple[int, Cell, Line]] = []
    used = 1
    for line in lines[index + 1 : index + 1 + _MOST_ROWS]:
        cells = cells_of(line)
        corrects = bool(rows) and len(cells) < len(columns) and is_correction(line.text)
        if corrects or line.page != lines[index].page or _columns(cells):
            break
        if rows and _is_second(line, cells, rows[-1].line, columns):
            second.extend(_second(line, cells, columns, rows[-1]))
            used += 1
            continue
        if begun := _begun(line, cells, columns):
            first.extend(begun)
            continue
        if REMARK_LABEL.match(joined(_label(cells, columns))):
            used += 1
            continue
        label, row = _placed(cells, columns)
        if row is None and label and len(label) == len(cells) and len(joined(label)) <= 30:
            floating.append((line.base, names_in(joined(label))))
        elif row is None or not _is_next(line, first):
            break
        else:
            rows.append(_Row(line, _under(first, row), names_in(joined(label)), line.box[3]))
            used += len({above.base for _, _, above in first})
            first = []
        used += 1
    while floating and (not rows or floating[-1][0] > rows[-1].line.base):
        floating.pop()  # a label that spans rows stands between them: this is the heading of what follows
        used -= 1
    if not rows:
        return None
    _spread(rows, floating)
    rows = [replace(row, cells={}) if _is_shifted(row, columns) else row for row in rows]
    given = [one for kept in rows for one in _held(kept, rows, lines[index], columns)]
    return Block((*given, *second), used)


def _is_shifted(row: _Row, columns: Sequence[_Column]) -> bool:
    """Whether the answers of a row stand under other numbers than they are counted to, or between two: as many as there
    are numbers are counted in their order unless they all stand nearer to the next one, fewer by the nearest number."""
    offsets = sorted(cell.x - columns[at].x for at, cells in row.cells.items() for cell in cells)
    if not offsets:
        return False
    apart = pitch([c.x for c in columns])
    if len(offsets) == len(columns):
        return offsets[0] > _NEXT_COLUMN * apart or offsets[-1] < -_NEXT_COLUMN * apart
    return abs(offsets[len(offsets) // 2]) > _BETWEEN * apart


def _held(row: _Row, rows: Sequence[_Row], numbers: Line, columns: Sequence[_Column]) -> list[Given]:
    """The answers of a row, refused where the row may be set to the side of its numbers."""
    refused = _lacks_first(row, columns) or _lacks_last(row, rows, columns)
    return [replace(one, refused=refused) for one in _given(row, numbers, columns)]


def _lacks_first(row: _Row, columns: Sequence[_Column]) -> bool:
    """Whether a row begins with a number or two without an answer: so does one that is set one column on, and lost its
    last answer."""
    for lane in range(columns[-1].lane + 1):
        ours = [n for n, c in enumerate(columns) if c.lane == lane]
        first = next((at for at, n in enumerate(ours) if n in row.cells), 0)
        if 0 < first <= _MOST_SHIFTED:
            return True
    return False


def _lacks_last(row: _Row, rows: Sequence[_Row], columns: Sequence[_Column]) -> bool:
    """Whether a form's row ends a number or two before the full row of another form: one set a column back does."""
    if row.names.form is None or not row.cells or columns[-1].lane:
        return False
    others = [other for other in rows if other.names.form not in (None, row.names.form)]
    full = any(len(other.cells) == len(columns) and other.names.subject == row.names.subject for other in others)
    return full and 0 < len(columns) - 1 - max(row.cells) <= _MOST_SHIFTED


def _is_second(line: Line, cells: Sequence[Cell], above: Line, columns: Sequence[_Column]) -> bool:
    """Whether a few answers stand right below those of a row, each in its column: second lines of cells."""
    if len(cells) >= _FILLED * len(columns) or line.base - above.base > _CELL_LINES * line.em:
        return False
    places = [c.x for c in columns]
    reach = _IN_COLUMN * pitch(places)
    return all(c.is_answer and c.number is None and abs(places[nearest(c.x, places)] - c.x) <= reach for c in cells)


def _second(line: Line, cells: Sequence[Cell], columns: Sequence[_Column], row: _Row) -> list[Given]:
    """Second answers to the numbers of their columns: where they differ from the first, neither is taken. Those that a
    list goes on with ("①," above "③") go to the row."""
    places = [c.x for c in columns]
    found: list[Given] = []
    for cell in cells:
        at = nearest(cell.x, places)
        if _goes_on(row.cells.get(at, ())):
            row.add(at, cell, line)
            continue
        box = (cell.x0, line.box[1], cell.x1, line.box[3])
        found.append(Given(columns[at].number, cell.text, line.page, box, row.names, columns[at].lane))
    return found


def _is_next(line: Line, first: Sequence[tuple[int, Cell, Line]]) -> bool:
    """Whether a line is near enough below the beginnings of cells to be the next line of their row."""
    return all(line.base - above.base <= _CELL_LINES * line.em for _, _, above in first)


def _begun(line: Line, cells: Sequence[Cell], columns: Sequence[_Column]) -> list[tuple[int, Cell, Line]]:
    """The beginnings of lists that go on in the next line, each with its column, where a line has nothing else: the
    answers of other cells stand at half the height of a cell of two lines."""
    places = [c.x for c in columns]
    reach = _IN_COLUMN * pitch(places)
    near = [nearest(cell.x, places) for cell in cells]
    fits = all(_goes_on([c]) and abs(places[at] - c.x) <= reach for at, c in zip(near, cells, strict=True))
    return [(at, cell, line) for at, cell in zip(near, cells, strict=True)] if fits else []


def _goes_on(cells: Sequence[Cell]) -> bool:
    """Whether the last line of a cell ends within a list of answers."""
    last = cells[-1].text if cells else ""
    return last.endswith(tuple(LIST_SIGNS)) and read_answer(last.rstrip(LIST_SIGNS)) is not None


def _under(first: Sequence[tuple[int, Cell, Line]], row: dict[int, list[Cell]]) -> dict[int, list[Cell]]:
    """The cells of a row below the beginnings of those that have one."""
    for at, cell, _ in reversed(first):
        row[at] = [cell, *row.get(at, [])]
    return row


def _columns(cells: Sequence[Cell], following: int | None = None) -> list[_Column]:
    """Numbers that count on by one, perhaps beginning anew in a table beside; a label may stand before them."""
    start = next((n for n, cell in enumerate(cells) if cell.number is not None), len(cells))
    if start > 2:
        return []
    columns: list[_Column] = []
    lane = 0
    for cell in cells[start:]:
        number = cell.number
        if number is None:
            return []
        if columns and number != columns[-1].number + 1:
            if number > columns[-1].number:
                return []
            lane += 1
        columns.append(_Column(number, cell.x, lane))
    if columns and not lane and columns[0].number == following:
        return columns
    lanes = [sum(c.lane == n for c in columns) for n in range(lane + 1)]
    return columns if columns and min(lanes) >= _FEWEST else []


def _label(cells: Sequence[Cell], columns: Sequence[_Column]) -> list[Cell]:
    """The cells that stand before the first column."""
    places = [c.x for c in columns]
    return [c for c in cells if c.x < places[0] - _BEFORE * pitch(places)]


def _placed(cells: Sequence[Cell], columns: Sequence[_Column]) -> tuple[list[Cell], dict[int, list[Cell]] | None]:
    """The label of a row and its cells by column; no cells when it is no row of answers."""
    places = [c.x for c in columns]
    label = _label(cells, columns)
    rest = cells[len(label) :]
    if len(cells) == len(columns) and all(c.is_answer for c in cells):
        label, rest = [], cells
    if not rest or len(rest) < _FILLED * len(columns) / (1 + columns[-1].lane):
        return (list(cells) if not rest else []), None
    row: dict[int, list[Cell]] = {}
    for position, cell in enumerate(rest):
        at = position if len(rest) == len(columns) else nearest(cell.x, places)
        row.setdefault(at, []).append(cell)
    answers = sum(c.is_answer for c in rest)
    return label, row if answers > _FILLED * len(rest) else None


def _spread(rows: Sequence[_Row], floating: Sequence[tuple[float, Names]]) -> None:
    """A label between rows, or beside the first of several, is the name of the rows around it."""
    if floating:
        for row in rows:
            near = min(floating, key=lambda f: (abs(f[0] - row.line.base), f[0]))
            row.names = row.names.under(near[1])
        return
    subject: str | None = None
    for row in rows:
        subject = row.names.subject or subject
        if row.names.form is not None:
            row.names = row.names.under(Names(subject=subject))


def _given(row: _Row, numbers: Line, columns: Sequence[_Column]) -> list[Given]:
    """One answer a number; numbers behind the last answer of a lane ask nothing of this row."""
    found: list[Given] = []
    for lane in range(columns[-1].lane + 1):
        ours = [n for n, c in enumerate(columns) if c.lane == lane]
        last = max((n for n in ours if n in row.cells), default=-1) if row.cells else len(columns)
        for n in ours:
            if n > last:
                break
            cells = row.cells.get(n, [])
            x0, x1 = (cells[0].x0, cells[-1].x1) if cells else (columns[n].x, columns[n].x)
            box = around([(x0, numbers.box[1], x1, row.foot)])
            found.append(Given(columns[n].number, joined(cells), row.line.page, box, row.names, lane))
    return found
