"""A lock on the name of a database: held while its file is made, or while a restore gives the name to another file.

A command that opened the old file meanwhile would store into one that the restore then replaces, or read it without its
log; where the file system cannot exchange two names, it would even find none. So it waits. Two restores at once wait
for each other. The lock is an flock, which ends with its process.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cgq.db.connection import BUSY_MS, Turn
from cgq.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def hold_name(database: Path) -> Generator[None]:
    """Nobody else makes or replaces the file of this name meanwhile. Raises Busy when it does not come to that."""
    path = _lock_file(database)
    turn = Turn()
    while (descriptor := _try_to_hold(path)) is None:
        _wait(turn, database)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def wait_for_name(database: Path) -> None:
    """Return once nobody holds the name. Raises Busy after ten seconds."""
    turn = Turn()
    while is_name_held(database):
        _wait(turn, database)


def is_name_held(database: Path) -> bool:
    """Is the file of this name being made or replaced just now?"""
    try:
        descriptor = os.open(_lock_file(database), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _try_to_hold(path: Path) -> int | None:
    """A descriptor of the lock, or None while somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.stat(path), os.fstat(descriptor)):  # not one that its last holder has removed
            return descriptor
    os.close(descriptor)
    return None


def _wait(turn: Turn, database: Path) -> None:
    if turn.is_over():
        raise Busy(
            f"{database} has been replaced by another process for more than {BUSY_MS // 1000} s.",
            code="database_locked",
            hint="Try again.",
        )
    turn.wait()


def _lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}-replacing.lock")
