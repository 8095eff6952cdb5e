"""Where the files of a database lie that it keeps itself: under the hash of their content, beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = "-files"
"""What the name of the folder has more than that of its database."""


def folder_of(database: Path) -> Path:
    """Where the files of a database lie."""
    return database.with_name(f"{database.name}{SUFFIX}")


def path_of(database: Path, sha256: str) -> Path:
    """Where a kept file lies."""
    return folder_of(database) / sha256[:2] / sha256


def turns_of(database: Path) -> Path:
    """The folder in which all processes of a database keep their distance to hosts (web/pace.py)."""
    return folder_of(database) / "turns"
