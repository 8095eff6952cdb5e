"""cgq itself, all features on: a real workspace, a real supervisor, real workers."""

from __future__ import annotations

import random
import resource
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bench.support.noop import NOOP

from cgq.config import Settings
from cgq.queue.claim import claim
from cgq.queue.enqueue import enqueue as enqueue_jobs
from cgq.queue.job import Job, NewJob
from cgq.queue.settle import finish
from cgq.workers.options import Options
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from cgq.events import Event

Durability = Literal["FULL", "NORMAL"]
AFTER_COMMIT = 0.001
A_DOCUMENT = 50
BATCH = 256


def open_(path: str, durability: Durability = "FULL", jobs: int = 2) -> Workspace:
    """A workspace on a database of its own."""
    return Workspace(Settings(db=Path(path), jobs=jobs, durability=durability))


def enqueue(path: str, durability: Durability, jobs: int, at_once: int, a_document: int = A_DOCUMENT) -> float:
    """Jobs per second, `at_once` a transaction, spread over documents."""
    with open_(path, durability) as workspace:
        began = time.monotonic()
        for start in range(0, jobs, at_once):
            numbers = range(start, min(start + at_once, jobs))
            wanted = [NewJob(kind=NOOP, args={"n": n}, document=1 + n // a_document) for n in numbers]
            with workspace.ledger.write() as books:
                enqueue_jobs(books, wanted)
        return jobs / (time.monotonic() - began)


def work(path: str, durability: Durability, jobs: int, until_empty: bool, max_time: float | None) -> dict[str, Any]:
    """Run a supervisor; ends by itself, or at SIGTERM. Memory in MB is its own peak."""
    options = Options(until_empty=until_empty, max_time=max_time)
    with open_(path, durability, jobs) as workspace, workspace.supervisor(options, _ignore) as supervisor:
        signal.signal(signal.SIGTERM, lambda *_: supervisor.stop("SIGTERM"))
        report = supervisor.run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"done": report.counts.get("done", 0), "peak_mb": peak}


def ledger(path: str, durability: Durability) -> float:
    """Jobs per second that the ledger itself takes, 256 a transaction: no supervisor, no workers."""
    with open_(path, durability) as workspace:
        done, jobs, began = 0, list[Job](), time.monotonic()
        while True:
            with workspace.ledger.write() as books:
                finish(books, [(job, None, 0.0) for job in jobs])
                jobs = claim(books, 1, "default", NOOP, BATCH)
            if not jobs:
                return done / (time.monotonic() - began)
            done += len(jobs)


def terminal(path: str, seconds: float) -> dict[str, Any]:
    """Enqueue one job after the other as a terminal does; the longest wait of any, in seconds."""
    waits: list[float] = []
    with open_(path) as workspace:
        ends = time.monotonic() + seconds
        while (began := time.monotonic()) < ends:
            with workspace.ledger.write() as books:
                enqueue_jobs(books, [NewJob(kind=NOOP, document=random.randrange(1, 1000))])
            waits.append(time.monotonic() - began)
            time.sleep(AFTER_COMMIT)
    return {"count": len(waits), "longest": max(waits, default=0.0)}


def _ignore(event: Event) -> None: ...
