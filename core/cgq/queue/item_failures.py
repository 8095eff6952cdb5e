"""Which items of jobs failed, grouped by what went wrong (B1, T5). Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.db.queries import load
from cgq.queue.items import without_names
from cgq.queue.names import is_meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.failures import Which
    from cgq.queue.states import State
    from cgq.queue.timeline import Moment

SQL = load("listing")


class FailedItem(NamedTuple):
    """A failed item with its job; `ended_at` is milliseconds of the wall clock, `state` that of the job."""

    job: int
    key: str
    name: str
    code: str
    message: str
    hint: str
    fingerprint: str
    attempts: int
    ended_at: int
    queue: str
    kind: str
    state: State


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Failed items with one cause in one kind of job, the oldest first."""

    items: list[FailedItem]

    @property
    def newest(self) -> FailedItem:
        """The item whose hint stands for all, and whose message does where they differ in names alone."""
        return self.items[-1]

    @property
    def messages(self) -> list[str]:
        """What differs between their messages but for the items' names, each once, the newest last."""
        found = {without_names(item.message, item.key, item.name): item.message for item in reversed(self.items)}
        return list(reversed(found.values()))

    @property
    def jobs(self) -> list[int]:
        """Their jobs, in the order of their numbers."""
        return sorted({item.job for item in self.items})


def failed_items(tx: Transaction, at: Moment, which: Which, jobs: Iterable[int] = ()) -> list[FailedItem]:
    """The failed items that the filters leave, the oldest first; of some jobs alone where any are named.

    Those of a job that was cancelled or given up are left out: nobody waits for them.
    """
    named = list(jobs)
    names = {**which.names(), "jobs": json.dumps(named) if named else None}
    rows = tx.all(SQL["failed_items"], names)
    return [at.dated(FailedItem._make(row), "ended_at") for row in rows]


def by_cause(items: Sequence[FailedItem]) -> list[ItemGroup]:
    """Failed items by fingerprint, queue and kind, the most frequent first."""
    groups: dict[tuple[str, str, str], list[FailedItem]] = {}
    for item in items:
        groups.setdefault((item.fingerprint, item.queue, item.kind), []).append(item)
    return sorted(map(ItemGroup, groups.values()), key=lambda group: -len(group.items))


def failed_item_counts(tx: Transaction, which: Which) -> tuple[int, int]:
    """How many items failed in jobs that are done, and in how many; of the queue, kind and time of ending meant."""
    rows = tx.all(SQL["failed_items_counted"], {"since": which.since})
    meant = [row[2:] for row in rows if is_meant(which.queue, row[0]) and which.kind in (None, row[1])]
    return sum(items for items, _ in meant), sum(jobs for _, jobs in meant)
