"""What native code writes to its standard error, in a process that may write no file and start no thread."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_ROOM = 1 << 20
"""Bytes that a pipe may hold without privileges (Linux: pipe-max-size); a line of the converter has some 120. Who
writes more waits, and ends by the clock."""
_STDERR = 2
"""The descriptor of standard error (POSIX)."""


@contextmanager
def listening() -> Generator[Callable[[], str]]:
    """Standard error goes into a pipe as long as this lasts; call what it gives to take what has been written."""
    end, into = os.pipe()
    with suppress(OSError):
        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, _ROOM)
    os.set_blocking(end, False)
    before = os.dup(_STDERR)
    os.dup2(into, _STDERR)
    os.close(into)
    try:
        yield lambda: _taken(end)
    finally:
        os.dup2(before, _STDERR)
        os.close(before)
        os.close(end)


def _taken(end: int) -> str:
    taken = bytearray()
    with suppress(BlockingIOError):
        while len(taken) < _ROOM and (piece := os.read(end, 1 << 16)):
            taken += piece
    return taken.decode("utf-8", "replace")
