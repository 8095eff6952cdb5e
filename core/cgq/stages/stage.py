"""What a kind of job is made of: load -> compute -> store.

`load` and `store` run in the supervisor, inside its transaction; `compute` runs in a worker that
never opens the database. What goes between them is JSON of the types named in `given_type` and
`result_type` (anything msgspec can check: dataclasses, NamedTuples, plain containers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.job import Job, NewJob

G = TypeVar("G")
R = TypeVar("R")

Host = Literal["pool", "analyser", "threads"]
"""Where compute runs: a process of its own with hard limits; the one process that keeps the Korean
analyser loaded; a thread of the one process that waits for the network."""


@dataclass(frozen=True, slots=True)
class Known:
    """`load` found the result already there: it is stored without a compute."""

    result: Any


@dataclass(frozen=True, slots=True)
class Gone:
    """`load` found that the record was deleted meanwhile: the job is discarded, code record_gone (S4)."""

    message: str


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What `compute` found for one job."""

    result: R


class Call(Protocol):
    """What a stage may ask of the world while it computes."""

    def progress(self, done: int, total: int) -> None:
        """Tell how far this call is; counts never go back (B2)."""
        ...

    def remaining(self) -> float:
        """Seconds until the call's hard timeout."""
        ...


class Stage(Protocol[G, R]):
    """One kind of job.

    A stage may have an attribute `batch`, the most jobs that one call of it should carry; the policy
    of its kind may allow fewer, never more.
    """

    kind: str
    host: Host
    given_type: Any
    result_type: Any

    def prepare(self) -> None:
        """Load what compute needs; called once in the worker, before its limits hold."""
        ...

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> Sequence[G | Known | Gone | Failure]:
        """Read what compute needs: one entry a job, in the jobs' order."""
        ...

    def compute(self, given: Sequence[G], call: Call) -> Sequence[Done[R] | Failure]:
        """Do the slow or dangerous part: one outcome a given, in the same order.

        Raising counts for every job of the call; a call that carried several is then halved.
        """
        ...

    def store(self, tx: Transaction, done: Sequence[tuple[Job, R]]) -> Iterable[NewJob]:
        """Keep the results, in the transaction that ends the jobs; the next stage's jobs."""
        ...

    def summary(self, result: R) -> Any:
        """What the job's own row keeps of the result: small JSON of counts, ids, findings."""
        ...

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """What the bank should remember of jobs that failed for good."""
        ...
