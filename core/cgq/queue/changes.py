"""What can change in the queue between two looks, whoever did it, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq import events

if TYPE_CHECKING:
    from cgq.queue.stats import SupervisorStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Jobs of one lane were enqueued."""

    queue: str
    kind: str
    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """Failed jobs of one lane were retried by hand."""

    queue: str
    kind: str
    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueResumed:
    """A queue that was paused goes on."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorChanged:
    """A supervisor started, drains, or is no longer there."""

    supervisor: SupervisorStatus
    change: Literal["started", "draining", "left"]


Change = events.Event | Added | Retried | QueueResumed | SupervisorChanged


class Ended(NamedTuple):
    """A job that is over."""

    id: int
    queue: str
    kind: str
    state: Literal["done", "failed", "discarded", "cancelled"]
    started_at: int | None
    finished_at: int
    code: str | None
    message: str | None
    hint: str | None


class Attempt(NamedTuple):
    """An attempt that did not end well, and its job as it is now, where it is not over: what `job_` begins."""

    id: int
    job: int
    number: int
    outcome: str
    code: str
    message: str
    hint: str
    started_at: int | None
    ended_at: int
    queue: str
    kind: str
    job_started_at: int | None
    job_attempts: int
    max_attempts: int | None

    @property
    def was_retried_by_hand(self) -> bool:
        """Are its job's attempts counted anew since? Then it was the last one before: the job had failed for good."""
        is_counted_anew = self.job_attempts == self.number and self.job_started_at != self.started_at
        return self.job_attempts < self.number or is_counted_anew
