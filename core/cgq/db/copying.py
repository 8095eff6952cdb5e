"""A whole and consistent copy of a database, made while others work with it."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.db.connection import Database, log_size, translated
from cgq.db.queries import load
from cgq.db.writable import is_writable
from cgq.errors import NotReady, StorageFailed

if TYPE_CHECKING:
    from pathlib import Path

SQL = load("storage")


def copy_into(database: Database, target: Path) -> None:
    """Write the database as it is at one moment into a new file of mode 0600, flushed to disk.

    The file is no larger than it needs to be, and keeps a write-ahead log when it is opened. Raises StorageFailed.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    with translated(target):
        database.connection.execute(SQL["copy_into"], (os.fspath(target),))
    with database.read():
        pass  # one that is not locked says here whether it was written meanwhile
    with closing(Database(target)) as copy:
        copy.use_write_ahead_log()
        refuse_damage(copy)
    flush(target)


def refuse_damage(database: Database) -> None:
    """Raise StorageFailed when any page or index is not whole."""
    with database.read() as tx:
        damage = [str(row[0]) for row in tx.all(SQL["integrity_check"]) if row[0] != "ok"]
    if damage:
        hint = "Keep the file, and take an older backup."
        raise StorageFailed(f"{database.path} is damaged: {'; '.join(damage)}", code="database_corrupt", hint=hint)


def open_to_copy(path: Path) -> Database:
    """A database that is only read. One that nobody has open is not even locked, so that it may lie anywhere."""
    if log_size(path) == 0:
        return Database(path, access="frozen")
    if not is_writable(path):
        raise NotReady(
            f"{path} cannot be read whole: its log (-wal) holds what is not in it yet, and its folder is not writable.",
            code="log_unread",
            hint="Copy both files to a folder of your own, and name the copy.",
        )
    return Database(path)


def flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
