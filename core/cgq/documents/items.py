"""Items of jobs that have many: how they stand, and those that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue import item_failures
    from cgq.queue.item_counts import ItemCounts


class Items(Struct, frozen=True, kw_only=True):
    """The items of a job, counted."""

    done: int
    """Those that are done."""
    failed: int
    """Those that failed."""
    waiting: int
    """Those that failed and are asked for again."""
    success_rate: float
    """Percent that are done of those that are over, with one decimal; 0.0 for nothing."""
    speed: float
    """Items done per second, with one decimal; 0.0 for nothing."""
    seconds: float
    """How long their last tries took together, by a clock that nobody sets."""

    @staticmethod
    def of(counts: ItemCounts | None) -> Items | None:
        """The counts; None for a job without items."""
        if counts is None:
            return None
        return Items(
            done=counts.done,
            failed=counts.failed,
            waiting=counts.waiting,
            success_rate=counts.success_rate,
            speed=counts.speed,
            seconds=counts.ms / 1000,
        )


class FailedItem(Struct, frozen=True, kw_only=True):
    """An item that failed."""

    item_id: str
    """Its key within the job."""
    item_name: str
    """Its name for people."""
    code: str
    """What kind of error it is, for programs."""
    message: str
    """What happened, for people."""
    timestamp: str
    """When it failed."""
    job: int
    """Its job."""
    attempts: int
    """How often it was tried."""
    fingerprint: str
    """What names the cause: equal for equal errors."""

    @staticmethod
    def of(item: item_failures.FailedItem) -> FailedItem:
        """One failed item."""
        return FailedItem(
            item_id=item.key,
            item_name=item.name,
            code=item.code,
            message=item.message,
            timestamp=rfc3339(item.ended_at),
            job=item.job,
            attempts=item.attempts,
            fingerprint=item.fingerprint,
        )


class ItemGroup(Problem, frozen=True, kw_only=True):
    """Failed items with one cause; message and hint are those of the newest."""

    items: int
    """How many there are."""
    jobs: list[int]
    """Their jobs, by number."""
    queue: str
    """The queue of these jobs."""
    kind: str
    """What these jobs do: the name of their stage."""
    first: str
    """When the first of them failed."""
    last: str
    """When the newest failed."""
    fingerprint: str
    """What names the cause: equal for equal errors."""

    @staticmethod
    def of(group: item_failures.ItemGroup) -> ItemGroup:
        """One group."""
        newest = group.newest
        return ItemGroup(
            code=newest.code,
            message=newest.message,
            hint=unmarked(newest.hint),
            commands=commands(newest.hint),
            items=len(group.items),
            jobs=group.jobs,
            queue=newest.queue,
            kind=newest.kind,
            first=rfc3339(group.items[0].ended_at),
            last=rfc3339(newest.ended_at),
            fingerprint=newest.fingerprint,
        )


class FailedItems(Document, frozen=True, kw_only=True, tag="failed_items"):
    """The items of jobs that failed, by their cause and one by one: `cgq failed --items`.

    Those of a job that was cancelled or given up are left out.
    """

    groups: list[ItemGroup]
    """The groups, the largest first."""
    items: list[FailedItem]
    """Every failed item, the oldest first."""

    @staticmethod
    def of(items: Sequence[item_failures.FailedItem], groups: Sequence[item_failures.ItemGroup]) -> FailedItems:
        """The items that were asked for."""
        return FailedItems(
            groups=[ItemGroup.of(group) for group in groups], items=[FailedItem.of(item) for item in items]
        )
