"""The upkeep of the ledger as a job, for schedules: what waited too long ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cgq.contract import Again, Arguments, Known
from cgq.queue.claim import BATCH, expire
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Done
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

Task = Literal["expire"]


class Upkeep(Arguments, frozen=True):
    """What is to be done: `expire` ends the jobs that nobody started within their time to live."""

    task: Task


class Cleanup(Stage[Upkeep, None, dict[str, int]]):
    """Nothing is computed: all is done in the steps of its result, for no worker sees the ledger."""

    kind = "cleanup"
    arguments = Upkeep
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
        """How many jobs were changed, by what was done to them."""
        return Types(given=None, result=dict[str, int])

    def load(self, tx: Transaction, jobs: Sequence[Job[Upkeep]]) -> Sequence[Known[dict[str, int]]]:  # noqa: ARG002
        """Nothing is done yet."""
        return [Known({_DONE[job.args.task]: 0}) for job in jobs]

    def compute(self, given: Sequence[None], call: Call) -> Sequence[Done[dict[str, int]]]:
        """Never called, for `load` gives the result that the steps complete."""
        raise NotImplementedError

    def store_with(
        self, books: Books, done: Sequence[tuple[Job[Upkeep], dict[str, int]]]
    ) -> Iterable[NewJob | Again[dict[str, int]]]:
        """Do a part of it. The same counts are handed on, so that they are whole at the last step."""
        for job, counts in done:
            changed = len(expire(books))
            counts[_DONE[job.args.task]] += changed
            if changed == BATCH:
                yield Again(counts)

    def summary(self, result: dict[str, int]) -> dict[str, int]:
        """The counts as they are."""
        return result


_DONE: dict[Task, str] = {"expire": "expired"}
"""What is counted of each task."""
