"""Start jobs again for their failed items alone (B1, T5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.actions.operate import Changed, change_each, known_states
from cgq.actions.queues import meant_here
from cgq.queue.failures import check_fingerprint
from cgq.queue.item_failures import FailedItem, failed_items
from cgq.queue.listing import states
from cgq.queue.operate import retry_items as revive_items
from cgq.queue.states import WITH_ITEMS_TO_RETRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.failures import Which
    from cgq.queue.states import State
    from cgq.workspace import Workspace


def find_failed_items(workspace: Workspace, which: Which, ids: Sequence[int] = ()) -> list[FailedItem]:
    """The failed items that the filters leave, of `ids` when some are given. Raises Missing for an unknown id.

    Their `since` is a moment of the wall clock.
    """
    known_states(workspace, ids)
    with workspace.ledger.read() as (tx, at):
        check_fingerprint(tx, which.fingerprint)
        found = failed_items(tx, at, meant_here(workspace, tx, which, at), ids)
    shown = workspace.policies.names.shown
    return [item._replace(queue=shown(item.queue)) for item in found]


def retry_items(workspace: Workspace, found: Sequence[FailedItem], which: Which, ids: Sequence[int] = ()) -> Changed:
    """Start the jobs of these failed items again, for what `which` leaves of them; `ids` are the jobs that were named.

    What another terminal was faster to retry stays as it is.
    """
    asked: dict[int, int] = {}

    def change(books: Books, some: Sequence[int]) -> list[int]:
        revived = revive_items(books, some, meant_here(workspace, books.tx, which, books.moment))
        asked.update(revived)
        return list(revived)

    changed = change_each(workspace, [item.job for item in found], change, listed=True)
    with workspace.database.read() as tx:
        others = states(tx, set(ids) - {*changed.ids, *changed.gone})
    return replace(changed, unchanged=changed.unchanged | others, items=sum(asked.values()))


def would_retry_items(workspace: Workspace, found: Sequence[FailedItem], ids: Sequence[int] = ()) -> Changed:
    """What `retry_items` would do; nothing is changed."""
    again = [item for item in found if item.state in WITH_ITEMS_TO_RETRY]
    jobs = list(dict.fromkeys(item.job for item in again))
    others: dict[int, State] = {item.job: item.state for item in found if item.job not in jobs}
    named = known_states(workspace, [id_ for id_ in ids if id_ not in jobs])
    return Changed(jobs, others | named, items=len(again))
