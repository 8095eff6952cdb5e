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
"""Milliseconds for which a slot is remembered: where the clock is set back by more, one may come again; chosen so that
an entry of every minute keeps 10,080 rows."""


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
    except NotReady as error:  # its zone is not known here: it rests until it is replaced, the others go on
        event, following = _refused(entry, Due(entry.next_slot or wall, 0), error), None
    books.tx.run(SQL["schedule_handled"], {"schedule": entry.id, "handled": wall, "next": following})
    return event


def _taken(books: Books, entry: Entry, after: int) -> set[int]:
    """The slots to come that were dealt with before the clock was set back."""
    return {row[0] for row in books.tx.all(SQL["slots_taken"], {"schedule": entry.id, "after": after})}


def _pass(books: Books, entry: Entry, due: Due) -> SlotPassed:
    """Deal with one slot: its job, or why it has none."""
    event = _fire(books, entry, due)
    row = {
        "schedule": entry.id,
        "slot": due.slot,
        "outcome": event.outcome,
        "job": event.job,
        "missed": due.missed,
        "message": event.message,
        "now": books.now,
    }
    books.tx.run(SQL["slot_add"], row)
    books.tx.run(SQL["slots_forget"], {"schedule": entry.id, "before": due.slot - KEEP_SLOTS_MS})
    books.tx.run(SQL["schedule_passed"], {"schedule": entry.id, "slot": due.slot, "job": event.job})
    return event


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
    message = f"{error.message} [{error.code}]"
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
