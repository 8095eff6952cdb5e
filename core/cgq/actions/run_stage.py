"""One stage here and at once, in this process: load, compute, store, without the queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cgq.errors import Failure
from cgq.queue.enqueue import encode_args, enqueue
from cgq.queue.job import NORMAL, Job
from cgq.stages import registry
from cgq.stages.stage import Done, Gone, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.queue.job import NewJob
    from cgq.workspace import Workspace

NO_JOB = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of one request: the small result that a job would keep, or a failure."""

    args: Any
    result: Any = None
    failure: Failure | None = None


class _Here:
    """A call without a deadline, whose progress nobody follows."""

    def progress(self, done: int, total: int) -> None:
        pass

    def remaining(self) -> float:
        return float("inf")


def run_stage(workspace: Workspace, kind: str, requests: Sequence[NewJob]) -> tuple[list[Made], int]:
    """Do the work of these requests now: what came of each, and how many jobs follow in the queue."""
    stage = registry.make(kind, workspace.settings.embedding, workspace.settings.reading)
    stage.prepare()
    jobs = [_as_job(request) for request in requests]
    with workspace.ledger.write() as books:
        given: Sequence[Any] = stage.load(books.tx, jobs)
    made: dict[int, Any] = {}
    computed = [place for place, one in enumerate(given) if not isinstance(one, Known | Gone | Failure)]
    most = workspace.policies.kind(kind).batch
    size: int = min(most, getattr(stage, "batch", most))
    for start in range(0, len(computed), size):
        places = computed[start : start + size]
        outcomes = stage.compute([given[place] for place in places], _Here())
        made |= dict(zip(places, outcomes, strict=True))
    every: list[Any] = [made.get(place, one) for place, one in enumerate(given)]
    done: list[tuple[Job, Any]] = [
        (job, one.result)  # pyright: ignore[reportUnknownMemberType]
        for job, one in zip(jobs, every, strict=True)
        if isinstance(one, Done | Known)
    ]
    with workspace.ledger.write() as books:
        following = [replace(job, root=None, parent=None) for job in stage.store(books.tx, done)] if done else []
        enqueue(books, following)
    told = [_made(request, one, stage.summary) for request, one in zip(requests, every, strict=True)]
    return told, len(following)


def _made(request: NewJob, outcome: Any, summary: Callable[[Any], Any]) -> Made:
    if isinstance(outcome, Done | Known):
        return Made(request.args, result=summary(outcome.result))  # pyright: ignore[reportUnknownMemberType]
    if isinstance(outcome, Gone):
        return Made(request.args, failure=Failure(code="record_gone", message=outcome.message))
    return Made(request.args, failure=outcome)


def _as_job(request: NewJob) -> Job:
    return Job(
        class_=NORMAL,
        turn=0,
        due_at=0,
        id=NO_JOB,
        kind=request.kind,
        queue=request.queue or "",
        args=encode_args(request.args),
        attempt=1,
        crashes=0,
        max_attempts=1,
        document=request.document,
        root=None,
        mutex=None,
        fence=0,
        started_at=0,
    )
