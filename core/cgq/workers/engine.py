"""The seam between the ledger's side and whatever computes: processes here, a cluster elsewhere.

The supervisor hands an engine assignments and takes events; an engine knows no database. Jobs pass
through it untouched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cgq.errors import NotReady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import msgspec

    from cgq.contract import Artifact, Host
    from cgq.queue.job import Job
    from cgq.workers.wire import Ask, AskAnswer, ItemReply, Paid, Unpaid, Way

PREPARING = "preparing"
"""Cause of the loss of calls whose kind, a user's own, ended its worker instead of getting ready."""

STARTING = "start"
"""The cause of a loss whose worker never was ready."""

Lane = tuple[str, str]
"""A queue and a kind."""


@dataclass(frozen=True, slots=True)
class Seat:
    """How the calls of a kind are made: on which host, with which settings (JSON), within which limits.

    `memory` is in bytes, None for no sandbox. `snapshot`: its worker may read the database. `secrets`: the variables
    that its worker is given.
    """

    host: Host
    settings: bytes = field(default=b"null", repr=False)  # may hold keys
    memory: int | None = None
    snapshot: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(slots=True)
class WorkCall:
    """One call: its jobs, and what each gave as JSON, in the same order.

    `number` is its own where its start counts on a limiter, else 0. With `unless_whole` it is not made when the call
    before it came back whole, but answered as one to be halved.
    """

    jobs: Sequence[Job[Any]]
    given: Sequence[msgspec.Raw]
    number: int = 0
    unless_whole: bool = False


@dataclass(slots=True)
class Assignment:
    """Calls of one lane for one slot, made one after the other.

    Seconds: `timeout` bounds each call, grown by `per_item` for each item it announces up to `most`. `prompt`: each
    answer is sent before the next call begins. `alone`: in a process that makes no other call meanwhile. `watched`: the
    engine reports that its calls have begun; `begun` is how many of them it has reported.
    """

    id: int
    lane: Lane
    host: Host
    calls: list[WorkCall]
    timeout: float
    per_item: float = 0.0
    most: float = 0.0
    prompt: bool = False
    alone: bool = False
    watched: bool = False
    answered: int = 0
    begun: int = 0


@dataclass(slots=True)
class Outcome:
    """What came out for one job: the way in which it ends, JSON of the way's type, and the new files that it names."""

    way: Way
    value: msgspec.Raw
    files: Sequence[Artifact] = ()


@dataclass(slots=True)
class Answered:
    """A call has come back: one outcome a job, in the order of the call's jobs."""

    assignment: Assignment
    call: WorkCall
    seconds: float
    halve: bool
    outcomes: list[Outcome]

    @property
    def lane(self) -> Lane:
        """The lane of the call."""
        return self.assignment.lane

    @property
    def jobs(self) -> Sequence[Job[Any]]:
        """The jobs of the call."""
        return self.call.jobs


@dataclass(slots=True)
class Lost:
    """A worker is gone. `guilty` is the call that it was at; `innocent` never got their chance.

    `cause` is `timeout` when the call outlasted its time, `start` when the worker never was ready, else `crash`.
    `suspect` are those of the innocent that were being made beside others when it crashed: one may be at fault.
    """

    lane: Lane
    cause: str
    message: str
    guilty: WorkCall | None
    innocent: list[WorkCall] = field(default_factory=list[WorkCall])
    suspect: list[WorkCall] = field(default_factory=list[WorkCall])

    @property
    def calls(self) -> list[WorkCall]:
        """All these calls."""
        return self.innocent if self.guilty is None else [self.guilty, *self.innocent]

    @property
    def jobs(self) -> list[Job[Any]]:
        """The jobs of all these calls."""
        return [job for call in self.calls for job in call.jobs]


@dataclass(slots=True)
class Begun:
    """Watched calls have begun, now or before."""

    calls: list[WorkCall]


def lost_to_its_kind(assignments: Iterable[Assignment], message: str) -> list[Lost]:
    """The first call pays for a kind that ends its worker instead of getting ready; the others never got a chance."""
    found = list(assignments)
    calls = [call for assignment in found for call in assignment.calls]
    return [Lost(found[0].lane, PREPARING, message, calls[0], calls[1:])] if calls else []


@dataclass(slots=True)
class ItemDone:
    """An item of a job whose call goes on is finished."""

    job: Job[Any]
    item: ItemReply


@dataclass(slots=True)
class Progressed:
    """A call of one job has come further."""

    job: Job[Any]
    done: int
    total: int


@dataclass(slots=True)
class Asked:
    """A call waits for the permission to make a request that costs money; `answer` gives it what it waits for."""

    call: WorkCall
    kind: str
    ask: Ask
    answer: Callable[[AskAnswer], None]


@dataclass(slots=True)
class Payment:
    """What became of a request that a call was permitted to make."""

    call: WorkCall
    came: Paid | Unpaid


@dataclass(slots=True)
class WorkerBroken:
    """A worker did not start, or ended before it was ready.

    `hopeless`: so many in a row did that none will be tried again. `is_reported`: it is the first in a row, and
    others go on without it.
    """

    kind: str
    message: str
    hint: str
    hopeless: bool = False
    is_reported: bool = False

    def as_error(self) -> NotReady:
        """What ends a command without workers."""
        return NotReady(f"Workers for {self.kind} do not start: {self.message}", code="worker_broken", hint=self.hint)


EngineEvent = Answered | Asked | Begun | ItemDone | Lost | Payment | Progressed | WorkerBroken


class Calls(Protocol):
    """Where calls are made, one after the other."""

    def submit(self, assignment: Assignment, *, top_up: bool) -> None:
        """Hand out; `top_up` puts it behind what a busy slot of the lane is at."""
        ...

    def wait(self, seconds: float) -> list[EngineEvent]:
        """What has happened; waits up to so many seconds for the first of it."""
        ...

    def may_start_again(self) -> bool:
        """Is a rest over that followed a worker that did not start? True once."""
        ...

    def close(self) -> None:
        """End every worker, at once."""
        ...


class Engine(Protocol):
    """Where a supervisor has its calls made."""

    def free(self, host: Host) -> int:
        """How many more calls could start now on this kind of host."""
        ...

    def busy(self) -> dict[Lane, int]:
        """Calls in flight by lane."""
        ...

    def top_ups(self, lane: Lane) -> int:
        """How many busy slots of this lane would take a further assignment, so as not to run dry."""
        ...

    def quota(self, lane: Lane) -> int:
        """How many calls an assignment of this lane may carry, by how long they have taken."""
        ...

    def submit(self, assignment: Assignment, *, top_up: bool) -> None:
        """Hand out; `top_up` puts it behind what a busy slot of the lane is at."""
        ...

    def wait(self, seconds: float, bell: int | None = None) -> list[EngineEvent]:
        """What has happened; waits up to so many seconds for the first of it, or for the descriptor `bell`."""
        ...

    def may_start_again(self) -> bool:
        """Is a rest over that followed a worker that did not start? True once: then there is more room."""
        ...

    def outstanding(self) -> list[Assignment]:
        """What was submitted and has not come back whole."""
        ...

    def abandon(self, leases: set[tuple[int, int]]) -> None:
        """These starts of jobs were cancelled: end what runs for them alone. A late answer finds no lease.

        What shares its process hears that it has no time left (Call.remaining); asked again, it hears it again.
        """
        ...

    def close(self) -> None:
        """End every worker, at once."""
        ...
