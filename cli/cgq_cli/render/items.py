"""Items of jobs that have many: how they stand in a few words, and those that failed, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from cgq.hints import Hint, argument, plain
from cgq_cli.render.failures import INDENT, SHORT
from cgq_cli.render.hints import advice, inline, said
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import Column, aligned, tsv
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.queue.item_counts import ItemCounts
    from cgq.queue.item_failures import ItemGroup
    from cgq.queue.item_rows import ItemRow
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
ITEM_COLUMNS = (
    Column("item", "name", main=True),
    Column("name", "name", gives=True, varies=True, spare=5),
    Column("state"),
    Column("attempts", "number", title="tries", varies=True, spare=4),
    Column("seconds", "span", title="took", spare=3),
    Column("ended", "time", spare=2),
    Column("code", gives=True, varies=True, spare=1),
    Column("message", gives=True, varies=True),
)
"""The columns of all items of one job."""

NAMES = tuple(column for column in COLUMNS if column.key not in ("message", "hint", "names"))


class Counted(Protocol):
    """The items of a job, counted: `queue.item_counts.ItemCounts`, or what a supervisor reports of a running one."""

    @property
    def done(self) -> int: ...
    @property
    def duplicate(self) -> int: ...
    @property
    def skipped(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def over(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def success_rate(self) -> float: ...
    @property
    def speed(self) -> float: ...


def failed_text(counts: ItemCounts | None) -> str | None:
    """`3 of 100 items failed`; None where none did."""
    if counts is None or not counts.failed:
        return None
    return f"{counts.failed} of {counted(counts.total, 'item')} failed"


def failed_items_lines(count: int) -> Iterator[str]:
    """That items failed of jobs that are done, and how to see which; nothing where none did."""
    if count:
        yield Hint(f"{plain(counted(count, 'item'))} failed in jobs that are done. See which: `cgq failed --items`")


def counts_text(counts: Counted) -> str:
    """`97 done, 1 failed: success rate 99.0 %, 12.5 a second`; behind `40 of 100: ` where others are to come.

    What was only passed over has no rate: a collection of duplicates is no failure.
    """
    numbers = (
        (counts.done, "done"),
        (counts.duplicate, "duplicate" if counts.duplicate == 1 else "duplicates"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (counts.waiting, "waiting for another try"),
    )
    parts = ", ".join(f"{count} {state}" for count, state in numbers if count) or "none yet"
    over = f"{counts.over} of {counts.total}: " if counts.over < counts.total else ""
    if not counts.done + counts.failed:
        return f"{over}{parts}"
    return f"{over}{parts}: success rate {counts.success_rate:.1f} %, {counts.speed:.1f} a second"


def rates_text(counts: Counted) -> str:
    """`success 99.0 %, 12.5/s`: the share of those done or failed, and how fast, where there is little room."""
    if not counts.done + counts.failed:
        return ""
    return f"success {counts.success_rate:g} %, {counts.speed:.1f}/s"


def items_hint(job: FullJob) -> Hint | None:
    """How to see the items of a job, which failed, and to do these again; None where it has none."""
    if job.items is None or not job.items.total:
        return None
    number = job.row.id
    every = f"See each item: `cgq show {argument(number)} --items`"
    if not job.items.failed:
        return Hint(every)
    failed = f"Why some failed: `cgq failed --items {argument(number)}`"
    return Hint(f"{every} {failed} Do them again: `cgq retry --items {argument(number)}`")


def item_rows(items: Iterable[ItemRow]) -> list[dict[str, Any]]:
    """A row for each item of a job."""
    return [
        {
            "item": one_line(item.key),
            "name": one_line(item.name),
            "state": item.state,
            "attempts": item.attempts,
            "seconds": item.ms / 1000,
            "ended": item.ended_at,
            "code": item.code,
            "message": None if item.message is None else one_line(item.message),
        }
        for item in items
    ]


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
        *others, last = _messages(group)
        for text in (*others, advice(last, group.newest.hint)):
            yield from said(text, layout.columns, first=INDENT, indent=INDENT)
        yield from wrapped(row["names"], layout.columns, first=INDENT, indent=INDENT)


def remarks(groups: Sequence[ItemGroup]) -> Iterator[str]:
    """The next step, below the table."""
    kinds = {group.newest.kind for group in groups}
    if "import_questions" in kinds:
        yield Hint("Rows: correct the file, then put it in the place of its paper: `cgq import --replace ID FILE`")
    if kinds - {"import_questions"}:
        yield Hint("Do them again, and nothing else: `cgq retry --items` Those of one job: `cgq retry --items ID`")


def _row(group: ItemGroup) -> dict[str, Any]:
    newest = group.newest
    return {
        "items": len(group.items),
        "kind": newest.kind,
        "code": newest.code,
        "message": " ".join(map(one_line, _messages(group))),
        "hint": inline(newest.hint),
        "last": newest.ended_at,
        "jobs": _first([str(job) for job in group.jobs], ","),
        "fingerprint": newest.fingerprint[:SHORT],
        "names": _first([one_line(item.name or item.key) for item in group.items], ", "),
    }


def _messages(group: ItemGroup) -> list[str]:
    """What the items of a group tell, each with its own value: the newest ones, behind a sign where there are more."""
    found = group.messages
    return ["…", *found[-EXAMPLES:]] if len(found) > EXAMPLES else found


def _first(names: Sequence[str], comma: str) -> str:
    more = f"{comma}…" if len(names) > EXAMPLES else ""
    return comma.join(names[:EXAMPLES]) + more
