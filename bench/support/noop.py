"""Stages that do nothing, offered like any user's own through the entry-point group `cgq.stages`."""

# ruff: noqa: ARG002 - a stage takes these, whether it needs them or not

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cgq.contract import Arguments, Done
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob

NOOP, STAMP = "bench_noop", "bench_stamp"
OFFER = f"""[cgq.stages]
{NOOP} = bench.support.noop:Noop
{STAMP} = bench.support.noop:Stamp
"""


class Number(Arguments, frozen=True):
    """A number that nobody looks at."""

    n: int = 0


class Noop(Stage[Number, int, Any]):
    """Takes a number, gives a number."""

    kind = NOOP
    arguments = Number

    def types(self) -> Types:
        return Types(given=int, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Number]]) -> list[int]:
        return [job.id for job in jobs]

    def compute(self, given: Sequence[int], call: Call) -> list[Done[Any]]:
        return [Done(number) for number in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Number], Any]]) -> Iterable[NewJob]:
        return ()


class Stamp(Noop):
    """Tells when its compute began, in seconds of the wall clock."""

    kind = STAMP

    def types(self) -> Types:
        return Types(given=int, result=float)

    def compute(self, given: Sequence[int], call: Call) -> list[Done[Any]]:
        return [Done(time.time()) for _ in given]

    def summary(self, result: float) -> float:
        return result
