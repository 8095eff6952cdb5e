"""The upkeep of the ledger in steps that are short enough for the transactions of a supervisor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.queue import claim, pruning
from cgq.queue.pruning import Pruning

if TYPE_CHECKING:
    from cgq.queue.books import Books

Task = Literal["clean", "expire", "prune"]
"""What is to be done: end the jobs that waited longer than their time to live (`expire`), prune (B6), or both
(`clean`)."""


@dataclass(slots=True)
class Upkeep:
    """How far a task is: the jobs that were ended, whether these were all, and how far the pruning is."""

    task: Task
    expired: int = 0
    pruning: Pruning = field(default_factory=Pruning)
    is_expired: bool = False

    def counts(self) -> dict[str, int | dict[str, int]]:
        """How many were changed: jobs, files, and bytes of the disk."""
        expired: dict[str, int | dict[str, int]] = {} if self.task == "prune" else {"expired": self.expired}
        if self.task == "expire":
            return expired
        pruning = self.pruning
        return {
            **expired,
            "pruned": pruning.jobs,
            "by_state": pruning.by_state,
            "files": pruning.files,
            "bytes": pruning.file_bytes + pruning.database_bytes,
        }


def step(books: Books, upkeep: Upkeep) -> bool:
    """Do the next part, within a transaction; whether there is more to do."""
    if upkeep.task == "prune" or upkeep.is_expired:
        return pruning.step(books, upkeep.pruning)
    expired = len(claim.expire(books))
    upkeep.expired += expired
    upkeep.is_expired = expired < claim.BATCH
    return not upkeep.is_expired or upkeep.task == "clean"
