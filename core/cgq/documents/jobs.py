"""Jobs: a list of them, one with everything that is kept of it, and those that were waited for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document, Json
from cgq.documents.cost import Spent
from cgq.documents.error import Problem
from cgq.documents.items import JobItem, item_fields
from cgq.documents.progress import Progress, progress
from cgq.hints import commands, unmarked
from cgq.queue.job import is_deep
from cgq.queue.listing import most_starts
from cgq.queue.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.actions import wait
    from cgq.actions.jobs import Jobs as FoundJobs
    from cgq.queue import listing
    from cgq.queue.policy import Policies
    from cgq.queue.subjects import Asked

Priority = Literal["critical", "high", "normal", "low"]
PRIORITIES: dict[int, Priority] = {1: "critical", 2: "high", 3: "normal", 4: "low"}
"""What the numbers in the ledger are called; the lower goes first."""

WAITING: tuple[State, ...] = ("ready", "scheduled", "blocked")
"""The states that are counted together as waiting."""

LONGEST = 200
"""Characters of an argument that are shown as what a job is about: a line of a wide terminal."""

MOST_LISTED = 3
"""Entries of a list that are shown there; a longer one is counted."""


class Children(Struct, frozen=True, kw_only=True):
    """Jobs that follow from a first job, over all generations, counted."""

    waiting: int
    """Those that have not started: ready, scheduled or blocked."""
    running: int
    """Those at work."""
    done: int
    """Those that are done."""
    failed: int
    """Those that failed for good."""
    discarded: int
    """Those that a rule or a person gave up."""
    cancelled: int
    """Those that a person cancelled."""

    @staticmethod
    def of(counts: Mapping[State, int]) -> Children:
        """Jobs counted by state."""
        return Children(
            waiting=sum(counts.get(state, 0) for state in WAITING),
            running=counts.get("running", 0),
            done=counts.get("done", 0),
            failed=counts.get("failed", 0),
            discarded=counts.get("discarded", 0),
            cancelled=counts.get("cancelled", 0),
        )


class ListedJob(Struct, frozen=True, kw_only=True):
    """A job in a list. One that is made of items may be done though some of them failed."""

    id: int
    """The job's number."""
    state: State
    """Where it stands (docs/states.md)."""
    kind: str
    """What it does: the name of its stage."""
    queue: str
    """The queue that it runs in."""
    priority: Priority
    """How it was asked for; among ready jobs of a queue the higher goes first."""
    attempts: int
    """How often it was started."""
    max_attempts: int | None
    """How many starts it has in all; null when its kind is not known any more."""
    crashes: int
    """How many of its starts ended with their worker."""
    created: str
    """When it was enqueued."""
    due: str
    """The earliest moment at which it may start."""
    started: str | None
    """When it was last started; null when it never was."""
    finished: str | None
    """When it was over; null while it is not."""
    progress: Progress | None
    """How far it has come; null when it does not tell."""
    requested_by: str | None
    """Who asked for it; null when another job did."""
    material: int | None
    """The paper that it is about; null when it is about none."""
    file: str | None
    """Where that paper lies; null when it is about none, or lies nowhere any more."""
    question: int | None
    """The question that it is about, by its number in the bank; null when it is about none, or that was removed."""
    about: str | None
    """What more it is about: the question's printed number and the beginning of its stem, else what its arguments say
    but for the paper; null when that is nothing."""
    parent: int | None
    """The job that it follows from; null when it follows from none."""
    children: Children | None
    """What follows from it; null for a job that follows from another: they are counted with the first of them all."""
    result: Json
    """The summary of its stage; null until it is done, or when its stage keeps none."""
    error: Problem | None
    """Its last error; null when it had none."""
    total_items: int | None
    """How many items it is made of: those that arrived, or as many as its progress counts while it is not done. This
    and the next nine are null for a job that is not made of items."""
    done_items: int | None
    """How many of them are over: done, passed over, or failed."""
    success_count: int | None
    """How many are done."""
    error_count: int | None
    """How many failed."""
    duplicate_count: int | None
    """How many brought nothing, for what they are was there already."""
    skipped_count: int | None
    """How many were passed over because they are not wanted."""
    waiting_count: int | None
    """How many failed and are asked for again."""
    success_rate: float | None
    """Percent that are done of those that are done or failed, with one decimal; 0.0 for nothing."""
    items_per_second: float | None
    """Items done per second, with one decimal; 0.0 for nothing."""
    duration_seconds: float | None
    """How long the last tries of its items took together, by a clock that nobody sets; never negative."""


