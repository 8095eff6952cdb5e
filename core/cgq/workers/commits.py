"""Wakes an idle supervisor the moment somebody commits: inotify on SQLite's write-ahead log (C4).

Looking twenty times a second costs a noisy machine more than the 0.2 % of a core that idling may
take. Where there is no inotify, or it does not report our own first commit, looking it is.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_IN_MODIFY = 0x2
_BUFFER = 4096


class CommitWatch:
    """`descriptor` becomes readable when a commit is being written; None where nothing reports it.

    The log is written before the commit can be seen: look again for a while after it rang.
    """

    def __init__(self, database: Path) -> None:
        self.descriptor = _watch(database.with_name(database.name + "-wal"))
        self.works = False

    def rang(self) -> bool:
        """Was something written since the last look? Takes what was reported."""
        if self.descriptor is None:
            return False
        rang = False
        with suppress(BlockingIOError):
            while os.read(self.descriptor, _BUFFER):
                rang = self.works = True
        return rang

    def close(self) -> None:
        """Stop watching."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def _watch(path: Path) -> int | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0:
        return None
    if libc.inotify_add_watch(descriptor, os.fsencode(path), _IN_MODIFY) < 0:
        os.close(descriptor)
        return None
    return int(descriptor)
