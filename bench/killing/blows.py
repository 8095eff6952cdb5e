"""One round: who is struck, when and how, decided by chance from a seed."""

from __future__ import annotations

import signal
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bench.killing import processes
from bench.killing.herd import Herd
from bench.killing.watch import Watch

from cgq.db.driver import driver

if TYPE_CHECKING:
    import random
    import sqlite3
    from collections.abc import Callable

    from bench.killing.figures import Figures
    from bench.killing.ground import Ground
    from bench.killing.herd import Supervised

T = TypeVar("T")

TICK = 0.004
AIM = 0.3
START_UP = 0.8
GROWN = 0.5
LONGEST_WAIT = 11.0
"""Longer than any wait of the ledger (10 s for the lock) and than a call's timeout with its grace."""


class Blows:
    """Strikes `budget` times at a mean distance of `pace` seconds, while `busy` says that there is work."""

    def __init__(
        self, ground: Ground, chance: random.Random, figures: Figures, reader: sqlite3.Connection, pace: float
    ) -> None:
        self.watch = Watch(reader, figures)
        self.herd = Herd(ground, reader, self.watch, figures)
        self._ground = ground
        self._chance = chance
        self._figures = figures
        self._pace = pace
        self._kills: list[tuple[float, Supervised]] = []
        self._stopped: list[tuple[float, Callable[[], None]]] = []
        self._wanted = 1
        self._rearranged = 0.0

    def strike(self, budget: int, busy: Callable[[], bool], seconds: float) -> None:
        """Until the budget is spent, nothing is left to do, or the time is over."""
        began, until = time.monotonic(), self._figures.made + budget
        following = began
        while self._figures.made < until and time.monotonic() - began < seconds and busy():
            self._keep_running()
            self.tick()
            if time.monotonic() >= following:
                self._blow()
                following = time.monotonic() + self._chance.expovariate(1 / self._pace)
            time.sleep(TICK)
        self._kills.clear()
        for _, go_on in self._stopped:
            go_on()
        self._stopped.clear()

    def tick(self) -> None:
        """What has to be done and seen all the time."""
        now = time.monotonic()
        due, self._stopped = _parted(self._stopped, now)
        for go_on in due:
            go_on()
        doomed, self._kills = _parted(self._kills, now)
        for member in doomed:
            self._kill(member)
        self.herd.look()
        self.watch.look()

    def _keep_running(self) -> None:
        now = time.monotonic()
        if now - self._rearranged > 8.0:
            self._rearranged, self._wanted = now, self._chance.choice((1, 2, 2, 3, 3))
        while len(self.herd.members) < self._wanted:
            member = self.herd.start()
            if self._chance.random() < 0.15:  # before it has registered, claimed or started a worker
                self._kills.append((now + self._chance.uniform(0, START_UP), member))

    # One blow

    def _blow(self) -> None:
        ways = {
            self._kill_worker: 50,
            self._kill_starting_worker: 6,
            self._kill_any: 18,
            self._kill_in_commit: 8,
            self._kill_after_commit: 6,
            self._stop_worker: 8,
            self._stop_supervisor: 5,
        }
        self._chance.choices(list(ways), list(ways.values()))[0]()

    def _kill(self, member: Supervised, phase: str = "") -> None:
        # A recovery that is being measured needs its witness; half of them are left alone.
        if member in self.herd.members and not (self.watch.measuring and self._chance.random() < 0.8):
            self.herd.kill(member, phase)

    def _any(self) -> Supervised | None:
        return self._chance.choice(self.herd.members) if self.herd.members else None

    def _kill_any(self) -> None:
        if (member := self._any()) is not None:
            self._kill(member)

    def _kill_in_commit(self) -> None:
        """Strike somebody in the moment in which the database is locked for writing."""
        moving = self.herd.registered()
        if moving and self._somebody_writes():
            self._kill(self._chance.choice(moving), "writing")

    def _somebody_writes(self) -> bool:
        """Wait for a moment in which the database is locked."""
        with closing(driver.connect(self._ground.database, isolation_level=None, timeout=0)) as probe:
            until = time.monotonic() + AIM
            while time.monotonic() < until:
                try:
                    probe.execute("BEGIN IMMEDIATE")
                    probe.execute("ROLLBACK")
                except driver.OperationalError:
                    return True
        return False

    def _kill_after_commit(self) -> None:
        """Strike just after a commit: what was claimed is not handed out yet, what was stored not told."""
        with closing(self._ground.reader()) as probe:
            before, until = _version(probe), time.monotonic() + AIM
            while time.monotonic() < until:
                if _version(probe) != before:
                    time.sleep(self._chance.uniform(0, 0.002))
                    moving = self.herd.registered()
                    if moving:
                        self._kill(self._chance.choice(moving), "after a commit")
                    return

    def _workers(self, age: float = 0.0) -> list[int]:
        mine = {member.pid for member in self.herd.members}
        return sorted(seen.pid for seen in processes.workers() if seen.supervisor in mine and seen.age >= age)

    def _strike_worker(self, pid: int, phase: str) -> None:
        if processes.send(pid, signal.SIGKILL):
            self._figures.kills["worker"] += 1
            self._figures.phases[f"worker {phase}"] += 1

    def _kill_worker(self) -> None:
        if living := self._workers():
            self._strike_worker(self._chance.choice(living), "at any moment")

    def _kill_starting_worker(self) -> None:
        before, until = set(self._workers()), time.monotonic() + AIM
        while time.monotonic() < until:
            if new := [pid for pid in self._workers() if pid not in before]:
                time.sleep(self._chance.uniform(0, 0.15))
                self._strike_worker(new[0], "starting")
                return
            time.sleep(TICK)

    # Stops

    def _stop_worker(self) -> None:
        # Younger ones may not have asked yet to die with their supervisor, and cannot while they are stopped.
        living = self._workers(GROWN)
        if not living:
            return
        pid = self._chance.choice(living)
        if processes.send(pid, signal.SIGSTOP):
            self._figures.kills["stopped worker"] += 1
            seconds = self._chance.choice((0.3, 1.5, 3.0, 6.0, LONGEST_WAIT))
            self._stopped.append((time.monotonic() + seconds, partial(_let_go_on, pid)))

    def _stop_supervisor(self) -> None:
        """Stop one for longer than any wait while another runs: it keeps its jobs."""
        able = self.herd.registered()
        if not able or self.herd.somebody_stopped:
            return
        member = self._chance.choice(able)
        if self._chance.random() < 0.5:  # perhaps with the database locked: the others wait, or end with 5
            self._somebody_writes()
        self.herd.stop(member)
        while len(self.herd.members) < 2:
            self.herd.start()
        self._figures.kills["stopped supervisor"] += 1
        while processes.state(member.pid) not in "TXZ":
            time.sleep(TICK)
        held = self.herd.held_by(member)
        seconds = self._chance.choice((2.5, 3.0, 4.0, LONGEST_WAIT))
        self._stopped.append((time.monotonic() + seconds, partial(self._go_on, member, held)))

    def _go_on(self, member: Supervised, held: set[int]) -> None:
        if member not in self.herd.members:
            return
        stolen = held - self.herd.held_by(member)
        if stolen:
            self._figures.stolen += len(stolen)
            self._figures.problems.append(f"supervisor {member.identity} lost {sorted(stolen)} while it was stopped")
        self.herd.go_on(member)


def _let_go_on(pid: int) -> None:
    processes.send(pid, signal.SIGCONT)


def _parted(planned: list[tuple[float, T]], now: float) -> tuple[list[T], list[tuple[float, T]]]:
    """What is due, and what is not yet."""
    return [what for at, what in planned if at <= now], [(at, what) for at, what in planned if at > now]


def _version(probe: sqlite3.Connection) -> int:
    version: int = probe.execute("PRAGMA data_version").fetchone()[0]
    return version
