"""One stage here and at once, without the queue: load and store in this process, compute in a worker as the queue's."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import Raw, json

from cgq.contract import Discard, Done, GivenBack, Known, Postponed, Unfinished
from cgq.errors import Failure, NotReady, StageFailed
from cgq.queue.artifacts import files_by_hand
from cgq.queue.enqueue import encode_args
from cgq.queue.job import NORMAL, Job
from cgq.queue.spool import spool_of
from cgq.stages import registry
from cgq.workers.asking import files_of
from cgq.workers.calling import Till, make_call
from cgq.workers.engine import Assignment, Lost, WorkCall
from cgq.workers.handout import sendable
from cgq.workers.inline import InlineEngine
from cgq.workers.items import ItemKeeper, verified_item
from cgq.workers.local import LocalEngine
from cgq.workers.losses import failure_of
from cgq.workers.payments import Payments
from cgq.workers.results import following, small, split_step, without
from cgq.workers.roster import Roster
from cgq.workers.storing import verify_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.contract import Again, Item
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.stages.stage import Stage
    from cgq.workers.engine import Answered, Calls, ItemDone, Outcome
    from cgq.workspace import Workspace

NO_JOB = 0
"""The number of a job that is in no queue."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of one request: how its job would have ended, and the small result that it would keep.

    `items` are those that it handed over.
    """

    args: Any
    state: Literal["done", "failed", "discarded"]
    result: Any = None
    failure: Failure | None = None
    items: Sequence[Item] = ()


@dataclass(frozen=True, slots=True)
class _Stored:
    """A result is stored; `summary` is what its job would keep."""

    summary: Any


def run_stage(
    workspace: Workspace, kind: str, requests: Sequence[NewJob], *, number: int = NO_JOB
) -> tuple[list[Made], int]:
    """Do the work of these requests now: what came of each, and how many jobs follow in the queue.

    `number` is the job as which a single request is done, whose items that are done already are known.

    Raises Refused when the arguments of one do not fit the kind; then nothing was done. Raises NotReady when no worker
    for a kind of ours can be started.
    """
    stage = registry.make(kind, workspace.settings)
    roster = Roster({stage.kind: stage})
    till = Till(Payments(roster, None, spool_of(workspace.database.path)), workspace.ledger)
    with (
        files_by_hand(workspace.database.path.absolute()) as files,
        closing(till),
        closing(_engine(workspace, stage, files)) as engine,
    ):
        run = _Run(workspace, roster, stage, files, engine, till)
        jobs = [run.as_job(request, number) for request in requests]
        outcomes = run.outcomes(jobs)
    made = [
        replace(_made(request, outcome), items=run.items_of(job))
        for request, job, outcome in zip(requests, jobs, outcomes, strict=True)
    ]
    return made, run.followed


def _engine(workspace: Workspace, stage: Stage[Any, Any, Any], files: NewFiles) -> Calls:
    """The same workers as the queue's, with all their limits."""
    seats = workspace.seats({stage.kind: stage})
    database = workspace.database.path.absolute()
    if registry.is_offered(stage.kind):
        return InlineEngine(seats, database=database, files=files.folder)
    return LocalEngine(seats, 1, database=database, files=files.folder, spool=spool_of(database))


def _made(request: NewJob, outcome: Any) -> Made:
    """An outcome as it is reported."""
    if isinstance(outcome, Failure):
        return Made(request.args, "failed", failure=outcome)
    if isinstance(outcome, Discard):
        return Made(request.args, "discarded", failure=outcome.as_failure())
    return Made(request.args, "done", result=outcome.summary)


