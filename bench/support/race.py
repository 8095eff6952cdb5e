"""Contestants over the same road: so many no-op jobs from the first to the last, seen from outside."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.db.driver import driver

if TYPE_CHECKING:
    import sqlite3
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from bench.support.scratch import Scratch

LOOK = 0.01
MOST_SECONDS = 180.0
OUR_LEFT = "SELECT coalesce(sum(n), 0) FROM tally WHERE state IN ('ready', 'running')"
HUEY_LEFT = "SELECT count(*) FROM task"
BARE_LEFT = "SELECT count(*) FROM job WHERE state <> 2"


def limit(scratch: Scratch, jobs: int, durability: str, env: dict[str, str]) -> float:
    """SQLite by itself: one process, 256 jobs a transaction."""
    path = scratch.database()
    scratch.call("bare.create", path=path, jobs=jobs)
    rate: float = scratch.call("bare.limit", env, path=path, durability=durability)
    scratch.forget(path)
    return rate


def huey(scratch: Scratch, jobs: int, durability: str, env: dict[str, str]) -> float:
    """huey's consumer with two worker processes."""
    path = scratch.database()
    scratch.call("huey_side.enqueue", path=path, durability="NORMAL", jobs=jobs)
    process = scratch.start("huey_side.work", env, path=path, durability=durability)
    rate = watch(path, jobs, HUEY_LEFT, [process])
    scratch.stop(process)
    scratch.forget(path)
    return rate


def single(scratch: Scratch, jobs: int, durability: str, env: dict[str, str]) -> float:
    """Two processes that claim one job at a time."""
    path = scratch.database()
    scratch.call("bare.create", path=path, jobs=jobs)
    workers = [scratch.start("bare.one_at_a_time", env, path=path, durability=durability) for _ in range(2)]
    rate = watch(path, jobs, BARE_LEFT, workers)
    for worker in workers:
        scratch.result(worker)
    scratch.forget(path)
    return rate


def ours(scratch: Scratch, jobs: int, durability: str, env: dict[str, str]) -> float:
    """A supervisor with two workers."""
    path = scratch.database()
    scratch.call("ours.enqueue", path=path, durability="NORMAL", jobs=jobs, at_once=1000)
    given = {"path": path, "durability": durability, "jobs": 2, "until_empty": True, "max_time": MOST_SECONDS}
    process = scratch.start("ours.work", env, **given)
    rate = watch(path, jobs, OUR_LEFT, [process])
    scratch.result(process)
    scratch.forget(path)
    return rate


def ledger(scratch: Scratch, jobs: int, durability: str, env: dict[str, str]) -> float:
    """Our ledger by itself: every rule of it, but no supervisor and no workers."""
    path = scratch.database()
    scratch.call("ours.enqueue", path=path, durability="NORMAL", jobs=jobs, at_once=1000)
    rate: float = scratch.call("ours.ledger", env, path=path, durability=durability)
    scratch.forget(path)
    return rate


CONTESTANTS: dict[str, Callable[[Scratch, int, str, dict[str, str]], float]] = {
    "SQLite's limit": limit,
    "huey": huey,
    "one at a time": single,
    "cgq's ledger alone": ledger,
    "cgq": ours,
}


def watch(path: Path, jobs: int, left_sql: str, processes: list[subprocess.Popen[str]]) -> float:
    """Jobs per second from the first sign of work to the end; starting up does not count."""
    with closing(driver.connect(path, timeout=10, isolation_level=None)) as db:
        first: tuple[float, int] | None = None
        ends = time.monotonic() + MOST_SECONDS
        while (now := time.monotonic()) < ends:
            left = _left(db, left_sql)
            if left < jobs and first is None:
                first = (now, left)
            if left == 0 and first is not None:
                if first[1] == 0:
                    raise RuntimeError("over before it could be measured: more jobs are needed")
                return first[1] / (now - first[0])
            if all(process.poll() is not None for process in processes) and left:
                raise RuntimeError(f"everybody is gone, and {left} jobs are left")
            time.sleep(LOOK)
    raise RuntimeError(f"{left} of {jobs} jobs are left after {MOST_SECONDS:g} s")


def _left(db: sqlite3.Connection, sql: str) -> int:
    left: int = db.execute(sql).fetchone()[0]
    return left
