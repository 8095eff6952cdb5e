"""Stop whoever works on a database, in this terminal, in another one, or on another host that shares the file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from cgq.events import StopAsked
from cgq.queue import stats
from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.stats import SupervisorStatus
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace

How = Literal["drain", "end"]

LOOK_EVERY = 0.1
"""Seconds between looks whether those who were asked have gone: chosen so that a person does not notice."""


def ask_to_stop(workspace: Workspace, how: How, by: str) -> list[SupervisorStatus]:
    """Ask every living supervisor to drain, or to end at once; those that were asked. Nobody there, nothing written.

    What they hold when they end goes back uncharged.
    """
    with workspace.ledger.read() as (tx, at):
        if not _living(workspace, tx, at):
            return []
    with workspace.ledger.write() as books:
        found = _living(workspace, books.tx, books.moment)
        for one in found:
            books.tx.run(SQL["supervisor_ask_to_stop"], {"id": one.id, "how": how})
            books.events.append(StopAsked(supervisor=one.id, how=how, by=by))
    return found


def wait_until_gone(workspace: Workspace, asked: Sequence[SupervisorStatus]) -> None:
    """Return when none of them lives any more."""
    ids = {one.id for one in asked}
    while ids & _living_ids(workspace):
        time.sleep(LOOK_EVERY)
        workspace.database.refuse_replaced()


def _living_ids(workspace: Workspace) -> set[int]:
    with workspace.ledger.read() as (tx, at):
        return {one.id for one in _living(workspace, tx, at)}


def _living(workspace: Workspace, tx: Transaction, at: Moment) -> list[SupervisorStatus]:
    return [one for one in stats.supervisors(tx, workspace.database.path, at) if one.alive]
