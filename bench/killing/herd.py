"""The supervisors of a round: started again when they end, struck when chance says so."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.killing import processes
from bench.killing.ground import rows

if TYPE_CHECKING:
    import sqlite3
    import subprocess

    from bench.killing.figures import Figures
    from bench.killing.ground import Ground
    from bench.killing.watch import Watch

# 0: nothing was left to do; 3: and some jobs had failed; 5: the database was locked for 10 s, by one that
# was stopped while it wrote; 6: three workers in a row were struck before they were ready.
EXPECTED_EXITS = (0, 3, 5, 6)


@dataclass(slots=True)
class Supervised:
    """A running supervisor; `identity` is its id in the database once it has registered."""

    process: subprocess.Popen[bytes]
    born: float
    identity: int | None = None
    stopped: bool = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid


class Herd:
    """Every supervisor that runs now."""

    def __init__(self, ground: Ground, reader: sqlite3.Connection, watch: Watch, figures: Figures) -> None:
        self._ground = ground
        self._reader = reader
        self._watch = watch
        self._figures = figures
        self.members: list[Supervised] = []

    def start(self) -> Supervised:
        """One more."""
        member = Supervised(self._ground.supervisor(), time.monotonic())
        self.members.append(member)
        return member

    def look(self) -> None:
        """Notice who has ended by itself, and who has registered."""
        for member in list(self.members):
            code = member.process.poll()
            if code is not None:
                self.members.remove(member)
                self._watch.disturbed(member.pid)
                self._figures.exits[f"exit {code}"] += 1
                if code not in EXPECTED_EXITS:
                    self._figures.problems.append(f"a supervisor ended with {code}: {self._ground.said()}")
        if any(member.identity is None for member in self.members):
            known = dict(rows(self._reader, "SELECT pid, max(id) FROM supervisor GROUP BY pid"))
            for member in self.members:
                member.identity = known.get(member.pid)

    def registered(self, but: Supervised | None = None) -> list[Supervised]:
        """Those that have registered and move."""
        return [one for one in self.members if one.identity is not None and not one.stopped and one is not but]

    @property
    def somebody_stopped(self) -> bool:
        """Is one of them stopped?"""
        return any(member.stopped for member in self.members)

    def kill(self, member: Supervised, phase: str) -> bool:
        """SIGKILL; False when it had just ended by itself. It is reaped here."""
        if member.process.poll() is not None:
            return False
        processes.send(member.pid, signal.SIGKILL)
        member.process.wait()
        self.look_up(member)
        self.members.remove(member)
        self._figures.kills["supervisor"] += 1
        self._figures.phases[f"supervisor {phase or self._phase(member)}"] += 1
        self._watch.disturbed(member.pid)
        witnesses = set() if self.somebody_stopped else {one.pid for one in self.registered()}
        self._watch.supervisor_died(member.pid, member.identity, witnesses)
        return True

    def look_up(self, member: Supervised) -> None:
        """Its id in the database, if it has come so far."""
        if member.identity is None:
            found = rows(self._reader, "SELECT max(id) FROM supervisor WHERE pid = ?", (member.pid,))
            member.identity = found[0][0]

    def _phase(self, member: Supervised) -> str:
        if member.identity is None:
            return "starting"
        return "at work" if self.held_by(member) else "idle"

    def held_by(self, member: Supervised) -> set[int]:
        """The ids of the jobs that it runs, as the database has it."""
        sql = "SELECT id FROM job WHERE state = 'running' AND supervisor_id = ?"
        return {row[0] for row in rows(self._reader, sql, (member.identity,))}

    def stop(self, member: Supervised) -> None:
        """SIGSTOP: it may be writing, and then everybody waits for it."""
        member.stopped = True
        self._watch.spoilt()
        processes.send(member.pid, signal.SIGSTOP)

    def go_on(self, member: Supervised) -> None:
        """SIGCONT; its jobs must be its own still (R2)."""
        member.stopped = False
        processes.send(member.pid, signal.SIGCONT)
