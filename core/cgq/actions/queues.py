"""Queues as people name them: those of the settings, and those that hold jobs or a pause, whoever made them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from cgq.config import refuse_unknown
from cgq.queue import pauses
from cgq.queue.listing import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.failures import Which
    from cgq.queue.listing import Filter
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace

    W = TypeVar("W", Which, Filter)


def named_queue(workspace: Workspace, name: str) -> str:
    """The queue that a person means by a name. Raises Refused with the nearest name for one that nobody knows (S5)."""
    if name in workspace.policies.queues:
        return name
    with workspace.database.read() as tx:
        held = {queue for queue, *_ in tx.all(SQL["state_counts"])}
        paused = pauses.on_the_line(tx).keys() - {pauses.EVERY}
    if name in held | paused:
        return name
    return refuse_unknown(f"There is no queue {name!r}", name, known_queues(workspace), code="unknown_queue")


def meant_here(workspace: Workspace, which: W, at: Moment) -> W:
    """Filters as people give them, as the ledger has them: the queue by its stored name, `since` on the time line."""
    queue = which.queue and named_queue(workspace, which.queue)
    return replace(which, queue=queue, since=at.on_the_line(which.since))


def served_queues(workspace: Workspace, names: Iterable[str] | None) -> frozenset[str]:
    """The queues that a supervisor is to serve: those of the settings with these names, all where none is named.

    Raises Refused for a queue that no settings make (S5): nobody knows how many of its jobs may run.
    """
    return frozenset(workspace.policies.queue(name).name for name in names or workspace.policies.queues)


def known_queues(workspace: Workspace) -> tuple[str, ...]:
    """The queues that there are, by the names that people use: those that the settings make."""
    return tuple(workspace.policies.queues)
