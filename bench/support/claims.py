"""What a claim costs beside a million rows, ready or finished (C4)."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.support import ours
from bench.support.noop import NOOP

from cgq.queue import claim as claiming

if TYPE_CHECKING:
    from cgq.workspace import Workspace

LARGE, LARGE_CALLS, SMALL_CALLS = 256, 60, 200
FINISH_ALL = """UPDATE job SET state = 'done', started_at = created_at, finished_at = created_at, attempts = 1
WHERE state = 'ready'"""
FORGET_COUNTS = "DELETE FROM tally"
COUNT_ALL = "INSERT INTO tally (queue, kind, state, n) SELECT queue, kind, state, count(*) FROM job GROUP BY 1, 2, 3"


def fill(path: str, rows: int, documents: int) -> None:
    """So many ready rows over so many documents."""
    ours.enqueue(path, "NORMAL", rows, 5000, -(-rows // documents))


def finish_all(path: str) -> None:
    """Turn what is ready into finished jobs, without running it."""
    with ours.open_(path) as workspace, workspace.database.write() as tx:
        tx.run(FINISH_ALL)
        tx.run(FORGET_COUNTS)
        tx.run(COUNT_ALL)


def measure(path: str) -> dict[str, Any]:
    """Milliseconds of a claim by itself (`walk`) and with its durable commit, of many jobs and of one."""
    with ours.open_(path) as workspace:
        _claim(workspace, 1)
        large = [_claim(workspace, LARGE) for _ in range(LARGE_CALLS)]
        single = [_claim(workspace, 1) for _ in range(SMALL_CALLS)]
    return {
        "job": median(whole for _, whole in large) / LARGE,
        "walk": median(walk for walk, _ in large),
        "call": median(whole for _, whole in large),
        "single_walk": median(walk for walk, _ in single),
        "single": median(whole for _, whole in single),
    }


def _claim(workspace: Workspace, count: int) -> tuple[float, float]:
    began = time.perf_counter()
    with workspace.ledger.write() as books:
        got = claiming.claim(books, 1, "default", NOOP, count)
        walked = time.perf_counter()
    if len(got) != count:
        raise RuntimeError(f"{len(got)} jobs instead of {count}")
    return 1000 * (walked - began), 1000 * (time.perf_counter() - began)
