"""A lock on one byte of a database's write-ahead log, which no cleaner of old lock files takes away (R2)."""

from __future__ import annotations

import fcntl
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SET: int | None = getattr(fcntl, "F_OFD_SETLK", None)
_GET: int | None = getattr(fcntl, "F_OFD_GETLK", None)
"""Locks of an open file, not of a process: closing another descriptor keeps them. Linux has them since 3.15; where
there are none, the lock file is all."""

_FLOCK = "hhqqi4x"
"""struct flock of 64-bit Linux: type, whence, start, length, pid."""

_FIRST = 1 << 60
"""The bytes from here to 2^61 are locked; SQLite's log never comes near."""


@dataclass(frozen=True, slots=True)
class LogLock:
    """A held lock. It goes with its descriptor, which is closed on exec."""

    path: Path
    descriptor: int

    @staticmethod
    def take(database: Path, name: str) -> LogLock | None:
        """Hold the byte that stands for this name; None where there is no log, or no such lock."""
        if _SET is None:
            return None
        path = _log(database)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.fcntl(descriptor, _SET, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _byte(name), 1, 0))
        except OSError:
            os.close(descriptor)
            return None
        return LogLock(path, descriptor)

    def is_replaced(self) -> bool:
        """Was the log removed or replaced under the database? Then what is written now is lost."""
        try:
            return not os.path.samestat(os.stat(self.path), os.fstat(self.descriptor))
        except FileNotFoundError:
            return True

    def let_go(self) -> None:
        """Let go of the byte."""
        with suppress(OSError):
            os.close(self.descriptor)


def is_log_locked(database: Path, name: str | None = None) -> bool:
    """Does anybody hold the byte of this name, or any when none is given? A log that is not there is open nowhere."""
    if _GET is None:
        return False
    try:
        descriptor = os.open(_log(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        start, length = (_FIRST, _FIRST) if name is None else (_byte(name), 1)
        wanted = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
        found, *_ = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, _GET, wanted))
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return bool(found != fcntl.F_UNLCK)


def _log(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _byte(name: str) -> int:
    return _FIRST + int.from_bytes(blake2b(os.fsencode(name), digest_size=7).digest())