class Jobs(Document, frozen=True, kw_only=True, tag="jobs"):
    """One page of the jobs that `cgq jobs` was asked for, the newest first.

    Without a filter by state, queue, kind or text, and without `--all`, those that follow from no other job. With
    `--tree` all that follows from each stands behind it, each job before those that follow from it.
    """

    page: int
    """Which page it is, from 1."""
    limit: int
    """How many jobs a page has at most; with `--tree` those that follow are not counted."""
    more: bool
    """Whether there is another page."""
    total: int
    """How many jobs there are in all with these filters; without `--all`, of those that follow from no other."""
    total_by_state: dict[str, int]
    """The same by state; a state without a job is left out."""
    total_is_exact: bool
    """Whether all were counted; where a filter leaves more than 20,000, the newest are."""
    jobs: list[ListedJob]
    """The jobs."""

    @staticmethod
    def of(found: FoundJobs, policies: Policies, *, page: int, limit: int) -> Jobs:
        """A page of the ledger's jobs."""
        listed = [_listed(job, found, policies) for job in found.jobs]
        return Jobs(
            page=page,
            limit=limit,
            more=found.more,
            total=found.totals.jobs,
            total_by_state=dict(found.totals.states),
            total_is_exact=found.totals.is_exact,
            jobs=listed,
        )


class Attempt(Problem, frozen=True, kw_only=True):
    """A start of a job that did not end well."""

    number: int
    """Which start it was, from 1."""
    outcome: Literal["failed", "crashed", "returned"]
    """`failed` with an error, `crashed` with its worker, or `returned` without having been tried."""
    traceback: str
    """Where it happened in the program; empty when it was foreseen without one."""
    started: str | None
    """When it started; null when it never did."""
    ended: str
    """When it ended."""

    @staticmethod
    def of(attempt: listing.Attempt) -> Attempt:
        """An attempt that the ledger keeps."""
        return Attempt(
            number=attempt.number,
            outcome=attempt.outcome,
            code=attempt.code,
            message=attempt.message,
            hint=unmarked(attempt.hint),
            commands=commands(attempt.hint),
            traceback=attempt.traceback,
            started=rfc3339(attempt.started_at),
            ended=rfc3339(attempt.ended_at),
        )


class Descendants(Struct, frozen=True, kw_only=True):
    """Jobs that follow from a job, counted."""

    kind: str
    """What they do: the name of their stage."""
    state: State
    """Where they stand."""
    jobs: int
    """How many there are."""


class Job(Document, ListedJob, frozen=True, kw_only=True, tag="job"):
    """Everything that is kept of one job: `cgq show`, and a part of what `cgq wait` prints."""

    risen_to: Priority
    """The priority that it has come to by waiting; never lower than `priority`."""
    ready: str
    """When it became ready, or last rose in priority; before that, when it was enqueued."""
    expires: str | None
    """It fails when it was not started until then; null when it waits for ever."""
    root: int | None
    """The job that its chain began with; null when it is that job itself, or alone."""
    after: int | None
    """The job that must be done before it starts; null when none must."""
    batch: str | None
    """The batch that it belongs to; null for none."""
    supervisor: int | None
    """The supervisor that holds it; null unless it is running."""
    args: Json
    """What it was asked to do, as its stage takes it."""
    history: list[Attempt]
    """The starts that did not end well, in order."""
    descendants: list[Descendants]
    """What follows from it, by kind and state."""
    items: list[JobItem]
    """Its items in the order in which they ended, at most 1,000 unless `--limit` of `cgq show` says otherwise; empty
    for a job that is not made of items."""
    more: bool
    """Whether it has items behind these: `cgq show ID --page`."""
    paid: Spent | None
    """What its requests to providers cost; null where it made none. One of several jobs counts for the first of
    them."""

    @staticmethod
    def of(job: listing.FullJob, policies: Policies) -> Job:
        """One job of the ledger."""
        row = job.row
        return Job(
            id=row.id,
            state=row.state,
            kind=row.kind,
            queue=row.queue,
            priority=PRIORITIES[row.priority],
            risen_to=PRIORITIES[row.risen_to],
            attempts=row.attempts,
            max_attempts=most_starts(policies, row.kind, row.error_code, row.max_attempts),
            crashes=row.crashes,
            created=rfc3339(row.created_at),
            ready=rfc3339(row.ready_at),
            due=rfc3339(row.due_at),
            started=rfc3339(row.started_at),
            finished=rfc3339(row.finished_at),
            expires=rfc3339(row.expires_at),
            progress=progress(row.progress_done, row.progress_total),
            requested_by=row.requested_by,
            material=row.document,
            file=job.paper.path if job.paper else None,
            question=job.question.question if job.question else None,
            about=about_text(row.args, job.question),
            children=None if row.parent_id else Children.of(_by_state(job.descendants)),
            root=row.root_id,
            parent=row.parent_id,
            after=row.after_id,
            batch=row.batch,
            supervisor=row.supervisor_id,
            error=Problem.kept(row.error_code, row.error, job.hint),
            args=_json(row.args),
            result=_json(row.result),
            history=[Attempt.of(attempt) for attempt in job.attempts],
            descendants=[
                Descendants(kind=kind, state=state, jobs=n) for (kind, state), n in sorted(job.descendants.items())
            ],
            items=[JobItem.of(item) for item in job.item_page.items],
            more=job.item_page.more,
            paid=Spent.of(job.paid) if job.paid else None,
            **item_fields(job.items),
        )


