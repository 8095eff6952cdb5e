"""The bank in a file for other programs."""

from __future__ import annotations

from typing import Literal

from cgq.documents import Document


class Export(Document, frozen=True, kw_only=True, tag="export"):
    """The bank was written to a file: `cgq export --output FILE`. Without a file, the records are the answer."""

    format: Literal["jsonl"]
    """The format: `jsonl` is one question record a line."""
    file: str
    """The file."""
    questions: int
    """How many questions it holds."""
    assets: str | None
    """The folder of the figures (`--assets`); null when none was named."""
    figures: int
    """How many files of figures and drawn options were written there."""
    undrawn: int
    """How many drawings have no file, because their papers are gone or cannot be read; then the exit code is 3."""
