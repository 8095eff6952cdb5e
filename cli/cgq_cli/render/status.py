"""How everything stands: a table of the queues, lines about who works and what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, plain
from cgq.queue.pauses import EVERY
from cgq.queue.policy import hint_for_unmade
from cgq_cli.render.explain import waiting_line
from cgq_cli.render.hints import advice
from cgq_cli.render.hooks import failed_hooks
from cgq_cli.render.loose_keys import loose_key_lines
from cgq_cli.render.pauses import pause_line
from cgq_cli.render.summary import bank_line, doubt_lines
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.queue.concerns import Concern
    from cgq.queue.pauses import Pause
    from cgq.queue.stats import QueueStatus, Status, SupervisorStatus

COLUMNS = (
    Column("queue"),
    Column("limit", "number", spare=2),
    Column("waiting", "number"),
    Column("scheduled", "number", varies=True),
    Column("blocked", "number", varies=True),
    Column("running", "number"),
    Column("failed", "number"),
    Column("done_24h", "number", title="done 24h"),
    Column("oldest", "span", varies=True, spare=1),
    Column("paused", gives=True, varies=True, spare=3),
)

REPORTED = frozenset({"paused", "circuit_open", "stalled"})
"""Codes of reasons that have lines of their own."""


def rows(status: Status) -> list[dict[str, Any]]:
    """One row a queue."""
    return [
        {
            "queue": queue.name,
            "limit": queue.limit,
            "waiting": queue.count("ready"),
            "scheduled": queue.count("scheduled"),
            "blocked": queue.count("blocked"),
            "running": queue.count("running"),
            "failed": queue.count("failed"),
            "done_24h": queue.done,
            "oldest": queue.waited(status.at),
            "paused": _pause_text(queue.pause) if queue.pause else None,
        }
        for queue in status.queues
    ]


def remarks(status: Status, *, checked: bool = False) -> Iterator[str]:
    """The lines below the table: who works, what rests, what is held, the next step.

    `checked`: what has to be looked after is written elsewhere, with its cure.
    """
    for one in status.supervisors:
        yield _works(one, status.at)
    waiting = sum(queue.startable for queue in status.queues)
    somebody = any(one.alive for one in status.supervisors)
    if not somebody and waiting and not checked:
        yield Hint("Nobody works on it. Start: `cgq run`")
    for kind, at, why in status.circuits:
        yield f"{kind} rests, for its provider failed ({relative(at, status.at)}): {one_line(why)}"
    for queue in status.queues:
        reasons = [reason for reason in queue.reasons if reason.code not in REPORTED]
        if reasons and somebody:
            yield waiting_line(queue.name, reasons)
        if queue.pause and not queue.pause.of_all and not (checked and queue.startable):
            since = relative(queue.pause.at, status.at)
            failed = queue.count("failed")
            yield pause_line(f"{queue.name} was", queue.name, queue.pause, failed=failed, since=since)
    if not checked or not any(one.startable for one in status.queues):
        yield from _pause_of_all(status)
    yield from _served_by_nobody_here(status, checked=checked)
    yield bank_line(status.bank)
    yield from doubt_lines(status.bank)
    if status.bank.unsent:
        yield Hint(f"{counted(status.bank.unsent, 'change')} to be sent to Neo4j: `cgq graph push`")
    if status.hooks.failed and not checked:
        yield failed_hooks(status.hooks.failed)
    if status.failed and not checked:
        yield Hint("Something failed. See: `cgq failed`")
    if status.replaced:
        yield f"{counted(status.replaced, 'job')} failed on a file that was replaced and read since."
    yield from loose_key_lines(status.bank)


def _pause_text(pause: Pause) -> str:
    """`me: upgrade`."""
    return f"{pause.by}: {pause.reason}" if pause.reason else pause.by


def _pause_of_all(status: Status) -> Iterator[Hint]:
    pause = next((queue.pause for queue in status.queues if queue.pause and queue.pause.of_all), None)
    if pause:
        yield pause_line("Every queue was", EVERY, pause, since=relative(pause.at, status.at))


def _served_by_nobody_here(status: Status, *, checked: bool) -> Iterator[str]:
    """The jobs that no supervisor of this environment starts: their queue is not configured, or another's."""
    for queue in status.queues:
        if not queue.is_configured and queue.unfinished and not checked:
            yield _unserved(queue)
    if status.elsewhere:
        yield _elsewhere(status)


def _elsewhere(status: Status) -> str:
    """How many jobs the other environments of this database have, which nobody serves from here."""
    held = (f"{prefix or 'none'} ({jobs})" for prefix, jobs in sorted(status.elsewhere.items()))
    return f"Jobs that are not over in other environments of this database, by prefix: {', '.join(held)}."


def _unserved(queue: QueueStatus) -> Hint:
    """Why the jobs of a queue wait that no settings make any more, and what to do."""
    left = plain(f"{counted(queue.unfinished, 'job')} left in {queue.name}: no settings make this queue any more.")
    return Hint(f"{left} {hint_for_unmade(queue.name)}")


def concern_lines(concerns: Iterable[Concern]) -> Iterator[str]:
    """A line for each thing to look after, with its cure."""
    for one in concerns:
        yield advice(one.message, one.hint, code=one.code)


def _works(one: SupervisorStatus, now: int) -> str:
    who = f"supervisor {one.id}: pid {one.pid} on {one_line(one.host)}"
    if not one.alive:
        return f"{who} is gone" + (
            f"; the next run takes its {counted(one.running, 'job')} back" if one.running else ""
        )
    text = f"{who}, since {relative(one.started_at, now)}, {one.state}, {counted(one.running, 'job')}"
    return f"{text}; has not moved since {relative(one.moved_at, now)}" if one.stalled else text
