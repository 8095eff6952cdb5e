"""What somebody has to look after, by how everything stands: the answer of `cgq status --check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.clock import span
from cgq.counting import counted
from cgq.hints import argument
from cgq.queue.pauses import EVERY
from cgq.queue.policy import hint_for_unmade
from cgq.queue.reasons import resume_hint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.next_slots import NextSlot
    from cgq.queue.pauses import Pause
    from cgq.queue.stats import QueueStatus, Status, SupervisorStatus


class Bounds(NamedTuple):
    """What may wait: so many ready jobs in all, and the oldest of a queue for so many seconds; None for any."""

    max_waiting: int | None = None
    max_age: float | None = None


class Concern(NamedTuple):
    """One thing to look after, and its cure."""

    code: str
    message: str
    hint: str


def concerns(status: Status, bounds: Bounds) -> list[Concern]:
    """Everything that is not as it should be, the gravest first."""
    return [
        *(_stalled(one, status.at) for one in status.stalled),
        *_unserved(status),
        *_unmade(status),
        *_paused(status),
        *_schedule(status),
        *_failed(status),
        *_stuck(status),
        *_hooks_failed(status),
        *_too_many(status, bounds.max_waiting),
        *_too_old(status, bounds.max_age),
    ]


def _stalled(one: SupervisorStatus, now: int) -> Concern:
    jobs = _jobs(one.running)
    if not one.alive:
        what = f"Supervisor {one.id} is gone with {jobs} in its name"
        return Concern("supervisor_gone", what, "The next run takes them back: `cgq run`")
    since = span((now - one.moved_at) / 1000)
    what = f"Supervisor {one.id} (pid {one.pid} on {one.host}) holds {jobs} and has not moved for {since}"
    return Concern("stalled", what, "Let the process go on, or end it; the next run takes its jobs back: `cgq run`")


def _unserved(status: Status) -> Iterator[Concern]:
    """Work that could start, and no supervisor to start it. A paused queue has nobody to wait for."""
    waiting = [queue for queue in status.queues if queue.startable and not queue.pause and queue.is_configured]
    left = [queue for queue in waiting if not any(one.serves_queue(queue.name) for one in status.supervisors)]
    if left:
        names = ", ".join(queue.name for queue in left)
        jobs = sum(queue.startable for queue in left)
        what = f"{_jobs(jobs)} ready to start in {names}, and nobody works on {'it' if jobs == 1 else 'them'}"
        yield Concern("unserved", what, "Start a supervisor for every queue: `cgq work`")
    for queue in waiting:
        if queue not in left:
            yield from _unserved_kinds(queue)


def _unmade(status: Status) -> Iterator[Concern]:
    """Queues with jobs that nobody can serve, for no settings make them any more."""
    for queue in status.queues:
        if not queue.is_configured and queue.unfinished:
            what = f"{_jobs(queue.unfinished)} left in {queue.name}, and no settings make this queue any more"
            yield Concern("unserved", what, hint_for_unmade(queue.name))


def _unserved_kinds(queue: QueueStatus) -> Iterator[Concern]:
    """Kinds that nobody runs in a queue that somebody serves, such as one whose package a supervisor lacks."""
    for reason in queue.reasons:
        if reason.code == "unserved":
            yield Concern("unserved", reason.message[0].upper() + reason.message[1:], reason.hint)


def _paused(status: Status) -> Iterator[Concern]:
    """Work that somebody holds: a pause that was forgotten is found by its jobs."""
    held = [queue for queue in status.queues if queue.pause and queue.startable]
    for queue in held:
        if queue.pause and not queue.pause.of_all:
            yield _held(queue.name, f"Queue {queue.name}", queue.startable, queue.pause, status.at)
    every = [queue for queue in held if queue.pause and queue.pause.of_all]
    if every and every[0].pause:
        yield _held(EVERY, "Every queue", sum(queue.startable for queue in every), every[0].pause, status.at)


def _held(name: str, what: str, jobs: int, pause: Pause, now: int) -> Concern:
    why = f": {pause.reason.rstrip('.')}" if pause.reason else ""
    since = span((now - pause.at) / 1000)
    message = f"{what} has been paused for {since} by {pause.by} and holds {_jobs(jobs)}{why}"
    return Concern("paused", message, resume_hint(name, of_all=pause.of_all, by=pause.by))


def _schedule(status: Status) -> Iterator[Concern]:
    """Recurring entries that nobody fires, and those that can enqueue nothing."""
    overdue = [one for one in status.schedule if one.is_overdue(status.at)]
    if overdue:
        yield _overdue(overdue, status.at)
    for one in status.schedule:
        if one.slot is None or one.refused is not None:
            why = f": {one.refused}" if one.refused else ", and no slot of it will come"
            what = f"Entry {one.entry} of the schedule enqueues nothing{why}"
            yield Concern("schedule_refused", what, "See what it is: `cgq schedule list` Then make it anew.")


def _overdue(entries: list[NextSlot], now: int) -> Concern:
    first = min(one.slot for one in entries if one.slot is not None)
    names = ", ".join(one.entry for one in entries)
    verb = "has been" if len(entries) == 1 else "have been"
    what = f"{names} of the schedule {verb} due for {span((now - first) / 1000)}, and nobody enqueues the jobs"
    return Concern("schedule_overdue", what, "Let somebody work: `cgq work` Or call from cron: `cgq schedule tick`")


def _stuck(status: Status) -> Iterator[Concern]:
    for queue in status.queues:
        if queue.stuck and queue.stuck_behind is not None:
            wait = f"{_jobs(queue.stuck)} of {queue.name} {'waits' if queue.stuck == 1 else 'wait'}"
            what = f"{wait} for a job that ended without being done, such as {queue.stuck_behind}"
            behind = argument(queue.stuck_behind)
            hint = f"See why it ended: `cgq show {behind}` Start it again: `cgq retry {behind}`"
            yield Concern("blocked", what, hint)


def _failed(status: Status) -> Iterator[Concern]:
    if status.failed:
        yield Concern("failed", f"{_jobs(status.failed)} failed for good", "See what failed: `cgq failed`")


def _hooks_failed(status: Status) -> Iterator[Concern]:
    """Reports that nobody got: whoever asked for them believes that all is well."""
    if status.hooks.failed:
        names = ", ".join(sorted(status.hooks.failed))
        count = sum(status.hooks.failed.values())
        what = f"{count} {'report' if count == 1 else 'reports'} of hooks could not be delivered ({names})"
        hint = "See why: `cgq hooks runs --state failed` Then start them again: `cgq hooks retry`"
        yield Concern("hook_failed", what, hint)


def _too_many(status: Status, most: int | None) -> Iterator[Concern]:
    waiting = sum(queue.startable for queue in status.queues)
    if most is not None and waiting > most:
        what = f"{_jobs(waiting)} ready to start, more than {most}"
        yield Concern("too_many_waiting", what, "See in which queues: `cgq status`")


def _too_old(status: Status, most: float | None) -> Iterator[Concern]:
    for queue in status.queues:
        waited = queue.waited(status.at)
        if most is not None and waited is not None and waited > most:
            what = f"The oldest job of {queue.name} has waited for {span(waited)}, longer than {span(most)}"
            yield Concern("waits_too_long", what, _hint_for_waiting(queue))


def _hint_for_waiting(queue: QueueStatus) -> str:
    if queue.pause:
        return f"The queue is paused. {resume_hint(queue.name, of_all=queue.pause.of_all, by=queue.pause.by)}"
    if queue.count("ready"):
        return f"See which: `cgq jobs --state ready --queue {argument(queue.name)}`"
    return f"See which: `cgq jobs --state scheduled --queue {argument(queue.name)}`"


def _jobs(count: int) -> str:
    return counted(count, "job")
