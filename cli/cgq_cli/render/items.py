"""Items of jobs that have many: how they stand in a few words, and those that failed, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument
from cgq_cli.render.failures import INDENT, SHORT
from cgq_cli.render.hints import advice, inline, said
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import Column, aligned, tsv
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.queue.item_counts import ItemCounts
    from cgq.queue.item_failures import ItemGroup
    from cgq.queue.listing import FullJob
    from cgq_cli.render.table import Layout

EXAMPLES = 5
"""Items of a group that are named: a line of a terminal."""

COLUMNS = (
    Column("items", "number"),
    Column("kind"),
    Column("code"),
    Column("message"),
    Column("hint"),
    Column("last", "time"),
    Column("jobs"),
    Column("fingerprint"),
    Column("names"),
)
NAMES = tuple(column for column in COLUMNS if column.key not in ("message", "hint", "names"))


def failed_text(counts: ItemCounts | None) -> str | None:
    """`3 of 100 items failed`; None where none did."""
    if counts is None or not counts.failed:
        return None
    return f"{counts.failed} of {counted(counts.total, 'item')} failed"


def counts_text(counts: ItemCounts) -> str:
    """`97 done, 3 failed: 97.0 % done, 12.5 a second`."""
    numbers = ((counts.done, "done"), (counts.failed, "failed"), (counts.waiting, "waiting for another try"))
    parts = ", ".join(f"{count} {state}" for count, state in numbers if count)
    return f"{parts}: {counts.success_rate:.1f} % done, {counts.speed:.1f} a second"


def failed_items_hint(job: FullJob) -> Hint | None:
    """How to see the failed items of a job, and to do them again; None where none failed."""
    if job.items is None or not job.items.failed:
        return None
    number = job.row.id
    see = f"See which failed: `cgq failed --items {argument(number)}`"
    return Hint(f"{see} Do them again: `cgq retry --items {argument(number)}`")


def lines(groups: Sequence[ItemGroup], layout: Layout) -> Iterator[str]:
    """A row for each group; at a terminal what went wrong, what to do and which items stand below it."""
    rows = [_row(group) for group in groups]
    if layout.columns is None:
        yield from tsv(COLUMNS, rows)
        return
    head, *named = aligned(NAMES, rows, layout)
    yield head
    for group, row, line in zip(groups, rows, named, strict=True):
        yield line
        yield from said(advice(group.newest.message, group.newest.hint), layout.columns, first=INDENT, indent=INDENT)
        yield from wrapped(row["names"], layout.columns, first=INDENT, indent=INDENT)


def remarks(groups: Sequence[ItemGroup]) -> Iterator[str]:
    """The next step, below the table."""
    if groups:
        yield Hint("Do them again, and nothing else: `cgq retry --items` Those of one job: `cgq retry --items ID`")


def _row(group: ItemGroup) -> dict[str, Any]:
    newest = group.newest
    return {
        "items": len(group.items),
        "kind": newest.kind,
        "code": newest.code,
        "message": one_line(newest.message),
        "hint": inline(newest.hint),
        "last": newest.ended_at,
        "jobs": _first([str(job) for job in group.jobs], ","),
        "fingerprint": newest.fingerprint[:SHORT],
        "names": _first([one_line(item.name or item.key) for item in group.items], ", "),
    }


def _first(names: Sequence[str], comma: str) -> str:
    more = f"{comma}…" if len(names) > EXAMPLES else ""
    return comma.join(names[:EXAMPLES]) + more
