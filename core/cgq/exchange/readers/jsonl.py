"""Questions as JSON Lines: records as an export writes them, or objects with the names of columns."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TextIO

from cgq.errors import InputFailed
from cgq.exam.findings import EMPTY_FILE
from cgq.exchange.importing.faults import Fault
from cgq.exchange.importing.read_limits import bounded, cannot_read, refuse_large_file
from cgq.exchange.jsonl.json_line import MOST_LINE, decode_line, read_line, unknown_keys
from cgq.exchange.jsonl.record_row import convert_record, is_record, read_record
from cgq.exchange.rows import Reader, Row, RowFault
from cgq.exchange.table.cell import too_large
from cgq.exchange.table.encoding import find_encoding
from cgq.exchange.table.header import resolve_map

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes
    from cgq.exchange.table.encoding import Encoding

_MOST_KEYS = 12
"""So many keys that are not known are named."""


class JsonLinesReader(Reader):
    """One object a line."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson")
    summary = "one JSON object a line: a record of `cgq export`, or the columns of a table by name"
    is_text = True

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The lines in turn; the encoding and the first line are looked at first."""
        refuse_large_file(path, wishes)
        encoding = find_encoding(path, note, wishes.encoding)
        mapped = resolve_map(wishes.columns)
        lines = _lines(path, encoding)
        first = next(((number, text) for number, text in lines if text is None or text.strip()), None)
        if first is None:
            raise InputFailed("The file is empty", code=EMPTY_FILE, hint="Give a file with an object a line.")
        if first[1] is not None and not first[1].lstrip().startswith("{"):
            message = f"Line {first[0]} does not begin an object"
            raise InputFailed(message, code="not_jsonl", hint="Write one JSON object a line, each question in braces.")
        rows = _Rows(mapped, note, answers_only=wishes.answers_only)
        return bounded(rows.read(chain([first], lines)), wishes)


class _Rows:
    """Reads lines, and counts what a person should know of them."""

    def __init__(self, mapped: Mapping[str, str], note: Callable[[str], None], *, answers_only: bool) -> None:
        self._mapped = mapped
        self._note = note
        self._answers_only = answers_only
        self._unknown: dict[str, None] = {}
        self._repeated = 0

    def read(self, lines: Iterator[tuple[int, str | None]]) -> Iterator[Row | RowFault]:
        """What each line says; the notes come behind the last."""
        for number, text in lines:
            if text is not None and not text.strip():
                continue
            try:
                row = self._row(number, text)
            except Fault as fault:
                row = RowFault(row=number, column=fault.column, code=fault.code, message=fault.message, hint=fault.hint)
            if row is not None:
                yield row
        if self._unknown:
            self._note(f"Passed over, for their names are not known: {', '.join(self._unknown)}.")
        if self._repeated:
            self._note(f"{self._repeated:,} of the questions have several appearances; the first of each is taken.")

    def _row(self, number: int, text: str | None) -> Row | RowFault | None:
        if text is None:
            raise too_large(MOST_LINE)
        value = decode_line(text)
        if is_record(value):
            record = convert_record(value)
            self._repeated += len(record.appearances) > 1
            return read_record(number, record, answers_only=self._answers_only)
        for key in unknown_keys(value, self._mapped):
            if len(self._unknown) < _MOST_KEYS:
                self._unknown.setdefault(key[:40])
        return read_line(number, value, self._mapped, answers_only=self._answers_only)


def _lines(path: Path, encoding: Encoding) -> Generator[tuple[int, str | None]]:
    """Each line with its number; None for one that is too long, of which nothing is kept."""
    try:
        with path.open(encoding=encoding.codec, newline="\n") as file:
            number = 0
            while line := file.readline(MOST_LINE):
                number += 1
                whole = len(line) < MOST_LINE or line.endswith("\n")
                yield number, line if whole else None
                if not whole:
                    _skip_line(file)
    except UnicodeDecodeError as error:
        raise InputFailed(
            "The file was changed while it was read", code="bad_encoding", hint="Import it again."
        ) from error
    except OSError as error:
        raise cannot_read(error) from error


def _skip_line(file: TextIO) -> None:
    while piece := file.readline(MOST_LINE):
        if piece.endswith("\n"):
            return
