"""Jobs in lists and one by one: what a person sees of the ledger. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar
from unicodedata import normalize

from cgq.db.queries import load
from cgq.errors import Missing, NotReady
from cgq.queue import costs
from cgq.queue.item_rows import NO_ITEMS, ItemPage
from cgq.queue.names import is_meant
from cgq.queue.policy import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.costs import Cost
    from cgq.queue.item_counts import ItemCounts
    from cgq.queue.policy import Policies
    from cgq.queue.states import State
    from cgq.queue.subjects import Asked
    from cgq.queue.timeline import Moment

SQL = load("listing")

FEW = 20_000
"""Jobs of a state up to which they are looked for through its partial index: all of them are read and sorted, which
takes 10 ms; where there are more, a walk back from the newest job soon finds a page of them."""

THROUGH_INDEX = ("scheduled", "ready", "blocked", "running", "failed", "discarded", "cancelled")
"""The states that have a partial index: all but `done`."""


class JobRow(NamedTuple):
    """A job in a list; times are of the wall clock, in milliseconds since the epoch, `document` is its material.

    `parent_id` is the job that it follows from; `args` and `result` are JSON.
    """

    id: int
    queue: str
    kind: str
    state: State
    priority: int
    attempts: int
    crashes: int
    max_attempts: int | None
    created_at: int
    due_at: int
    wall_due_at: int | None
    started_at: int | None
    finished_at: int | None
    progress_done: int
    progress_total: int | None
    requested_by: str | None
    error_code: str | None
    error: str | None
    hint: str | None
    document: int | None
    parent_id: int | None
    args: str
    result: str | None


class FullRow(NamedTuple):
    """What a job's row holds; times as in `JobRow`, `result` and `args` are JSON."""

    id: int
    queue: str
    kind: str
    state: State
    priority: int
    risen_to: int
    attempts: int
    crashes: int
    max_attempts: int | None
    created_at: int
    due_at: int
    wall_due_at: int | None
    ready_at: int
    started_at: int | None
    finished_at: int | None
    expires_at: int | None
    document: int | None
    root_id: int | None
    parent_id: int | None
    after_id: int | None
    batch: str | None
    mutex: str | None
    coalesce_key: str | None
    progress_done: int
    progress_total: int | None
    requested_by: str | None
    supervisor_id: int | None
    error_code: str | None
    error: str | None
    fingerprint: str | None
    result: str | None
    args: str


R = TypeVar("R", JobRow, FullRow)


class LastError(NamedTuple):
    """What a job's row and its attempts keep of its last error; `hint` is None when nobody knows what to do."""

    code: str
    message: str | None
    hint: str | None


class Result(NamedTuple):
    """What became of a job: its small result as JSON, None while there is none; its last error, None without any."""

    id: int
    state: State
    result: str | None
    error_code: str | None
    error: str | None


class Attempt(NamedTuple):
    """An attempt that did not end well."""

    number: int
    outcome: Literal["failed", "crashed", "returned"]
    code: str
    message: str
    hint: str
    traceback: str
    started_at: int | None
    ended_at: int


