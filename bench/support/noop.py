"""Stages that do nothing, offered like any user's own through the entry-point group `cgq.stages`."""

# ruff: noqa: ARG002 - a stage takes these, whether it needs them or not

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cgq.stages.stage import Done, Host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.job import Job, NewJob
    from cgq.stages.stage import Call

NOOP, STAMP = "bench_noop", "bench_stamp"
OFFER = f"""[cgq.stages]
{NOOP} = bench.support.noop:Noop
{STAMP} = bench.support.noop:Stamp
"""


class Noop:
    """Takes a number, gives a number."""

    kind = NOOP
    host: Host = "pool"
    given_type: Any = int
    result_type: Any = int

    def prepare(self) -> None: ...

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> list[int]:
        return [job.id for job in jobs]

    def compute(self, given: Sequence[int], call: Call) -> list[Done[int]]:
        return [Done(number) for number in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job, int]]) -> Iterable[NewJob]:
        return ()

    def summary(self, result: int) -> None:
        return None

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None: ...


class Stamp(Noop):
    """Tells when its compute began, in seconds of the wall clock."""

    kind = STAMP
    result_type: Any = float

    def compute(self, given: Sequence[int], call: Call) -> list[Done[float]]:  # type: ignore[override]
        return [Done(time.time()) for _ in given]

    def summary(self, result: float) -> float:  # type: ignore[override]
        return result
