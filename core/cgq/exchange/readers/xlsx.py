"""Questions in a workbook: .xlsx, and .xlsm without its macros."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import bounded
from cgq.exchange.rows import Reader, Row, RowFault
from cgq.exchange.table.cell import Special, is_empty
from cgq.exchange.table.header import SAMPLE_ROWS, find_header, is_header
from cgq.exchange.table.table_row import find_habits
from cgq.hints import argument, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes
    from cgq.exchange.table.cell import Cell
    from cgq.exchange.table.header import Header
    from cgq.exchange.table.table_row import Table
    from cgq.exchange.table.workbook.book import Book, Sheet

SPANNING = ("section", "passage", "year", "session", "concepts", "tags")
"""The columns in which a merged cell holds for every row that it spans: what several questions share. In any other
column it is the cell of its first row."""

_SAMPLE = 500
"""So many rows are looked at before the first is read: for how answers are given."""


class WorkbookReader(Reader):
    """One question a row, columns by name, as the cells show it."""

    name = "xlsx"
    suffixes = (".xlsx", ".xlsm")
    summary = "a sheet of a workbook, as its cells show it"

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The rows of the sheet; the archive, the sheet and its header are looked at first."""
        from cgq.exchange.table.workbook.book import Book

        book = Book(path, wishes)
        try:
            sheet = _choose_sheet(book, wishes, note)
            header = find_header(_first_rows(book, sheet), wishes, note)
            sample = _sample(book, sheet, header)
            table = find_habits(sample, header, answers_only=wishes.answers_only, note=note)
            merged = _Merged(_spans(book, sheet, header))
        except BaseException:
            book.close()
            raise
        return bounded(_rows(book, sheet, table, merged), wishes)


def _rows(book: Book, sheet: Sheet, table: Table, merged: _Merged) -> Iterator[Row | RowFault]:
    from cgq.exchange.table.workbook.rows import read_rows

    with book, closing(read_rows(book, sheet)) as rows:
        for number, cells in rows:
            if number <= table.header.row:
                continue
            row = table.read(number, merged.filled(number, cells))
            if row is not None:
                yield row


@dataclass(slots=True)
class _Merged:
    """Fills the cells that a merged cell above them spans."""

    spans: dict[int, list[tuple[int, int]]]
    """See `_spans`."""

    _current: dict[int, tuple[int, Cell]] = field(default_factory=dict[int, "tuple[int, Cell]"])
    """Column -> up to which row a merged cell holds, and what it shows."""

    def filled(self, number: int, cells: list[Cell]) -> list[Cell]:
        """The cells of a row, with what holds for it; a row that shows nothing stays so."""
        for column, spans in self.spans.items():
            while spans and spans[-1][0] <= number:
                first, last = spans.pop()
                shown: Cell = cells[column] if first == number and column < len(cells) else ""
                self._current[column] = (last, shown)
        if all(map(is_empty, cells)):
            return cells
        for column, (last, shown) in self._current.items():
            if number <= last and not is_empty(shown):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = shown
        return cells


def _spans(book: Book, sheet: Sheet, header: Header) -> dict[int, list[tuple[int, int]]]:
    """Column -> first and last row of each merged cell that holds for its rows, the last one first."""
    from cgq.exchange.table.workbook.rows import read_merges

    spanning = {header.indices[name] for name in SPANNING if name in header.indices}
    spans: dict[int, list[tuple[int, int]]] = {}
    for first, last, column in sorted(read_merges(book, sheet), reverse=True):
        if column in spanning:
            spans.setdefault(column, []).append((first, last))
    return spans


def _first_rows(book: Book, sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The first rows with content, as text."""
    from cgq.exchange.table.workbook.rows import read_rows

    with closing(read_rows(book, sheet)) as rows:
        filled = ((number, _texts(cells)) for number, cells in rows if not all(map(is_empty, cells)))
        return list(islice(filled, SAMPLE_ROWS))


def _sample(book: Book, sheet: Sheet, header: Header) -> list[list[Cell]]:
    from cgq.exchange.table.workbook.rows import read_rows

    with closing(read_rows(book, sheet)) as rows:
        return [cells for number, cells in islice(rows, _SAMPLE) if number > header.row]


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell.shown if isinstance(cell, Special) else cell for cell in cells]


def _choose_sheet(book: Book, wishes: ReadWishes, note: Callable[[str], None]) -> Sheet:
    """The sheet that is named, else the only visible one, else the only visible one with a header that fits.

    Raises InputFailed: no_such_sheet, which_sheet.
    """
    if wishes.sheet is not None:
        return _named_sheet(book, wishes.sheet)
    seen = [sheet for sheet in book.sheets if not sheet.hidden]
    names = _names(seen)
    if not seen:
        hint = f"Name one with --sheet; hidden are {plain(_names(book.sheets))}." if book.sheets else "Add one."
        raise InputFailed("The workbook shows no sheet", code="no_such_sheet", hint=hint)
    fitting = seen if len(seen) == 1 else [sheet for sheet in seen if _fits(book, sheet, wishes)]
    if not fitting:
        message = f"No sheet has a header with the columns of an import; there are {names}"
        hint = "Name one with --sheet, and its columns with --map stem=NAME."
        raise InputFailed(message, code="which_sheet", hint=hint)
    if len(fitting) > 1:
        message = f"Several sheets have questions: {_names(fitting)}"
        first = plain(argument(fitting[0].name))
        hint = f"Choose one: --sheet {first}. A file is one paper: save each of the others as a file of its own."
        raise InputFailed(message, code="which_sheet", hint=hint)
    if len(book.sheets) > 1:
        others = [sheet for sheet in book.sheets if sheet != fitting[0]]
        note(f"Sheet {fitting[0].name} is read; {_names(others)} {'are' if len(others) > 1 else 'is'} passed over.")
    return fitting[0]


def _fits(book: Book, sheet: Sheet, wishes: ReadWishes) -> bool:
    return any(is_header(cells, wishes) for _, cells in _first_rows(book, sheet))


def _named_sheet(book: Book, name: str) -> Sheet:
    found = [sheet for sheet in book.sheets if sheet.name == name]
    found = found or [sheet for sheet in book.sheets if sheet.name.strip().casefold() == name.strip().casefold()]
    if not found:
        near = get_close_matches(name, [sheet.name for sheet in book.sheets], n=1)
        meant = f"Did you mean {plain(near[0])}? " if near else ""
        hint = f"{meant}Its sheets are {plain(_names(book.sheets))}."
        raise InputFailed(f"The workbook has no sheet {name}", code="no_such_sheet", hint=hint)
    return found[0]


def _names(sheets: Sequence[Sheet]) -> str:
    names = [f"{sheet.name} (hidden)" if sheet.hidden else sheet.name for sheet in sheets]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
