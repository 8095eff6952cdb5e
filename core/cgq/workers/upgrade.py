"""Notices that another cgq was installed since this process began, which goes on with the old code until it ends."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import cgq

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.clock import Clock

    Marks = tuple[tuple[str, int, int, int], ...]
    """Of each file that an installation writes anew: path, inode, time of change in ns, size."""

LOOK_EVERY = 10.0
"""Seconds between two looks: three stats each, and an upgrade is over by the second look that finds the same."""

UPGRADED = "upgraded"
"""The reason of a supervisor that makes room for the code that was installed."""

RECORDS = "certigraph_queue-*.dist-info/RECORD"
"""The list of files that installers write last; its folder is named by the version."""


def installed_marks(folders: Sequence[Path] | None = None) -> Marks:
    """What tells this installation from the next: the beginning of the package, and what installers keep of it.

    `folders` are those that hold the package, and where installers put packages: by default this program's own.
    """
    package = Path(cgq.__file__).parent
    searched = (package.parent, Path(sysconfig.get_path("purelib"))) if folders is None else folders
    files = {folder / "cgq" / "__init__.py" for folder in searched}
    for folder in searched:
        files |= set(folder.glob(RECORDS))
    return tuple(mark for path in sorted(files) if (mark := _mark(path)) is not None)


def _mark(path: Path) -> tuple[str, int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (str(path), found.st_ino, found.st_mtime_ns, found.st_size)


class UpgradeWatch:
    """Looks now and then whether another installation has taken the place of the one that this process began with."""

    def __init__(self, clock: Clock, marks: Callable[[], Marks] = installed_marks) -> None:
        self._clock = clock
        self._marks = marks
        self._at_first = self._last = marks()
        self._next_look = clock.monotonic() + LOOK_EVERY

    def look(self) -> str | None:
        """UPGRADED once another installation is complete: changed, and the same at two looks; None before that."""
        now = self._clock.monotonic()
        if now < self._next_look:
            return None
        self._next_look = now + LOOK_EVERY
        before, self._last = self._last, self._marks()
        # While files are missing the installer is at work, or the package was removed: there is nothing to start anew.
        is_complete = len(self._last) >= len(self._at_first)
        return UPGRADED if is_complete and before == self._last != self._at_first else None
