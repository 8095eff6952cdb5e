"""An empty table to fill in: a header that an import understands, and two examples that it passes over."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from cgq.exam.model import MOST_OPTIONS
from cgq.exchange.table.columns import COLUMNS, MOST_BOXES
from cgq.exchange.table.examples import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

TemplateFormat = Literal["csv", "xlsx"]

_OPTIONS = 5
"""Columns for options: most exams have four or five. More are named alike (option6 …)."""

_WIDE = frozenset({"stem", "passage", "box1", "explanation"})
_WIDTHS = (14, 40)
"""Widths of columns for short and for long texts, in characters."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a workbook says that it was made: always then, so that the same program writes the same bytes."""


def template(format: TemplateFormat) -> bytes:  # noqa: A002 - what the command calls it
    """The bytes of a template: CSV is UTF-8 with a mark, so that Excel reads it right; in a workbook every cell is
    text, so that `1,5` stays what it is."""
    return _workbook() if format == "xlsx" else _csv()


def header() -> list[str]:
    """The names of its columns."""
    numbered = {"option": [f"option{n}" for n in range(1, _OPTIONS + 1)], "box": ["box1"]}
    return [name for column in COLUMNS for name in numbered.get(column.name, [column.name])]


def _rows() -> Iterator[list[str]]:
    names = header()
    yield names
    yield from ([example.get(name, "") for name in names] for example in EXAMPLES)


def _csv() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows())
    return text.getvalue().encode("utf-8-sig")


def _workbook() -> bytes:
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE.replace(tzinfo=None)})
        sheet, remarks = book.add_worksheet("questions"), book.add_worksheet("columns")
        text, bold = book.add_format({"num_format": "@", "text_wrap": True}), book.add_format({"bold": True})
        for column, name in enumerate(header()):
            sheet.set_column(column, column, _WIDTHS[name in _WIDE], text)
        for number, row in enumerate(_rows()):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text if number else bold)
        sheet.freeze_panes(1, 0)
        remarks.set_column(0, 0, 3 * _WIDTHS[1])
        for number, line in enumerate(_remarks()):
            remarks.write_string(number, 0, line)
    return made.getvalue()


def _remarks() -> Iterator[str]:
    """What a person should know to fill it in, a line each."""
    yield "Delete the two examples; an import passes them over. Only the column stem must be there."
    for column in COLUMNS:
        yield f"{column.name} ({column.korean}): {column.summary}"
    yield f"At most {MOST_OPTIONS} options and {MOST_BOXES} boxes; their columns are numbered without a gap."
