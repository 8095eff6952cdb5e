"""Recurring entries in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgq.documents.jobs import about_text
from cgq.hints import Hint, plain
from cgq.queue.next_slots import is_overdue
from cgq_cli.render.events import missed_text, slot_line
from cgq_cli.render.outcome import REFUSALS, refusals_text
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.actions.schedule import Kept, Ticked
    from cgq.queue.schedule import Entry, Last

COLUMNS = (
    Column("name"),
    Column("cron"),
    Column("zone", varies=True, spare=3),
    Column("does", main=True),
    Column("next", "time"),
    Column("last", "time", varies=True),
    Column("job", "number", varies=True),
    Column("state", varies=True, title="came of it"),
    Column("message", gives=True, varies=True, spare=1),
)

WORDS = {"added": "Added", "known": "There is already", "replaced": "Replaced", "removed": "Removed"}


def row(entry: Entry, last: Last) -> dict[str, Any]:
    """An entry as a row of the table."""
    return {
        "name": entry.name,
        "cron": entry.cron,
        "zone": entry.zone,
        "does": does_text(entry),
        "next": entry.next_slot,
        "last": entry.last_slot,
        "job": entry.last_job,
        "state": state_text(last),
        "message": _message(last),
    }


def overdue_lines(entries: Iterable[Entry], now: int) -> Iterator[Hint]:
    """A line for each entry whose slot passed without anybody to fire it, and what would."""
    for entry in entries:
        if is_overdue(entry.next_slot, now):
            was_due = relative(entry.next_slot, now)
            what = f"{plain(entry.name)} was due {was_due}, and nobody enqueues its job."
            yield Hint(f"{what} Let somebody work: `cgq work` Or call from cron: `cgq schedule tick`")
        elif entry.next_slot is None:
            yield Hint(f"{plain(entry.name)} rests: no slot of it will come. Make it anew with --replace.")


def _message(last: Last) -> str | None:
    """Why the last slot has no job, which files its job refused, or how many slots it made up for."""
    if last.message:
        return one_line(last.message)
    refusals = _refusals(last.result)
    if refusals:
        return one_line(refusals_text(refusals))
    return missed_text(last.missed) if last.missed else None


def _refusals(result: str | None) -> list[dict[str, str]]:
    """The files that a job refused, by its result; a job of another kind may have any result."""
    found: Any = json.loads(result or "null")
    fields = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    return fields.get(REFUSALS) or []


def state_text(last: Last) -> str | None:
    """How the last slot's job stands, or why it has none: `done`, `skipped`."""
    return last.outcome if last.outcome in ("skipped", "refused") else last.state or last.outcome


def does_text(entry: Entry) -> str:
    """What an entry enqueues: `enqueue /srv/papers`, `cleanup task expire`."""
    if entry.kind == "enqueue_papers":
        return one_line(" ".join(("enqueue", *json.loads(entry.args)["paths"])))
    return " ".join(filter(None, (entry.kind, about_text(entry.args, None))))


def kept_lines(kept: list[Kept], *, humane: bool) -> Iterator[str]:
    """What was done to the entries that were asked for, and what starts them; `humane`: at a terminal."""
    for one in kept:
        entry = one.entry
        what = f"{WORDS[one.change]} {entry.name} ({entry.cron} {entry.zone}): {does_text(entry)}."
        yield f"{what} {_next_text(entry, humane=humane)}"
    yield Hint("Jobs are enqueued while somebody works: `cgq work` Or from cron: `cgq schedule tick`")


def removed_line(entry: Entry) -> str:
    """What is gone."""
    return f"Removed {entry.name} ({entry.cron} {entry.zone}): {does_text(entry)}. Its jobs stay."


def _next_text(entry: Entry, *, humane: bool) -> str:
    """When an entry is due next, in a sentence."""
    if entry.next_slot is None:
        return "No slot of it will come."
    return f"Next: {moment(entry.next_slot, humane=humane)}."


def tick_lines(ticked: Ticked, *, humane: bool) -> Iterator[str]:
    """What a look at the schedule came to; the refused slots are reported elsewhere."""
    for passed in ticked.passed:
        if passed.outcome != "refused":
            yield slot_line(passed, humane=humane)
    if ticked.expired:
        yield f"{counted(ticked.expired, 'job')} expired: nobody started it in time."
    if not ticked.passed and not ticked.expired:
        yield _nothing_line(ticked, humane=humane)


def _nothing_line(ticked: Ticked, *, humane: bool) -> str:
    """Nothing is due, and what will be."""
    if ticked.following is None and ticked.entries:
        return Hint("Nothing is due, for no entry has a slot to come. See why: `cgq schedule list`")
    if ticked.following is None:
        return Hint(f"Nothing is due, for there is no entry. {add_one()}")
    due = moment(ticked.following.next_slot, humane=humane)
    return f"Nothing is due. {ticked.following.name} is the next, {due}."


def add_one() -> str:
    """How an entry is made, for a hint."""
    return "Add one: `cgq schedule add nightly '0 3 * * *' ~/papers`"
