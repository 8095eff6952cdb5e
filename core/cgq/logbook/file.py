"""A file that several processes append to, each line whole, rotated before it grows too large.

A batch of lines is one write to a file opened for appending, so lines of several processes never mix. Before a write
each looks whether the path still leads to its file: one that another process rotated is opened anew.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cgq.replaced import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

MOST_BYTES = 10_000_000
"""Bytes of one file: 10 MB, of which an editor opens one and ten hold months of a busy queue."""

MOST_FILES = 10
"""Files that are kept, the one that is written to among them: NAME, NAME.1 to NAME.9."""

_APPEND = os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
"""How it is opened: a pipe that nobody reads is an error, not a wait."""


class LogFile:
    """Appends to a path. Every method but `close` may raise OSError."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._most_files = most_files
        self._descriptor: int | None = None
        self._is_torn = False

    def append(self, data: bytes) -> None:
        """Write whole lines. What a full disk cut off, now or before the file was opened, is ended before the next."""
        descriptor = self._open()
        size = _size(descriptor)
        if size and size + len(data) > self._most_bytes and self._rotate():
            descriptor = self._open()
        whole = b"\n" + data if self._is_torn else data
        if os.write(descriptor, whole) < len(whole):
            self.close()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._is_torn = False

    def close(self) -> None:
        """Let go of the file; the next write opens it again."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        """The descriptor of the file that the path leads to now."""
        if self._descriptor is not None and not self._leads_here(self._descriptor):
            self.close()
        if self._descriptor is None:
            make_private_folder(self.path.parent)
            self._descriptor = _open_to_append(self.path)
            self._is_torn = _is_torn(self._descriptor)
        return self._descriptor

    def _leads_here(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(descriptor))
        except FileNotFoundError:
            return False

    def _rotate(self) -> bool:
        """Move each file on by one. False when another process is at it: then this one appends where it is."""
        with self._lock() as is_mine:
            if not is_mine or self._is_new():
                return is_mine
            for number in range(self._most_files - 1, 0, -1):
                older = self._numbered(number - 1) if number > 1 else self.path
                with suppress(FileNotFoundError):
                    os.replace(older, self._numbered(number))
        return True

    def _is_new(self) -> bool:
        """Has another process moved the file on just now? Until one writes again, there is none."""
        try:
            return os.stat(self.path).st_size < self._most_bytes // 2
        except FileNotFoundError:
            return True

    @contextmanager
    def _lock(self) -> Generator[bool]:
        """Only one process rotates; nobody waits for it."""
        descriptor = os.open(self._companion("lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)

    def _numbered(self, number: int) -> Path:
        return self._companion(str(number))

    def _companion(self, ending: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{ending}")


def _open_to_append(path: Path) -> int:
    """Opened to read its last byte, too; a pipe, which would then never lack a reader, to write alone, as is a file
    that may not be read."""
    if not path.is_fifo():
        with suppress(PermissionError):
            return os.open(path, os.O_RDWR | _APPEND, 0o600)
    return os.open(path, os.O_WRONLY | _APPEND, 0o600)


def _is_torn(descriptor: int) -> bool:
    """Does the file end within a line? Not where that cannot be read. Asked where it is opened alone: while another
    process writes, its end may seem to be one."""
    size = _size(descriptor)
    try:
        return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
    except OSError:
        return False


def _size(descriptor: int) -> int:
    """Bytes in a regular file; 0 for a device or a pipe, which is never rotated."""
    status = os.fstat(descriptor)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
