"""Processor time a job, which holds on a busy machine too: SQLite's limit, our ledger, our supervisor."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from bench.support import bare, ours

if TYPE_CHECKING:
    from bench.support.figure import Board
    from bench.support.scratch import Scratch
    from bench.support.sizes import Sizes

WHO = ("limit", "ledger", "supervisor")


def cost(run: Scratch, sizes: Sizes, board: Board) -> None:
    """Microseconds of one process, user and system, at NORMAL."""
    spent: dict[str, list[float]] = {who: [] for who in WHO}
    for _ in range(sizes.rounds):
        for who in WHO:
            path = run.database()
            if who == "limit":
                run.call("bare.create", path=path, jobs=sizes.cost_jobs)
            else:
                run.call("ours.enqueue", path=path, durability="NORMAL", jobs=sizes.cost_jobs, at_once=1000)
            spent[who].append(1e6 * run.call(f"cost.{who}", path=path) / sizes.cost_jobs)
            run.forget(path)
    names = {"limit": "SQLite's limit", "ledger": "cgq's ledger alone", "supervisor": "cgq's supervisor"}
    for who, found in spent.items():
        board.add("cost", f"{names[who]}, processor time a job", median(found), "µs")
    ratio = median(raw / its for raw, its in zip(spent["limit"], spent["supervisor"], strict=True))
    board.add("cost", "SQLite's limit : cgq's supervisor", ratio, "times")


def limit(path: str) -> float:
    """Seconds of processor time of the bare loop."""
    before = time.process_time()
    bare.limit(path, "NORMAL")
    return time.process_time() - before


def ledger(path: str) -> float:
    """The same of the ledger by itself."""
    before = time.process_time()
    ours.ledger(path, "NORMAL")
    return time.process_time() - before


def supervisor(path: str) -> float:
    """The same of a supervisor; its two workers' own time is not in it."""
    before = time.process_time()
    ours.work(path, "NORMAL", 2, until_empty=True, max_time=300.0)
    return time.process_time() - before