class _Run:
    """One stage at work, its compute in a worker. Whatever it does is the failure of its jobs, as in the queue (R5)."""

    def __init__(
        self,
        workspace: Workspace,
        roster: Roster,
        stage: Stage[Any, Any, Any],
        files: NewFiles,
        engine: Calls,
        till: Till,
    ) -> None:
        self.workspace = workspace
        self.stage = stage
        self.files = files
        self.keeper = ItemKeeper(files, chained=False)
        self.roster = roster
        self._engine = engine
        self._till = till
        self._calls = 0
        self._following = 0
        self._items: list[tuple[Job[Any], Item]] = []

    @property
    def followed(self) -> int:
        """How many jobs were enqueued."""
        return self._following + self.keeper.followed

    def items_of(self, job: Job[Any]) -> list[Item]:
        """The items that a job handed over."""
        return [item for owner, item in self._items if owner is job]

    def as_job(self, request: NewJob, number: int) -> Job[Any]:
        """The request as a stage sees a job."""
        job = Job(
            class_=NORMAL,
            turn=0,
            due_at=0,
            id=number,
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
        found = self._loaded_and_computed(jobs)
        done = [place for place, outcome in enumerate(found) if isinstance(outcome, Done | Known)]
        for place, outcome in zip(done, self._store([(jobs[n], found[n]) for n in done]), strict=True):
            found[place] = outcome
        return self._remembered(jobs, found)

    def _loaded_and_computed(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """What `load` gives for each job, or what its call comes to where it needs one."""
        found = self._load(jobs)
        computed = [place for place, given in enumerate(found) if not isinstance(given, Known | Discard | Failure)]
        for start in range(0, len(computed), self._batch()):
            places = computed[start : start + self._batch()]
            outcomes = self._compute([jobs[place] for place in places], [found[place] for place in places])
            for place, outcome in zip(places, outcomes, strict=True):
                found[place] = outcome
        return found

    def _batch(self) -> int:
        most = self.workspace.policies.kind(self.stage.kind).batch
        return most if self.stage.batch is None else min(most, self.stage.batch)

    def _load(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """What `load` gives for each job; a job for which it raises has failed, and stops no other."""

        def load(books: Books) -> list[Any]:
            found = [sendable(given) for given in self.stage.load(books.tx, jobs)]
            if len(found) != len(jobs):
                raise StageFailed(f"load gave {len(found)} values for {len(jobs)} jobs", code="bad_load")
            return found

        found = self._write(load)
        if not isinstance(found, Failure):
            return found
        return [found] if len(jobs) == 1 else [one for job in jobs for one in self._load([job])]

    def _compute(self, jobs: Sequence[Job[Any]], given: Sequence[Raw]) -> list[Any]:
        """What a call comes to: Done, Discard or Failure for each job.

        A batch that fails goes on in halves (C5), loaded anew: what it had paid for before it failed is Known by now.
        """
        spoiled: list[Failure] = []
        try:
            event = make_call(
                self._engine, self._assignment(jobs, given), lambda item: self._keep(item, spoiled), self._till
            )
        except NotReady as error:
            if self.stage.kind in registry.ours():
                raise
            return [Failure.of(error) for _ in jobs]
        if len(jobs) > 1 and (isinstance(event, Lost) or event.halve):
            middle = len(jobs) // 2
            return self._loaded_and_computed(jobs[:middle]) + self._loaded_and_computed(jobs[middle:])
        if isinstance(event, Lost):
            return [failure_of(event)]
        return spoiled or self._checked(event)

    def _checked(self, answer: Answered) -> list[Any]:
        verify_files(self.files, self.workspace.policies, answer)
        return [self._decoded(outcome) for outcome in answer.outcomes]

    def _decoded(self, outcome: Outcome) -> Any:
        result = self.roster.decode_outcome(self.stage.kind, outcome)
        if isinstance(result, Unfinished | GivenBack | Postponed):
            return result.as_failure()
        return result if isinstance(result, Failure | Discard) else Done(result, tuple(outcome.files))

    def _assignment(self, jobs: Sequence[Job[Any]], given: Sequence[Raw]) -> Assignment:
        policy = self.workspace.policies.kind(self.stage.kind)
        self._calls += 1
        self.files.hold()
        return Assignment(
            id=self._calls,
            lane=(policy.queue, self.stage.kind),
            host=self.stage.host,
            calls=[WorkCall(jobs, given)],
            timeout=policy.timeout,
            per_item=policy.timeout_per_item,
            most=policy.timeout_most,
        )

    def _keep(self, event: ItemDone, spoiled: list[Failure]) -> None:
        """Store an item; when not even its failure can be stored, its job has failed."""
        item = verified_item(self.roster, self.files, self.workspace.policies, event)
        self._items.append((event.job, item))
        with self.workspace.ledger.write() as books:
            failure = self.keeper.store(books, self.stage, event.job, [item])
            self.files.rename()
        if failure is not None:
            spoiled[:] = [failure]

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
        made = self.stage.store_with(books, [(job, outcome.result) for job, outcome in done])
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
            if step.files:
                outcome = replace(outcome, files=tuple(without(files_of([outcome]), step.files)))

    def _store_step(self, job: Job[Any], outcome: Any, rest: Any, books: Books) -> _Stored | Again[Any]:
        again, jobs = split_step(self.stage.store_with(books, [(job, rest)]))
        followed = following(books, jobs, chained=False)
        if again is not None:
            without(files_of([outcome]), again.files)
            self.files.adopt(books, [(job.id, file) for file in again.files])
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
