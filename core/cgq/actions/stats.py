"""What the queue did in a span of time, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.queues import asked_queue
from cgq.errors import Refused
from cgq.queue import costs, throughput
from cgq.queue.latency import HOUR_MS
from cgq.queue.throughput import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cgq.exchange.chart.bars import Bar
    from cgq.queue.costs import Cost
    from cgq.queue.throughput import FailureCode, Finished, Latency, Period, Retried
    from cgq.workspace import Workspace

DEFAULT_MS = 7 * 24 * HOUR_MS
"""Milliseconds that are looked back by default: a week, so that every weekday is in it."""

BY_HOUR_MS = 48 * HOUR_MS
"""Milliseconds up to which a span is shown by the hour by itself: two days make 48 lines at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What was found; moments are of the wall clock, in milliseconds. `since` is the beginning of an hour."""

    at: int
    since: int
    period: Period
    finished: Sequence[Finished]
    per_hour: float
    latency: Sequence[Latency]
    retried: Sequence[Retried]
    failures: Sequence[FailureCode]
    spent: Cost

    @property
    def total(self) -> Finished:
        """All periods together."""
        return throughput.total(self.finished, self.since)

    @property
    def is_empty(self) -> bool:
        """Was there nothing at all to count?"""
        return not (self.finished or self.latency or self.retried or self.failures)


def stats(
    workspace: Workspace,
    *,
    since: int | None = None,
    queue: str | None = None,
    kind: str | None = None,
    period: Period | None = None,
) -> Stats:
    """What was done since a moment of the wall clock (milliseconds), a week ago by default.

    `period` is what it is counted by: by default hours for a span of up to two days, else days.
    """
    with workspace.ledger.read() as (tx, at):
        asked = at.wall - DEFAULT_MS if since is None else since
        span = Span(since=max(0, at.on_the_line(asked)), queue=asked_queue(workspace, tx, queue), kind=kind)
        chosen: Period = period or ("hour" if at.wall - asked <= BY_HOUR_MS else "day")
        hours = throughput.by_hour(tx, span)
        shown = workspace.policies.names.shown
        return Stats(
            at=at.wall,
            since=at.on_the_wall(span.hour * HOUR_MS),
            period=chosen,
            finished=throughput.periods(hours, at, chosen),
            per_hour=throughput.per_hour(hours, at.now),
            latency=throughput.latency(tx, span),
            retried=[job._replace(queue=shown(job.queue)) for job in throughput.most_retried(tx, span)],
            failures=throughput.failure_codes(tx, span),
            spent=costs.total(costs.costs(tx, "kind", asked)),
        )


def write_picture(path: Path, title: str, bars: Sequence[Bar]) -> None:
    """Write bars as a picture whose format the file's name tells. Raises Refused for another, and StorageFailed."""
    from cgq.exchange.chart import png, svg
    from cgq.exchange.chart.bars import draw
    from cgq.replaced import replaced

    formats = {".svg": svg.encode, ".png": png.encode}
    encode = formats.get(path.suffix.lower())
    if encode is None:
        raise Refused(f"{path} names no format of a picture", code="usage", hint="End its name in .svg or .png.")
    with replaced(path) as write:
        write(encode(draw(title, bars)))
