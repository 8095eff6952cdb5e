"""What is wrong with one value of a row: raised where it is found, and made a RowFault with its row and column."""

from __future__ import annotations

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes at most."""


class Fault(Exception):
    """A value that cannot be taken: a code, what is wrong, what to do, and what the file calls its column ("" where
    whoever catches it knows, or for the row as a whole)."""

    def __init__(self, code: str, message: str, hint: str = "", *, column: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.code = code
        self.message = message
        self.hint = hint
