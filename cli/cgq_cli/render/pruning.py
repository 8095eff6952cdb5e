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
    return f"Remove {counted(pruning.jobs, 'job')} that ended?"


def going(pruning: Pruned) -> Iterator[str]:
    """A line for each kind and state, before a person is asked."""
    for group in pruning.groups:
        yield f"{group.kind}: {counted(group.jobs, 'job')} {group.state}."


def sentences(pruning: Pruned, *, dry_run: bool) -> Iterator[str]:
    """What was done, or would be."""
    if dry_run:
        yield f"Would remove {counted(pruning.jobs, 'job')}; papers, questions and decisions stay."
        return
    yield f"Removed {counted(pruning.jobs, 'job')}; papers, questions and decisions stay."
    if pruning.files:
        yield f"Removed {counted(pruning.files, 'file')} that only they had made."
    if pruning.bytes:
        yield f"The database takes {amount(pruning.bytes)} less on the disk."
