"""What happens during a run, as `cgq run --json`, `cgq work --json` and `cgq watch` print it, one event a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from msgspec import Struct

from cgq import events
from cgq.clock import rfc3339
from cgq.documents import Document, Json
from cgq.documents.duration import Duration, duration
from cgq.documents.error import Problem
from cgq.documents.summary import StopReason
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.queue.listing import Paper

EndState: TypeAlias = Literal["done", "failed", "discarded", "cancelled", "scheduled"]


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened."""

    at: str
    """When it was told."""


class Started(Document, Event, frozen=True, kw_only=True, tag="started"):
    """Jobs of one kind were handed to workers: `cgq run`, `cgq work`, `cgq watch`."""

    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    jobs: tuple[int, ...]
    """The jobs. One that goes back (`returned`) is reported again when it is handed out anew; `--max-jobs` does not
    count what went back."""


class Ended(Document, Event, frozen=True, kw_only=True, tag="ended"):
    """Jobs of one kind have ended, stored and not only computed: `cgq run`, `cgq work`, `cgq watch`."""

    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    state: EndState
    """How they ended; `scheduled` when they wait for another try; `cancelled` only in `cgq watch`, for a run stops
    what somebody cancels without an event."""
    jobs: tuple[int, ...]
    """The jobs."""
    error: Problem | None
    """What went wrong; null when they are done."""
    tries: tuple[int, int] | None
    """The starts so far and how many there may be; null when no other try follows."""


class Returned(Document, Event, frozen=True, kw_only=True, tag="returned"):
    """Jobs went back to the queue without a try being counted: `cgq run`, `cgq work`, `cgq watch`."""

    jobs: tuple[int, ...]
    """The jobs."""
    reason: str
    """Why: `stopped`, or what befell their worker."""


class Late(Document, Event, frozen=True, kw_only=True, tag="late"):
    """Results came after their jobs were somebody else's, or over, and changed nothing: `cgq run`, `cgq work`."""

    jobs: tuple[int, ...]
    """The jobs."""
    fences: tuple[int, ...]
    """The fences of the leases that are over, in the order of the jobs."""


class Advanced(Document, Event, frozen=True, kw_only=True, tag="progress"):
    """A running job has come further: `cgq run`, `cgq work`, `cgq watch`."""

    job: int
    """The job."""
    kind: str
    """What it does: the name of its stage."""
    done: int
    """How many of its parts are done: pages, questions, or what its stage counts (docs/kinds.md)."""
    total: int
    """How many parts there are."""


class ItemsCounted(Document, Event, frozen=True, kw_only=True, tag="items_counted"):
    """How the items of a running job stand, up to twice a second while some arrive, and right before it ends: `cgq
    run`, `cgq work`."""

    job: int
    """The job."""
    kind: str
    """What it does: the name of its stage."""
    total_items: int
    """How many items it is made of, as far as its progress says, or as many as arrived."""
    done_items: int
    """How many of them are over: done, passed over, or failed."""
    success_count: int
    """How many are done."""
    error_count: int
    """How many failed."""
    duplicate_count: int
    """How many brought nothing, for what they are was there already."""
    skipped_count: int
    """How many were passed over because they are not wanted."""
    waiting_count: int
    """How many failed and are asked for again."""
    success_rate: float
    """Percent that are done of those that are done or failed, with one decimal; 0.0 for nothing."""
    items_per_second: float
    """Items done per second, with one decimal; 0.0 for nothing."""

    @staticmethod
    def of(event: events.ItemsCounted, at: str) -> ItemsCounted:
        """The items as they were counted."""
        return ItemsCounted(
            at=at,
            job=event.job,
            kind=event.kind,
            total_items=event.total,
            done_items=event.over,
            success_count=event.done,
            error_count=event.failed,
            duplicate_count=event.duplicate,
            skipped_count=event.skipped,
            waiting_count=event.waiting,
            success_rate=event.success_rate,
            items_per_second=event.speed,
        )


class WorkerLost(Document, Event, frozen=True, kw_only=True, tag="worker_lost"):
    """A worker died, or was ended for its time: `cgq run`, `cgq work`."""

    kind: str
    """What it was at: the name of the stage."""
    cause: str
    """`crash`, `timeout`, `start` when it never was ready, or `failed_hook` when a stage of your own raised an error
    while its failures were kept."""
    message: str
    """What happened."""


