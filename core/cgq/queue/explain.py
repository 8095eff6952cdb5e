"""Why a job waits, what it waits for and about when it starts (B7).

What bounds its lane comes from the functions that the claim uses (queue/outlook.py): what is said is what is done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cgq.errors import NotReady, Refused
from cgq.queue import limiters
from cgq.queue.books import SQL
from cgq.queue.budget import SQL as PAYMENTS
from cgq.queue.item_counts import ItemCounts, item_counts
from cgq.queue.lanes import Lane
from cgq.queue.latency import HOUR_MS
from cgq.queue.listing import most_starts, no_such
from cgq.queue.outlook import Outlook, best, why_unknown
from cgq.queue.reasons import Limit, Reason
from cgq.queue.requesters import limited_askers, why_limited
from cgq.queue.states import WAITING
from cgq.queue.unblock import CURES
from cgq.queue.waits import (
    Awaits,
    Behind,
    Due,
    Gone,
    Mutex,
    Over,
    Parent,
    Permission,
    Retry,
    Running,
    Still,
    Unknown,
    Unserved,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.states import State
    from cgq.queue.stats import SupervisorStatus

MOST_BEFORE = 10_000
"""Jobs before one that are counted at most: so many take 2 ms, and nobody waits for an exact number beyond them."""

MOST_HOLDERS = 20
"""Running jobs that are named at most as those who hold the slots of a limit: more fit on no screen."""

MOST_PARENTS = 10
"""Jobs of a chain that are explained at most, each the one that the last one waits for."""

STILL_MS = 10_000
"""Milliseconds after which a supervisor that could start a ready job, and did not, does not move: an idle one looks
every 50 ms (C4), a working one writes every second that it moves."""

RATE_HOURS = 24
"""Hours of ended jobs from which a lane's rate is derived."""


