"""Queues as people name them: those of the settings, and those that hold jobs or a pause, whoever made them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from cgq.actions.job_items import counts_of_jobs
from cgq.config import refuse_unknown
from cgq.queue import listing, pauses
from cgq.queue.item_rows import item_page
from cgq.queue.listing import SQL
from cgq.queue.pauses import Pauses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.failures import Which
    from cgq.queue.listing import Filter, FullJob
    from cgq.queue.names import QueueNames
    from cgq.queue.stats import QueueStatus, SupervisorStatus
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace

    W = TypeVar("W", Which, Filter)


def named_queue(workspace: Workspace, tx: Transaction, name: str) -> str:
    """The queue that a person means by a name. Raises Refused with the nearest name for one that nobody knows (S5)."""
    stored = workspace.policies.names.stored(name)
    if stored in workspace.policies.queues:
        return stored
    held = {queue for queue, *_ in tx.all(SQL["state_counts"])}
    paused = pauses.on_the_line(tx).keys() - {pauses.EVERY}
    if stored in held | paused:
        return stored
    return refuse_unknown(f"There is no queue {name!r}", name, known_queues(workspace), code="unknown_queue")


def asked_queue(workspace: Workspace, tx: Transaction, name: str | None) -> str:
    """A filter by queue as the queries take it: the queue that is named, else every queue of this environment."""
    return named_queue(workspace, tx, name) if name else workspace.policies.names.start


def meant_here(workspace: Workspace, tx: Transaction, which: W, at: Moment) -> W:
    """Filters as people give them, as the ledger has them: the queue by its stored name, `since` on the time line."""
    return replace(which, queue=asked_queue(workspace, tx, which.queue), since=at.on_the_line(which.since))


def served_queues(workspace: Workspace, names: Iterable[str] | None) -> frozenset[str]:
    """The queues that a supervisor is to serve: those of the settings with these names, all where none is named.

    Raises Refused for a queue that no settings make (S5): nobody knows how many of its jobs may run.
    """
    policies = workspace.policies
    return frozenset(map(policies.named_queue, names)) if names else frozenset(policies.queues)


def known_queues(workspace: Workspace) -> tuple[str, ...]:
    """The queues that there are, by the names that people use: those that the settings make."""
    return tuple(map(workspace.policies.names.shown, workspace.policies.queues))


def full_job(workspace: Workspace, tx: Transaction, at: Moment, job: int) -> FullJob:
    """One job with everything that is kept of it, its queue as people call it here. Raises Missing."""
    found = listing.full(tx, at, job)
    return replace(
        found,
        row=found.row._replace(queue=workspace.policies.names.shown(found.row.queue)),
        items=counts_of_jobs(tx, [found.row]).get(job),
        item_page=item_page(tx, at, job),
    )


def shown_pauses(names: QueueNames, found: Pauses) -> Pauses:
    """The pauses of this environment's queues, by the names that people use, and the one of every queue."""
    own = Pauses({names.shown(queue): pause for queue, pause in found.items() if names.is_own(queue)})
    if pauses.EVERY in found:
        own[pauses.EVERY] = found[pauses.EVERY]
    return own


def shown_queues(names: QueueNames, found: Iterable[QueueStatus]) -> list[QueueStatus]:
    """How this environment's queues stand, by the names that people use."""
    return [replace(queue, name=names.shown(queue.name)) for queue in found if names.is_own(queue.name)]


def serves_here(names: QueueNames, supervisor: SupervisorStatus) -> bool:
    """Does a supervisor serve a queue of this environment?"""
    return supervisor.queues is None or any(map(names.is_own, supervisor.queues))


def shown_supervisor(names: QueueNames, supervisor: SupervisorStatus) -> SupervisorStatus:
    """A supervisor with those of its queues that are this environment's, by the names that people use."""
    if supervisor.queues is None:
        return supervisor
    return replace(supervisor, queues=frozenset(map(names.shown, filter(names.is_own, supervisor.queues))))


def shown_supervisors(names: QueueNames, found: Iterable[SupervisorStatus]) -> list[SupervisorStatus]:
    """Those that serve this environment, with its queues."""
    return [shown_supervisor(names, one) for one in found if serves_here(names, one)]
