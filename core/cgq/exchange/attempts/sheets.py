"""Attempts in a workbook: the visible sheet that has a header of them."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import TOO_LARGE
from cgq.exam.printable import printable
from cgq.exchange.attempts import columns
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.rows import ReadWishes
from cgq.exchange.table.cell import Special, is_empty, plain_of, text_of
from cgq.exchange.table.header import SAMPLE_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cgq.exchange.table.cell import Cell
    from cgq.exchange.table.workbook.book import Book, Sheet


def sheet_cells(
    path: Path, most_bytes: int, note: Callable[[str], None]
) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    """Each row below the header with something in it, by its number, by our names of columns; or its fault."""
    from cgq.exchange.table.workbook.book import Book

    try:
        book = Book(path, ReadWishes(most_bytes=most_bytes))
        try:
            sheet, header, names = _sheet(book, note)
        except BaseException:
            book.close()
            raise
    except InputFailed as error:
        hint = "Split the file." if error.code == TOO_LARGE else error.hint
        raise InputFailed(error.message, code=error.code, hint=hint) from error
    return _sheet_rows(book, sheet, header, names)


def _sheet(book: Book, note: Callable[[str], None]) -> tuple[Sheet, int, dict[str, int]]:
    """The visible sheet with a header of attempts, and that header. Raises InputFailed: which_sheet, no_header."""
    first = {sheet: _first_rows(book, sheet) for sheet in book.sheets if not sheet.hidden}
    fitting = [sheet for sheet, rows in first.items() if any(columns.is_header(cells) for _, cells in rows)]
    if len(fitting) > 1:
        several = ", ".join(printable(sheet.name, LONGEST_QUOTE) for sheet in fitting)
        hint = "Save the one that is meant as a file of its own."
        raise InputFailed(f"Several sheets have attempts: {several}", code="which_sheet", hint=hint)
    sheet = next(iter(fitting or first), None)
    header, names = columns.find_header(first[sheet] if sheet else [], note)
    assert sheet is not None, "a header stands in a sheet"
    return sheet, header, names


def _first_rows(book: Book, sheet: Sheet) -> list[tuple[int, list[str]]]:
    from cgq.exchange.table.workbook.rows import read_rows

    with closing(read_rows(book, sheet)) as rows:
        filled = ((number, cells) for number, cells in rows if not all(map(is_empty, cells)))
        return [(number, list(map(_shown, cells))) for number, cells in islice(filled, SAMPLE_ROWS)]


def _shown(cell: Cell) -> str:
    return cell.shown if isinstance(cell, Special) else cell


def _sheet_rows(
    book: Book, sheet: Sheet, header: int, names: dict[str, int]
) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    from cgq.exchange.table.workbook.rows import read_rows

    with book, closing(read_rows(book, sheet)) as rows:
        for number, cells in rows:
            if number > header and not all(map(is_empty, cells)):
                yield number, _sheet_texts(names, cells, from_1904=book.from_1904)


def _sheet_texts(names: dict[str, int], cells: Sequence[Cell], *, from_1904: bool) -> dict[str, str] | Fault:
    found: dict[str, str] = {}
    for name, index in names.items():
        try:
            found[name] = _cell(name, cells[index], from_1904=from_1904) if index < len(cells) else ""
        except Fault as fault:
            return Fault(fault.code, fault.message, fault.hint, column=name)
    return found


def _cell(name: str, cell: Cell, *, from_1904: bool) -> str:
    """A cell as text: of a date its moment, of a number its digits, however they are shown."""
    from cgq.exchange.table.workbook.date_format import date_of

    if isinstance(cell, Special) and cell.kind == "date" and name == "ts" and cell.value:
        moment = date_of(cell.value, from_1904=from_1904)
        return text_of(cell) if moment is None else moment.isoformat(" ", "milliseconds")
    return text_of(cell) if name in ("ts", "section", "material") else plain_of(cell).strip()
