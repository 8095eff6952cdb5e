"""Failed jobs, grouped by what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, plain
from cgq_cli.render.hints import advice, inline, said
from cgq_cli.render.names import paper_name
from cgq_cli.render.pauses import pause_line
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import NARROW, Column, aligned, tsv
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cgq.actions.jobs import Failures
    from cgq.queue.failures import FailedJob, Group
    from cgq_cli.render.table import Layout

COLUMNS = (
    Column("jobs", "number"),
    Column("kind"),
    Column("code"),
    Column("message"),
    Column("hint"),
    Column("last", "time"),
    Column("examples"),
    Column("files"),
    Column("fingerprint"),
)
NAMES = tuple(column for column in COLUMNS if column.key not in ("message", "hint", "files"))
INDENT = " " * 6
"""What stands before the lines below a row: they begin below the second column."""

SHORT = 8
"""Digits of a fingerprint that are shown: two of ten thousand causes share them once in a hundred banks."""


def lines(groups: Sequence[Group], layout: Layout) -> Iterator[str]:
    """A row for each group; at a terminal what went wrong, what to do and with which files stand below it, whole."""
    rows = [_table_row(group) for group in groups]
    if layout.columns is None:
        yield from tsv(COLUMNS, rows)
        return
    head, heads = _heads(rows, layout, layout.columns)
    yield from head
    for group, lines_of_group in zip(groups, heads, strict=True):
        yield from lines_of_group
        yield from said(advice(group.message, group.hint), layout.columns, first=INDENT, indent=INDENT)
        if files := _files(group):
            yield from wrapped(files, layout.columns, first=INDENT, indent=INDENT)


def _heads(
    rows: Sequence[Mapping[str, Any]], layout: Layout, columns: int
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The head of the table, and the lines with which each group begins: a sentence where a row would be cut."""
    if columns >= NARROW:
        head, *named = aligned(NAMES, rows, layout)
        return [head], [[line] for line in named]
    sentences = (f"{row['jobs']} x {row['kind']} [{row['code']}]: {row['examples']}" for row in rows)
    return [], [list(wrapped(sentence, columns)) for sentence in sentences]


def _table_row(group: Group) -> dict[str, Any]:
    more = ",…" if group.count > len(group.examples) else ""
    return {
        "jobs": group.count,
        "kind": group.kind,
        "code": group.code,
        "message": one_line(group.message),
        "hint": inline(group.hint),
        "last": group.last,
        "examples": ",".join(str(one.job) for one in group.examples) + more,
        "files": _files(group),
        "fingerprint": (group.fingerprint or "")[:SHORT],
    }


def _files(group: Group) -> str:
    """What the examples are about, each once: `civil-a.pdf page 3, civil-b.pdf, and more`."""
    names = list(dict.fromkeys(name for one in group.examples if (name := about(one))))
    more = ", and more" if names and group.count > len(group.examples) else ""
    return ", ".join(names) + more


def about(failed: FailedJob) -> str:
    """The file, page and question of a failed job, as far as they are known: `civil-a.pdf page 3`."""
    name = paper_name(failed.path, failed.title)
    page = f"page {failed.page}" if failed.page else None
    question = f"question {failed.question}" if failed.question else None
    return " ".join(one_line(part) for part in (name, page, question) if part)


def remarks(found: Failures) -> Iterator[str]:
    """The lines below the table: what waits for another try and what was discarded are counted separately."""
    if found.waiting:
        yield f"{found.waiting}{' more' if found.count else ''} {_wait(found.waiting)} for another try."
    if found.discarded:
        yield Hint(f"{counted(found.discarded, 'job')} discarded. See them: `cgq jobs --state discarded`")
    if found.items:
        of = counted(found.jobs, "done job")
        yield Hint(f"{counted(found.items, 'item')} of {plain(of)} failed. See them: `cgq failed --items`")
    for queue, (pause, failed) in found.paused.items():
        yield pause_line(f"{queue} is", queue, pause, failed=failed)
    if found.count:
        yield Hint("Look at one: `cgq show ID` Start them again: `cgq failed --retry`")


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
