"""Starts the commands of hooks and looks after them, beside a supervisor's jobs (docs/hooks.md).

A run is taken in one transaction, its command started after the commit, looked at without waiting, and its end kept in
a later transaction: a hook that hangs costs the queue nothing.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from cgq.events import HookFailed, HooksAwaited
from cgq.queue import hook_runs
from cgq.queue.books import SQL as LEDGER
from cgq.workers.hook_process import Ending, HookProcess, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cgq.events import Event
    from cgq.queue.books import Books, Ledger
    from cgq.queue.hook_runs import Due
    from cgq.queue.hooks import Hook

LOOK_MS = 50
"""Milliseconds after which a command is looked at for the first time: as often as a busy supervisor looks anyway."""

LOOK_MOST_MS = 1000
"""Milliseconds between looks at commands that have been at work for long, each of which is a turn of the supervisor:
chosen so that they cost it 0.2 % of a core."""

AGE_PER_LOOK = 8
"""A command is looked at again after this part of the time that it has been at work, so that its end is noticed at most
an eighth late."""

WRITE_SECONDS = 1.0
"""Seconds between two transactions of a supervisor that only waits for commands, where nothing happens."""

AWAITED_SECONDS = 1.0
"""Seconds of waiting for commands after which it is reported: chosen so that a quick one is not."""

START_SECONDS = 30.0
"""Seconds in which a supervisor that has finished still starts commands: as long as it drains (R6)."""

STOP_SECONDS = 5.0
"""Seconds for which one that was asked to stop waits for commands: well within what service managers grant."""


class Hooks:
    """The hooks of one supervisor: a chore whose commands are at work between two turns."""

    def __init__(self, hooks: Sequence[Hook], supervisor: int, database: Path) -> None:
        self._hooks = {hook.stored_name: hook for hook in hooks}
        self._supervisor = supervisor
        self._database = database
        self._taken: list[Due] = []
        self._at_work: dict[int, tuple[Due, HookProcess | Ending]] = {}
        self._startable = set(self._hooks)
        self._is_finishing = False
        self._started_at = 0.0

    def run(self, books: Books) -> Iterator[Event]:
        """Keep what commands came to, and take what is due."""
        for run, ending in self._ended():
            if ending.error is None:
                hook_runs.succeed(books, self._supervisor, run, ending.output)
                continue
            if hook_runs.fail(books, self._supervisor, run, ending.error, ending.output):
                yield HookFailed(hook=self._hooks[run.hook].name, run=run.id, message=ending.error)
            if self._is_finishing:
                self._startable.discard(run.hook)
        self._taken += hook_runs.claim(books, self._supervisor, self._startable)

    def _ended(self) -> Iterator[tuple[Due, Ending]]:
        for id_, (run, process) in list(self._at_work.items()):
            ending = process if isinstance(process, Ending) else process.poll()
            if ending is not None:
                del self._at_work[id_]
                yield run, ending

    def _has_ended(self) -> bool:
        """Has a command ended? How it did waits for the next `run`."""
        for id_, (run, process) in self._at_work.items():
            ending = process if isinstance(process, Ending) else process.poll()
            if ending is not None:
                self._at_work[id_] = run, ending
                return True
        return False

    def next_moment(self, books: Books) -> int | None:
        """When to look again: soon while a command is at work, else when the next run is due."""
        if self._taken:
            return books.now + LOOK_MS
        if self._at_work:
            age = 1000 * (time.monotonic() - self._started_at)
            return books.now + round(min(max(LOOK_MS, age / AGE_PER_LOOK), LOOK_MOST_MS))
        return hook_runs.next_moment(books, self._hooks)

    def committed(self) -> None:
        """Start the commands of the runs that were taken: the transaction is committed."""
        taken, self._taken = self._taken, []
        for run in taken:
            process = start(self._hooks[run.hook].settings, run.given(), self._database, os.environ)
            self._at_work[run.id] = run, process
            self._started_at = time.monotonic()

    def finish(self, ledger: Ledger, *, is_patient: bool, is_hurried: Callable[[], bool]) -> Iterator[Event]:
        """The supervisor's work is over: start what is due, for a while, and wait for what is at work.

        One that has finished (`is_patient`) waits for each command as long as that may take; one that was asked to stop
        a few seconds. A hook that fails now is not started again. What is left is for the next supervisor.
        """
        self._is_finishing = True
        with ledger.write() as books:
            hook_runs.hasten(books, self._hooks)
        yield from self._see_through(ledger, is_patient=is_patient, is_hurried=is_hurried)
        if self._at_work:
            self.close()
            with ledger.write() as books:
                hook_runs.give_back(books, self._supervisor)

    def _see_through(self, ledger: Ledger, *, is_patient: bool, is_hurried: Callable[[], bool]) -> Iterator[Event]:
        began, is_reported = time.monotonic(), False
        while not is_hurried():
            if time.monotonic() - began >= (START_SECONDS if is_patient else STOP_SECONDS):
                self._startable.clear()
                if not is_patient:
                    return
            with ledger.write() as books:
                asked = books.tx.value(LEDGER["supervisor_stop"], (self._supervisor,))
                events = list(self.run(books))
            self.committed()
            yield from events
            if not self._at_work or asked == "end":
                return
            if asked and is_patient:
                is_patient, began = False, time.monotonic()
            if not is_reported and time.monotonic() - began >= AWAITED_SECONDS:
                is_reported = True
                yield self._awaited(is_patient=is_patient)
            self._wait(ledger, is_hurried)

    def _wait(self, ledger: Ledger, is_hurried: Callable[[], bool]) -> None:
        """Return when a command has ended, another process has written to the database, or after a while."""
        until = time.monotonic() + WRITE_SECONDS
        seen = ledger.database.data_version()
        while not self._has_ended() and not is_hurried() and time.monotonic() < until:
            if ledger.database.data_version() != seen:
                return
            time.sleep(LOOK_MS / 1000)

    def _awaited(self, *, is_patient: bool) -> HooksAwaited:
        hooks = [self._hooks[run.hook] for run, _ in self._at_work.values()]
        longest = max(hook.settings.timeout for hook in hooks)
        seconds = longest if is_patient else min(longest, STOP_SECONDS)
        return HooksAwaited(hooks=tuple(sorted(hook.name for hook in hooks)), seconds=seconds)

    def close(self) -> None:
        """End what is at work. That is no try of it: it is started again by the next supervisor (hook_runs.claim)."""
        left, self._at_work = self._at_work, {}
        for _, process in left.values():
            if isinstance(process, HookProcess):
                process.kill()
        for _, process in left.values():
            if isinstance(process, HookProcess):
                process.reap()
