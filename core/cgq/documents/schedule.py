"""Recurring work: the entries, what was done to one, and what a look at them came to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document, Json
from cgq.documents.events import SlotPassed
from cgq.queue.next_slots import is_overdue
from cgq.queue.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions import schedule
    from cgq.actions.schedule import Kept
    from cgq.queue.schedule import Entry, Last


class Recurring(Struct, frozen=True, kw_only=True):
    """What an entry of the schedule enqueues, and when."""

    name: str
    """The entry's name."""
    cron: str
    """When: the five fields of a cron expression."""
    zone: str
    """The time zone in which the expression is meant."""
    kind: str
    """What its jobs do: the name of their stage."""
    args: Json
    """The arguments of its jobs."""
    queue: str | None
    """The queue of its jobs; null for that of their kind."""
    priority: str | None
    """The priority of its jobs; null for that of their kind."""
    max_attempts: int | None
    """How often a job may start; null leaves that to its kind."""
    made_by: str
    """Who made it."""
    next: str | None
    """The next slot; null when none will come. Of an entry whose zone is not known, when it is looked at again."""

    @staticmethod
    def of(entry: Entry) -> Recurring:
        """An entry as it is stored."""
        return Recurring(
            name=entry.name,
            cron=entry.cron,
            zone=entry.zone,
            kind=entry.kind,
            args=json.loads(entry.args),
            queue=entry.queue,
            priority=entry.priority,
            max_attempts=entry.max_attempts,
            made_by=entry.made_by,
            next=rfc3339(entry.next_slot),
        )


class LastSlot(Struct, frozen=True, kw_only=True):
    """What became of an entry's last slot."""

    slot: str
    """The moment that the expression names."""
    outcome: Literal["fired", "skipped", "refused"]
    """`fired`: it has a job; `skipped`: its last job was not over; `refused`: it could not be enqueued."""
    missed: int
    """How many slots before it were made up for by it; 1000 stands for so many or more."""
    message: str
    """Why it has no job; empty otherwise."""


class ListedEntry(Struct, frozen=True, kw_only=True):
    """An entry in the list."""

    entry: Recurring
    """What it does and when."""
    overdue: bool
    """Whether its next slot passed more than ten minutes ago, and nobody enqueued its job."""
    last: LastSlot | None
    """What became of its last slot; null before the first."""
    job: int | None
    """Its last job; null before the first."""
    state: State | None
    """Where that job stands; null where there is none, or it was pruned."""

    @staticmethod
    def of(entry: Entry, last: Last, at: int) -> ListedEntry:
        """An entry with what became of its last slot, at a moment in milliseconds."""
        slot = None
        if entry.last_slot is not None and last.outcome is not None:
            slot = LastSlot(
                slot=rfc3339(entry.last_slot),
                outcome=last.outcome,
                missed=last.missed or 0,
                message=last.message or "",
            )
        return ListedEntry(
            entry=Recurring.of(entry),
            overdue=is_overdue(entry.next_slot, at),
            last=slot,
            job=entry.last_job,
            state=last.state,
        )


class Schedule(Document, frozen=True, kw_only=True, tag="schedule"):
    """The entries by name: `cgq schedule`, `cgq schedule list`."""

    entries: list[ListedEntry]
    """The entries."""

    @staticmethod
    def of(found: Iterable[tuple[Entry, Last]], at: int) -> Schedule:
        """All of them at a moment, in milliseconds."""
        return Schedule(entries=[ListedEntry.of(entry, last, at) for entry, last in found])


class EntryChange(Struct, frozen=True, kw_only=True):
    """What was done to an entry."""

    change: Literal["added", "known", "replaced", "removed"]
    """What: `known` when it was there as it is."""
    entry: Recurring
    """The entry; as it was, when it was removed."""


class ScheduleChange(Document, frozen=True, kw_only=True, tag="schedule_change"):
    """What was done to entries: `cgq schedule add`, `cgq schedule remove`."""

    entries: list[EntryChange]
    """The entries that were named."""

    @staticmethod
    def kept(kept: Iterable[Kept]) -> ScheduleChange:
        """Entries that are there now."""
        return ScheduleChange(
            entries=[EntryChange(change=one.change, entry=Recurring.of(one.entry)) for one in kept],
        )

    @staticmethod
    def removed(entry: Entry) -> ScheduleChange:
        """An entry that is gone."""
        return ScheduleChange(entries=[EntryChange(change="removed", entry=Recurring.of(entry))])


class Ticked(Document, frozen=True, kw_only=True, tag="schedule_tick"):
    """What a look at the schedule came to: `cgq schedule tick`."""

    slots: list[SlotPassed]
    """The slots that were due."""
    expired: int
    """How many jobs ended, for nobody had started them within their time to live."""
    next: Recurring | None
    """The entry whose slot is the next; null when none will come."""

    @staticmethod
    def of(ticked: schedule.Ticked, at: int) -> Ticked:
        """What was done at a moment, in milliseconds."""
        return Ticked(
            slots=[SlotPassed.of(passed, rfc3339(at)) for passed in ticked.passed],
            expired=ticked.expired,
            next=None if ticked.following is None else Recurring.of(ticked.following),
        )
