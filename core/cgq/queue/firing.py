"""Recurring entries that are due become jobs (B4): each slot once, whoever looks and whatever the clock does.

A slot is a moment of the wall clock. Missed ones (nobody served, the host slept, the clock was set forward) are made up
for by one job, that of the last. Where the clock is set back, slots that were dealt with stay so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.errors import CgqError, NotReady
from cgq.events import SlotPassed
from cgq.queue.books import SQL as LEDGER
from cgq.queue.cron import Due
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.schedule import SQL, Entry
from cgq.queue.states import LIVING

if TYPE_CHECKING:
    from cgq.queue.books import Books

KEEP_SLOTS_MS = 7 * 86_400_000
"""Milliseconds for which a slot is remembered, by the time that has passed since and not by the wall clock: where that
is set back later, a slot may come again; chosen so that an entry of every minute keeps 10,080 rows."""

LOOK_AGAIN_MS = 3_600_000
"""Milliseconds after which an entry is looked at again whose zone is not known here: chosen so that an upgrade of
tzdata, or another host, is noticed within an hour."""


class FireSchedules:
    """The chore of a supervisor that enqueues what is due (see workers.chores.Chore)."""

    def run(self, books: Books) -> list[SlotPassed]:
        """Deal with the slots that are due; nothing is written when none is."""
        return fire_due(books)

    def next_moment(self, books: Books) -> int | None:
        """When the next slot is, on the time line."""
        slot: int | None = books.tx.value(SQL["schedule_next"], {"prefix": books.policies.names.prefix})
        return books.moment.on_the_line(slot)


def fire_due(books: Books) -> list[SlotPassed]:
    """Enqueue a job for every entry of this environment of which a slot is due; what became of each."""
    wanted = {"prefix": books.policies.names.prefix, "wall": books.moment.wall}
    found = [Entry._make(row) for row in books.tx.all(SQL["schedule_due"], wanted)]
    passed = [_deal_with(books, entry) for entry in found]
    return [event for event in passed if event is not None]


def _deal_with(books: Books, entry: Entry) -> SlotPassed | None:
    wall = books.moment.wall
    try:
        due = entry.slots.due(entry.handled, wall, _taken(books, entry, entry.handled))
        event = None if due is None else _pass(books, entry, due)
        following = entry.slots.after(wall, _taken(books, entry, wall))
    except NotReady as error:  # its zone is not known here, though it may be on another host; the others go on
        return _put_off(books, entry, error)
    books.tx.run(SQL["schedule_handled"], {"schedule": entry.id, "handled": wall, "next": following})
    return event


def _put_off(books: Books, entry: Entry, error: CgqError) -> SlotPassed:
    """Report an entry whose slots cannot be derived here, and look again later: what was missed is then made up for."""
    wall = books.moment.wall
    event = _refused(entry, Due(_unhandled_slot(entry, wall), 0), error)
    _keep(books, entry, event)
    names = {"schedule": entry.id, "handled": min(entry.handled, wall), "next": wall + LOOK_AGAIN_MS}
    books.tx.run(SQL["schedule_handled"], names)
    return event


def _unhandled_slot(entry: Entry, wall: int) -> int:
    """The slot that could not be dealt with: the one that was due first, however often it is looked at since."""
    if entry.last_slot is not None and entry.handled < entry.last_slot <= wall:
        return entry.last_slot
    return entry.next_slot or wall


def _taken(books: Books, entry: Entry, after: int) -> set[int]:
    """The slots to come that were dealt with before the clock was set back."""
    return {row[0] for row in books.tx.all(SQL["slots_taken"], {"schedule": entry.id, "after": after})}


def _pass(books: Books, entry: Entry, due: Due) -> SlotPassed:
    """Deal with one slot: its job, or why it has none."""
    event = _fire(books, entry, due)
    _keep(books, entry, event)
    return event


def _keep(books: Books, entry: Entry, event: SlotPassed) -> None:
    """Remember what became of a slot."""
    row = {
        "schedule": entry.id,
        "slot": event.slot,
        "outcome": event.outcome,
        "job": event.job,
        "missed": event.missed,
        "message": event.message,
        "now": books.now,
    }
    books.tx.run(SQL["slot_add"], row)
    books.tx.run(SQL["slots_forget"], {"schedule": entry.id, "before": books.now - KEEP_SLOTS_MS})
    books.tx.run(SQL["schedule_passed"], {"schedule": entry.id, "slot": event.slot, "job": event.job})


def _fire(books: Books, entry: Entry, due: Due) -> SlotPassed:
    state = None if entry.last_job is None else books.tx.value(LEDGER["job_state"], (entry.last_job,))
    if state in LIVING:
        message = f"Its last job {entry.last_job} is not over: it is {state}."
        return SlotPassed(entry=entry.name, slot=due.slot, missed=due.missed, outcome="skipped", message=message)
    try:
        with books.savepoint():
            (made,) = enqueue(books, [_job(entry)])
    except CgqError as error:  # one that cannot be enqueued any more holds up no other
        if not books.is_open():
            raise
        return _refused(entry, due, error)
    return SlotPassed(entry=entry.name, slot=due.slot, missed=due.missed, outcome="fired", job=made.id)


def _refused(entry: Entry, due: Due, error: CgqError) -> SlotPassed:
    message = f"{error.message.rstrip('.')}. [{error.code}]"
    return SlotPassed(entry=entry.name, slot=due.slot, missed=due.missed, outcome="refused", message=message)


def _job(entry: Entry) -> NewJob:
    return NewJob(
        kind=entry.kind,
        args=json.loads(entry.args),
        queue=entry.queue,
        priority=entry.priority,
        max_attempts=entry.max_attempts,
        coalesce=entry.coalesce,
        mutex=entry.coalesce,
        requested_by=entry.made_by,
    )
