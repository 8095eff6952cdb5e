"""Can the log be written? Nothing is made or written here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, failed, ok, warn
from cgq.db.location import locate
from cgq.errors import CgqError
from cgq.logbook.logbook import log_path

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.config import Settings

NAME = "log"
HINT = "Name another file in CGQ_LOG_FILE, or `none`. The jobs go on without it."


def log(settings: Settings) -> Check:
    """A warning where no line could be appended."""
    try:
        path = log_path(settings, locate(settings.db))
        reason = None if path is None else _why_not(path)
    except CgqError as error:
        return failed(NAME, error)
    except OSError as error:
        return warn(NAME, f"{error.filename} cannot be looked at: {error.strerror}", HINT)
    if path is None:
        return ok(NAME, "none is kept (log.file)")
    if reason is not None:
        return warn(NAME, f"{path} cannot be written: {reason}", HINT)
    return ok(NAME, f"{path} can be written")


def _why_not(path: Path) -> str | None:
    """What keeps a file from being appended to, or made with its folders; None where nothing does."""
    if path.is_dir():
        return "it is a folder"
    if path.exists():
        return None if os.access(path, os.W_OK) else "it may not be written to"
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        return f"{there} is no folder"
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} is not writable"
