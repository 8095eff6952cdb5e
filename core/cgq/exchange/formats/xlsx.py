"""The bank as a workbook, which spreadsheets open and `cgq import` takes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cgq.exchange.format import Contents, Format, Loss
from cgq.exchange.table.table_cells import FIELDS, part_of
from cgq.exchange.text.xml_text import CONTROL_SIGNS, UNWRITABLE, writable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cgq.exchange.records.fields import Part

MOST_CHARACTERS = 32_767
"""Of a cell, in UTF-16 units (Excel specifications and limits)."""
MOST_ROWS = 1_048_576
"""Of a sheet, with its header (the same)."""

TOO_LONG = f"a cell of a workbook holds {MOST_CHARACTERS:,} characters, the rest is cut off"
TOO_MANY = f"a sheet of a workbook has {MOST_ROWS:,} rows"
LINE_ENDS = "a workbook has one sign for the end of a line"

_LINE_END = re.compile("\r\n?|\x85|\u2028")
_WIDE = {"stem": 60, "passage": 40, "explanation": 40}
"""Widths of columns, in characters, that hold long texts; the others keep the usual one."""


class Workbook(Format):
    """One sheet, one question a row, every cell a text: nothing is a formula, a number or a date."""

    name = "xlsx"
    version = "1"
    suffix = ".xlsx"
    summary = "a workbook, one question a row, for spreadsheets, and to be imported again"
    limits = (
        "As csv, but a cell holds 32,767 characters and no control characters, and a sheet 1,048,575 questions.",
        "Its bytes may differ with another version of the library that writes it; its cells do not.",
    )
    fields = FIELDS
    binary = True
    same_bytes = False

    def write(self, contents: Contents, to: Path) -> None:
        """Row by row, so that a large bank takes little memory. Raises OSError."""
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError

        from cgq.exchange.table.table_cells import TableRows

        spool = to.with_name(f"{to.name}-rows")
        rows = TableRows(self, contents, spool)
        book = xlsxwriter.Workbook(str(to), {"constant_memory": True, "tmpdir": str(to.parent)})
        try:
            _fill(book, rows, contents.lost)
        finally:
            try:
                book.close()
            except FileCreateError as error:
                cause = error.args[0] if error.args else None
                raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
        spool.unlink()


def _fill(book: Any, rows: Any, lost: Callable[[Loss], None]) -> None:
    from datetime import UTC, datetime

    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("questions")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    header: list[str] = rows.header
    for column, name in enumerate(header):
        if name in _WIDE:
            sheet.set_column(column, column, _WIDE[name])
        sheet.write_string(0, column, name, bold)
    for number, (id_, cells) in enumerate(rows, 1):
        if number >= MOST_ROWS:
            lost(Loss(id=id_, what="dropped", part="record", reason=TOO_MANY))
            continue
        reasons: dict[tuple[Part, str], None] = {}
        for column, cell in enumerate(cells):
            text, why = held(cell)
            reasons.update(dict.fromkeys((part_of(header[column]), reason) for reason in why))
            if text:
                sheet.write_string(number, column, text)
        for part, reason in reasons:
            lost(Loss(id=id_, what="changed", part=part, reason=reason))


def held(cell: str) -> tuple[str, list[str]]:
    """The text as a cell holds it, and why it is not the same."""
    return (
        _plain(cell)
        if UNWRITABLE.search(cell) or _LINE_END.search(cell) or len(cell) > MOST_CHARACTERS // 2
        else (cell, [])
    )


def _plain(cell: str) -> tuple[str, list[str]]:
    text = _LINE_END.sub("\n", cell)
    losses = [LINE_ENDS] if text != cell else []
    kept = writable(text)
    if kept != text:
        losses.append(CONTROL_SIGNS)
    cut = _cut(kept)
    if cut != kept:
        losses.append(TOO_LONG)
    return cut, losses


def _cut(text: str) -> str:
    """At most as much as a cell holds, no pair of UTF-16 units cut in two."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")
