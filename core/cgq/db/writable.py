"""Whether a database may be written where it lies, and the reason where it may not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgq.errors import NotReady

if TYPE_CHECKING:
    from pathlib import Path


def is_writable(path: Path) -> bool:
    """May the database be written, and its log be made next to it?

    Not on a read-only mount, such as a snapshot or a container's :ro volume.
    """
    return _may(path.parent, os.W_OK | os.X_OK) and _may(path, os.W_OK)


def read_only(path: Path) -> NotReady:
    """The error for a database that can only be read, not even that, or cannot be made, with the reason."""
    if path.exists() and not _may(path, os.R_OK):
        return NotReady(f"{path} cannot be read: {_whose(path)}.", code="unreadable", hint=_HINT_FOR_OTHERS)
    return NotReady(f"{path} cannot be written: {reason(path)}.", code="read_only", hint=_HINT)


_HINT = "Make that writable, or name a database in a folder of your own with --db."
_HINT_FOR_OTHERS = "Work as that account, or name a database of your own with --db."


def reason(path: Path) -> str:
    """Why a database cannot be written: `it lies on a read-only file system`."""
    folder = _existing_folder(path)
    if _is_read_only_mount(folder):
        return "it lies on a read-only file system"
    if not _may(folder, os.W_OK | os.X_OK):
        return f"you may not write into the folder {folder}"
    return "you may not write into the file"


def _whose(path: Path) -> str:
    """Whose file it is, and for whom: `it belongs to exams, with mode 0600`."""
    import pwd

    status = path.stat()
    try:
        owner = pwd.getpwuid(status.st_uid).pw_name
    except KeyError:  # an account of another host, or of a container
        owner = f"account {status.st_uid}"
    return f"it belongs to {owner}, with mode {status.st_mode & 0o7777:04o}"


def _may(path: Path, mode: int) -> bool:
    """May this process do that: by the rights that it acts with, capabilities included."""
    return os.access(path, mode, effective_ids=True)


def _existing_folder(path: Path) -> Path:
    """The folder of a file that is there or is to be made: the nearest one above it that exists."""
    return next((folder for folder in path.parents if folder.is_dir()), path.parent)


def _is_read_only_mount(folder: Path) -> bool:
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False
