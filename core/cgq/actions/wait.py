"""Wait for jobs, with all that follows from them, whoever runs them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.actions.queues import full_job
from cgq.errors import Busy
from cgq.hints import argument
from cgq.queue import batches, listing, stats
from cgq.queue.chains import Chains
from cgq.stages.table import closing_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.listing import FullJob
    from cgq.queue.stats import SupervisorStatus
    from cgq.workspace import Workspace

LOOK_EVERY = 0.05
"""Seconds between two looks at the database, each of 2 µs where nothing was committed (C4)."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How jobs ended that were waited for.

    `lost` are those that were not done, or that left a failure behind them. `closing` are the jobs for the whole bank
    that were due when the others were over, such as the refresh of the concepts. `failed_items` counts those of jobs
    that are done.
    """

    jobs: list[FullJob]
    lost: list[int]
    closing: list[FullJob] = field(default_factory=list["FullJob"])
    failed_items: int = 0

    @property
    def all_done(self) -> bool:
        """Did everything come to its good end?"""
        return not self.lost and not self.failed_items and all(job.row.state == "done" for job in self.closing)


def wait(workspace: Workspace, ids: Iterable[int], timeout: float | None = None) -> Waited:
    """Return when the jobs are over, all that follows from them, and the work for the bank that is due then.

    `timeout` in seconds. Raises Missing for an unknown id, and Busy when the time is over.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    chains = Chains(ids)
    with workspace.database.read() as tx:
        chains.check(tx)
    _until_over(workspace, chains, deadline)
    closing = Chains(_closing(workspace, chains))
    _until_over(workspace, closing, deadline)
    with workspace.ledger.read() as (tx, at):
        return Waited(
            jobs=[full_job(workspace, tx, at, job) for job in chains.roots],
            lost=chains.lost(tx),
            closing=[full_job(workspace, tx, at, job) for job in closing.roots],
            failed_items=chains.failed_items(tx),
        )


def wait_for_close(workspace: Workspace, batch: str, timeout: float | None = None) -> list[int]:
    """Return when the newest batch of a name is closed: its jobs, and the one that its end enqueued.

    `timeout` in seconds. Raises Missing for a name that no batch has, and Busy when the time is over.
    """
    prefix = workspace.settings.prefix
    deadline = None if timeout is None else time.monotonic() + timeout
    with workspace.database.read() as tx:
        batches.jobs_of(tx, prefix, batch)
    _until(
        workspace,
        lambda tx: batches.is_closed(tx, prefix, batch),
        lambda: _still_open(workspace, batch),
        deadline,
    )
    with workspace.database.read() as tx:
        return batches.jobs_of(tx, prefix, batch)


def _still_open(workspace: Workspace, batch: str) -> Busy:
    with workspace.ledger.look() as books:
        why = batches.why_open(books, batch)
    return Busy(f"The batch {batch!r} is open: {why.message}", code="wait_timeout", hint=why.hint)


def is_over(workspace: Workspace, ids: Iterable[int]) -> bool:
    """Are the jobs over, with all that follows from them? Raises Missing for an unknown id."""
    chains = Chains(ids)
    with workspace.database.read() as tx:
        chains.check(tx)
        return not chains.left(tx)


def who_works(workspace: Workspace) -> list[SupervisorStatus]:
    """The supervisors that live."""
    with workspace.ledger.read() as (tx, at):
        return [one for one in stats.supervisors(tx, workspace.database.path, at) if one.alive]


def _until_over(workspace: Workspace, chains: Chains, deadline: float | None) -> None:
    _until(workspace, lambda tx: not chains.left(tx), lambda: _not_over(workspace, chains), deadline)


def _not_over(workspace: Workspace, chains: Chains) -> Busy:
    with workspace.database.read() as tx:
        left = chains.left(tx) or chains.roots
    what = f"{len(left)} {'job is' if len(left) == 1 else 'jobs are'} not over"
    return Busy(what, code="wait_timeout", hint=f"See why: `cgq explain {argument(left[0])}`")


def _until(
    workspace: Workspace, is_over: Callable[[Transaction], bool], late: Callable[[], Busy], deadline: float | None
) -> None:
    """Return when it is over; raises what `late` makes where that takes too long."""
    while True:
        seen = workspace.database.data_version()  # before the look: a commit between the two would never be seen
        with workspace.database.read() as tx:
            if is_over(tx):
                return
        while workspace.database.data_version() == seen:
            workspace.database.refuse_replaced()
            if deadline is not None and time.monotonic() >= deadline:
                raise late()
            time.sleep(LOOK_EVERY)


def _closing(workspace: Workspace, chains: Chains) -> list[int]:
    """The work for the whole bank that these chains lead to and that is not over."""
    with workspace.database.read() as tx:
        kinds = closing_after(chains.kinds(tx))
        keys = workspace.policies.names.own_keys(kinds)
        found = [tx.all(listing.SQL["coalesced_open"], {"kind": kind, "key": key}) for kind, key in keys.items()]
        return [job for rows in found for (job,) in rows]
