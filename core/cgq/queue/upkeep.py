"""The upkeep of the ledger in steps that are short enough for the transactions of a supervisor (B6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.db.shrinking import cut_some
from cgq.queue import claim, retention

if TYPE_CHECKING:
    from cgq.queue.books import Books

Task = Literal["expire", "prune"]

Phase = Literal["expire", "jobs", "items", "old", "pages", "over"]
"""What comes next: jobs to expire; jobs that may go; the items of those; what else is kept for some time; free pages;
nothing."""


@dataclass(slots=True)
class Upkeep:
    """How far a task is. `at` is the id from which on jobs are looked through, `counts` how many were changed."""

    phase: Phase
    at: int = 1
    counts: dict[str, int] = field(default_factory=dict[str, int])

    @staticmethod
    def begin(task: Task) -> Upkeep:
        """Nothing is done yet."""
        if task == "expire":
            return Upkeep("expire", counts={"expired": 0})
        return Upkeep("jobs", counts={"pruned": 0})


def step(books: Books, upkeep: Upkeep) -> bool:
    """Do the next part, within a transaction; whether there is more to do."""
    if upkeep.phase == "expire":
        _expire(books, upkeep)
    elif upkeep.phase == "jobs":
        _prune(books, upkeep)
    elif upkeep.phase == "items":
        upkeep.phase = "items" if retention.remove_items(books) else "old"
    elif upkeep.phase == "old":
        upkeep.phase = "old" if retention.forget_old(books) else "pages"
    elif upkeep.phase == "pages":
        upkeep.phase = "pages" if cut_some(books.tx) else "over"
    return upkeep.phase != "over"


def _expire(books: Books, upkeep: Upkeep) -> None:
    expired = len(claim.expire(books))
    upkeep.counts["expired"] += expired
    if expired < claim.BATCH:
        upkeep.phase = "over"


def _prune(books: Books, upkeep: Upkeep) -> None:
    """Remove the jobs of this environment among the next ids that may go by the times of their kinds."""
    rules = retention.rules(books.tx, books.policies, books.now, retention.Which())
    span = retention.span_from(books.tx, upkeep.at)
    if span is None:
        upkeep.phase = "items"
        return
    gone = retention.prune(books, rules, books.policies.names.start, span)
    upkeep.counts["pruned"] += len(gone)
    upkeep.at = retention.end_of(span, gone) + 1
