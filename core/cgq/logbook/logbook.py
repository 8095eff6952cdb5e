"""The subscriber of events that keeps the log. It never raises and never waits: no job depends on its log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgq.clock import rfc3339
from cgq.config.shapes import NO_FILE
from cgq.errors import describe_error
from cgq.logbook.file import LogFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.clock import Clock
    from cgq.config import Settings
    from cgq.events import Event, LedgerEvent, LogFailed
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
    """Writes what is worth it to the log of a database, and to the `journal` of systemd, where its address is given.

    `supervisor` is whose events they are, None for a command.
    """

    def __init__(self, settings: Settings, database: Path, clock: Clock, journal: str | None = None) -> None:
        path = log_path(settings, database)
        self._file = None if path is None else LogFile(path)
        self._format = settings.log.format
        self._levels = frozenset(LEVELS[LEVELS.index(settings.log.level) :])
        self._journal = journal
        self._database = database.name
        self._clock = clock
        self._failed_at: float | None = None
        self._failure: LogFailed | None = None
        self.supervisor: int | None = None

    def write(self, events: Iterable[Event | LedgerEvent]) -> None:
        """Append the lines of some events, together."""
        if self._file is None and self._journal is None:
            return
        from cgq.logbook.entries import entries

        kept = [entry for event in events for entry in entries(event) if entry.level in self._levels]
        rows = self._rows(kept)
        if rows and self._file is not None and not self._is_resting():
            self._append(self._file, rows)
        if self._journal is not None:
            self._send(self._journal, rows)

    def take_failure(self) -> LogFailed | None:
        """That the log cannot be written: once until it can be again, to whoever asks first."""
        failure, self._failure = self._failure, None
        return failure

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _rows(self, kept: Iterable[Entry]) -> list[dict[str, Any]]:
        """The fields of each entry, when and where it happened among them."""
        from cgq.logbook.lines import Masked, cleaned

        at, masked = rfc3339(self._clock.now()), Masked()
        here = {"supervisor": self.supervisor, "pid": os.getpid(), "db": self._database}
        here = {name: value for name, value in here.items() if value is not None}
        return [
            {"at": at, "level": entry.level, "event": entry.event, **cleaned(entry.fields, masked), **here}
            for entry in kept
        ]

    def _append(self, file: LogFile, rows: Iterable[Mapping[str, Any]]) -> None:
        from cgq.logbook.lines import FORMATS

        write = FORMATS[self._format]
        lines = "".join(write(row) + "\n" for row in rows)
        try:
            file.append(lines.encode("utf-8", "backslashreplace"))
        except OSError as error:
            self._fail(file, error)
        else:
            self._failed_at = None

    def _send(self, journal: str, rows: Iterable[Mapping[str, Any]]) -> None:
        from cgq.logbook.journal import send
        from cgq.logbook.lines import text_line

        for row in rows:
            message = {name: value for name, value in row.items() if name not in ("at", "level")}
            send(journal, row, text_line(message, unnamed=1))

    def _is_resting(self) -> bool:
        return self._failed_at is not None and self._clock.monotonic() - self._failed_at < TRY_AGAIN_AFTER

    def _fail(self, file: LogFile, error: OSError) -> None:
        from cgq.events import LogFailed

        file.close()
        if self._failed_at is None:
            self._failure = LogFailed(file=str(file.path), reason=error.strerror or describe_error(error))
        self._failed_at = self._clock.monotonic()
