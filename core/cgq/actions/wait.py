"""Wait for jobs, with all that follows from them, whoever runs them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.errors import Busy
from cgq.hints import argument
from cgq.queue import stats
from cgq.queue.chains import Chains

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.workspace import Workspace

LOOK_EVERY = 0.05


def wait(workspace: Workspace, ids: Iterable[int], timeout: float | None = None) -> list[int]:
    """Return when the jobs are over: those that were not done, or that left a failure behind them.

    `timeout` in seconds. Raises Missing for an unknown id, and Busy when the time is over.
    """
    chains = Chains(ids)
    with workspace.database.read() as tx:
        chains.check(tx)
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        seen = workspace.database.data_version()  # before the look: a commit between the two would never be seen
        left = _left(workspace, chains)
        if not left:
            break
        while workspace.database.data_version() == seen:
            workspace.database.refuse_replaced()
            if deadline is not None and time.monotonic() >= deadline:
                raise Busy(
                    f"{len(left)} of {len(chains.roots)} jobs are not over",
                    code="wait_timeout",
                    hint=f"See why: `cgq show {argument(left[0])}`",
                )
            time.sleep(LOOK_EVERY)
    with workspace.database.read() as tx:
        return chains.lost(tx)


def anybody_works(workspace: Workspace) -> bool:
    """Does any supervisor live?"""
    with workspace.ledger.read() as (tx, at):
        return any(one.alive for one in stats.supervisors(tx, workspace.database.path, at))


def _left(workspace: Workspace, chains: Chains) -> list[int]:
    with workspace.database.read() as tx:
        return chains.left(tx)
