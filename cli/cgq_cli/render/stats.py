"""What was done in a span of time: a table of the periods, then of latency, of retried jobs, of errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cgq.clock import rfc3339
from cgq.hints import Hint, argument
from cgq_cli.render.cost import total_line
from cgq_cli.render.table import Column, aligned, table
from cgq_cli.render.text import counted, one_line, width
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.actions.stats import Stats
    from cgq.queue.throughput import Finished, Latency, Period, Retried
    from cgq_cli.render.table import Layout

FINISHED = (
    Column("at", title="period"),
    Column("done", "number"),
    Column("failed", "number"),
    Column("discarded", "number", asks=True, spare=4),
    Column("cancelled", "number", asks=True, spare=5),
    Column("success_rate", "number", title="success"),
    Column("minutes", "number", spare=3),
    Column("per_minute", "number", title="a minute", spare=2),
)
LATENCY = (
    Column("kind"),
    Column("measure", title="time"),
    Column("jobs", "number", spare=4),
    Column("median", "span"),
    Column("p90", "span", title="90 %", spare=3),
    Column("p99", "span", title="99 %", spare=2),
)
RETRIED = (
    Column("job", "number"),
    Column("kind"),
    Column("starts", "number"),
    Column("state"),
    Column("code", spare=1),
    Column("message", main=True),
)
FAILURES = (Column("code", title="failed with"), Column("jobs", "number"))

FORMATS = {"hour": "%m-%d %H:%M", "day": "%Y-%m-%d"}
"""How a period is called for people, in their zone."""

LEAST_BAR = 8
"""Columns that a bar gets at least, however narrow the terminal is."""


def lines(stats: Stats, layout: Layout) -> Iterator[str]:
    """The tables, an empty line between two; at a terminal without those that have no row."""
    tables = (
        (FINISHED, [_finished(period, stats.period, layout) for period in stats.finished if period.count]),
        (LATENCY, [_latency(one) for one in stats.latency]),
        (RETRIED, [_retried(job) for job in stats.retried]),
        (FAILURES, [{"code": code, "jobs": jobs} for code, jobs in stats.failures]),
    )
    is_read_by_person = layout.columns is not None
    shown = [one for one in tables if one[1] or not is_read_by_person]
    for number, (columns, rows) in enumerate(shown):
        if number:
            yield ""
        yield from table(columns, rows, layout) if columns is RETRIED else aligned(columns, rows, layout)
    if is_read_by_person:
        yield ""


def remarks(stats: Stats) -> Iterator[str]:
    """The sum in a sentence, and where to look further."""
    whole = stats.total
    yield (
        f"{counted(whole.count, 'job')} ended since {moment(stats.since, humane=True)} "
        f"({relative(stats.since, stats.at)}): {stats.per_hour} an hour, success rate {whole.success_rate} %, "
        f"{whole.per_minute} done a minute while working ({counted(whole.minutes, 'minute')})."
    )
    if stats.spent.calls:
        yield f"Spent with providers: {total_line(stats.spent)}"
    if stats.retried:
        yield Hint(f"Look at the job that was started most often: `cgq show {argument(stats.retried[0].id)}`")
    if stats.failures:
        yield Hint("See what failed: `cgq failed`")


def bars(stats: Stats, columns: int) -> Iterator[str]:
    """A line for each period: `#` for done and `x` for failed, as long as they are many.

    Signs that every terminal draws one column wide.
    """
    rows = [(name_period(one.at, stats.period), one.states["done"], one.states["failed"]) for one in stats.finished]
    most = max((done + failed for _, done, failed in rows), default=0)
    taken = max((width(name) + len(_numbers(done, failed)) for name, done, failed in rows), default=0)
    room = max(LEAST_BAR, columns - taken - len("  "))
    for name, done, failed in rows:
        bar = _bar("#", done, most, room) + _bar("x", failed, most, room)
        yield " ".join(filter(None, (name, bar[:room], _numbers(done, failed))))


def _bar(sign: str, value: int, most: int, room: int) -> str:
    """At least one sign for what is not nought."""
    return sign * max(1, round(room * value / most)) if value else ""


def _numbers(done: int, failed: int) -> str:
    return f"{done} + {failed}" if failed else f"{done}"


def title(stats: Stats, filters: Sequence[str]) -> str:
    """What a picture shows: `Jobs by day since 2026-11-22, default: 43 done, 2 failed`."""
    states, since = stats.total.states, name_period(stats.since, "day")
    asked = "".join(f", {name}" for name in filters)
    return f"Jobs by {stats.period} since {since}{asked}: {states['done']} done, {states['failed']} failed"


def name_period(at: int, period: Period) -> str:
    """A period by its beginning on the wall clock (milliseconds), as people call it."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime(FORMATS[period])


def _finished(one: Finished, period: Period, layout: Layout) -> dict[str, Any]:
    is_read_by_program = layout.columns is None
    return {
        "at": rfc3339(one.at) if is_read_by_program else name_period(one.at, period),
        **{state: one.states[state] for state in ("done", "failed", "discarded", "cancelled")},
        "success_rate": one.success_rate if is_read_by_program else f"{one.success_rate} %",
        "minutes": one.minutes,
        "per_minute": one.per_minute,
    }


def _latency(one: Latency) -> dict[str, Any]:
    seconds = {"median": one.median, "p90": one.p90, "p99": one.p99}
    return {
        "kind": one.kind,
        "measure": one.measure,
        "jobs": one.jobs,
        **{key: round(ms / 1000, 4) for key, ms in seconds.items()},
    }


def _retried(job: Retried) -> dict[str, Any]:
    return {
        "job": job.id,
        "kind": job.kind,
        "starts": job.attempts,
        "state": job.state,
        "code": job.code,
        "message": one_line(job.message or ""),
    }
