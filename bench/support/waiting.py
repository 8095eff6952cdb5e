"""A supervisor that has nothing to do: how soon it starts a job, what it burns, what it holds."""

from __future__ import annotations

import json
import os
import random
import selectors
import socket
import time
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from bench.support import ours
from bench.support.figure import Board, at_most
from bench.support.noop import STAMP

from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    import subprocess

    from bench.support.scratch import Scratch
    from bench.support.sizes import Sizes

    from cgq.workspace import Workspace

LATE_AFTER = 10.5
BLINK = 0.05
RESULT = "SELECT result FROM job WHERE id = ?"
MOST_SECONDS = 20.0


def starts(run: Scratch, sizes: Sizes, board: Board) -> None:
    """From the commit of an enqueue in this process to the start of the compute in a worker."""
    soon = _soon(run, sizes.starts)
    late = _late(run, sizes.starts, sizes.idle_supervisors)
    for when, found in (("within 10 s of the last work", soon), ("idle for more than 10 s", late)):
        cuts = quantiles(found, n=20, method="inclusive")
        board.add("start", f"p50, {when}", cuts[9], "ms")
        board.add("start", f"p95, {when}", cuts[18], "ms", at_most(60))
        board.add("start", f"longest of {len(found)}, {when}", max(found), "ms", at_most(60))


def _soon(run: Scratch, count: int) -> list[float]:
    path = run.database()
    with ours.open_(str(path)) as workspace:
        supervisor = _supervise(run, path)
        _one(workspace)
        found: list[float] = []
        for _ in range(count):
            time.sleep(random.uniform(0.05, 0.15))
            found.append(_one(workspace))
        run.stop(supervisor)
    run.forget(path)
    return found


def _late(run: Scratch, count: int, supervisors: int) -> list[float]:
    """Many databases with an idle supervisor each, so that all of them wait at the same time."""
    paths = [run.database() for _ in range(supervisors)]
    workspaces = [ours.open_(str(path)) for path in paths]
    running = [_supervise(run, path) for path in paths]
    for workspace in workspaces:
        _one(workspace)
    found: list[float] = []
    while len(found) < count:
        time.sleep(LATE_AFTER)
        for workspace in workspaces:
            time.sleep(random.uniform(0.0, 0.05))
            found.append(_one(workspace))
    for process in running:
        run.stop(process)
    for workspace, path in zip(workspaces, paths, strict=True):
        workspace.close()
        run.forget(path)
    return found


def _supervise(run: Scratch, path: Path) -> subprocess.Popen[str]:
    given: dict[str, Any] = {"path": path, "durability": "FULL", "jobs": 1, "until_empty": False, "max_time": None}
    return run.start("ours.work", **given)


def _one(workspace: Workspace) -> float:
    """Milliseconds until one job's compute began."""
    with workspace.ledger.write() as books:
        (made,) = enqueue(books, [NewJob(kind=STAMP)])
    asked, ends = time.time(), time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends:
        with workspace.database.read() as tx:
            result = tx.value(RESULT, (made.id,))
        if result is not None:
            began: float = json.loads(result)
            return 1000 * (began - asked)
        time.sleep(0.002)
    raise RuntimeError("an idle supervisor does not start a job")


def idle(run: Scratch, sizes: Sizes, board: Board) -> None:
    """Processor time of a supervisor that waits, user and system together."""
    path = run.database()
    with ours.open_(str(path)) as workspace:
        process = _supervise(run, path)
        _one(workspace)
        time.sleep(LATE_AFTER)
        before = _cpu(process.pid)
        beside = run.call("waiting.blink", seconds=sizes.idle_seconds)
        used = _cpu(process.pid) - before
        run.stop(process)
    run.forget(path)
    board.add("idle", f"over {sizes.idle_seconds:g} s", 100 * used / sizes.idle_seconds, "% core", at_most(0.2))
    board.add("idle", "a loop beside it that only wakes as often", 100 * beside / sizes.idle_seconds, "% core")
    board.add("idle", "supervisor : such a loop", used / beside, "times")


def blink(seconds: float) -> float:
    """Processor time of waking twenty times a second and doing nothing: what this machine takes for that alone."""
    with selectors.DefaultSelector() as selector, closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        selector.register(silent, selectors.EVENT_READ)
        before, ends = _cpu(os.getpid()), time.monotonic() + seconds
        while time.monotonic() < ends:
            selector.select(BLINK)
        return _cpu(os.getpid()) - before


def _cpu(pid: int) -> float:
    """Seconds on a processor so far, to the nanosecond where the kernel tells."""
    schedule = Path(f"/proc/{pid}/schedstat")
    if schedule.exists():
        return int(schedule.read_text().split()[0]) / 1e9
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def memory(run: Scratch, sizes: Sizes, board: Board) -> None:
    """A supervisor's own peak, and its pace, with many ready jobs before it."""
    path = run.database()
    run.call("claims.fill", path=path, rows=sizes.rows, documents=sizes.documents)
    found = run.call("ours.work", path=path, durability="FULL", jobs=2, until_empty=True, max_time=8.0)
    board.add("memory", f"supervisor, {sizes.rows:,} ready rows", found["peak_mb"], "MB")
    run.forget(path)