class _Job(NamedTuple):
    """What a job waits with; times on the time line."""

    id: int
    queue: str
    kind: str
    state: State
    class_: int
    turn: int
    due_at: int
    wall_due_at: int | None
    ready_at: int
    started_at: int | None
    finished_at: int | None
    attempts: int
    max_attempts: int | None
    after_id: int | None
    mutex: str | None
    requested_by: str | None
    supervisor_id: int | None
    error_code: str | None
    error: str | None
    hint: str | None
    progress_total: int | None
    expires_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a job stands where it stands: all that holds it, the first first. Queues by the names that people use here.

    `starts_now`: nothing holds it, and the next look of a supervisor with a free worker starts it. `expected` is about
    when it starts (ms on the time line), None when nobody can tell. `awaited` explains the job that it waits for.
    `expires` is when it fails unless it was started by then (ms on the time line), None where it may wait for ever.
    """

    job: int
    kind: str
    queue: str
    state: State
    reasons: tuple[Reason, ...]
    starts_now: bool = False
    expected: int | None = None
    expires: int | None = None
    awaited: Explanation | None = None


def explain(books: Books, outlook: Outlook, job: int, depth: int = MOST_PARENTS) -> Explanation:
    """Why a job waits, runs or ended. Raises Missing."""
    row = books.tx.one(SQL["waiting_job"], (job,))
    if row is None:
        raise no_such(books.tx, job)
    found = _Job._make(row)
    if found.state == "running":
        return _explained(books, found, _why_running(books, outlook, found))
    if found.finished_at is not None:
        return _explained(books, found, [_over(books, found)])
    if found.state == "ready":
        return _ready(books, outlook, found)
    return _waiting(books, outlook, found, depth)


def _explained(books: Books, job: _Job, reasons: list[Reason], expected: int | None = None) -> Explanation:
    queue = books.policies.names.shown(job.queue)
    return Explanation(
        job=job.id,
        kind=job.kind,
        queue=queue,
        state=job.state,
        reasons=tuple(reasons),
        expected=expected,
        expires=job.expires_at if job.state in WAITING else None,
    )


def _ready(books: Books, outlook: Outlook, job: _Job) -> Explanation:
    error = why_unknown(books, job.queue, job.kind)
    if error is not None:
        return _explained(books, job, [Unknown(why=error.message, cure=error.hint)])
    lane = _lane(outlook, job)
    view = best(outlook.views(lane), lane)
    limited = why_limited(books, job.requested_by)
    if limited is not None:
        return _explained(books, job, [limited, *lane_reasons(books, outlook, lane)])
    rank = {"queue": job.queue, "kind": job.kind, "class": job.class_, "turn": job.turn, "due": job.due_at}
    before: int = books.tx.value(SQL["before_in_lane"], {**rank, "id": job.id, "most": MOST_BEFORE})
    free = view.shares.get(lane, 0)
    reasons = lane_reasons(books, outlook, lane)
    is_next = before < free if view.starting is None else job.id in view.starting
    if not reasons and is_next:
        still = _still(books, view.supervisor, job)
        if still is not None:
            return _explained(books, job, [still])
        return replace(_explained(books, job, [], books.now), starts_now=True)
    if before or not reasons:
        is_held = any(one.until is None for one in reasons if not isinstance(one, Limit))
        reasons.append(_behind(books, job, before, free, is_held=is_held))
    return _explained(books, job, reasons, _expected(reasons))


def _behind(books: Books, job: _Job, before: int, free: int, *, is_held: bool) -> Behind:
    """Who starts before a job. Where something else holds them all, none starts now, and no turn is promised."""
    starting = 0 if is_held else min(free, before)
    turn = None if is_held else _start_of(books, job, before)
    return Behind(before=before, many=before >= MOST_BEFORE, free=starting, until=turn)


def _waiting(books: Books, outlook: Outlook, job: _Job, depth: int) -> Explanation:
    """What is scheduled or blocked; what would hold it afterwards is told, too, where it does not end by itself."""
    reason = _why_scheduled(books, job) if job.state == "scheduled" else _why_blocked(books, job)
    later = [one for one in _lane_reasons_of(books, outlook, job) if not isinstance(one, Limit) and not one.until]
    explained = _explained(books, job, [reason, *later], None if later or isinstance(reason, Awaits) else reason.until)
    holder = reason.parent if isinstance(reason, Parent) else reason.holder if isinstance(reason, Mutex) else None
    if holder is None or depth < 1 or (isinstance(reason, Parent) and reason.state is None):
        return explained
    return replace(explained, awaited=explain(books, outlook, holder, depth - 1))


def _lane_reasons_of(books: Books, outlook: Outlook, job: _Job) -> list[Reason]:
    error = why_unknown(books, job.queue, job.kind)
    if error is not None:
        return [Unknown(why=error.message, cure=error.hint)]
    return lane_reasons(books, outlook, _lane(outlook, job))


def lane_reasons(books: Books, outlook: Outlook, lane: Lane) -> list[Reason]:
    """Why nothing of a lane starts; empty where something may."""
    view = best(outlook.views(lane), lane)
    found = [_with_holders(books, lane, reason) for reason in view.room.why_closed(lane)]
    if view.supervisor is None:
        found.insert(0, _unserved(books, outlook, lane))
    holders = {supervisor for reason in found for supervisor in reason.supervisors}
    stalled = [one for one in outlook.supervisors if one.stalled and one.id in holders]
    return found + [_stalled(one, books.moment.on_the_line(one.moved_at)) for one in stalled]


def queue_reasons(books: Books, supervisors: Sequence[SupervisorStatus], queue: str) -> tuple[Reason, ...]:
    """Why ready jobs of a queue do not start, over all of its kinds; empty where those of each kind may."""
    outlook = Outlook(books, supervisors)
    found: dict[str, Reason] = {}
    for lane in outlook.lanes:
        if lane.queue == queue:
            found |= {reason.message: reason for reason in lane_reasons(books, outlook, lane)}
    found |= {reason.message: reason for reason in limited_askers(books, queue)}
    return tuple(found.values())


def _unserved(books: Books, outlook: Outlook, lane: Lane) -> Unserved:
    alive = [one for one in outlook.supervisors if one.alive]
    return Unserved(
        queue=books.policies.names.shown(lane.queue),
        kind=lane.kind,
        others=tuple(one.id for one in alive if one.state == "running"),
        draining=tuple(one.id for one in alive if one.state != "running"),
    )


def _with_holders(books: Books, lane: Lane, reason: Reason) -> Reason:
    """A limit with the jobs that hold it; what is claimed ahead for a busy worker is among them."""
    if not isinstance(reason, Limit):
        return reason
    is_of_kind = reason.scope == limiters.of_kind(lane.kind)
    scope = {"queue": None if is_of_kind else lane.queue, "kind": lane.kind if is_of_kind else None}
    rows = books.tx.all(SQL["running"], {**scope, "most": MOST_HOLDERS})
    supervisors = dict.fromkeys(supervisor for _, supervisor in rows)
    return replace(reason, jobs=tuple(id_ for id_, _ in rows), supervisors=tuple(supervisors))


def _lane(outlook: Outlook, job: _Job) -> Lane:
    there = (lane for lane in outlook.lanes if (lane.queue, lane.kind) == (job.queue, job.kind))
    return next(there, Lane(job.queue, job.kind, 1, job.class_))


def _still(books: Books, supervisor: SupervisorStatus | None, job: _Job) -> Still | None:
    if supervisor is None:
        return None
    moved = books.moment.on_the_line(supervisor.moved_at)
    if books.now - max(moved, job.ready_at) <= STILL_MS:
        return None
    return _stalled(supervisor, moved)


def _stalled(one: SupervisorStatus, moved: int) -> Still:
    return Still(supervisors=(one.id,), pid=one.pid, host=one.host, since=moved)


def _why_scheduled(books: Books, job: _Job) -> Reason:
    if job.attempts and job.error_code:
        most = most_starts(books.policies, job.kind, job.error_code, job.max_attempts)
        return Retry(
            until=job.due_at, attempts=job.attempts, most=most, error=job.error or "", error_code=job.error_code
        )
    if job.error_code:
        return Awaits(until=job.due_at, what=job.error or "")
    return Due(until=job.due_at, at_a_moment=job.wall_due_at is not None)


def _why_blocked(books: Books, job: _Job) -> Reason:
    if job.after_id is not None:
        return Parent(
            parent=job.after_id, state=books.tx.value(SQL["job_state"], (job.after_id,)), jobs=(job.after_id,)
        )
    holder: int = books.tx.value(SQL["mutex_holder"], (job.mutex,))
    state: str = books.tx.value(SQL["job_state"], (holder,))
    return Mutex(name=job.mutex or "", holder=holder, state=state, jobs=(holder,))


def _why_running(books: Books, outlook: Outlook, job: _Job) -> list[Reason]:
    number = job.supervisor_id or 0
    one = next((one for one in outlook.supervisors if one.id == number), None)
    if one is None or not one.alive:
        return [Gone(supervisors=(number,))]
    running = Running(
        supervisors=(number,),
        since=job.started_at,
        attempts=job.attempts,
        most=most_starts(books.policies, job.kind, job.error_code, job.max_attempts),
        pid=one.pid,
        host=one.host,
        until=_deadline(books, job),
    )
    rows = books.tx.all(PAYMENTS["payment_waits_of"], {"supervisor": number, "job": job.id})
    waits = [Permission(provider=provider, why=why, until=until) for provider, why, until in rows]
    stalled = [_stalled(one, books.moment.on_the_line(one.moved_at))] if one.stalled else []
    return [running, *waits, *stalled]


def _deadline(books: Books, job: _Job) -> int | None:
    """When a call that began with the claim is ended for taking too long; one that began later has longer."""
    try:
        policy = books.policies.kind(job.kind)
    except (NotReady, Refused):
        return None
    more = policy.timeout_per_item * (job.progress_total or 0)
    seconds = min(policy.timeout + more, max(policy.timeout, policy.timeout_most))
    return (job.started_at or 0) + int(seconds * 1000)


def _over(books: Books, job: _Job) -> Over:
    items = item_counts(books.tx, [job.id]).get(job.id, ItemCounts())
    return Over(
        items=items.total,
        failed_items=items.failed,
        job=job.id,
        state=job.state,
        since=job.finished_at,
        error=job.error or "",
        error_code=job.error_code or "",
        cure=job.hint or CURES.get(job.error_code or "", ""),
    )


def _expected(reasons: list[Reason]) -> int | None:
    """When the last of them ends; None where one does not end by itself, or nobody can tell when."""
    moments = [reason.until for reason in reasons if not isinstance(reason, Limit)]
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def _start_of(books: Books, job: _Job, before: int) -> int | None:
    """About when a job starts that so many of its lane go before; None where nothing of it ended lately.

    Two estimates, each too late for a reason of its own: by the jobs that ended in an hour, which had pauses, and by
    how long a job took, which includes its wait behind others for a worker. The earlier one is nearer.
    """
    since = books.now // HOUR_MS - RATE_HOURS + 1
    rows = books.tx.all(SQL["ended_in_lane"], {"since": since, "queue": job.queue, "kind": job.kind})
    ended = sum(n for _, n, _ in rows)
    if not ended:
        return None
    policy = books.policies.kind(job.kind)
    at_once = min(books.policies.queue(job.queue).limit, policy.limit or limiters.UNLIMITED) * policy.batch
    by_hours = HOUR_MS * len(rows) * (before + 1) / ended
    by_each = sum(ms for _, _, ms in rows) / ended * (before // max(1, at_once) + 1)
    return books.now + int(min(by_hours, by_each))
