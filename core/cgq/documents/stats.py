"""What was done in a span of time, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.cost import Spent
from cgq.documents.database import Database
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.actions import stats
    from cgq.chosen_bank import ChosenBank
    from cgq.queue import throughput


class Throughput(Struct, frozen=True, kw_only=True):
    """Jobs that ended in a period, and how fast."""

    at: str
    """When the period begins."""
    done: int
    """How many were done."""
    failed: int
    """How many failed for good; those that were retried since count still."""
    discarded: int
    """How many were discarded, by a rule or by a person."""
    cancelled: int
    """How many were cancelled."""
    success_rate: float
    """Done of those done and failed, in per cent with one decimal; 0.0 for nothing."""
    minutes: int
    """In how many minutes of the clock some of these jobs ran."""
    per_minute: float
    """How many were done in such a minute, on average; 0.0 for nothing."""

    @staticmethod
    def of(period: throughput.Finished) -> Throughput:
        """One period."""
        return Throughput(
            at=rfc3339(period.at),
            done=period.states["done"],
            failed=period.states["failed"],
            discarded=period.states["discarded"],
            cancelled=period.states["cancelled"],
            success_rate=period.success_rate,
            minutes=period.minutes,
            per_minute=period.per_minute,
        )


class StageLatency(Struct, frozen=True, kw_only=True):
    """How long the jobs of a kind waited or ran; the durations come from histograms and are off by at most 9 %."""

    kind: str
    """What the jobs do: the name of their stage."""
    measure: Literal["waiting", "running"]
    """`waiting`: from ready to each start. `running`: what a job that ended took of its worker, a job of a batch its
    share."""
    jobs: int
    """How many were counted."""
    median: float
    """Seconds that half of them did not exceed."""
    p90: float
    """Seconds that 90 % of them did not exceed."""
    p99: float
    """Seconds that 99 % of them did not exceed."""

    @staticmethod
    def of(found: throughput.Latency) -> StageLatency:
        """One kind and measure."""
        median, p90, p99 = (_seconds(ms) for ms in (found.median, found.p90, found.p99))
        return StageLatency(kind=found.kind, measure=found.measure, jobs=found.jobs, median=median, p90=p90, p99=p99)


class RetriedJob(Struct, frozen=True, kw_only=True):
    """A job that was started more than once since it was enqueued or retried by hand."""

    job: int
    """The job."""
    queue: str
    """Its queue."""
    kind: str
    """What it does: the name of its stage."""
    state: State
    """Where it stands."""
    attempts: int
    """How often it was started."""
    code: str | None
    """The code of its last error; null when none is kept."""
    message: str | None
    """What happened then; null when nothing is kept."""

    @staticmethod
    def of(found: throughput.Retried) -> RetriedJob:
        """One job."""
        return RetriedJob(
            job=found.id,
            queue=found.queue,
            kind=found.kind,
            state=cast("State", found.state),
            attempts=found.attempts,
            code=found.code,
            message=found.message,
        )


class CodeCount(Struct, frozen=True, kw_only=True):
    """Jobs that failed in the span and have not been retried since, by the code of their error."""

    code: str
    """The code."""
    jobs: int
    """How many."""


class Stats(Document, frozen=True, kw_only=True, tag="stats"):
    """What was done in a span of time, how fast, and what went wrong: `cgq stats`."""

    at: str
    """The moment until which it counts."""
    since: str
    """Since when: the beginning of an hour, by which everything is counted."""
    by: Literal["hour", "day"]
    """How long a period of `finished` is; a day is one of this machine's zone."""
    finished: list[Throughput]
    """What ended, from the first period with a job until now."""
    total: Throughput
    """All of it together."""
    per_hour: float
    """How many jobs ended in an hour on average, from the first hour with a job until now."""
    latency: list[StageLatency]
    """How long jobs waited and ran, by kind; kept for 90 days."""
    retried: list[RetriedJob]
    """The jobs that were started most often, five at most, of those that were started in the span."""
    failures: list[CodeCount]
    """Why jobs failed for good, the most frequent first."""
    spent: Spent
    """What was spent with providers by all queues and kinds, since the beginning of that day of UTC."""
    file: str | None
    """The picture that was written; null without one."""
    database: Database
    """Where all this is kept."""

    @staticmethod
    def of(found: stats.Stats, bank: ChosenBank, file: str | None = None) -> Stats:
        """What was found in the database that was used."""
        return Stats(
            at=rfc3339(found.at),
            since=rfc3339(found.since),
            by=found.period,
            finished=[Throughput.of(period) for period in found.finished],
            total=Throughput.of(found.total),
            per_hour=found.per_hour,
            latency=[StageLatency.of(one) for one in found.latency],
            retried=[RetriedJob.of(job) for job in found.retried],
            failures=[CodeCount(code=code, jobs=jobs) for code, jobs in found.failures],
            spent=Spent.of(found.spent),
            file=file,
            database=Database.of(bank),
        )


def _seconds(ms: float) -> float:
    return round(ms / 1000, 4)
