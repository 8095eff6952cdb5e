"""The bank as a table of commas, which spreadsheets open and `cgq import` takes back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format
from cgq.exchange.table.columns import MOST_BOXES
from cgq.exchange.table.table_cells import FIELDS

if TYPE_CHECKING:
    from pathlib import Path


class CommaTable(Format):
    """One question a row, UTF-8 with a byte order mark, every cell quoted, lines ended as RFC 4180 has them."""

    name = "csv"
    version = "1"
    suffix = ".csv"
    summary = "a table, one question a row, for spreadsheets, and to be imported again"
    limits = (
        "A table has one place of a question, the first: the manifest names the questions that have more.",
        "It holds no pictures, no positions on a page, and nothing of how far a question can be trusted; options are "
        "called 1, 2, 3.",
        f"An import takes {MOST_BOXES} boxed statements of a question; more stand in columns that it passes over.",
        "A spreadsheet that opens it makes a date of a text such as 3/4, and a number of 007; a cell of xlsx is text.",
        "A cell that a spreadsheet could run as a formula begins with an apostrophe, which `cgq import` takes away.",
    )
    fields = FIELDS

    def write(self, contents: Contents, to: Path) -> None:
        """The header, then the rows."""
        from cgq.exchange.table.table_cells import TableRows
        from cgq.exchange.text.text_mark import mark

        spool = to.with_name(f"{to.name}-rows")
        rows = TableRows(self, contents, spool)
        with to.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(rows.header)
            for _, cells in rows:
                writer.writerow(map(mark, cells))
        spool.unlink()
