"""Kinds of job for the campaign: each keeps one row a job, and may ask for children like itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from cgq.contract import Arguments, Done
from cgq.queue.job import NewJob
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Call, Host
    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.job import Job

MOST_SECONDS = 10.0
TABLE = "CREATE TABLE effect (id INTEGER PRIMARY KEY, token TEXT NOT NULL, job INTEGER NOT NULL)"


class Errand(Arguments, frozen=True, kw_only=True):
    """The arguments of a job: its name, how long it takes, and the children that follow it."""

    token: str
    ms: int
    children: tuple[str, ...] = ()
    depth: int = 0


class _Errands(Stage[Errand, Errand, Errand]):
    arguments = Errand

    def types(self) -> Types:
        """The arguments go all the way."""
        return Types(given=Errand, result=Errand)

    def load(self, _: Transaction, jobs: Sequence[Job[Errand]]) -> list[Errand]:
        """The arguments themselves."""
        return [job.args for job in jobs]

    def compute(self, given: Sequence[Errand], call: Call) -> list[Done[Errand] | Failure]:
        """Take the time that each errand asks for."""
        for number, one in enumerate(given):
            time.sleep(min(one.ms / 1000, MOST_SECONDS))
            call.progress(number + 1, len(given))
        return [Done(one) for one in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Errand], Errand]]) -> list[NewJob]:
        """One row a job, and the next of each chain."""
        rows = [(one.token, job.id) for job, one in done]
        tx.many("INSERT INTO effect (token, job) VALUES (?, ?)", rows)
        return [
            _child(job, one, number) for job, one in done for number in range(len(one.children) if one.depth else 0)
        ]

    def summary(self, result: Errand) -> dict[str, str]:
        """Its name."""
        return {"token": result.token}


class Single(_Errands):
    """A process of its own, one job a call."""

    kind = "kill_single"


class Batched(_Errands):
    """A process of its own, several jobs a call (the settings say how many)."""

    kind = "kill_batched"


class Slow(_Errands):
    """A call that keeps its supervisor busy for seconds."""

    kind = "kill_slow"


class Threaded(_Errands):
    """Threads of the one process that waits for the network."""

    kind = "kill_threaded"
    host: Host = "threads"


OFFERED = {"kill_single": "Single", "kill_batched": "Batched", "kill_slow": "Slow", "kill_threaded": "Threaded"}


def child_token(token: str, number: int) -> str:
    """The name of a job's n-th child."""
    return f"{token}/{number}"


def _child(job: Job[Errand], parent: Errand, number: int) -> NewJob:
    one = Errand(
        token=child_token(parent.token, number),
        ms=parent.ms // 2,
        children=parent.children,
        depth=parent.depth - 1,
    )
    return NewJob(
        kind=parent.children[number],
        args=msgspec.to_builtins(one),
        document=job.id,
        root=job.root or job.id,
        parent=job.id,
    )
