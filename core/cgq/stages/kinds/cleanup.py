"""The upkeep of the ledger as a job, for schedules: what waited too long ends, what is over for long enough goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.contract import Again, Arguments, Known
from cgq.queue.policy import Policy, Tries, tries
from cgq.queue.upkeep import Task, Upkeep, step
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Done
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob


class Wanted(Arguments, frozen=True):
    """What is to be done: `expire` ends the jobs that nobody started within their time to live, `prune` removes those
    that have been over for longer than their kind keeps them, with files that nobody needs; `clean` does both."""

    task: Task = "clean"


class Cleanup(Stage[Wanted, None, Upkeep]):
    """Nothing is computed: all is done in the steps of its result, for no worker sees the ledger."""

    kind = "cleanup"
    arguments = Wanted
    policy = Policy(
        queue="low_priority",
        tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0), locked=Tries(1, 0.0)),
        limit=1,
        priority="low",
        sources=dict.fromkeys(("queue", "tries", "limit", "priority"), "semantics T3: upkeep gives way to all else"),
    )
    counts = "jobs"
    in_steps = True

    def types(self) -> Types:
        """How far it is."""
        return Types(given=None, result=Upkeep)

    def load(self, tx: Transaction, jobs: Sequence[Job[Wanted]]) -> Sequence[Known[Upkeep]]:  # noqa: ARG002
        """Nothing is done yet."""
        return [Known(Upkeep(job.args.task)) for job in jobs]

    def compute(self, given: Sequence[None], call: Call) -> Sequence[Done[Upkeep]]:
        """Never called, for `load` gives the result that the steps complete."""
        raise NotImplementedError

    def store_with(self, books: Books, done: Sequence[tuple[Job[Wanted], Upkeep]]) -> Iterable[NewJob | Again[Upkeep]]:
        """Do the next part. The same object is handed on, so that its counts are whole at the last step."""
        for _, upkeep in done:
            if step(books, upkeep):
                yield Again(upkeep)

    def summary(self, result: Upkeep) -> dict[str, int | dict[str, int]]:
        """How many jobs were ended, and removed by state, how many files, and the bytes that the disk got back."""
        return result.counts()