class Paper(NamedTuple):
    """The paper behind a job; `path` is text (see bank.files), `result` the job's own JSON.

    `answers`: how many of its questions have an answer in the bank now, `key`: the path of the key that
    answers it, `fits`: a JSON array with the paths of the papers that it answers itself. Only `papers_in_full` fills
    them.
    """

    job: int
    material: int
    title: str
    path: str | None
    state: str
    result: str | None
    error_code: str | None
    error: str | None
    hint: str | None = None
    answers: int = 0
    key: str | None = None
    fits: str = "[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which jobs are meant; None means any.

    `file` is searched in titles and paths of papers, `text` in arguments and last errors; `since` lies on the time
    line. `top`: those alone that follow from no other job; they are not looked for by state, queue or kind.
    """

    state: str | None = None
    queue: str | None = None
    kind: str | None = None
    file: str | None = None
    since: int | None = None
    text: str | None = None
    batch: str | None = None
    top: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FullJob:
    """One job with its attempts, what became of its descendants ((kind, state) -> count), and what it is about.

    `items` counts its items, None for a job that has none; `item_page` holds some of them. `paid` is what its requests
    to providers cost, None where it made none.
    """

    row: FullRow
    attempts: list[Attempt]
    descendants: dict[tuple[str, State], int]
    paper: Paper | None
    question: Asked | None = None
    items: ItemCounts | None = None
    item_page: ItemPage = NO_ITEMS
    paid: Cost | None = None

    @property
    def hint(self) -> str | None:
        """What to do about its last error; None when it had none, or nobody knows."""
        hints = [attempt.hint for attempt in self.attempts if attempt.code == self.row.error_code]
        return hints[-1] or None if hints else None


def page(tx: Transaction, at: Moment, wanted: Filter, *, limit: int, skip: int = 0) -> list[JobRow]:
    """Jobs as they stand at a moment, the newest first."""
    return rows(tx, at, page_ids(tx, wanted, limit, skip))


def rows(tx: Transaction, at: Moment, jobs: Iterable[int]) -> list[JobRow]:
    """Some jobs as they stand at a moment, the newest first; an id that no job has is left out."""
    return [_dated(at, JobRow._make(row)) for row in tx.all(SQL["rows"], (json.dumps(list(jobs)),))]


def below(tx: Transaction, roots: Iterable[int]) -> list[int]:
    """The ids of all that follows from some first jobs of chains, the oldest first."""
    return [row[0] for row in tx.all(SQL["below"], (json.dumps(list(roots)),))]


def living(tx: Transaction, wanted: Filter) -> dict[int, State]:
    """The jobs that are not over and that are meant, the oldest first, with their states."""
    return dict(tx.all(SQL["living"], _names(tx, wanted)))


def _names(tx: Transaction, wanted: Filter) -> dict[str, Any]:
    """The parameters of the queries."""
    return {
        "state": wanted.state,
        "queue": wanted.queue,
        "kind": wanted.kind,
        "since": wanted.since,
        "documents": None if wanted.file is None else json.dumps(_papers_named(tx, wanted.file)),
        "like": None if wanted.text is None else like(wanted.text),
        "batch": wanted.batch,
    }


def page_ids(tx: Transaction, wanted: Filter, limit: int, skip: int = 0) -> list[int]:
    """The ids of a page of jobs, the newest first."""
    return [id_ for id_, _ in page_states(tx, wanted, limit, skip)]


def page_states(tx: Transaction, wanted: Filter, limit: int, skip: int = 0) -> list[tuple[int, State]]:
    """A page of jobs with their states, the newest first."""
    filters = {**_names(tx, wanted), "limit": limit, "skip": skip}
    if wanted.top:
        return tx.all(SQL["page_of_top"], filters)
    there = _count(tx, wanted)
    is_short = wanted.batch is None and there <= FEW and wanted.state in THROUGH_INDEX
    # A walk that has found all that are counted ends there, not at the oldest job.
    filters["limit"] = min(limit, max(0, there - skip))
    return tx.all(SQL["page_of_few" if is_short else "page_of_all"], filters) if there > skip else []


def _count(tx: Transaction, wanted: Filter) -> int:
    """How many jobs there are of a state, queue and kind, by the counters: at most so many are listed."""
    return sum(
        n
        for queue, kind, state, n in tx.all(SQL["state_counts"])
        if wanted.state in (None, state) and is_meant(wanted.queue, queue) and wanted.kind in (None, kind)
    )


def full(tx: Transaction, at: Moment, job: int) -> FullJob:
    """One job with everything that is kept of it at a moment. Raises Missing."""
    row = tx.one(SQL["one"], (job,))
    if row is None:
        raise no_such(tx, job)
    return FullJob(
        row=_dated(at, FullRow._make(row), "ready_at", "expires_at"),
        attempts=[at.dated(Attempt._make(row), "started_at", "ended_at") for row in tx.all(SQL["attempts_of"], (job,))],
        descendants={(kind, state): n for kind, state, n in tx.all(SQL["descendants"], (job,))},
        paper=papers(tx, [job]).get(job),
        paid=costs.of_job(tx, job),
    )


def _dated(at: Moment, row: R, *more: str) -> R:
    """A job's row for people; what it was asked to start at is shown as it was given."""
    dated = at.dated(row, "created_at", "due_at", "started_at", "finished_at", *more)
    return dated if row.wall_due_at is None else dated._replace(due_at=row.wall_due_at)


def papers(tx: Transaction, jobs: Iterable[int]) -> dict[int, Paper]:
    """The papers behind jobs, by job; a job without one is left out."""
    rows = tx.all(SQL["papers_of"], (json.dumps(list(jobs)),))
    return {row[0]: Paper(*row) for row in rows}


def papers_in_full(tx: Transaction, jobs: Iterable[int]) -> dict[int, Paper]:
    """The papers behind jobs as `papers` gives them, with what keys have to do with each."""
    rows = tx.all(SQL["papers_in_full"], (json.dumps(list(jobs)),))
    return {row[0]: Paper._make(row) for row in rows}


def states(tx: Transaction, jobs: Iterable[int]) -> dict[int, State]:
    """The states of jobs by id; an id that no job has is left out."""
    return {row[0]: row[1] for row in tx.all(SQL["states_of"], (json.dumps(list(jobs)),))}


def most_starts(policies: Policies, kind: str, code: str | None, own: int | None) -> int | None:
    """How many starts a job has in all after an error of this code; None for a kind that cannot be loaded."""
    if own is not None or kind not in policies:
        return own
    try:
        return policies.kind(kind).tries_for(code or OTHER).starts
    except NotReady:
        return None


def last_error(tx: Transaction, job: int) -> LastError | None:
    """A job's last error; None when it had none."""
    row = tx.one(SQL["last_error"], (job,))
    return None if row is None else LastError._make(row)


def jobs_since(tx: Transaction, first: int, kind: str) -> list[Result]:
    """What became of the jobs of a kind from one of them on."""
    return [Result._make(row) for row in tx.all(SQL["jobs_since"], {"first": first, "kind": kind})]


def no_such(tx: Transaction, job: int) -> Missing:
    """The error for an id that no job has: every one that was given out was a job, and only pruning removes jobs."""
    last: int = tx.value(SQL["last_id"])
    if 0 < job <= last:
        message = f"Job {job} was pruned: it had been over for longer than its kind is kept"
        return Missing(message, code="pruned", hint="See how long each kind is kept: `cgq config show --kinds`")
    return Missing(f"There is no job {job}", hint="List them: `cgq jobs`")


def like(text: str) -> str:
    """A LIKE pattern for any text that holds this one."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def _papers_named(tx: Transaction, text: str) -> list[int]:
    """The papers whose title or path holds a text, composed as people type it or decomposed as a Mac writes it."""
    patterns = {like(normalize(form, text)) for form in ("NFC", "NFD")}
    return [row[0] for pattern in patterns for row in tx.all(SQL["papers_named"], {"like": pattern})]
