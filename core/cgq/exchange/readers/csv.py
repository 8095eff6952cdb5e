"""Questions in a text file with delimiters: CSV as spreadsheets write it, with tabs or semicolons as well."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import bounded, cannot_read, refuse_large_file
from cgq.exchange.rows import Reader, Row, RowFault
from cgq.exchange.table.delimited import read_records
from cgq.exchange.table.delimiter import SAMPLE_CHARACTERS, find_delimiter, named_delimiter
from cgq.exchange.table.encoding import find_encoding
from cgq.exchange.table.header import SAMPLE_ROWS, find_header
from cgq.exchange.table.table_row import find_habits
from cgq.exchange.text.text_mark import unmark

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes
    from cgq.exchange.table.delimited import Record
    from cgq.exchange.table.encoding import Encoding
    from cgq.exchange.table.table_row import Table


SAMPLE_RECORDS = 500
"""So many records are looked at before the first is read: for the header, and for how answers are given."""

_LONGEST_NAMING = 16
"""Characters of the line `sep=;` with its end, and some to spare."""


class CsvReader(Reader):
    """One question a row, columns by name."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".txt")
    summary = "a table as text: commas, semicolons or tabs; UTF-8, UTF-16 or Korean (cp949)"
    is_text = True

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The rows of the table; the encoding, the delimiter and the header are found first."""
        refuse_large_file(path, wishes)
        text = _find_text(path, wishes, note)
        sample = list(islice(_records(text), SAMPLE_RECORDS))
        filled = [(record.number, record.cells) for record in sample if any(map(str.strip, record.cells))]
        header = find_header(filled[:SAMPLE_ROWS], wishes, note)
        below = [cells for number, cells in filled if number > header.row]
        table = find_habits(below, header, answers_only=wishes.answers_only, note=note)
        return bounded(_rows(text, table), wishes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """How the file is opened; `skipped` is the line that names the delimiter, empty where none does."""

    path: Path
    encoding: Encoding
    delimiter: str
    skipped: str = ""

    def open(self) -> TextIO:
        """The text, without the line that names its delimiter."""
        file = _open_text(self.path, self.encoding)
        file.read(len(self.skipped))
        return file


def _find_text(path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> _Text:
    encoding = find_encoding(path, note, wishes.encoding)
    with _open_text(path, encoding) as file:
        first = file.readline(_LONGEST_NAMING)
        named = named_delimiter(first)
        if named:
            return _Text(path=path, encoding=encoding, delimiter=named, skipped=first)
        sample = first + file.read(SAMPLE_CHARACTERS)
    return _Text(path=path, encoding=encoding, delimiter=find_delimiter(sample, wishes, note))


def _open_text(path: Path, encoding: Encoding) -> TextIO:
    try:
        return path.open(encoding=encoding.codec, newline="")
    except OSError as error:
        raise cannot_read(error) from error


def _records(text: _Text) -> Generator[Record]:
    """The records of the file. Raises InputFailed where it was changed while it was read."""
    with text.open() as file:
        try:
            yield from read_records(file, text.delimiter)
        except UnicodeDecodeError as error:
            message = f"The file is no longer {text.encoding.name}: it was changed while it was read"
            raise InputFailed(message, code="bad_encoding", hint="Import it again.") from error
        except OSError as error:
            raise cannot_read(error) from error


def _rows(text: _Text, table: Table) -> Iterator[Row | RowFault]:
    """What each record below the header says. Only our own tables mark texts that a spreadsheet could run; in another
    one an apostrophe is part of the text."""
    plain = unmark if table.header.ours else str
    for record in _records(text):
        if record.number <= table.header.row:
            continue
        if record.fault is not None:
            fault = record.fault
            yield RowFault(row=record.number, column="", code=fault.code, message=fault.message, hint=fault.hint)
            continue
        row = table.read(record.number, [plain(cell) for cell in record.cells])
        if row is not None:
            yield row
