"""One stage here and at once, in this process: load, compute, store, without the queue."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from msgspec import json

from cgq.contract import Discard, Done, Known
from cgq.db.connection import open_to_read
from cgq.errors import Failure, StageFailed
from cgq.queue.artifacts import Written, files_by_hand
from cgq.queue.enqueue import encode_args
from cgq.queue.job import NORMAL, Job
from cgq.stages import registry
from cgq.workers import wire
from cgq.workers.asking import files_of, item_reply
from cgq.workers.items import ItemKeeper
from cgq.workers.results import following, small, split_step
from cgq.workers.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from cgq.contract import Again, Artifact
    from cgq.db.connection import Transaction
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.stages.stage import Stage
    from cgq.workspace import Workspace

NO_JOB = 0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of one request: how its job would have ended, and the small result that it would keep."""

    args: Any
    state: Literal["done", "failed", "discarded"]
    result: Any = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A result is stored; `summary` is what its job would keep."""

    summary: Any


def run_stage(workspace: Workspace, kind: str, requests: Sequence[NewJob]) -> tuple[list[Made], int]:
    """Do the work of these requests now: what came of each, and how many jobs follow in the queue.

    Raises Refused when the arguments of one do not fit the kind; then nothing was done.
    """
    with files_by_hand(workspace.database.path) as files:
        run = _Run(workspace, registry.make(kind, workspace.settings), files)
        outcomes = run.outcomes([run.as_job(request) for request in requests])
    made = [_made(request, outcome) for request, outcome in zip(requests, outcomes, strict=True)]
    return made, run.followed


def _made(request: NewJob, outcome: Any) -> Made:
    """An outcome as it is reported."""
    if isinstance(outcome, Failure):
        return Made(request.args, "failed", failure=outcome)
    if isinstance(outcome, Discard):
        return Made(request.args, "discarded", failure=outcome.as_failure())
    return Made(request.args, "done", result=outcome.summary)


class _Run:
    """One stage at work in this process. Whatever it raises is the failure of its jobs, as in the queue (R5)."""

    def __init__(self, workspace: Workspace, stage: Stage[Any, Any, Any], files: NewFiles) -> None:
        self.workspace = workspace
        self.stage = stage
        self.files = files
        self.keeper = ItemKeeper(files, chained=False)
        self.roster = Roster({stage.kind: stage})
        self._given = json.Decoder(stage.types().given)
        self._following = 0

    @property
    def followed(self) -> int:
        """How many jobs were enqueued."""
        return self._following + self.keeper.followed

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
        """What each job comes to: _Stored, Discard or Failure."""
        found = self._load(jobs)
        computed = [place for place, given in enumerate(found) if not isinstance(given, Known | Discard | Failure)]
        for start in range(0, len(computed), self._batch()):
            places = computed[start : start + self._batch()]
            outcomes = self._compute([jobs[place] for place in places], [found[place] for place in places])
            for place, outcome in zip(places, outcomes, strict=True):
                found[place] = outcome
        done = [place for place, outcome in enumerate(found) if isinstance(outcome, Done | Known)]
        for place, outcome in zip(done, self._store([(jobs[n], found[n]) for n in done]), strict=True):
            found[place] = outcome
        return self._remembered(jobs, found)

    def _batch(self) -> int:
        most = self.workspace.policies.kind(self.stage.kind).batch
        return most if self.stage.batch is None else min(most, self.stage.batch)

    def _load(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """What `load` gives for each job; a job for which it raises has failed, and stops no other."""

        def load(books: Books) -> list[Any]:
            found = list(self.stage.load(books.tx, jobs))
            if len(found) != len(jobs):
                raise StageFailed(f"load gave {len(found)} values for {len(jobs)} jobs", code="bad_load")
            return found

        found = self._write(load)
        if not isinstance(found, Failure):
            return found
        return [found] if len(jobs) == 1 else [one for job in jobs for one in self._load([job])]

    def _compute(self, jobs: Sequence[Job[Any]], given: Sequence[Any]) -> list[Any]:
        call = _Call(self, jobs)
        try:
            self.stage.prepare()
            crossed = [self._given.decode(json.encode(one)) for one in given]
            outcomes = [self._crossed(outcome) for outcome in self.stage.compute(crossed, call)]
            if len(outcomes) != len(given):
                raise StageFailed(f"{len(outcomes)} outcomes for {len(given)} jobs", code="bad_result")
            call.written.hand_over(files_of(outcomes))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a stage raises is its jobs' failure (R5)
            if len(given) == 1:
                return [call.spoiled or Failure.of(error)]
            return [outcome for job, one in zip(jobs, given, strict=True) for outcome in self._compute([job], [one])]
        finally:
            call.written.remove_rest()
        return outcomes if call.spoiled is None else [call.spoiled]

    def _crossed(self, outcome: Any) -> Any:
        """An outcome as it would come from a worker: its result as JSON of the stage's type."""
        if isinstance(outcome, Failure | Discard):
            return outcome
        if not isinstance(outcome, Done):
            raise StageFailed("compute gave something that is no outcome", code="bad_result")
        result = self.roster.decode(self.stage.kind, wire.raw(cast("Any", outcome).result))
        return result if isinstance(result, Failure) else Done(result, outcome.files)

    def _store(self, done: Sequence[tuple[Job[Any], Any]]) -> list[Any]:
        """Store results: for each _Stored, or the Failure that kept it from being stored."""
        if not done:
            return []
        if self.stage.in_steps:
            return [self._store_in_steps(job, outcome) for job, outcome in done]
        stored = self._write(lambda books: self._store_together(books, done))
        if not isinstance(stored, Failure):
            return stored
        return [stored] if len(done) == 1 else [outcome for one in done for outcome in self._store([one])]

    def _store_together(self, books: Books, done: Sequence[tuple[Job[Any], Any]]) -> list[_Stored]:
        made = self.stage.store(books.tx, [(job, outcome.result) for job, outcome in done])
        followed = following(books, made, chained=False)
        stored = self._finished(books, done)
        self._following += followed
        return stored

    def _store_in_steps(self, job: Job[Any], outcome: Any) -> _Stored | Failure:
        rest = outcome.result
        while True:
            step = self._write(partial(self._store_step, job, outcome, rest))
            if isinstance(step, _Stored | Failure):
                return step
            rest = step.rest

    def _store_step(self, job: Job[Any], outcome: Any, rest: Any, books: Books) -> _Stored | Again[Any]:
        again, jobs = split_step(self.stage.store(books.tx, [(job, rest)]))
        followed = following(books, jobs, chained=False)
        (stored,) = self._finished(books, [(job, outcome)]) if again is None else (again,)
        self._following += followed
        return stored

    def _finished(self, books: Books, done: Sequence[tuple[Job[Any], Any]]) -> list[_Stored]:
        """The summaries of stored results, whose files are adopted; the last thing that can fail."""
        summaries = [small(self.stage.summary(outcome.result)) for _, outcome in done]
        self.files.adopt(books, [(job.id, file) for job, outcome in done for file in files_of([outcome])])
        return [_Stored(None if text is None else json.decode(text)) for text in summaries]

    def _write(self, work: Callable[[Books], T]) -> T | Failure:
        """Do something in a transaction, with what it adopts; a Failure when the stage raises, and nothing is kept."""
        with self.workspace.ledger.write() as books:
            try:
                with books.savepoint():
                    made = work(books)
                    self.files.rename()
                    return made
            except (Exception, SystemExit) as error:
                if not books.is_open():
                    raise
                return Failure.of(error)

    def _remembered(self, jobs: Sequence[Job[Any]], found: list[Any]) -> list[Any]:
        """The outcomes, once the stage has recorded its failures; one that it cannot record has that in its message."""
        lost = [(jobs[place], one) for place, one in enumerate(found) if isinstance(one, Failure)]
        error = self._write(lambda books: self.stage.failed(books.tx, lost)) if lost else None
        if not isinstance(error, Failure):
            return found
        said = f" This failure could not be recorded: {error.message}"
        return [replace(one, message=one.message + said) if isinstance(one, Failure) else one for one in found]


