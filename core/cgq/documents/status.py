"""How everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.database import Database
from cgq.documents.error import Problem
from cgq.documents.explained import WaitReason
from cgq.documents.holdings import Holdings
from cgq.documents.pause import Pause
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.chosen_bank import ChosenBank
    from cgq.queue import stats
    from cgq.queue.concerns import Concern
    from cgq.queue.timeline import Moment


class Queue(Struct, frozen=True, kw_only=True):
    """One queue."""

    queue: str
    """Its name."""
    limit: int
    """How many calls it makes at once, over all supervisors; 0 for one that is not configured any more."""
    paused: Pause | None
    """Who holds it; null when it goes on."""
    waiting: int
    """How many jobs are ready to start."""
    scheduled: int
    """How many jobs are due later."""
    retries: int
    """How many of those wait for another try."""
    overdue: int
    """How many of those are due, and nobody has made them ready yet."""
    blocked: int
    """How many jobs wait for another job."""
    running: int
    """How many jobs are at work."""
    failed: int
    """How many jobs have failed for good."""
    replaced: int
    """How many of those failed on a file that was replaced and read since; they trouble nobody (`--check`)."""
    done_24h: int
    """How many jobs were done in the last 24 hours."""
    lost_24h: int
    """How many jobs failed, were given up or were cancelled in the last 24 hours."""
    oldest_seconds: float | None
    """For how long the longest waiting job has been ready or overdue; null when none waits."""
    reasons: list[WaitReason]
    """Why none of its ready jobs, or none of some kind, starts; empty when they do, or none is ready."""

    @staticmethod
    def of(queue: stats.QueueStatus, at: Moment) -> Queue:
        """One queue at a moment."""
        return Queue(
            queue=queue.name,
            limit=queue.limit,
            paused=Pause.of(queue.pause) if queue.pause else None,
            waiting=queue.count("ready"),
            scheduled=queue.count("scheduled"),
            retries=queue.retries,
            overdue=queue.overdue,
            blocked=queue.count("blocked"),
            running=queue.count("running"),
            failed=queue.count("failed"),
            replaced=queue.replaced,
            done_24h=queue.done,
            lost_24h=queue.lost,
            oldest_seconds=queue.waited(at.wall),
            reasons=[WaitReason.of(reason, at) for reason in queue.reasons],
        )


class Supervisor(Struct, frozen=True, kw_only=True):
    """A `cgq run` or `cgq work` that works on the database, or did and is gone."""

    id: int
    """Its number."""
    pid: int
    """Its process."""
    host: str
    """The machine that it runs on."""
    version: str
    """The version of cgq that it runs."""
    state: Literal["running", "draining", "gone"]
    """`draining` starts nothing more; `gone` left without saying so, and the next run takes its jobs back."""
    alive: bool
    """Whether it lives."""
    stalled: bool
    """Whether it lives and holds jobs, and has not moved for a minute."""
    running: int
    """How many jobs it holds."""
    since: str
    """When it started."""
    moved: str
    """When it last moved."""

    @staticmethod
    def of(one: stats.SupervisorStatus) -> Supervisor:
        """One supervisor."""
        return Supervisor(
            id=one.id,
            pid=one.pid,
            host=one.host,
            version=one.version,
            state=one.state if one.alive else "gone",
            alive=one.alive,
            stalled=one.stalled,
            running=one.running,
            since=rfc3339(one.started_at),
            moved=rfc3339(one.moved_at),
        )


class OtherEnvironment(Struct, frozen=True, kw_only=True):
    """The queues of another prefix in the same database."""

    prefix: str
    """The prefix; empty for queues without one."""
    unfinished: int
    """How many of their jobs are not over."""


class Circuit(Struct, frozen=True, kw_only=True):
    """A kind of job that rests, for its provider failed several times in a row."""

    kind: str
    """The kind."""
    since: str
    """When it began to rest."""
    reason: str
    """What the provider last said."""


class HookTally(Struct, frozen=True, kw_only=True):
    """The commands that are to be started because something happened."""

    waiting: int
    """How many wait to be started, or for another try."""
    failed: int
    """How many failed for good (`cgq hooks runs --state failed`)."""


class Status(Document, frozen=True, kw_only=True, tag="status"):
    """How everything stands at a moment: `cgq status`."""

    at: str
    """The moment."""
    queues: list[Queue]
    """The queues of this environment, those of the settings first."""
    supervisors: list[Supervisor]
    """Who works on the database."""
    circuits: list[Circuit]
    """What rests."""
    database: Database
    """Where all this is kept."""
    bank: Holdings
    """What the bank holds."""
    hooks: HookTally
    """What is to be reported to somebody, and could not be."""
    failed: int
    """How many jobs have failed for good, in all queues of this environment."""
    other_environments: list[OtherEnvironment]
    """What other environments hold in the same database."""
    stalled: list[int]
    """The supervisors that hold jobs without moving, or are gone with jobs in their name."""
    concerns: list[Problem]
    """What somebody has to look after: `stalled`, `supervisor_gone`, `unserved`, `paused`, `schedule_overdue`,
    `schedule_refused`, `failed`, `blocked`, `hook_failed`; with the bounds of `--check`, also `too_many_waiting` and
    `waits_too_long`. With `--check` the exit code is 3 where there is any."""

    @staticmethod
    def of(status: stats.Status, bank: ChosenBank, found: Sequence[Concern]) -> Status:
        """How everything stands in the database that was used, and what was found to look after."""
        return Status(
            at=rfc3339(status.at),
            queues=[Queue.of(queue, status.moment) for queue in status.queues],
            supervisors=[Supervisor.of(one) for one in status.supervisors],
            circuits=[Circuit(kind=kind, since=rfc3339(at), reason=why) for kind, at, why in status.circuits],
            database=Database.of(bank),
            bank=Holdings.of(status.bank),
            hooks=HookTally(waiting=sum(status.hooks.waiting.values()), failed=sum(status.hooks.failed.values())),
            failed=status.failed,
            other_environments=[
                OtherEnvironment(prefix=prefix, unfinished=jobs) for prefix, jobs in sorted(status.elsewhere.items())
            ],
            stalled=[one.id for one in status.stalled],
            concerns=[
                Problem(code=one.code, message=one.message, hint=unmarked(one.hint), commands=commands(one.hint))
                for one in found
            ],
        )
