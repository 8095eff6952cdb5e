"""The upkeep of the ledger in steps that are short enough for the transactions of a supervisor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.queue import claim, pruning
from cgq.queue.pruning import Pruning

if TYPE_CHECKING:
    from cgq.queue.books import Books

Task = Literal["expire", "prune"]
"""What is to be done: end the jobs that waited longer than their time to live, or prune (B6)."""


@dataclass(slots=True)
class Upkeep:
    """How far a task is: the jobs that were ended, or how far the pruning of this environment is."""

    task: Task
    expired: int = 0
    pruning: Pruning = field(default_factory=Pruning)

    def counts(self) -> dict[str, int]:
        """How many were changed: jobs, and the files of jobs."""
        if self.task == "expire":
            return {"expired": self.expired}
        return {"pruned": self.pruning.jobs, "files": self.pruning.files}


def step(books: Books, upkeep: Upkeep) -> bool:
    """Do the next part, within a transaction; whether there is more to do."""
    if upkeep.task == "prune":
        return pruning.step(books, upkeep.pruning)
    expired = len(claim.expire(books))
    upkeep.expired += expired
    return expired == claim.BATCH