class QueuePaused(Document, Event, frozen=True, kw_only=True, tag="queue_paused"):
    """The queue is paused, by a person or by an error that would meet every other job: `cgq run`, `cgq work`, `cgq
    watch`."""

    queue: str
    """The queue, `*` for every queue; once the error is cured, `cgq resume` lets it go on."""
    reason: str
    """What went wrong, with its code."""


class CircuitOpened(Document, Event, frozen=True, kw_only=True, tag="circuit_opened"):
    """A provider failed several times in a row, and its kind of job rests a while: `cgq run`, `cgq work`, `cgq
    watch`."""

    kind: str
    """The kind."""
    reason: str
    """What the provider last said."""


class Rescued(Document, Event, frozen=True, kw_only=True, tag="rescued"):
    """The jobs of a supervisor that is gone were taken back: `cgq run`, `cgq work`."""

    supervisor: int
    """The supervisor's number."""
    jobs: int
    """How many jobs it held."""


class SlotPassed(Document, Event, frozen=True, kw_only=True, tag="slot_passed"):
    """A slot of a recurring entry was dealt with: `cgq run`, `cgq work`."""

    entry: str
    """The entry's name."""
    slot: str
    """The moment that its cron expression names."""
    missed: int
    """How many slots before it were made up for by it; 1000 stands for so many or more."""
    outcome: Literal["fired", "skipped", "refused"]
    """`fired`: it has a job; `skipped`: its last job was not over; `refused`: it can be enqueued no more."""
    job: int | None
    """The job; null where there is none."""
    message: str
    """Why there is none; empty otherwise."""

    @staticmethod
    def of(event: events.SlotPassed, at: str) -> SlotPassed:
        """What became of the slot."""
        return SlotPassed(
            at=at,
            entry=event.entry,
            slot=rfc3339(event.slot),
            missed=event.missed,
            outcome=event.outcome,
            job=event.job,
            message=event.message,
        )


class HookFailed(Document, Event, frozen=True, kw_only=True, tag="hook_failed"):
    """The command of a hook failed for the last time; its run is kept: `cgq run`, `cgq work`."""

    hook: str
    """The hook, by its name in cgq.toml."""
    run: int
    """The number of the run, for `cgq hooks retry`."""
    message: str
    """What went wrong."""


class Draining(Document, Event, frozen=True, kw_only=True, tag="draining"):
    """Nothing more is started, and what runs may finish: `cgq run`, `cgq work`."""

    reason: StopReason
    """Why."""
    running: int
    """How many jobs are at work."""
    seconds: Duration
    """How long they may take."""


class HooksAwaited(Document, Event, frozen=True, kw_only=True, tag="hooks_awaited"):
    """The work is over, and commands of hooks are at work still: `cgq run`, `cgq work`."""

    hooks: tuple[str, ...]
    """The hooks, by their names in cgq.toml."""
    seconds: Duration
    """How long they may take."""


class ChainClosed(Document, Event, frozen=True, kw_only=True, tag="chain_closed"):
    """The last job that follows from another has ended; told once: `cgq run`, `cgq work`."""

    root: int
    """The job that the chain began with."""


class LogFailed(Document, Event, frozen=True, kw_only=True, tag="log_failed"):
    """The log cannot be written; reported once, and the jobs go on: `cgq run`, `cgq work`."""

    file: str
    """The log."""
    reason: str
    """What the system answered."""


class Count(Struct, frozen=True, kw_only=True):
    """Jobs of one kind in one state, counted."""

    queue: str
    """Their queue."""
    kind: str
    """What they do: the name of their stage."""
    state: State
    """Where they stand."""
    jobs: int
    """How many there are."""


class Counts(Document, Event, frozen=True, kw_only=True, tag="counts"):
    """What waits and what is at work, up to twice a second while anything moves: `cgq run`, `cgq work`, `cgq watch`."""

    counts: list[Count]
    """The counts, by queue, kind and state."""

    @staticmethod
    def of(event: events.Counts, at: str) -> Counts:
        """The counters as they were looked at."""
        rows = sorted(event.tally.items())
        return Counts(
            at=at,
            counts=[
                Count(queue=queue, kind=kind, state=cast("State", state), jobs=n) for (queue, kind, state), n in rows
            ],
        )


