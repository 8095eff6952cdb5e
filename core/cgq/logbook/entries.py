"""Events become the entries of the log: the level, what happened, and the fields of each job."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from cgq import events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config.settings import LogLevel
    from cgq.events import Attempt, Event, LedgerEvent


class Entry(NamedTuple):
    """One entry. A field whose value is None is left out of its line."""

    level: LogLevel
    event: str
    fields: Mapping[str, Any]


_ENDS: Mapping[str, tuple[LogLevel, str]] = {
    "done": ("info", "finish"),
    "scheduled": ("warning", "retry"),
    "failed": ("error", "failure"),
    "discarded": ("warning", "discard"),
}
"""By the state in which a start of a job ended: the level and the name of its entry."""

_CHANGES = {"cancel": "cancel", "retry": "retry_by_hand", "discard": "give_up"}
"""By what a person did to a job: the name of its entry."""


def entries(event: Event | LedgerEvent) -> Iterator[Entry]:
    """What the log keeps of an event: an entry a job where it is about jobs. Progress and counts are not kept."""
    match event:
        case events.Enqueued():
            yield from _enqueued(event)
        case events.Started(attempts=attempts):
            for job, attempt in zip_longest(event.jobs, attempts):
                counted = {} if attempt is None else {"attempt": attempt.number, "of": attempt.most}
                yield Entry("info", "start", {"job": job, "kind": event.kind, "queue": event.queue, **counted})
        case events.Ended():
            yield from _ended(event)
        case events.Returned(jobs=jobs, reason=reason):
            for job in jobs:
                yield Entry("info", "return", {"job": job, "message": reason})
        case events.Late(jobs=jobs, fences=fences):
            for job, fence in zip(jobs, fences, strict=True):
                yield Entry("warning", "late", {"job": job, "fence": fence})
        case events.Changed():
            fields = {"job": event.job, "kind": event.kind, "queue": event.queue, "by": event.by}
            yield Entry("info", _CHANGES[event.action], fields)
        case _:
            yield from _of_the_queue(event)


def _of_the_queue(event: Event | LedgerEvent) -> Iterator[Entry]:
    """Entries that are about no single job."""
    match event:
        case events.PauseChanged(queue=queue, is_paused=is_paused, by=by, reason=reason):
            fields = {"queue": queue or "*", "by": by, "message": reason or None}
            yield Entry("warning" if is_paused else "info", "pause" if is_paused else "resume", fields)
        case events.QueuePaused(queue=queue, reason=reason):
            yield Entry("warning", "pause", {"queue": queue, "by": "cgq", "message": reason})
        case events.SlotPassed(entry=name, outcome=outcome, missed=missed, job=job, message=message):
            slot: dict[str, Any] = {"entry": name, "job": job, "outcome": outcome, "missed": missed}
            yield Entry("warning" if outcome == "refused" else "info", "slot", {**slot, "message": message or None})
        case events.HookFailed(hook=hook, run=run, message=message):
            yield Entry("warning", "hook_failed", {"hook": hook, "run": run, "message": message})
        case events.CircuitOpened(kind=kind, reason=reason):
            yield Entry("warning", "circuit_open", {"kind": kind, "message": reason})
        case events.WorkerLost(kind=kind, cause=cause, message=message):
            yield Entry("warning", "worker_lost", {"kind": kind, "code": cause, "message": message})
        case _:
            yield from _of_supervisors(event)


def _of_supervisors(event: Event | LedgerEvent) -> Iterator[Entry]:
    """Entries that are about who works on the database."""
    match event:
        case events.Rescued(supervisor=supervisor, jobs=jobs):
            yield Entry("warning" if jobs else "debug", "rescue", {"gone": supervisor, "jobs": jobs})
        case events.StopAsked(supervisor=supervisor, how=how, by=by):
            yield Entry("info", "stop_asked", {"asked": supervisor, "how": how, "by": by})
        case events.Serving(version=version, host=host):
            yield Entry("info", "serve", {"version": version, "host": host})
        case events.Draining(reason=reason, running=running, seconds=seconds):
            yield Entry("info", "drain", {"reason": reason, "jobs": running, "seconds": seconds})
        case events.HooksAwaited(hooks=hooks, seconds=seconds):
            yield Entry("info", "hooks_awaited", {"hooks": " ".join(hooks), "seconds": seconds})
        case events.Stopped(reason=reason):
            yield Entry("info" if reason else "error", "stop", {"reason": reason or "error"})
        case events.ChainClosed(root=root):
            yield Entry("debug", "chain_closed", {"job": root})
        case _:
            return


def _enqueued(event: events.Enqueued) -> Iterator[Entry]:
    lane = {"kind": event.kind, "queue": event.queue, "by": event.requested_by}
    for job in event.jobs:
        yield Entry("info", "enqueue", {"job": job, **lane})


def _ended(event: events.Ended) -> Iterator[Entry]:
    level, name = _ENDS[event.state]
    error = {"code": event.code, "message": event.message}
    for job, attempt in zip_longest(event.jobs, event.attempts):
        yield Entry(level, name, {"job": job, "kind": event.kind, "queue": event.queue, **_attempt(attempt), **error})


def _attempt(attempt: Attempt | None) -> dict[str, Any]:
    if attempt is None:
        return {}
    return {"attempt": attempt.number, "of": attempt.most, "seconds": attempt.seconds}
