"""How the jobs of each kind are run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.config import written_rate
from cgq.documents import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions import policies
    from cgq.queue.policy import Tries


class ClassOfTries(Struct, frozen=True, kw_only=True):
    """How often a job starts in all after errors of one class, and how long it waits before each further start."""

    code: str
    """The error code; `*` for every code that has no class of its own."""
    starts: int
    """How many starts a job has in all; 1 means that it is not tried again."""
    wait: float
    """The first wait, in seconds."""
    doubling: bool
    """Whether each further wait is twice as long."""

    @staticmethod
    def of(code: str, found: Tries) -> ClassOfTries:
        """One class."""
        return ClassOfTries(code=code, starts=found.starts, wait=found.wait, doubling=found.doubling)


class KindPolicy(Struct, frozen=True, kw_only=True):
    """How jobs of one kind are run: its row of the policy table."""

    kind: str
    """The kind of job."""
    queue: str
    """The queue that its jobs run in."""
    limit: int | None
    """How many of its calls may be in flight, over all supervisors; null for as many as the queue lets."""
    rate: str | None
    """How many of its jobs may start in any span of time, such as `10/10s`; null for any number."""
    timeout: float
    """How long a call may take, in seconds."""
    timeout_per_item: float
    """How much longer for each item that the call has announced, in seconds."""
    timeout_most: float
    """How long it may take at most, however many items it has, in seconds."""
    tries: list[ClassOfTries]
    """How often a job starts, and how long it waits, by the error that it met."""
    batch: int
    """How many jobs a call takes."""
    priority: str
    """The priority of a job for which none is asked."""
    ttl: float | None
    """A job that nobody started within so many seconds has failed; null when it waits for ever."""
    delay: float
    """How long a job waits before it may start at all, in seconds."""
    keep_done: float
    """How long a done job is kept, in seconds."""
    keep_failed: float
    """How long a failed job is kept, in seconds."""
    keep_newest: int
    """How many of the newest done jobs are kept, whatever their age."""
    memory: int | None
    """How many bytes a worker may take beyond its libraries; null for one that is trusted and has no limit."""
    sources: dict[str, str]
    """By cell: the file, environment or flag that set it, or the reason that its stage gives for it."""

    @staticmethod
    def of(found: policies.KindPolicy) -> KindPolicy:
        """One row."""
        policy = found.policy
        return KindPolicy(
            kind=found.kind,
            queue=policy.queue,
            limit=policy.limit,
            rate=written_rate(policy.rate) if policy.rate else None,
            timeout=policy.timeout,
            timeout_per_item=policy.timeout_per_item,
            timeout_most=policy.timeout_most,
            tries=[ClassOfTries.of(code, tries) for code, tries in policy.tries.items()],
            batch=policy.batch,
            priority=policy.priority,
            ttl=policy.ttl,
            delay=policy.delay,
            keep_done=policy.keep_done,
            keep_failed=policy.keep_failed,
            keep_newest=policy.keep_newest,
            memory=policy.memory,
            sources=dict(found.sources),
        )


class KindPolicies(Document, frozen=True, kw_only=True, tag="kind_policies"):
    """How the jobs of each kind are run under these settings: `cgq config show --kinds`."""

    kinds: list[KindPolicy]
    """The kinds that can be loaded, in the order of a paper's way."""

    @staticmethod
    def of(rows: Iterable[policies.KindPolicy]) -> KindPolicies:
        """The whole table."""
        return KindPolicies(kinds=[KindPolicy.of(row) for row in rows])