class PaperRead(Document, Event, frozen=True, kw_only=True, tag="paper"):
    """A paper was read, or could not be; it follows the job's `ended`: `cgq run`, `cgq work`."""

    job: int
    """The job that read it."""
    material: int
    """The paper."""
    title: str
    """Its title."""
    file: str | None
    """Where it lies; null when it lies nowhere any more."""
    state: EndState
    """How the reading ended; `scheduled` when another try follows."""
    result: Json
    """What was found, counted; null unless it is done."""
    answers: int
    """How many of its questions have an answer now, its own or its key's."""
    key: str | None
    """Where the key lies that answers it; null when none does, or it lies nowhere any more."""
    answers_files: list[str]
    """The papers that it answers itself, being their key."""
    error: Problem | None
    """What went wrong; null when nothing did."""

    @staticmethod
    def of(paper: Paper, state: EndState, now: int) -> PaperRead:
        """A paper whose job ended in a state; `now` in milliseconds."""
        return PaperRead(
            at=rfc3339(now),
            job=paper.job,
            material=paper.material,
            title=paper.title,
            file=paper.path,
            state=state,
            result=json.loads(paper.result) if paper.result else None,
            answers=paper.answers,
            key=paper.key,
            answers_files=json.loads(paper.fits),
            error=Problem.kept(paper.error_code, paper.error, paper.hint),
        )


def event_document(event: events.Event, now: int) -> Document:
    """What a supervisor tells, as it is printed; `now` in milliseconds."""
    at = rfc3339(now)
    match event:
        case events.Started(queue=queue, kind=kind, jobs=jobs):
            return Started(at=at, queue=queue, kind=kind, jobs=jobs)
        case events.Ended():
            return _ended(event, at)
        case events.Returned(jobs=jobs, reason=reason):
            return Returned(at=at, jobs=jobs, reason=reason)
        case events.Late(jobs=jobs, fences=fences):
            return Late(at=at, jobs=jobs, fences=fences)
        case events.Progress(job=job, kind=kind, done=done, total=total):
            return Advanced(at=at, job=job, kind=kind, done=done, total=total)
        case events.ItemsCounted():
            return ItemsCounted.of(event, at)
        case events.ChainClosed(root=root):
            return ChainClosed(at=at, root=root)
        case events.Counts():
            return Counts.of(event, at)
        case events.SlotPassed():
            return SlotPassed.of(event, at)
        case _:
            return _of_the_run(event, at)


def _of_the_run(
    event: events.WorkerLost
    | events.QueuePaused
    | events.CircuitOpened
    | events.Rescued
    | events.Draining
    | events.HookFailed
    | events.HooksAwaited
    | events.LogFailed,
    at: str,
) -> Document:
    match event:
        case events.WorkerLost(kind=kind, cause=cause, message=message):
            return WorkerLost(at=at, kind=kind, cause=cause, message=message)
        case events.QueuePaused(queue=queue, reason=reason):
            return QueuePaused(at=at, queue=queue, reason=reason)
        case events.CircuitOpened(kind=kind, reason=reason):
            return CircuitOpened(at=at, kind=kind, reason=reason)
        case events.Rescued(supervisor=supervisor, jobs=jobs):
            return Rescued(at=at, supervisor=supervisor, jobs=jobs)
        case events.HookFailed(hook=hook, run=run, message=message):
            return HookFailed(at=at, hook=hook, run=run, message=message)
        case events.HooksAwaited(hooks=hooks, seconds=seconds):
            return HooksAwaited(at=at, hooks=hooks, seconds=duration(seconds))
        case events.Draining(reason=reason, running=running, seconds=seconds):
            return Draining(at=at, reason=cast("StopReason", reason), running=running, seconds=duration(seconds))
        case events.LogFailed(file=file, reason=reason):
            return LogFailed(at=at, file=file, reason=reason)


def _ended(event: events.Ended, at: str) -> Ended:
    return Ended(
        at=at,
        queue=event.queue,
        kind=event.kind,
        state=event.state,
        jobs=event.jobs,
        error=Problem.kept(event.code, event.message, event.hint),
        tries=event.tries,
    )
