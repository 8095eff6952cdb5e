"""What happens, as data for whoever draws, logs or streams it.

`Event` is what a supervisor reports while it works; `LedgerEvent` is what anybody else does to the ledger. The log
takes both (logbook/entries.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Attempt(NamedTuple):
    """One start of a job: its number, how many there may be, and the seconds that it took; 0 when it begins."""

    number: int
    most: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Jobs of one lane were handed to workers. One that goes back (Returned) is handed out again, and told.

    `attempts` has the start of each job, in the order of the jobs.
    """

    queue: str
    kind: str
    jobs: tuple[int, ...]
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Jobs of one lane have ended, or wait for another try (`scheduled`); stored, not only computed.

    `tries`: the starts so far and how many there may be, of a job that waits for another. `attempts` has the start that
    ended of each job, in the order of the jobs; empty for jobs that nobody started.
    """

    queue: str
    kind: str
    state: Literal["done", "failed", "discarded", "cancelled", "scheduled"]
    jobs: tuple[int, ...]
    code: str | None = None
    message: str | None = None
    hint: str | None = None
    tries: tuple[int, int] | None = None
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Jobs went back unstarted or uncharged."""

    jobs: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A result came after its job was somebody else's, or over; it changed nothing (R3).

    `fences` are those of the leases that are over, in the jobs' order.
    """

    jobs: tuple[int, ...]
    fences: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A running job has come further."""

    job: int
    kind: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsCounted:
    """How the items of a running job stand, stored and not only computed: as often as `Counts` while some arrive, and
    once more right before it ends (B1).

    `total` as far as is known, `over` whatever they came to; `success_rate` in percent, `speed` done a second.
    """

    job: int
    kind: str
    total: int
    over: int
    done: int
    duplicate: int
    skipped: int
    failed: int
    waiting: int
    success_rate: float
    speed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLost:
    """A worker died or was ended for its time."""

    kind: str
    cause: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePaused:
    """An error that would meet every other job paused the queue (T4)."""

    queue: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOpened:
    """A provider failed five times in a row; one probe will be sent in a while (T4)."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """The jobs of a supervisor that is gone were taken back (R2)."""

    supervisor: int
    jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPassed:
    """A slot of a recurring entry was dealt with: it has a job, or `message` is why it has none.

    `slot` is a moment of the wall clock in milliseconds; `missed` slots before it were made up for by it.
    """

    entry: str
    slot: int
    missed: int
    outcome: Literal["fired", "skipped", "refused"]
    job: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFailed:
    """The command of a hook failed for the last time; its run is kept as failed."""

    hook: str
    run: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draining:
    """No more is claimed; what runs may finish."""

    reason: str
    running: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HooksAwaited:
    """The work is over, and the commands of these hooks are at work still: once, with how long they may take."""

    hooks: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainClosed:
    """The last descendant of a root job has ended; told once (B3)."""

    root: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFailed:
    """The log cannot be written: once, however long that lasts. The jobs go on."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Waiting and running jobs by (queue, kind, state), about once a second while anything moves."""

    tally: dict[tuple[str, str, str], int]


Event = (
    Started
    | Ended
    | Returned
    | Late
    | Progress
    | ItemsCounted
    | WorkerLost
    | QueuePaused
    | CircuitOpened
    | Rescued
    | SlotPassed
    | HookFailed
    | HooksAwaited
    | Draining
    | ChainClosed
    | LogFailed
    | Counts
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """Jobs of one lane are new."""

    queue: str
    kind: str
    jobs: tuple[int, ...]
    requested_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A person cancelled a job, gave it a fresh budget (`retry`), or gave it up (`discard`)."""

    action: Literal["cancel", "retry", "discard"]
    queue: str
    kind: str
    job: int
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseChanged:
    """A person paused a queue or let it go on; `queue` None stands for every queue."""

    queue: str | None
    is_paused: bool
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A supervisor has registered."""

    version: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A supervisor has gone; `reason` is why it stopped, empty where an error ended it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsked:
    """Somebody asked a supervisor to finish what runs (`drain`) or to give it back at once (`end`)."""

    supervisor: int
    how: Literal["drain", "end"]
    by: str


LedgerEvent = Enqueued | Changed | PauseChanged | Serving | StopAsked | Stopped
