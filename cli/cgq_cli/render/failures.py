"""Failed jobs, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.clock import rfc3339
from cgq_cli.render.table import Column
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.failures import Group

COLUMNS = (
    Column("jobs", "number"),
    Column("kind"),
    Column("code"),
    Column("message", gives=True),
    Column("hint", gives=True),
    Column("last", "time"),
    Column("examples"),
)


def row(group: Group) -> dict[str, Any]:
    """A group as data."""
    return {
        "jobs": group.count,
        "queue": group.queue,
        "kind": group.kind,
        "code": group.code,
        "message": group.message,
        "hint": group.hint,
        "first": rfc3339(group.first),
        "last": rfc3339(group.last),
        "examples": group.examples,
        "fingerprint": group.fingerprint,
    }


def table_row(group: Group) -> dict[str, Any]:
    """A group as a row of the table."""
    more = ",…" if group.count > len(group.examples) else ""
    return {
        "jobs": group.count,
        "kind": group.kind,
        "code": group.code,
        "message": one_line(group.message),
        "hint": one_line(group.hint),
        "last": group.last,
        "examples": ",".join(map(str, group.examples)) + more,
    }


def remarks(count: int, waiting: int) -> Iterator[str]:
    """The lines below the table: what waits for another try is told apart."""
    if not count:
        yield "Nothing failed."
    if waiting:
        yield f"{waiting}{' more' if count else ''} wait for another try."
    if count:
        yield "Look at one: cgq show ID. Start them again: cgq failed --retry"
