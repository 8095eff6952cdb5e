"""Failed jobs, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq_cli.render.hints import advice, inline, said
from cgq_cli.render.table import Column, table
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.queue.failures import Group
    from cgq_cli.render.table import Layout

COLUMNS = (
    Column("jobs", "number"),
    Column("kind"),
    Column("code"),
    Column("message"),
    Column("hint"),
    Column("last", "time"),
    Column("examples"),
)
NAMES = tuple(column for column in COLUMNS if column.key not in ("message", "hint"))
INDENT = " " * 6


def lines(groups: Sequence[Group], layout: Layout) -> Iterator[str]:
    """A row for each group; at a terminal what went wrong and what to do stand below it, whole."""
    rows = [_table_row(group) for group in groups]
    if layout.columns is None:
        yield from table(COLUMNS, rows, layout)
        return
    head, *named = table(NAMES, rows, layout)
    yield head
    for group, line in zip(groups, named, strict=True):
        yield line
        yield from said(advice(group.message, group.hint), layout.columns, first=INDENT, indent=INDENT)


def _table_row(group: Group) -> dict[str, Any]:
    more = ",…" if group.count > len(group.examples) else ""
    return {
        "jobs": group.count,
        "kind": group.kind,
        "code": group.code,
        "message": one_line(group.message),
        "hint": inline(group.hint),
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
