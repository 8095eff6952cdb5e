"""The bank as JSON Lines: one question record a line, sorted by content hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.record import line
from cgq.exchange.format import Contents, Format
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from pathlib import Path


class JsonLines(Format):
    """Everything that the bank knows of a question; drawings are called by their hashes."""

    name = "jsonl"
    version = "1"
    suffix = ".jsonl"
    summary = "one question record a line, with all that the bank knows"
    fields = ALL_FIELDS

    def write(self, contents: Contents, to: Path) -> None:
        """UTF-8 lines, each with its newline."""
        with to.open("wb") as file:
            for record in contents.records:
                file.write(line(record))
