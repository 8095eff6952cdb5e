"""Files on disk that many tests look at, each read once a process: what was read cannot be changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exam.model import Document


@cache
def reading_of(path: Path) -> Document:
    """What is read of a file of this repository or of the collection next to it; no test writes there."""
    return read_document(path.read_bytes())
