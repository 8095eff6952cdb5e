"""What is wrong with one value of a row: raised where it is found, and made a RowFault with its row and column."""

from __future__ import annotations

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes at most."""


class Fault(Exception):
    """A value that cannot be taken: a code, what is wrong, and what to do."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
