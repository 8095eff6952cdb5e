"""The subscriber of events that keeps the log. It never raises and never waits: no job depends on its log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.clock import rfc3339
from cgq.config.shapes import NO_FILE
from cgq.errors import describe_error
from cgq.events import LogFailed
from cgq.logbook.file import LogFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.clock import Clock
    from cgq.config import Settings
    from cgq.events import Event, LedgerEvent
    from cgq.logbook.entries import Entry

LEVELS = ("debug", "info", "warning", "error")
"""From the least to the most important (`log.level`)."""

TRY_AGAIN_AFTER = 60.0
"""Seconds after a failed write before the next is tried: a full disk costs the jobs one write a minute."""


def log_path(settings: Settings, database: Path) -> Path | None:
    """Where the log of a database lies, or would; None when none is kept."""
    if settings.log.file == NO_FILE:
        return None
    if settings.log.file is not None:
        return Path(settings.log.file)
    return database.parent / "log" / f"{settings.environment}.log"


class Logbook:
    """Writes what is worth it to the log of a database. `supervisor` is whose events they are, None for a command."""

    def __init__(self, settings: Settings, database: Path, clock: Clock) -> None:
        path = log_path(settings, database)
        self._file = None if path is None else LogFile(path)
        self._format = settings.log.format
        self._least = LEVELS.index(settings.log.level)
        self._database = database.name
        self._clock = clock
        self._failed_at: float | None = None
        self._failure: LogFailed | None = None
        self.supervisor: int | None = None

    def write(self, events: Iterable[Event | LedgerEvent]) -> None:
        """Append the lines of some events, together."""
        if self._file is None or self._is_resting():
            return
        from cgq.logbook.entries import entries

        kept = [entry for event in events for entry in entries(event) if LEVELS.index(entry.level) >= self._least]
        if not kept:
            return
        try:
            self._file.append(self._lines(kept))
        except OSError as error:
            self._fail(self._file, error)

    def take_failure(self) -> LogFailed | None:
        """That the log cannot be written: once, to whoever asks first."""
        failure, self._failure = self._failure, None
        return failure

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _lines(self, kept: Iterable[Entry]) -> bytes:
        from cgq.logbook.lines import FORMATS, Masked, cleaned

        at, masked, write = rfc3339(self._clock.now()), Masked(), FORMATS[self._format]
        here = {"supervisor": self.supervisor, "pid": os.getpid(), "db": self._database}
        lines: list[str] = []
        for entry in kept:
            head = {"at": at, "level": entry.level, "event": entry.event}
            lines.append(write(cleaned({**head, **entry.fields, **here}, masked)) + "\n")
        return "".join(lines).encode("utf-8", "backslashreplace")

    def _is_resting(self) -> bool:
        return self._failed_at is not None and self._clock.monotonic() - self._failed_at < TRY_AGAIN_AFTER

    def _fail(self, file: LogFile, error: OSError) -> None:
        file.close()
        if self._failed_at is None:
            self._failure = LogFailed(file=str(file.path), reason=error.strerror or describe_error(error))
        self._failed_at = self._clock.monotonic()
