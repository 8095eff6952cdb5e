"""Several at one database: two supervisors that share the work, terminals beside a busy one."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.support import ours, race
from bench.support.figure import Board, at_least, at_most

from cgq.queue.operate import pause, resume

if TYPE_CHECKING:
    from bench.support.scratch import Scratch
    from bench.support.sizes import Sizes

    from cgq.workspace import Workspace

TERMINALS = 5
JOBS_A_SECOND = 60_000
WARM_UP = 1.5
MOST_SECONDS = 20.0
REGISTERED = "SELECT count(*) FROM supervisor"
READY = "SELECT coalesce(sum(n), 0) FROM tally WHERE state = 'ready'"


def pair(run: Scratch, sizes: Sizes, board: Board) -> None:
    """Two supervisors of two workers each on one database, beside one alone; they start at the same moment."""
    together: list[float] = []
    alone: list[float] = []
    shares: list[float] = []
    for _ in range(sizes.rounds):
        alone.append(_supervised(run, sizes.pair_jobs, 1)[0])
        rate, done = _supervised(run, sizes.pair_jobs, 2)
        together.append(rate)
        shares.append(min(done) / sum(done))
    board.add("pair", "one supervisor alone", median(alone), "jobs/s")
    board.add("pair", "two supervisors together", median(together), "jobs/s")
    ratio = median(two / one for two, one in zip(together, alone, strict=True))
    board.add("pair", "two together : one alone", ratio, "times", at_least(0.8))
    board.add("pair", "share of the one that got less", median(shares), "", at_least(0.25))


def _supervised(run: Scratch, jobs: int, supervisors: int) -> tuple[float, list[int]]:
    path = run.database()
    run.call("ours.enqueue", path=path, durability="NORMAL", jobs=jobs, at_once=1000)
    with ours.open_(str(path)) as workspace:
        with workspace.ledger.write() as books:
            pause(books, "default", "bench", "until all are there")
        given: dict[str, Any] = {"path": path, "durability": "FULL", "jobs": 2, "until_empty": False, "max_time": None}
        running = [run.start("ours.work", **given) for _ in range(supervisors)]
        _wait_for(workspace, REGISTERED, supervisors)
        with workspace.ledger.write() as books:
            resume(books, "default")
        rate = race.watch(path, jobs, race.OUR_LEFT, running)
    done = [run.stop(process)["done"] for process in running]
    run.forget(path)
    return rate, done


def terminals(run: Scratch, sizes: Sizes, board: Board) -> None:
    """Five terminals that enqueue one job after the other beside a busy supervisor."""
    path, jobs = run.database(), int(JOBS_A_SECOND * sizes.terminal_seconds)
    run.call("ours.enqueue", path=path, durability="NORMAL", jobs=jobs, at_once=5000)
    given: dict[str, Any] = {"path": path, "durability": "FULL", "jobs": 2, "until_empty": False, "max_time": None}
    supervisor = run.start("ours.work", **given)
    time.sleep(WARM_UP)
    people = [run.start("ours.terminal", path=path, seconds=sizes.terminal_seconds) for _ in range(TERMINALS)]
    found = [run.result(process) for process in people]
    with ours.open_(str(path)) as workspace, workspace.database.read() as tx:
        left = tx.value(READY)
    done = run.stop(supervisor)["done"]
    run.forget(path)
    if not left:
        raise RuntimeError("the supervisor ran dry: more jobs are needed")
    board.add("terminals", f"enqueues of {TERMINALS}", sum(each["count"] for each in found), "jobs")
    board.add("terminals", "jobs done beside them", done, "jobs")
    board.add("terminals", "longest wait of any", max(each["longest"] for each in found), "s", at_most(1.0))


def _wait_for(workspace: Workspace, sql: str, number: int) -> None:
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends:
        with workspace.database.read() as tx:
            if tx.value(sql) == number:
                time.sleep(WARM_UP)
                return
        time.sleep(0.01)
    raise RuntimeError("the supervisors do not start")
