"""Are the recurring entries fired, and can they enqueue anything (B4)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, ok, warn
from cgq.clock import span
from cgq.queue.next_slots import next_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.books import Books

NAME = "schedule"


def unfired_entries(books: Books) -> Iterator[Check]:
    """A warning for each entry that is overdue, has no slot to come, or whose last job could not be enqueued."""
    entries = next_slots(books.tx, books.policies.names.prefix)
    wall = books.moment.wall
    troubled = False
    for one in entries:
        if one.slot is not None and one.is_overdue(wall):
            troubled = True
            late = span((wall - one.slot) / 1000)
            hint = "Let somebody work: `cgq work` Or call from cron: `cgq schedule tick`"
            yield warn(NAME, f"{one.entry} has been due for {late}, and nobody enqueues its job", hint)
        if one.slot is None or one.refused is not None:
            troubled = True
            why = f": {one.refused}" if one.refused else ", and no slot of it will come"
            hint = "See what it is: `cgq schedule list` Then make it anew."
            yield warn(NAME, f"{one.entry} enqueues nothing{why}", hint)
    if entries and not troubled:
        yield ok(NAME, "every entry is fired in time")
