"""One stage here and at once, in this process: load, compute, store, without the queue."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from msgspec import json

from cgq.contract import Again, Discard, Done, Item, Known
from cgq.db.connection import open_to_read
from cgq.errors import Failure
from cgq.queue.artifacts import NewFiles, write_new
from cgq.queue.enqueue import encode_args, enqueue
from cgq.queue.job import NORMAL, Job
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from cgq.contract import Artifact
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.stages.stage import Stage
    from cgq.workspace import Workspace

NO_JOB = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of one request: how its job would have ended, and the small result that it would keep."""

    args: Any
    state: Literal["done", "failed", "discarded"]
    result: Any = None
    failure: Failure | None = None


def run_stage(workspace: Workspace, kind: str, requests: Sequence[NewJob]) -> tuple[list[Made], int]:
    """Do the work of these requests now: what came of each, and how many jobs follow in the queue.

    Raises Refused when the arguments of one do not fit the kind; then nothing was done.
    """
    with _running(workspace, registry.make(kind, workspace.settings)) as run:
        outcomes = run.outcomes([run.as_job(request) for request in requests])
        made = [run.made(request, outcome) for request, outcome in zip(requests, outcomes, strict=True)]
    return made, run.following


@contextmanager
def _running(workspace: Workspace, stage: Stage[Any, Any, Any]) -> Generator[_Run]:
    files = NewFiles(workspace.database.path, f"now-{os.getpid()}")
    try:
        yield _Run(workspace, stage, files)
    finally:
        files.close()


class _Run:
    """One stage at work in this process."""

    def __init__(self, workspace: Workspace, stage: Stage[Any, Any, Any], files: NewFiles) -> None:
        self.workspace = workspace
        self.stage = stage
        self.files = files
        self.following = 0
        types = stage.types()
        self._given = json.Decoder(types.given)
        self._result = json.Decoder(types.result)

    def as_job(self, request: NewJob) -> Job[Any]:
        """The request as a stage sees a job."""
        job = Job(
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
        return job.with_args(self.workspace.policies.decode(job.kind, job.args))

    def outcomes(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """What each job comes to, its result stored: Done, Known, Discard or Failure."""
        self.stage.prepare()
        with self.workspace.ledger.write() as books:
            found = list(self.stage.load(books.tx, jobs))
        computed = [place for place, given in enumerate(found) if not isinstance(given, Known | Discard | Failure)]
        for start in range(0, len(computed), self._batch()):
            places = computed[start : start + self._batch()]
            outcomes = self._compute([jobs[place] for place in places], [found[place] for place in places])
            for place, outcome in zip(places, outcomes, strict=True):
                found[place] = outcome
        done = [place for place, outcome in enumerate(found) if isinstance(outcome, Done | Known)]
        results: list[tuple[Job[Any], Any]] = [(jobs[place], found[place]) for place in done]
        for place, failure in zip(done, self._store(results), strict=True):
            found[place] = failure or found[place]
        self._remember([(jobs[place], one) for place, one in enumerate(found) if isinstance(one, Failure)])
        return found

    def _batch(self) -> int:
        most = self.workspace.policies.kind(self.stage.kind).batch
        return most if self.stage.batch is None else min(most, self.stage.batch)

    def _compute(self, jobs: Sequence[Job[Any]], given: Sequence[Any]) -> list[Any]:
        try:
            crossed = [self._given.decode(json.encode(one)) for one in given]
            return [self._crossed(outcome) for outcome in self.stage.compute(crossed, _Call(self, jobs))]
        except Exception as error:  # noqa: BLE001 - whatever a stage raises is its jobs' failure (R5)
            if len(given) == 1:
                return [Failure.of(error)]
            return [outcome for job, one in zip(jobs, given, strict=True) for outcome in self._compute([job], [one])]

    def _crossed(self, outcome: Any) -> Any:
        """An outcome as it would come from a worker: its result as JSON of the stage's type."""
        if not isinstance(outcome, Done):
            return outcome
        return Done(self._result.decode(json.encode(cast("Any", outcome).result)), outcome.files)

    def _store(self, done: Sequence[tuple[Job[Any], Any]]) -> list[Failure | None]:
        """Store results; for each None, or why it could not be stored."""
        if not done:
            return []
        if self.stage.in_steps and len(done) > 1:
            return [failure for one in done for failure in self._store([one])]
        try:
            rest: list[Any] | None = [outcome.result for _, outcome in done]
            while rest is not None:
                rest = self._store_step([job for job, _ in done], rest, _files_of(done))
        except Exception as error:  # noqa: BLE001 - a stage's store fails its jobs (R5)
            if len(done) == 1:
                return [Failure.of(error)]
            return [failure for one in done for failure in self._store([one])]
        return [None] * len(done)

    def _store_step(self, jobs: Sequence[Job[Any]], results: list[Any], files: list[Artifact]) -> list[Any] | None:
        """One call of `store`; what it asks to be called with again, if it does."""
        with self.workspace.ledger.write() as books:
            made = list(self.stage.store(books.tx, list(zip(jobs, results, strict=True))))
            again = [one.rest for one in made if isinstance(one, Again)]
            self.enqueue(books, (one for one in made if not isinstance(one, Again)))
            if not again:
                self.files.adopt(books, NO_JOB, files)
            self.files.rename()
        return again or None

    def enqueue(self, books: Books, made: Iterable[NewJob]) -> None:
        """Jobs that follow belong to nobody's chain."""
        jobs = [replace(job, root=None, parent=None) for job in made]
        enqueue(books, jobs)
        self.following += len(jobs)

    def _remember(self, lost: Sequence[tuple[Job[Any], Failure]]) -> None:
        if lost:
            with self.workspace.ledger.write() as books:
                self.stage.failed(books.tx, lost)

    def made(self, request: NewJob, outcome: Any) -> Made:
        """An outcome as it is reported."""
        if isinstance(outcome, Failure):
            return Made(request.args, "failed", failure=outcome)
        if isinstance(outcome, Discard):
            return Made(request.args, "discarded", failure=outcome.as_failure())
        return Made(request.args, "done", result=self.stage.summary(outcome.result))


class _Call:
    """A call without a deadline, whose progress nobody follows (see contract.Call)."""

    def __init__(self, run: _Run, jobs: Sequence[Job[Any]]) -> None:
        self._run = run
        self._jobs = jobs

    def progress(self, done: int, total: int) -> None:
        pass

    def remaining(self) -> float:
        return float("inf")

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> None:
        (job,) = self._jobs
        with self._run.workspace.ledger.write() as books:
            self._run.enqueue(books, self._run.stage.store_items(books.tx, job, [Item(key, name, outcome)]))
            self._run.files.adopt(books, NO_JOB, outcome.files if isinstance(outcome, Done) else ())
            self._run.files.rename()

    @contextmanager
    def snapshot(self) -> Generator[Transaction]:
        with open_to_read(self._run.workspace.database.path) as tx:
            yield tx

    def artifact(self, pieces: Iterable[bytes]) -> Artifact:
        return write_new(self._run.files.folder, pieces)


def _files_of(done: Sequence[tuple[Job[Any], Any]]) -> list[Artifact]:
    return [file for _, outcome in done if isinstance(outcome, Done) for file in outcome.files]
