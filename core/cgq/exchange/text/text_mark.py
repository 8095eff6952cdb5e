"""The apostrophe that keeps a spreadsheet from running a cell of a CSV file as a formula.

A text that a spreadsheet could run gets one apostrophe in front, and a reader takes one away. Both ways are exact: a
text that begins with apostrophes and then such a sign gets one more.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
"""What a spreadsheet takes for the start of a formula, with the apostrophes before it. OWASP, CSV Injection: `=`, `+`,
`-`, `@`, tab and carriage return, also in full width; some programs skip whitespace before them."""


def mark(text: str) -> str:
    """A text as a cell of a CSV file that no spreadsheet runs."""
    return f"'{text}" if _RUNS.match(text) else text


def unmark(cell: str) -> str:
    """The text of such a cell, in a table of ours."""
    return cell[1:] if cell[:1] == "'" and _RUNS.match(cell) else cell
