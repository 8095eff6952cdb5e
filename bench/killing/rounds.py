"""The two kinds of round: errands with effects that can be counted, and papers with an end that is known."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.killing.blows import Blows
from bench.killing.checks import Verdict, check_errands, check_ledger
from bench.killing.contents import Contents, contents, differences
from bench.killing.ground import PAPERS, Ground, quietly, rows

from cgq.queue.operate import retry

if TYPE_CHECKING:
    import random
    import sqlite3
    import subprocess
    from collections.abc import Generator, Sequence

    from bench.killing.figures import Figures

CURABLE = ("poisoned", "timeout", "crash")
QUIET_SECONDS = 120.0
QUIET_EXITS = (0, 3)
ROUND_SECONDS = 240.0


def errands(figures: Figures, chance: random.Random, command: Sequence[str], budget: int, pace: float) -> None:
    """Feeders enqueue errands in other processes while supervisors and workers are struck."""
    with _on_ground(figures, errands=True, command=command) as ground, closing(ground.reader()) as reader:
        feeders = _Feeders(ground, chance)
        blows = Blows(ground, chance, figures, reader, pace)
        blows.strike(budget, feeders.keep_feeding, ROUND_SECONDS)
        feeders.end()
        _come_to_rest(ground, reader, blows, figures)
        verdict = check_ledger(reader)
        accepted = ground.accepted()
        figures.jobs += check_errands(reader, accepted, verdict)
        figures.accepted += len(set(accepted))
        _judge(figures, ground, verdict)


def papers(
    figures: Figures, chance: random.Random, command: Sequence[str], budget: int, pace: float, known: Contents
) -> None:
    """The sample papers through every stage; what the bank holds in the end must equal `known`."""
    with _on_ground(figures, errands=False, command=command) as ground, closing(ground.reader()) as reader:
        intake = _Intake(ground, reader, chance)
        blows = Blows(ground, chance, figures, reader, pace)
        blows.strike(budget, intake.or_work_left, ROUND_SECONDS)
        intake.end()
        _come_to_rest(ground, reader, blows, figures)
        verdict = check_ledger(reader)
        figures.jobs += rows(reader, "SELECT count(*) FROM job")[0][0]
        verdict.mismatches += differences(known, contents(reader))
        _judge(figures, ground, verdict)


def undisturbed(command: Sequence[str]) -> Contents:
    """What the bank holds when nobody strikes."""
    folder = Path(tempfile.mkdtemp(prefix="cgq-kill-"))
    try:
        with Ground(folder, errands=False, command=command) as ground, closing(ground.reader()) as reader:
            taken = ground.actor("papers", PAPERS).wait(60)
            if taken or quietly(ground, QUIET_SECONDS) not in QUIET_EXITS:
                raise RuntimeError(f"The undisturbed run failed:\n{ground.said()}")
            return contents(reader)
    finally:
        shutil.rmtree(folder)


class _Feeders:
    """Enqueuers in other processes; one is killed now and then, and another takes its place."""

    def __init__(self, ground: Ground, chance: random.Random) -> None:
        self._ground = ground
        self._chance = chance
        self._count = 0
        self._running: list[tuple[subprocess.Popen[bytes], float]] = []

    def keep_feeding(self) -> bool:
        """There is always work."""
        for feeder, until in list(self._running):
            if feeder.poll() is None and time.monotonic() > until:
                feeder.kill()
            if feeder.poll() is not None:
                self._running.remove((feeder, until))
        while len(self._running) < 2:
            self._count += 1
            role = ("feed", f"f{self._count}", str(self._chance.getrandbits(32)))
            life = self._chance.uniform(4.0, 20.0)
            self._running.append((self._ground.actor(*role), time.monotonic() + life))
        return True

    def end(self) -> None:
        """Let them end by themselves: no more is wanted."""
        self._ground.enough()
        for feeder, _ in self._running:
            feeder.wait(30)


class _Intake:
    """Takes the papers in, is killed over it a few times, and begins again: the same paper is the same job."""

    def __init__(self, ground: Ground, reader: sqlite3.Connection, chance: random.Random) -> None:
        self._ground = ground
        self._reader = reader
        self._kills = [chance.uniform(0.1, 1.0) for _ in range(chance.randint(0, 2))]
        self._process = ground.actor("papers", PAPERS)
        self._began = self._looked = time.monotonic()
        self._over = False

    def or_work_left(self) -> bool:
        """Is the intake not over, or is there a job that is not?"""
        now = time.monotonic()
        if not self._over:
            if self._kills and now - self._began > self._kills[0]:
                self._process.kill()
            code = self._process.poll()
            if code is not None and code != 0:
                self._kills = self._kills[1:]
                self._process, self._began = self._ground.actor("papers", PAPERS), now
            self._over = code == 0
            return True
        if now - self._looked < 0.1:
            return True
        self._looked = now
        return _open_jobs(self._reader) > 0

    def end(self) -> None:
        """Take in what is left."""
        if self._process.wait(60) != 0 and self._ground.actor("papers", PAPERS).wait(60) != 0:
            raise RuntimeError(f"The papers were not taken in:\n{self._ground.said()}")


def _open_jobs(reader: sqlite3.Connection) -> int:
    sql = "SELECT coalesce(sum(n), 0) FROM tally WHERE state IN ('scheduled', 'ready', 'blocked', 'running')"
    return int(rows(reader, sql)[0][0])


def _come_to_rest(ground: Ground, reader: sqlite3.Connection, blows: Blows, figures: Figures) -> None:
    """Let everybody end, retry by hand what was struck too often, and let a quiet supervisor finish."""
    blows.watch.settle(blows.tick)
    until = time.monotonic() + QUIET_SECONDS
    while blows.herd.members and time.monotonic() < until:
        blows.tick()
        time.sleep(0.02)
    for member in list(blows.herd.members):
        figures.problems.append(f"supervisor {member.pid} did not end though nothing was left to do")
        blows.herd.kill(member, "at the end")
    for hand in range(4):
        code = quietly(ground, QUIET_SECONDS)
        if code not in QUIET_EXITS:
            figures.problems.append(f"the quiet supervisor ended with {code}: {ground.said()}")
        marks = ", ".join("?" for _ in CURABLE)
        failed = rows(
            reader, f"SELECT id, error_code FROM job WHERE state = 'failed' AND error_code IN ({marks})", CURABLE
        )
        if not failed:
            return
        if hand == 0:
            figures.failures.update(code for _, code in failed)
            figures.poisoned += sum(code == "poisoned" for _, code in failed)
        with ground.workspace() as opened, opened.ledger.write() as books:
            figures.retried += len(retry(books, [job for job, _ in failed]))


def _judge(figures: Figures, ground: Ground, verdict: Verdict) -> None:
    figures.lost += len(verdict.lost)
    figures.doubled += len(verdict.doubled)
    figures.mismatches += len(verdict.mismatches)
    figures.stray_locks += len(list(ground.folder.glob("*-supervisor-*.lock")))
    for words in (verdict.lost, verdict.doubled, verdict.mismatches):
        figures.problems += words[:5]


@contextmanager
def _on_ground(figures: Figures, *, errands: bool, command: Sequence[str]) -> Generator[Ground]:
    """A ground in a temporary folder, which stays for a look when something went wrong on it."""
    figures.rounds["errands" if errands else "papers"] += 1
    folder, problems = Path(tempfile.mkdtemp(prefix="cgq-kill-")), len(figures.problems)
    try:
        with Ground(folder, errands=errands, command=command) as ground:
            yield ground
    except BaseException as error:
        figures.problems.append(f"the campaign broke off: {type(error).__name__}")
        raise
    finally:
        if len(figures.problems) == problems:
            shutil.rmtree(folder)
        else:
            figures.problems.append(f"what is left lies in {folder}")
