"""The whole pipeline on one database, and the same computing without any queue."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cgq.actions.enqueue import Wishes, enqueue_papers
from cgq.config import Settings
from cgq.queue.job import NORMAL, Job
from cgq.workers.options import Options
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from cgq.events import Event

BATCH = 64
COMPUTED = ("process_pdf", "generate_embedding", "update_knowledge_graph")
ARGUMENTS = "SELECT id, args, document FROM job WHERE kind = ? AND state = 'done' ORDER BY id"
FORGET_VECTORS = "DELETE FROM vector"


def work(path: str, folder: str, jobs: int, max_time: float) -> dict[str, Any]:
    """Enqueue the papers of a folder and run them to their end."""
    options = Options(until_empty=True, max_time=max_time)
    with Workspace(Settings(db=Path(path), jobs=jobs)) as workspace:
        began = time.monotonic()
        enqueue_papers(workspace, [folder], Wishes())
        enqueued = time.monotonic()
        with workspace.supervisor(options, _ignore) as supervisor:
            signal.signal(signal.SIGTERM, lambda *_: supervisor.stop("SIGTERM"))
            report = supervisor.run()
    return {
        "enqueue": enqueued - began,
        "run": time.monotonic() - enqueued,
        "counts": report.counts,
        "reason": report.reason,
    }


def compute(path: str) -> dict[str, float]:
    """Seconds of each stage's computing alone, in one process: no queue, no storing."""
    seconds: dict[str, float] = {}
    with Workspace(Settings(db=Path(path), jobs=1)) as workspace:
        with workspace.database.write() as tx:
            tx.run(FORGET_VECTORS)
        stages = workspace.stages()
        for kind in COMPUTED:
            stage = stages[kind]
            stage.prepare()
            with workspace.database.read() as tx:
                rows = [_job(kind, *row) for row in tx.all(ARGUMENTS, (kind,))]
                jobs = [job.with_args(workspace.policies.decode(kind, job.args)) for job in rows]
                given = list(stage.load(tx, jobs))
            began = time.monotonic()
            for start in range(0, len(given), BATCH):
                stage.compute(given[start : start + BATCH], _Call())
            seconds[kind] = time.monotonic() - began
    return seconds


def _job(kind: str, id_: int, args: str, document: int | None) -> Job[str]:
    return Job(NORMAL, 0, 0, id_, kind, "", args, 1, 0, None, document, None, None, 0, 0)


class _Call:
    def progress(self, done: int, total: int, *, besides: int = 0) -> None: ...

    def remaining(self) -> float:
        return 3600.0

    def item(self, key: str, name: str, outcome: object) -> NoReturn:
        raise NotImplementedError

    def snapshot(self) -> NoReturn:
        raise NotImplementedError

    def artifact(self, pieces: object) -> NoReturn:
        raise NotImplementedError


def _ignore(event: Event) -> None: ...
