"""Recurring entries: keep them, list them, forget them, and deal with the slots that are due (B4)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from glob import has_magic
from typing import TYPE_CHECKING

from cgq.actions.stage_jobs import Subject, plan
from cgq.bank.files import path_text
from cgq.bank.same_name import find_named
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import CgqError, Missing, Refused
from cgq.queue import claim, firing, schedule
from cgq.queue.cron import parse
from cgq.queue.enqueue import encode_args
from cgq.queue.job import NewJob
from cgq.queue.schedule import NewEntry
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.events import SlotPassed
    from cgq.queue.cron import Cron
    from cgq.queue.schedule import Change, Entry, Last
    from cgq.workspace import Workspace

UPKEEP = (
    ("expire", "0 * * * *", {"task": "expire"}),
    ("prune", "0 4 * * SUN", {"task": "prune"}),
)
"""The entries of `--defaults`: name, expression, arguments of the kind `cleanup`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that was asked for: what was done, and how it is stored now."""

    change: Change
    entry: Entry


@dataclass(slots=True)
class Ticked:
    """What a look at the schedule came to: the slots that were dealt with, how many jobs expired, and the entry whose
    slot is next, None where there is none; `entries` are how many there are."""

    passed: list[SlotPassed] = field(default_factory=list["SlotPassed"])
    expired: int = 0
    following: Entry | None = None
    entries: int = 0


def of_papers(name: str, cron: Cron, paths: Sequence[str], wishes: Wishes) -> NewEntry:
    """An entry that takes papers in from these files, folders or patterns. Raises Missing for one that is not there."""
    args = {
        "paths": [_absolute(path) for path in paths],
        "queue": wishes.queue,
        "priority": wishes.priority,
        "max_attempts": wishes.max_attempts,
        "requested_by": wishes.requested_by,
    }
    given = {key: value for key, value in args.items() if value is not None}
    return _entry(name, cron, NewJob(kind="enqueue_papers", args=given, requested_by=wishes.requested_by))


def of_kind(workspace: Workspace, name: str, cron: Cron, kind: str, args: str | None, wishes: Wishes) -> NewEntry:
    """An entry that enqueues a job of a kind, `args` as JSON. Raises Refused for what could not be enqueued by hand."""
    (job,) = plan(workspace, kind, Subject(args=args), wishes)
    try:
        registry.make(kind, workspace.settings).check_args(workspace.policies.decode(kind, encode_args(job.args)))
    except CgqError as error:
        raise Refused(error.message, code=error.code, hint=error.hint) from error
    return _entry(name, cron, replace(job, key=None))


def of_upkeep(zone: str, wishes: Wishes) -> list[NewEntry]:
    """The entries that keep a ledger tidy."""
    by = wishes.requested_by
    return [
        _entry(name, parse(cron, zone), NewJob(kind="cleanup", args=args, requested_by=by))
        for name, cron, args in UPKEEP
    ]


def keep(workspace: Workspace, entries: Sequence[NewEntry], *, replace: bool = False) -> list[Kept]:
    """Keep entries, all or none. Raises Refused where other content has the name, unless it is to be replaced."""
    with workspace.ledger.write() as books:
        changes: list[Change] = [schedule.add(books, new, replace=replace) for new in entries]
        stored = {entry.name: entry for entry, _ in schedule.entries(books.tx, workspace.settings.prefix)}
    return [Kept(change, stored[new.name]) for change, new in zip(changes, entries, strict=True)]


def listing(workspace: Workspace) -> list[tuple[Entry, Last]]:
    """All entries of this environment by name, each with what became of its last slot."""
    with workspace.database.read() as tx:
        return schedule.entries(tx, workspace.settings.prefix)


def remove(workspace: Workspace, name: str) -> Entry:
    """Forget an entry; what it was. Its jobs stay. Raises Missing."""
    with workspace.ledger.write() as books:
        return schedule.remove(books, name)


def tick(workspace: Workspace) -> Ticked:
    """Deal with what is due, once, as a supervisor does; end what waited longer than its time to live."""
    ticked = Ticked()
    while True:
        with workspace.ledger.write() as books:
            ticked.passed += firing.fire_due(books)
            expired = len(claim.expire(books))
            entries = schedule.entries(books.tx, workspace.settings.prefix)
        ticked.expired += expired
        ticked.entries = len(entries)
        coming = [entry for entry, _ in entries if entry.next_slot is not None]
        ticked.following = min(coming, key=lambda entry: entry.next_slot or 0, default=None)
        if expired < claim.BATCH:
            return ticked
        time.sleep(AFTER_COMMIT)


def _entry(name: str, cron: Cron, job: NewJob) -> NewEntry:
    return NewEntry(name=name, cron=cron, job=job, made_by=job.requested_by or "")


def _absolute(path: str) -> str:
    there = find_named(path)
    if there is None and not has_magic(path):
        message = f"There is no file or folder {path_text(path)}"
        raise Missing(message, code="input_missing", hint="Make it, or check the path.")
    return path_text(os.path.abspath(there or path))
