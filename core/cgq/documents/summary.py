"""What a run came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.database import Database
from cgq.documents.failed import FailureGroup
from cgq.documents.holdings import Holdings, StoredFile
from cgq.documents.pause import Pause
from cgq.documents.stage_counts import StageCounts
from cgq.money import PER_DOLLAR

if TYPE_CHECKING:
    from cgq.actions.run import Held, InBatch, Outcome, Unpaid
    from cgq.chosen_bank import ChosenBank
    from cgq.queue.stats import SupervisorStatus

StopReason: TypeAlias = Literal[
    "finished", "max_time", "max_jobs", "max_cost", "max_rss", "upgraded", "stop", "SIGINT", "SIGTERM", "SIGHUP"
]
"""Why a supervisor starts nothing more: all is done, a bound was reached, cgq itself was upgraded, `cgq stop` asked for
it, or a signal did."""


class HeldQueue(Pause, frozen=True, kw_only=True):
    """A paused queue that kept a run from finishing."""

    queue: str
    """The queue."""
    jobs: int
    """How many of its jobs wait."""

    @staticmethod
    def of_held(held: Held) -> HeldQueue:
        """What a pause keeps."""
        pause = held.pause
        return HeldQueue(
            queue=held.queue,
            jobs=held.jobs,
            at=rfc3339(pause.at),
            by=pause.by,
            reason=pause.reason,
            of_all=pause.of_all,
        )


class UnpaidKind(Struct, frozen=True, kw_only=True):
    """Jobs of a kind that wait for money."""

    kind: str
    """What they do: the name of their stage."""
    jobs: int
    """How many wait."""
    code: str
    """Why, for programs: `budget`, `unknown_price` or `max_cost`."""
    message: str
    """Why, for people."""
    until: str | None
    """When there is money again by itself; null when somebody has to do something."""

    @staticmethod
    def of(found: Unpaid) -> UnpaidKind:
        """What waits."""
        reason = found.reason
        until = None if found.until is None else rfc3339(found.until)
        return UnpaidKind(kind=found.kind, jobs=found.jobs, code=reason.code, message=reason.message, until=until)


class InProviderBatch(Struct, frozen=True, kw_only=True):
    """Jobs that wait for a batch of a provider."""

    batch: int
    """The number of the batch."""
    provider: str
    """Whose it is."""
    jobs: int
    """How many wait."""
    submitted: str | None
    """When it was submitted; null before that."""
    until: str | None
    """When it is over at the latest; null before it is submitted."""

    @staticmethod
    def of(found: InBatch) -> InProviderBatch:
        """What waits."""
        submitted, until = (None if at is None else rfc3339(at) for at in (found.submitted, found.until))
        return InProviderBatch(
            batch=found.batch, provider=found.provider, jobs=found.jobs, submitted=submitted, until=until
        )


class Summary(Document, frozen=True, kw_only=True, tag="summary"):
    """What a run came to: the last object of `cgq run` and `cgq work`."""

    reason: StopReason
    """Why it ended: `finished` when nothing was left to do, a bound that was given, `upgraded` when another cgq was
    installed meanwhile, `stop` when `cgq stop` asked for it, or the signal."""
    exit_code: int
    """What the command exits with."""
    seconds: float
    """How long it took."""
    counts: dict[str, int]
    """How many jobs this run ended, by state: `done`, `failed`, `discarded`; a state that none has is left out."""
    returned: int
    """How many jobs it gave back unfinished, to start again with the next run."""
    stages: list[StageCounts]
    """What moved in each stage that had anything to do, in the order of a paper's way."""
    lost: int
    """How many jobs of this run failed for good."""
    left: list[int]
    """Own jobs that are not over; empty when the run was not for some papers alone."""
    unserved: dict[str, int]
    """Waiting jobs of kinds that cannot be loaded, by kind; empty when there are none (`cgq doctor`)."""
    paused: list[HeldQueue]
    """Paused queues whose jobs wait."""
    unpaid: list[UnpaidKind]
    """Kinds whose jobs wait for money."""
    spent: float
    """US dollars that it spent with providers; what was sent and never answered counts as estimated."""
    in_batches: list[InProviderBatch]
    """Jobs that wait for batches of a provider: the next `cgq run` collects what is over."""
    refused_keys: list[StoredFile]
    """The papers that do not have their answers from the key that was named for them (`--key`), each with the reason;
    the exit code is 3 then."""
    failed: list[FailureGroup]
    """What failed since the run began, by its cause; empty when no job of this run was lost."""
    failed_items: int
    """How many items failed of the jobs that were done since the run began: `cgq failed --items` shows them. The exit
    code is 3 then."""
    database: Database
    """Where all this is kept."""
    bank: Holdings | None
    """What the bank holds; null when nothing was run."""

    @staticmethod
    def of(outcome: Outcome, stages: list[StageCounts], exit_code: int, bank: ChosenBank) -> Summary:
        """A run that is over, in the database that it worked on."""
        return Summary(
            reason=cast("StopReason", outcome.reason),
            exit_code=exit_code,
            seconds=round(outcome.seconds, 3),
            counts=outcome.counts,
            returned=outcome.returned,
            stages=stages,
            lost=outcome.lost,
            left=outcome.left,
            unserved=outcome.unserved,
            paused=[HeldQueue.of_held(held) for held in outcome.held],
            unpaid=[UnpaidKind.of(one) for one in outcome.unpaid],
            spent=outcome.spent / PER_DOLLAR,
            in_batches=[InProviderBatch.of(one) for one in outcome.in_batches],
            refused_keys=[StoredFile.of(paper) for paper in outcome.refused_keys],
            failed=[FailureGroup.of(group) for group in outcome.failures],
            failed_items=outcome.failed_items,
            database=Database.of(bank),
            bank=Holdings.of(outcome.bank) if outcome.bank else None,
        )


class Skipped(Document, frozen=True, kw_only=True, tag="skipped"):
    """Nothing was done, for another cgq works on the database: `cgq run` and `cgq work` with `--if-running skip`."""

    pid: int | None
    """The other's process; null when it came just before this one and was not looked at."""
    host: str | None
    """The machine that it runs on; null when `pid` is."""

    @staticmethod
    def of(other: SupervisorStatus | None) -> Skipped:
        """Who is at work, where that is known."""
        return Skipped(pid=other.pid if other else None, host=other.host if other else None)
