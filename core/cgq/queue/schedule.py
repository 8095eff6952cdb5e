"""Recurring entries: a job at each moment that a cron expression names in a time zone (B4).

Each environment of a database has entries of its own, told apart by its prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.config import nearest
from cgq.db.queries import load
from cgq.errors import Missing, Refused
from cgq.hints import plain
from cgq.queue.cron import Cron
from cgq.queue.enqueue import check_request, encode_args, refuse_secret_texts

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.queue.states import State

SQL = load("schedule")

Outcome = Literal["fired", "skipped", "refused"]
"""What became of a slot: a job; none, for its last job was not over; none, for it could not be enqueued."""

Change = Literal["added", "known", "replaced"]

NAME = re.compile(r"[\w.-]{1,64}")
"""A name is one word of a command, and short enough for a table; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What an entry does: the job that it enqueues, when its slots are, and who made it."""

    name: str
    cron: Cron
    job: NewJob
    made_by: str


class Entry(NamedTuple):
    """An entry as it is stored. Slots and `handled` are moments of the wall clock, in milliseconds; `args` is JSON.

    All slots up to `handled` are dealt with. `coalesce`: only one job of that key waits, and only one runs.
    """

    id: int
    name: str
    cron: str
    zone: str
    kind: str
    args: str
    queue: str | None
    priority: str | None
    max_attempts: int | None
    coalesce: str | None
    made_by: str
    handled: int
    next_slot: int | None
    last_slot: int | None
    last_job: int | None

    @property
    def slots(self) -> Cron:
        """When it is due."""
        return Cron(self.cron, self.zone)

    @property
    def content(self) -> tuple[object, ...]:
        """What it does and when: two entries with the same are one."""
        return self[2:10]


class Last(NamedTuple):
    """What became of an entry's last slot, each None before the first: how many slots it made up for, why it has no
    job, and the state and result (JSON) of the last job, None as well where that was pruned."""

    outcome: Outcome | None
    missed: int | None
    message: str | None
    state: State | None
    result: str | None


def add(books: Books, new: NewEntry, *, replace: bool = False) -> Change:
    """Keep an entry; what was done. Raises Refused for a job that could not be enqueued, and for other content under
    a name that is taken, unless it is to be replaced."""
    row = _row(books, new)
    found = entry(books, new.name)
    if found is None:
        books.tx.run(SQL["schedule_add"], row)
        return "added"
    if found.content == _content(row):
        return "known"
    if not replace:
        message = f"There is another entry {new.name}: {found.cron} {found.zone}, {found.kind}"
        raise Refused(message, code="schedule_exists", hint="Give it another name, or add --replace.")
    books.tx.run(SQL["schedule_replace"], row)
    return "replaced"


def remove(books: Books, name: str) -> Entry:
    """Forget an entry, and return what it was; its jobs stay. Raises Missing."""
    found = entry(books, name)
    if found is None:
        known = [row[0] for row in books.tx.all(SQL["schedule_names"], {"prefix": books.policies.names.prefix})]
        near = nearest(name, known)
        hint = f"Did you mean {plain(near)}?" if near else "List them: `cgq schedule list`"
        raise Missing(f"There is no entry {name!r} in the schedule", hint=hint)
    books.tx.run(SQL["schedule_remove"], {"prefix": books.policies.names.prefix, "name": name})
    return found


def entry(books: Books, name: str) -> Entry | None:
    """The entry of a name."""
    row = books.tx.one(SQL["schedule_by_name"], {"prefix": books.policies.names.prefix, "name": name})
    return None if row is None else Entry._make(row)


def entries(tx: Transaction, prefix: str) -> list[tuple[Entry, Last]]:
    """All of an environment by name, each with what became of its last slot."""
    width = len(Entry._fields)
    rows = tx.all(SQL["schedule_all"], {"prefix": prefix})
    return [(Entry._make(row[:width]), Last._make(row[width:])) for row in rows]


def _row(books: Books, new: NewEntry) -> dict[str, object]:
    if not NAME.fullmatch(new.name):
        hint = "Take letters, digits, ., _ and -, at most 64: nightly."
        raise Refused(f"{new.name!r} is no name for an entry", code="bad_name", hint=hint)
    refuse_secret_texts(made_by=new.made_by)
    check_request(books, new.job)
    handled = books.moment.wall
    names = books.policies.names
    return {
        "prefix": names.prefix,
        "name": new.name,
        "cron": new.cron.expression,
        "zone": new.cron.zone,
        "kind": new.job.kind,
        "args": encode_args(new.job.args),
        "queue": new.job.queue and names.shown(names.stored(new.job.queue)),
        "priority": new.job.priority,
        "max_attempts": new.job.max_attempts,
        "coalesce": new.job.coalesce,
        "made_by": new.made_by,
        "now": books.now,
        "handled": handled,
        "next": new.cron.after(handled),
    }


def _content(row: dict[str, object]) -> tuple[object, ...]:
    """The content of an entry (see Entry.content) that is to be stored as this row."""
    names = ("cron", "zone", "kind", "args", "queue", "priority", "max_attempts", "coalesce")
    return tuple(row[name] for name in names)
