"""The rows of a sheet, one after the other as its part is parsed."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.exchange.table.cell import Special
from cgq.exchange.table.workbook.number_format import GENERAL, show_number
from cgq.exchange.table.workbook.strings import TextOfRuns, unescape
from cgq.exchange.table.workbook.xml_stream import Handler, damaged, parse_all, parse_steps

if TYPE_CHECKING:
    from collections.abc import Generator

    from cgq.exchange.table.cell import Cell
    from cgq.exchange.table.workbook.book import Book, Sheet

MOST_COLUMNS = 16_384
"""Columns of a sheet (Excel specifications and limits)."""

MOST_ROWS = 1_048_576
"""Rows of a sheet, by the same source."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def read_rows(book: Book, sheet: Sheet) -> Generator[tuple[int, list[Cell]]]:
    """Each row that the sheet stores, with its number from 1. Raises InputFailed: damaged, too_large."""
    handler = _Cells(book)
    with closing(parse_steps(book.package.read(sheet.part), handler)) as steps:
        for _ in steps:
            yield from handler.rows
            handler.rows.clear()


def read_merges(book: Book, sheet: Sheet) -> list[tuple[int, int, int]]:
    """The merged cells of more than one row: first row and last row from 1, first column from 0."""
    if not _has_merges(book.package.read(sheet.part)):
        return []
    handler = _Merges()
    parse_all(book.package.read(sheet.part), handler)
    return handler.found


def _has_merges(chunks: Generator[bytes]) -> bool:
    """Can the part have merged cells? They stand behind all rows, so that most sheets are spared a second parsing."""
    word, tail = b"mergeCell", b""
    with closing(chunks):
        for chunk in chunks:
            # In UTF-16, which XML may be in, every other byte of the word is zero.
            if word in (tail + chunk).replace(b"\x00", b""):
                return True
            tail = chunk[-2 * len(word) :]
    return False


class _Merges(Handler):
    def __init__(self) -> None:
        self.found: list[tuple[int, int, int]] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "mergeCell":
            return
        first, _, last = attributes.get("ref", "").partition(":")
        start, end = _place(first), _place(last or first)
        if start and end and end[0] > start[0]:
            self.found.append((start[0], end[0], start[1]))


class _Cells(Handler):
    """Reads rows of cells; the finished ones are in `rows`."""

    def __init__(self, book: Book) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []
        self._book = book
        self._row = 0
        self._column = -1
        self._cells: list[Cell] = []
        self._kind = ""
        self._style = 0
        self._formula = False
        self._pieces: list[str] | None = None
        self._value: str | None = None
        self._inline: TextOfRuns | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._pieces = []
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "is":
            self._inline = TextOfRuns()
        elif self._inline is not None:
            self._inline.begin(name, attributes)

    def text(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)
        elif self._inline is not None:
            self._inline.text(data)

    def end(self, name: str) -> None:
        if name == "v":
            self._value = "".join(self._pieces or ())
            self._pieces = None
        elif name == "c":
            self._set(self._cell())
        elif name == "row":
            self.rows.append((self._row, self._cells))
            self._cells = []
        elif self._inline is not None:
            self._inline.end(name)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        row = int(given) if given and given.isascii() and given.isdigit() and len(given) < 9 else self._row + 1
        if not self._row < row <= MOST_ROWS:
            raise damaged(f"row {row} stands behind row {self._row}")
        self._row, self._column, self._cells = row, -1, []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _place(attributes.get("r", ""))
        column = place[1] if place else self._column + 1
        if not self._column < column < MOST_COLUMNS:
            raise damaged(f"row {self._row} has a cell out of its order")
        self._column = column
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 9 else 0
        self._formula, self._value, self._inline = False, None, None

    def _set(self, cell: Cell) -> None:
        if cell == "":
            return
        self._cells.extend([""] * (self._column - len(self._cells)))
        self._cells.append(cell)

    def _cell(self) -> Cell:
        inline, self._inline = self._inline, None
        value = self._value
        if inline is not None and value is None:
            return inline.take()
        if self._formula and (value is None or (value == "" and self._kind != "str")):
            return Special("formula", "")
        if value is None or (value == "" and self._kind != "s"):
            return ""
        if self._kind == "s":
            return self._shared(value)
        if self._kind in ("str", "inlineStr", "d"):
            return Special("date", value) if self._kind == "d" else unescape(value)
        if self._kind == "b":
            return Special("flag", "TRUE" if value == "1" else "FALSE")
        return Special("error", value) if self._kind == "e" else self._number(value)

    def _shared(self, value: str) -> str:
        try:
            return self._book.strings[int(value)]
        except (ValueError, IndexError) as error:
            raise damaged(f"row {self._row} has a text that is not there") from error

    def _number(self, value: str) -> Special:
        try:
            number = float(value)
        except ValueError as error:
            raise damaged(f"row {self._row} has a number that is none") from error
        codes = self._book.codes
        code = codes[self._style] if self._style < len(codes) else GENERAL
        return show_number(number, code, from_1904=self._book.from_1904)


def _place(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a cell's reference; None for what is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
