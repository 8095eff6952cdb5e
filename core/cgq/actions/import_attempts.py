"""A file of attempts goes into the bank: row by row, some in each transaction, each attempt once.

No job does it: what a row brings is small, is stored by itself, and is known when it comes again. So an import that was
ended, however, is finished by starting it again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from typing import TYPE_CHECKING

from cgq.bank.attempts.naming import Places
from cgq.bank.attempts.store import NewAttempt, add, stored_from
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import CgqError, InputFailed, Missing, Refused
from cgq.exchange.attempts.chosen import parse_chosen, parse_shown
from cgq.exchange.attempts.read import read_attempts, refused
from cgq.exchange.attempts.rows import AttemptRow, RefusedRow
from cgq.exchange.importing.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

ROWS = 200  # rows; time measured
"""Rows of a file in one transaction: they take about 15 ms of CPU in a bank of a million attempts."""

MOST_REFUSED = 1_000
"""Refused rows that are kept with their reasons, so that a file of nothing else takes no memory; all are counted."""


@dataclass(slots=True, kw_only=True)
class ImportedAttempts:
    """What became of the rows of a file: `added` attempts were new, `known` ones stored already, `repeated` ones stand
    further up in the file, and `failed` rows say none; the first of these are in `refused`. `notes` say how the file
    was read."""

    dry_run: bool
    rows: int = 0
    added: int = 0
    known: int = 0
    repeated: int = 0
    failed: int = 0
    learners: set[str] = field(default_factory=set[str])
    refused: list[RefusedRow] = field(default_factory=list[RefusedRow])
    notes: list[str] = field(default_factory=list[str])


def import_attempts(
    workspace: Workspace, path: Path, learner: str, *, encoding: str | None = None, dry_run: bool = False
) -> ImportedAttempts:
    """Store what the rows of a file say; `learner` is for those that name none. A row that is refused keeps none of the
    others back. `dry_run` only looks.

    Raises Missing for a file that is not there, Refused for one that cannot be read.
    """
    if not path.exists():
        raise Missing(f"There is no file {path}", hint="A file to begin with: `cgq attempts export -o attempts.csv`")
    done = ImportedAttempts(dry_run=dry_run)
    now = workspace.ledger.clock.now()
    try:
        content = _sha256(path)
        rows = read_attempts(path, learner, now, done.notes.append, encoding)
        importing = _Importing(workspace, content, done)
        while some := list(islice(rows, ROWS)):
            importing.take(some)
    except InputFailed as error:
        stored = f" {done.added} attempts of the lines before were stored." if done.added and not dry_run else ""
        raise Refused(f"{error.message}.{stored}", code=error.code, hint=error.hint) from error
    return done


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}"
        raise InputFailed(message, code="cannot_read", hint="Look at it.") from error


class _Importing:
    """Takes rows, and remembers what the names in them stand for as long as nobody else changes the bank."""

    def __init__(self, workspace: Workspace, content: str, done: ImportedAttempts) -> None:
        self._database = workspace.database
        self._content = content
        self._done = done
        self._places: Places | None = None
        self._version = 0
        self._seen: set[int] = set()

    def take(self, rows: Sequence[AttemptRow | RefusedRow]) -> None:
        """Store some rows in a transaction of their own, after they were looked at without holding anybody up."""
        with self._database.read() as tx:
            attempts = self._look(tx, rows)
            if self._done.dry_run:
                self._forecast(tx, attempts)
        if attempts and not self._done.dry_run:
            with self._database.write() as tx:
                self._store(tx, attempts)
            time.sleep(AFTER_COMMIT)
        self._done.rows += len(rows)

    def _store(self, tx: Transaction, attempts: Sequence[NewAttempt]) -> None:
        added = add(tx, attempts)
        others = len(attempts) - added
        repeated = sum(self._is_repeated(one, stored_from(tx, one)) for one in attempts) if others else 0
        self._done.added += added
        self._done.repeated += repeated
        self._done.known += others - repeated

    def _forecast(self, tx: Transaction, attempts: Sequence[NewAttempt]) -> None:
        """Count what would become of attempts. Eight bytes distinguish those of a file: of a million the chance that
        two are confused is 1 in 10^7."""
        for one in attempts:
            stored = stored_from(tx, one)
            named = hash((one.learner, one.at, one.place.question, one.chosen))
            if self._is_repeated(one, stored) or (stored is None and named in self._seen):
                self._done.repeated += 1
            elif stored is not None:
                self._done.known += 1
            else:
                self._done.added += 1
                self._seen.add(named)

    def _is_repeated(self, attempt: NewAttempt, stored: tuple[str | None, int | None] | None) -> bool:
        """Is what is stored of a line further up in this file?"""
        if stored is None or attempt.row is None:
            return False
        file, row = stored
        return file == self._content and row is not None and row < attempt.row

    def _look(self, tx: Transaction, rows: Iterable[AttemptRow | RefusedRow]) -> list[NewAttempt]:
        seen, self._version = self._version, self._database.data_version()
        if self._places is None or seen != self._version:
            self._places = Places()
        attempts: list[NewAttempt] = []
        for row in rows:
            found = row if isinstance(row, RefusedRow) else self._attempt(tx, self._places, row)
            if isinstance(found, NewAttempt):
                attempts.append(found)
                self._done.learners.add(found.learner)
                continue
            self._done.failed += 1
            if len(self._done.refused) < MOST_REFUSED:
                self._done.refused.append(found)
        return attempts

    def _attempt(self, tx: Transaction, places: Places, row: AttemptRow) -> NewAttempt | RefusedRow:
        try:
            place = places.find(tx, row.name)
            return NewAttempt(
                learner=row.learner,
                at=row.at,
                place=place,
                chosen=parse_chosen(row.chosen, place.options),
                shown=parse_shown(row.shown, place.options),
                ms=row.ms,
                source="import",
                file=self._content,
                row=row.line,
            )
        except CgqError as error:
            return RefusedRow(line=row.line, column="", code=error.code, message=error.message, hint=error.hint)
        except Fault as fault:
            return refused(row.line, fault)
