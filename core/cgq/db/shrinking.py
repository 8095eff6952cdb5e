"""A database file gives the room of what was removed back to the disk, while others work with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.db.connection import log_size
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Database, Transaction

SQL = load("storage")


def size_on_disk(database: Database) -> int:
    """Bytes of the database file and of its log."""
    return database.path.stat().st_size + log_size(database.path)


def cut_some(tx: Transaction) -> tuple[int, bool]:
    """Cut off some free pages: the bytes that the file loses, and whether there are more."""
    before: int = tx.value(SQL["free_pages"])
    tx.all(SQL["cut_free_pages"])
    left: int = tx.value(SQL["free_pages"])
    page: int = tx.value(SQL["page_size"])
    return (before - left) * page, 0 < left < before
