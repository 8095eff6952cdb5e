"""Watches what follows a supervisor's death: its workers must end, and its jobs must be taken back (R2, R4)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.killing import processes
from bench.killing.ground import rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from bench.killing.figures import Figures

WORKERS_GONE = 2.0
RECOVERED = 10.0


@dataclass(slots=True)
class _Death:
    pid: int
    at: float


@dataclass(slots=True)
class _Recovery:
    identity: int
    at: float
    witnesses: set[int]


class Watch:
    """Looks again and again, without ever waiting."""

    def __init__(self, reader: sqlite3.Connection, figures: Figures) -> None:
        self._reader = reader
        self._figures = figures
        self._deaths: list[_Death] = []
        self._recoveries: list[_Recovery] = []
        self._scanned = 0.0

    def supervisor_died(self, pid: int, identity: int | None, witnesses: set[int]) -> None:
        """A supervisor is dead and reaped; `witnesses` (pids) are registered and move."""
        now = time.monotonic()
        self._deaths.append(_Death(pid, now))
        if identity is None:
            return
        if not witnesses:
            self._figures.unmeasured += 1
            return
        self._recoveries.append(_Recovery(identity, now, set(witnesses)))

    def disturbed(self, pid: int) -> None:
        """This supervisor was struck or has ended: it is no witness any more."""
        for one in list(self._recoveries):
            one.witnesses.discard(pid)
            if not one.witnesses:
                self._recoveries.remove(one)
                self._figures.unmeasured += 1

    def spoilt(self) -> None:
        """Somebody was stopped, perhaps with the database locked: nothing can be measured now."""
        self._figures.unmeasured += len(self._recoveries)
        self._recoveries.clear()

    @property
    def measuring(self) -> bool:
        """Is there a recovery that must not be disturbed now?"""
        return bool(self._recoveries)

    def look(self) -> None:
        """See what has ended and what is late."""
        now = time.monotonic()
        if self._recoveries:
            self._look_for_recovery(now)
        if self._deaths and now - self._scanned >= 0.03:
            self._scanned = now
            self._look_for_workers(now)

    def _look_for_recovery(self, now: float) -> None:
        registered = {row[0] for row in rows(self._reader, "SELECT id FROM supervisor")}
        for one in list(self._recoveries):
            if one.identity not in registered:
                self._figures.recoveries.append(now - one.at)
                self._recoveries.remove(one)
            elif now - one.at > RECOVERED:
                self._figures.recoveries.append(now - one.at)
                self._figures.problems.append(f"supervisor {one.identity} was not taken over in {RECOVERED:g} s")
                self._recoveries.remove(one)

    def _look_for_workers(self, now: float) -> None:
        living = processes.workers()
        for death in list(self._deaths):
            left = [seen.pid for seen in living if seen.supervisor == death.pid]
            if left and now - death.at <= WORKERS_GONE:
                continue
            self._deaths.remove(death)
            self._figures.workers_gone.append(now - death.at)
            if left:
                self._figures.orphans += len(left)
                states = ", ".join(f"{pid} ({processes.state(pid)})" for pid in left)
                self._figures.problems.append(f"workers {states} outlived supervisor {death.pid} by {WORKERS_GONE:g} s")

    def settle(self, tick: Callable[[], None]) -> None:
        """Wait until nothing is watched any more."""
        while self._deaths or self._recoveries:
            tick()
            self.look()
            time.sleep(0.005)
