"""A text file of attempts, opened in its encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import cannot_read

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exchange.table.encoding import Encoding


def open_text(path: Path, encoding: Encoding, newline: str = "") -> TextIO:
    """The file to read; by default its line breaks are kept. Raises InputFailed: cannot_read."""
    try:
        return path.open(encoding=encoding.codec, newline=newline)
    except OSError as error:
        raise cannot_read(error) from error


def changed() -> InputFailed:
    """The file is no longer in the encoding that all of it was in."""
    return InputFailed("The file was changed while it was read", code="bad_encoding", hint="Import it again.")
