"""Text with delimiters as records: RFC 4180, and what spreadsheets make of it.

A record ends at the end of a line that is in no quotes, so a cell may have line breaks. Records are found piece by
piece, so that neither an endless line nor a quote that is never closed fills the memory: of a record that is too long
nothing is kept, and its end is found all the same.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from cgq.exchange.importing.faults import Fault
from cgq.exchange.table.cell import MOST_CHARACTERS, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 16
"""Characters that are read at once, at most one line."""

_MOST_RECORD = 40 * MOST_CHARACTERS
"""The longest record in characters: a question with all its options and boxes, each as long as may be, is longer than
any file has; it bounds what is kept of one."""

_START, _PLAIN, _QUOTED, _CLOSED = range(4)
"""Where a piece of a record ends: at the start of a cell, in one without quotes, in quotes, behind closing quotes."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number from 1, and its cells or what is wrong with it."""

    number: int
    cells: list[str]
    fault: Fault | None = None


def read_records(file: TextIO, delimiter: str, first: int = 1) -> Iterator[Record]:
    """The records of a text, from number `first` on; an empty line is a record without cells.

    The file is opened with newline="", so that line breaks within quotes are kept.
    """
    csv.field_size_limit(_MOST_RECORD)
    for number, (text, fault) in enumerate(_texts(file, delimiter), first):
        yield Record(number, [], fault) if fault else _record(number, text, delimiter)


def _record(number: int, text: str, delimiter: str) -> Record:
    try:
        cells = next(csv.reader((text,), delimiter=delimiter, strict=True), list[str]())
    except csv.Error:
        hint = "A quote within a quoted cell is written twice."
        return Record(number, [], Fault("bad_quotes", "Something follows the closing quote of a cell", hint))
    if _has_blank_before_quote(text, cells, delimiter):
        hint = "A quoted cell begins with its quote: take out the blank before it."
        return Record(number, [], Fault("bad_quotes", "A blank stands before the opening quote of a cell", hint))
    return Record(number, cells)


def _has_blank_before_quote(text: str, cells: list[str], delimiter: str) -> bool:
    """Does a cell begin with blanks and then a quote? RFC 4180 knows no such quotes, so each delimiter in them would
    shift the cells behind it; other programs write and read them (csv, skipinitialspace)."""
    if not any(cell.startswith(" ") and cell.lstrip(" ").startswith('"') for cell in cells):
        return False
    try:
        skipped = next(csv.reader((text,), delimiter=delimiter, strict=True, skipinitialspace=True), list[str]())
    except csv.Error:
        return True
    # Blanks within quotes stay either way; of any other cell they alone are skipped.
    return [cell.lstrip(" ") for cell in cells] != [cell.lstrip(" ") for cell in skipped]


def _texts(file: TextIO, delimiter: str) -> Iterator[tuple[str, Fault | None]]:
    """The text of each record without the end of its line, or why there is none."""
    walk = _Walk(delimiter)
    kept: list[str] = []
    length, state = 0, _START
    while piece := file.readline(_PIECE):
        state = walk.follow(piece, state)
        length += len(piece)
        if length <= _MOST_RECORD:
            kept.append(piece)
        if state != _QUOTED and piece[-1] in "\r\n":
            yield _finished(kept, length)
            kept, length, state = [], 0, _START
    if state == _QUOTED:
        hint = "Close it; a quote within a quoted cell is written twice."
        yield "", Fault("open_quote", "A quote opens here and is not closed before the end of the file", hint)
    elif length:
        yield _finished(kept, length)


def _finished(kept: list[str], length: int) -> tuple[str, Fault | None]:
    if length > _MOST_RECORD:
        return "", too_large(length)
    return "".join(kept).rstrip("\r\n"), None


class _Walk:
    """Follows the quotes of a record through its pieces."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._cell_end = re.compile(f"[{re.escape(delimiter)}\r\n]")

    def follow(self, piece: str, state: int) -> int:
        """The state behind a piece that began in a state."""
        if '"' not in piece and state != _QUOTED:
            # What is left open: only a piece that was cut goes on, in the cell that it ends in.
            return _START if piece[-1] in (self._delimiter, "\r", "\n") else _PLAIN
        at = 0
        while at < len(piece):
            state, at = self._step(piece, at, state)
        return state

    def _step(self, piece: str, at: int, state: int) -> tuple[int, int]:
        """The state, and the place from which it holds."""
        char = piece[at]
        if state == _START and char == '"':
            return _QUOTED, at + 1
        if state == _QUOTED:
            quote = piece.find('"', at)
            return (_QUOTED, len(piece)) if quote < 0 else (_CLOSED, quote + 1)
        if state == _CLOSED and char == '"':
            return _QUOTED, at + 1
        end = self._cell_end.search(piece, at)
        return (_PLAIN, len(piece)) if end is None else (_START, end.end())
