"""How long jobs waited and ran, kept as histograms: by hour, queue, kind, and a bucket on a logarithmic scale.

A transaction counts its jobs once a batch (`Books.post`), so that percentiles never need a walk over finished jobs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.events import Event
    from cgq.queue.books import Books

SQL = load("ledger")

HOUR_MS = 3_600_000
"""Milliseconds of an hour of the time line, by which jobs are counted."""

Measure = Literal["waiting", "running"]
"""`waiting`: from ready to each start. `running`: what a job that was done, or ended otherwise after a start, took of
its worker; a job of a batch took its share."""

BUCKETS_PER_DOUBLING = 4
"""A bucket ends 19 % above its beginning (2^(1/4)): a duration that is read from the middle of its bucket is off by at
most 9 % (2^(1/8)), and a day of work takes some twenty rows of a kind."""

KEPT_HOURS = 90 * 24
"""Hours for which histograms are kept: a season, in which a slow change shows; a year of busy hours would be some
500,000 rows."""

BATCH = 1000
"""Rows that one transaction forgets at most: so many take below 10 ms."""


def bucket(ms: float) -> int:
    """The bucket of a duration in milliseconds; 0 is for all below one millisecond."""
    return 0 if ms < 1 else 1 + int(math.log2(ms) * BUCKETS_PER_DOUBLING)


def middle(number: int) -> float:
    """The duration that stands for a bucket, in milliseconds: its geometric middle, 0.5 for the first."""
    return 0.5 if number == 0 else 2.0 ** ((number - 0.5) / BUCKETS_PER_DOUBLING)


def percentile(histogram: Mapping[int, int], percent: int) -> float | None:
    """The duration, in milliseconds, that so many per cent of the counted jobs did not exceed; None without jobs."""
    rank = math.ceil(sum(histogram.values()) * percent / 100)
    counted = 0
    for number in sorted(histogram):
        counted += histogram[number]
        if counted >= rank:
            return middle(number)
    return None


def minutes_of_hours(since: int, until: int) -> dict[int, int]:
    """The minutes that a span of the time line touches, as a bit mask (bit 0 is minute 0) by hour since 1970."""
    masks: dict[int, int] = {}
    for minute in range(since // 60_000, until // 60_000 + 1):
        hour = minute // 60
        masks[hour] = masks.get(hour, 0) | 1 << minute % 60
    return masks


class ForgetLatency:
    """A supervisor's chore: histograms that are older than KEPT_HOURS go, looked for once an hour."""

    def __init__(self) -> None:
        self._looked_at = 0

    def run(self, books: Books) -> Iterable[Event]:
        """Forget a batch; the next turn looks again until nothing is left."""
        hour = books.now // HOUR_MS
        if hour != self._looked_at:
            forgotten = books.tx.run(SQL["latency_forget"], {"before": hour - KEPT_HOURS, "count": BATCH})
            self._looked_at = self._looked_at if forgotten == BATCH else hour
        return ()

    def next_moment(self, books: Books) -> int | None:  # noqa: ARG002
        """It has no hour of its own: an idle supervisor keeps what there is."""
        return None