class _Call:
    """A call without a deadline, whose progress nobody follows (see contract.Call)."""

    def __init__(self, run: _Run, jobs: Sequence[Job[Any]]) -> None:
        self._run = run
        self._jobs = jobs
        self.written = Written(run.files.folder)
        self.spoiled: Failure | None = None

    def progress(self, done: int, total: int) -> None:
        pass

    def remaining(self) -> float:
        return float("inf")

    def item(self, key: str, name: str, outcome: Done[Any] | Failure) -> None:
        if len(self._jobs) != 1:
            raise StageFailed("items belong to a call of one job", code="bad_result")
        run, (job,) = self._run, self._jobs
        crossed = item_reply(outcome, run.roster.item_decoder(job.kind))
        self.written.hand_over(files_of([outcome]))
        item = run.roster.decode_item(job.kind, wire.ItemReply(0, 0, key, name, crossed))
        with run.workspace.ledger.write() as books:
            self.spoiled = run.keeper.store(books, run.stage, job, [item]) or self.spoiled
            run.files.rename()

    @contextmanager
    def snapshot(self) -> Generator[Transaction]:
        with open_to_read(self._run.workspace.database.path) as tx:
            yield tx

    def artifact(self, pieces: Iterable[bytes]) -> Artifact:
        self._run.files.hold()
        return self.written.write(pieces)