class Waited(Document, frozen=True, kw_only=True, tag="waited"):
    """How jobs ended: `cgq wait`, and `cgq enqueue --wait` after its own answer."""

    jobs: list[Job]
    """The jobs that were waited for, in the order in which they were named."""
    lost: list[int]
    """Those that were not done, or that left a failure behind them."""
    closing: list[Job]
    """The jobs for the whole bank that were due when the others were over, and were waited for as well."""
    failed_items: int
    """How many items failed of the jobs that are done, those that follow included; the exit code is 3 then."""

    @staticmethod
    def of(waited: wait.Waited, policies: Policies) -> Waited:
        """Jobs that are over."""
        return Waited(
            jobs=[Job.of(job, policies) for job in waited.jobs],
            lost=waited.lost,
            closing=[Job.of(job, policies) for job in waited.closing],
            failed_items=waited.failed_items,
        )


def about_text(args: str, asked: Asked | None) -> str | None:
    """What a job is about besides its paper, on one line: `12. Which of these …`, or `page 3`; None for nothing."""
    if asked is not None:
        number = "" if asked.number is None else f"{asked.number}. "
        return number + " ".join(asked.stem.split())
    given = _json(args)
    if not isinstance(given, dict):
        return None if given is None else args[:LONGEST]
    fields = cast("dict[str, Json]", given)
    addresses = _entries(fields.get("addresses"))
    if len(addresses) == 1:
        return _short(addresses[0])
    return ", ".join(_named(name, value) for name, value in fields.items() if name != "material") or None


def _named(name: str, value: Json) -> str:
    """An argument with its name; of a long list how many it holds: `100 addresses`."""
    count = len(_entries(value))
    return f"{count} {name}" if count > MOST_LISTED else f"{name} {_short(value)}"


def _entries(value: Json) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text[:LONGEST].split())


def _by_state(descendants: Mapping[tuple[str, State], int]) -> dict[State, int]:
    counts: dict[State, int] = {}
    for (_, state), count in descendants.items():
        counts[state] = counts.get(state, 0) + count
    return counts


def _listed(job: listing.JobRow, found: FoundJobs, policies: Policies) -> ListedJob:
    paper, asked = found.papers.get(job.id), found.questions.get(job.id)
    return ListedJob(
        id=job.id,
        state=job.state,
        kind=job.kind,
        queue=job.queue,
        priority=PRIORITIES[job.priority],
        attempts=job.attempts,
        max_attempts=most_starts(policies, job.kind, job.error_code, job.max_attempts),
        crashes=job.crashes,
        created=rfc3339(job.created_at),
        due=rfc3339(job.due_at),
        started=rfc3339(job.started_at),
        finished=rfc3339(job.finished_at),
        progress=progress(job.progress_done, job.progress_total),
        requested_by=job.requested_by,
        material=job.document,
        file=paper.path if paper else None,
        question=asked.question if asked else None,
        about=about_text(job.args, asked),
        parent=job.parent_id,
        children=None if job.parent_id else Children.of(found.followers.get(job.id, {})),
        result=_json(job.result),
        error=Problem.kept(job.error_code, job.error, job.hint),
        **item_fields(found.items.get(job.id)),
    )


def _json(text: str | None) -> Json:
    """What a column holds; as text where it is no JSON, or deeper than arguments may be."""
    try:
        found: Json = None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if is_deep(found) else found
