"""Items of jobs that have many: how they stand, and those that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked
from cgq.queue.item_counts import ItemCounts
from cgq.queue.states import ItemState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue import item_failures
    from cgq.queue.item_rows import ItemRow


def item_fields(counts: ItemCounts | None) -> dict[str, Any]:
    """What a job's document counts of its items; all None for a job that is not made of items."""
    if counts is None:
        return dict.fromkeys(item_fields(ItemCounts()))
    return {
        "total_items": counts.total,
        "done_items": counts.over,
        "success_count": counts.done,
        "error_count": counts.failed,
        "duplicate_count": counts.duplicate,
        "skipped_count": counts.skipped,
        "waiting_count": counts.waiting,
        "success_rate": counts.success_rate,
        "items_per_second": counts.speed,
        "duration_seconds": counts.ms / 1000,
    }


class JobItem(Struct, frozen=True, kw_only=True):
    """An item of a job."""

    item_id: str
    """Its key within the job."""
    item_name: str
    """Its name for people."""
    state: ItemState
    """How it stands: `done`; `duplicate`, for it was there already; `skipped`, for it is not wanted; `failed`; or
    `waiting`, for it failed and is asked for again."""
    attempts: int
    """How often it was tried."""
    code: str | None
    """What kind of error it is, for programs; null unless it failed."""
    message: str | None
    """What went wrong, or why it was passed over; null for one that is done."""
    ms: int
    """How many milliseconds passed until its last try ended, since the item before it, or since its call began: what it
    took, where one follows the other. Of items that are done side by side only the sum means something."""
    timestamp: str
    """When its last try ended."""

    @staticmethod
    def of(item: ItemRow) -> JobItem:
        """One item."""
        return JobItem(
            item_id=item.key,
            item_name=item.name,
            state=item.state,
            attempts=item.attempts,
            code=item.code,
            message=item.message,
            ms=item.ms,
            timestamp=rfc3339(item.ended_at),
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
