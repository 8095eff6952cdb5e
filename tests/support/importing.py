"""Files of an import made and read, as tests need them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exchange import readers
from cgq.exchange.rows import ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import xlsxwriter

Shown = object
"""A cell to write: a text, a number, a pair of a value and a format's code, or a `Formula`."""


@dataclass(frozen=True)
class Formula:
    """A formula with the value that is stored for it."""

    code: str
    value: object = ""


@dataclass
class Outcome:
    """What a reader made of a file: rows, faults, notes, and why it was refused, if it was."""

    rows: list[Row] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: InputFailed | None = None
    before_first: bool = False
    """Was it refused by the call itself, before any row?"""

    @property
    def code(self) -> str | None:
        """The code of the refusal."""
        return self.failed.code if self.failed else None


def read_import(folder: Path, reader: str, data: bytes | str, **wishes: object) -> Outcome:
    """Write the bytes to a file in the folder and read it."""
    path = folder / f"import.{reader}"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    outcome = Outcome()
    started = False
    try:
        rows = readers.make(reader).read(path, ReadWishes(**wishes), outcome.notes.append)  # type: ignore[arg-type]
        started = True
        for row in rows:
            (outcome.rows if isinstance(row, Row) else outcome.faults).append(row)  # type: ignore[arg-type]
    except InputFailed as error:
        outcome.failed, outcome.before_first = error, not started
    return outcome


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as the standard library writes them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook_bytes(
    sheets: Mapping[str, Sequence[Sequence[Shown]]], merges: Sequence[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """Sheets of cells; one whose name begins with "!" is hidden. Merged cells, from 0, are those of every sheet."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.lstrip("!"))
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(book, sheet, number, column, cell)
            for merge in merges:
                sheet.merge_range(*merge)
            if name.startswith("!"):
                sheet.hide()
    return made.getvalue()


def _write(book: xlsxwriter.Workbook, sheet: object, row: int, column: int, cell: Shown) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)  # type: ignore[attr-defined]
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.code, None, cell.value)  # type: ignore[attr-defined]
    elif isinstance(cell, tuple):
        sheet.write(row, column, cell[0], book.add_format({"num_format": cell[1]}))  # type: ignore[attr-defined]
    elif cell is not None:
        sheet.write(row, column, cell)  # type: ignore[attr-defined]
