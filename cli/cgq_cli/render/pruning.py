"""Jobs that go, or went, in a table and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq_cli.render.table import Column
from cgq_cli.render.text import amount, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.prune import Pruned

COLUMNS = (
    Column("kind", main=True),
    Column("state"),
    Column("jobs", "number"),
    Column("older_than", "span", title="kept for"),
)


def rows(pruning: Pruned) -> list[dict[str, Any]]:
    """One row a kind and state."""
    return [
        {"kind": group.kind, "state": group.state, "jobs": group.jobs, "older_than": group.keep}
        for group in pruning.groups
    ]


def question(pruning: Pruned) -> str:
    """What a person is asked."""
    files = f"{counted(pruning.files, 'file')} that nobody needs"
    expired = f"end {counted(pruning.expired, 'job')} that nobody started in time"
    gone = [f"{counted(pruning.jobs, 'job')} that ended"] if pruning.jobs else []
    gone += [files] if pruning.files else []
    removed = [f"remove {' and '.join(gone)}"] if gone else []
    asked = " and ".join([*removed, *([expired] if pruning.expired else [])])
    return f"{asked[:1].upper()}{asked[1:]}?"


def going(pruning: Pruned) -> Iterator[str]:
    """A line for each kind and state, for files and for what expired, before a person is asked."""
    for group in pruning.groups:
        yield f"{group.kind}: {counted(group.jobs, 'job')} {group.state}."
    if pruning.files:
        yield f"Files of jobs: {counted(pruning.files, 'file')}, {amount(pruning.file_bytes)}."
    if pruning.expired:
        yield f"Waiting longer than their time to live: {counted(pruning.expired, 'job')}."


def sentences(pruning: Pruned, *, dry_run: bool) -> Iterator[str]:
    """What was done, or would be."""
    remove, end = ("Would remove", "Would end") if dry_run else ("Removed", "Ended")
    yield f"{remove} {counted(pruning.jobs, 'job')}; papers, questions and decisions stay."
    if pruning.files:
        yield f"{remove} {counted(pruning.files, 'file')} that nobody needs, {amount(pruning.file_bytes)}."
    if pruning.expired:
        yield f"{end} {counted(pruning.expired, 'job')} that nobody started in time."
    if pruning.bytes:
        yield f"The database takes {amount(pruning.bytes)} less on the disk."
