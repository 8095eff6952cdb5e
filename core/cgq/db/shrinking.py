"""A database file gives the room of what was removed back to the disk, while others work with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.db.connection import AFTER_COMMIT, log_size
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Database, Transaction

SQL = load("storage")


def shrink(database: Database) -> None:
    """Cut off the free pages, a few at a time, and empty the log.

    Where somebody reads an older moment just then, the file shrinks with a later checkpoint.
    """
    while _cut_in_own_transaction(database):
        time.sleep(AFTER_COMMIT)
    database.empty_log()


def size_on_disk(database: Database) -> int:
    """Bytes of the database file and of its log."""
    return database.path.stat().st_size + log_size(database.path)


def _cut_in_own_transaction(database: Database) -> bool:
    with database.write() as tx:
        return cut_some(tx)


def cut_some(tx: Transaction) -> bool:
    """Cut off some free pages; whether there are more."""
    before: int = tx.value(SQL["free_pages"])
    tx.all(SQL["cut_free_pages"])
    left: int = tx.value(SQL["free_pages"])
    return 0 < left < before
