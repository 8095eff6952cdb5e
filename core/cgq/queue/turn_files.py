"""Old files of turns (web/pace.py): each host that was ever asked has one."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from cgq.db.kept_files import turns_of
from cgq.queue.latency import HOUR_MS

if TYPE_CHECKING:
    from pathlib import Path

AGE_MS = 24 * HOUR_MS
"""Milliseconds after which the last turn of a host holds up nobody: a day is the longest distance that is kept to a
host (web.robots.LONGEST_DELAY)."""

FILES = 200
"""Files that are looked at in one transaction: 200 take about 10 ms."""


def remove_old(database: Path, wall: int) -> bool:
    """Remove some of the files whose last turn was taken a day before a moment of the wall clock (ms); whether there
    may be more. One that somebody holds stays: its turn is being taken."""
    old = _old(turns_of(database), (wall - AGE_MS) / 1000)
    removed = sum(_remove(path, (wall - AGE_MS) / 1000) for path in old[:FILES])
    return len(old) > FILES and removed > 0


def _old(folder: Path, before: float) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [
                entry.path
                for entry in entries
                if entry.name.endswith(".turn") and entry.stat(follow_symlinks=False).st_mtime < before
            ]
    except FileNotFoundError:
        return []


def _remove(path: str, before: float) -> bool:
    """Remove a file while nobody can take a turn by it, unless somebody has meanwhile."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = os.fstat(file)
        if found.st_mtime >= before or found.st_nlink == 0:
            return False
        os.unlink(path)
    except OSError:
        return False
    finally:
        os.close(file)
    return True
