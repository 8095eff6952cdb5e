"""The items of jobs as somebody looks at them: also of a job that has handed over none yet (B1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue.item_counts import ItemCounts, item_counts
from cgq.stages.table import hands_over_items

if TYPE_CHECKING:
    from collections.abc import Collection

    from cgq.db.connection import Transaction
    from cgq.queue.listing import FullRow, JobRow


def counts_of_jobs(tx: Transaction, jobs: Collection[JobRow | FullRow]) -> dict[int, ItemCounts]:
    """The items of some jobs, by job; a job whose kind hands over no items is left out."""
    found = item_counts(tx, [job.id for job in jobs])
    for job in jobs:
        if job.id not in found and hands_over_items(job.kind):
            found[job.id] = ItemCounts(expected=0 if job.state == "done" else job.progress_total or 0)
    return found
