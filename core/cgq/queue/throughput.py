"""What was done in a span of time, how fast, and what went wrong: from counters kept by the hour (C4). Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cgq.queue.latency import HOUR_MS, Measure, percentile
from cgq.queue.listing import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.db.connection import Transaction
    from cgq.queue.timeline import Moment

Period = Literal["hour", "day"]

MOST_RETRIED = 5
"""Jobs that are named as the most retried: as many as fit below the other tables on a screen of 24 lines."""

MEASURES: tuple[Measure, ...] = ("waiting", "running")
"""What is measured of each start, in the order of the tables: ready until started, started until ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is asked for: all since a moment of the time line (milliseconds), of a queue and a kind; None means any.

    Counters are kept by the hour, so that the hour of `since` counts whole.
    """

    since: int
    queue: str | None = None
    kind: str | None = None

    @property
    def hour(self) -> int:
        """The first hour that counts, since 1970."""
        return self.since // HOUR_MS

    def names(self) -> dict[str, Any]:
        """The parameters of the queries."""
        return {"hour": self.hour, "since": self.hour * HOUR_MS, "queue": self.queue, "kind": self.kind}


@dataclass(slots=True, kw_only=True)
class Finished:
    """Jobs that ended in a period: by state, and in how many of its minutes some of them ran.

    `at` is its beginning on the wall clock, in milliseconds.
    """

    at: int
    states: Counter[str] = field(default_factory=Counter[str])
    minutes: int = 0

    @property
    def count(self) -> int:
        """How many ended, whatever they came to."""
        return self.states.total()

    @property
    def success_rate(self) -> float:
        """Done of those done and failed, in per cent; 0.0 for nothing (B1)."""
        done, failed = self.states["done"], self.states["failed"]
        return round(100 * done / (done + failed), 1) if done else 0.0

    @property
    def per_minute(self) -> float:
        """Jobs done in a minute in which some ran; 0.0 for nothing."""
        return round(self.states["done"] / self.minutes, 2) if self.minutes else 0.0

    def add(self, other: Finished) -> None:
        """Count another period as part of this one."""
        self.states.update(other.states)
        self.minutes += other.minutes


class Latency(NamedTuple):
    """How long the jobs of a kind waited or ran: how many were counted, and percentiles in milliseconds."""

    kind: str
    measure: Measure
    jobs: int
    median: float
    p90: float
    p99: float


class Retried(NamedTuple):
    """A job that was started several times since it was enqueued or retried by hand, and its last error."""

    id: int
    queue: str
    kind: str
    state: str
    attempts: int
    code: str | None
    message: str | None


class FailureCode(NamedTuple):
    """Jobs that failed in the span and have not been retried since, by code."""

    code: str
    jobs: int


def periods(hours: Mapping[int, Finished], at: Moment, period: Period) -> list[Finished]:
    """Every period from the first of these hours until now, those without a job included."""
    if not hours:
        return []
    found: dict[int, Finished] = {}
    for hour in range(min(hours), at.now // HOUR_MS + 1):
        begins = _beginning(at.on_the_wall(hour * HOUR_MS), period)
        counted = found.setdefault(begins, Finished(at=begins))
        if hour in hours:
            counted.add(hours[hour])
    return list(found.values())


def by_hour(tx: Transaction, span: Span) -> dict[int, Finished]:
    """What ended in the hours of the span (since 1970) in which anything did, or ran."""
    hours: dict[int, Finished] = {}
    masks: dict[int, int] = defaultdict(int)  # a minute counts once, whichever queues and states it is kept for
    for hour, state, n, minutes in tx.all(SQL["ended_by_hour"], span.names()):
        hours.setdefault(hour, Finished(at=hour)).states[state] += n
        masks[hour] |= minutes
    for hour, counted in hours.items():
        counted.minutes = masks[hour].bit_count()
    return hours


def _beginning(at: int, period: Period) -> int:
    """Where the period of a moment begins, in milliseconds: an hour of the counters, or a day of the reader's zone."""
    if period == "hour":
        return at
    there = datetime.fromtimestamp(at / 1000, UTC).astimezone()
    return int(datetime(there.year, there.month, there.day).astimezone().timestamp() * 1000)


def per_hour(hours: Mapping[int, Finished], now: int) -> float:
    """How many jobs ended in an hour on average, from the first of these hours until now (on the time line)."""
    if not hours:
        return 0.0
    passed = max(HOUR_MS, now - min(hours) * HOUR_MS)
    return round(sum(counted.count for counted in hours.values()) * HOUR_MS / passed, 1)


def total(parts: Iterable[Finished], since: int) -> Finished:
    """All of them together, from `since` (wall clock) on."""
    whole = Finished(at=since)
    for part in parts:
        whole.add(part)
    return whole


def latency(tx: Transaction, span: Span) -> list[Latency]:
    """How long jobs waited and ran, kind by kind."""
    histograms: dict[tuple[str, Measure], dict[int, int]] = defaultdict(dict)
    for kind, measure, bucket, n in tx.all(SQL["latency_since"], span.names()):
        histograms[kind, measure][bucket] = n
    by_kind = sorted(histograms, key=lambda one: (one[0], MEASURES.index(one[1])))
    return [_latency(kind, measure, histograms[kind, measure]) for kind, measure in by_kind]


def _latency(kind: str, measure: Measure, histogram: Mapping[int, int]) -> Latency:
    median, p90, p99 = (percentile(histogram, percent) or 0.0 for percent in (50, 90, 99))
    return Latency(kind, measure, sum(histogram.values()), median, p90, p99)


def most_retried(tx: Transaction, span: Span) -> list[Retried]:
    """The jobs that were started most often, of those whose last start lies in the span."""
    return [Retried._make(row) for row in tx.all(SQL["most_retried"], {**span.names(), "limit": MOST_RETRIED})]


def failure_codes(tx: Transaction, span: Span) -> list[FailureCode]:
    """Why jobs failed for good, the most frequent first."""
    return [FailureCode._make(row) for row in tx.all(SQL["failure_codes"], span.names())]
