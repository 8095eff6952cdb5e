"""What a person does to jobs: retry, give up, cancel; in short transactions, so that others get their turn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from cgq.actions.queues import meant_here
from cgq.db.connection import AFTER_COMMIT
from cgq.queue import listing, operate
from cgq.queue.failures import check_fingerprint, failed_ids, unsuccessful_ids
from cgq.queue.item_counts import item_counts
from cgq.queue.states import ENDED, UNSUCCESSFUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.queue.books import Books
    from cgq.queue.failures import Which
    from cgq.queue.listing import Filter
    from cgq.queue.states import State
    from cgq.workspace import Workspace

BATCH = 500
"""Jobs a transaction: about 30 ms of moves, so that other writers get their turn."""


@dataclass(slots=True)
class Changed:
    """Which jobs were changed, and the states of those that were not.

    `items`: how many of their failed items are done again, where that was asked for. `failed_items`: how many failed
    in jobs that are done and so stay as they are. `gone`: jobs that were listed, and pruned before their turn came.
    """

    ids: list[int] = field(default_factory=list[int])
    unchanged: dict[int, State] = field(default_factory=dict[int, "State"])
    items: int | None = None
    failed_items: dict[int, int] = field(default_factory=dict[int, int])
    gone: list[int] = field(default_factory=list[int])


def retry(workspace: Workspace, ids: Iterable[int], *, listed: bool = False, state: State | None = None) -> Changed:
    """Start ended, unsuccessful jobs again with a fresh budget (T5); with `state`, those that are so at that moment.

    Raises Missing before anything is changed, unless the ids were `listed` here: then one may be gone meanwhile.
    """

    def change(books: Books, some: Sequence[int]) -> list[int]:
        return operate.retry(books, _still(books, some, state))

    return _with_failed_items(workspace, change_each(workspace, ids, change, listed=listed))


def would_retry(workspace: Workspace, ids: Iterable[int]) -> Changed:
    """What `retry` would do; nothing is changed. Raises Missing for an id that is not there."""
    wanted = list(dict.fromkeys(ids))
    states = known_states(workspace, wanted)
    again = [id_ for id_ in wanted if states[id_] in UNSUCCESSFUL]
    unchanged: dict[int, State] = {id_: state for id_, state in states.items() if state not in UNSUCCESSFUL}
    return _with_failed_items(workspace, Changed(again, unchanged))


def _with_failed_items(workspace: Workspace, changed: Changed) -> Changed:
    done = [id_ for id_, state in changed.unchanged.items() if state == "done"]
    with workspace.database.read() as tx:
        counts = item_counts(tx, done)
    return replace(changed, failed_items={id_: found.failed for id_, found in counts.items() if found.failed})


def give_up(workspace: Workspace, ids: Iterable[int], by: str, *, listed: bool = False) -> Changed:
    """Discard failed jobs. Raises Missing as `retry` does."""
    return change_each(workspace, ids, lambda books, some: operate.give_up(books, some, by), listed=listed)


def cancel(
    workspace: Workspace, ids: Iterable[int], by: str, *, listed: bool = False, state: State | None = None
) -> Changed:
    """Cancel jobs that are not over; with `state`, those that are so at that moment. Raises Missing as `retry` does."""

    def change(books: Books, some: Sequence[int]) -> list[int]:
        return operate.cancel(books, _still(books, some, state), by)

    return change_each(workspace, ids, change, listed=listed)


def _still(books: Books, ids: Sequence[int], state: State | None) -> Sequence[int]:
    """Those that are in a state now: since they were listed, some may have left it. All of them without a state."""
    if state is None:
        return ids
    states = listing.states(books.tx, ids)
    return [id_ for id_ in ids if states[id_] == state]


def failed(workspace: Workspace, which: Which, ids: Sequence[int] = ()) -> list[int]:
    """The failed jobs that the filters leave, of `ids` when some are given. Raises Missing for an unknown id.

    Their `since` is a moment of the wall clock.
    """
    known_states(workspace, ids)
    with workspace.ledger.read() as (tx, at):
        check_fingerprint(tx, which.fingerprint)
        found = failed_ids(tx, meant_here(workspace, tx, which, at))
    named = set(ids)
    return [id_ for id_ in found if id_ in named] if named else found


def living(workspace: Workspace, wanted: Filter) -> dict[int, State]:
    """The jobs that are not over and that the filter leaves, with their states.

    Its `since` is a moment of the wall clock.
    """
    with workspace.ledger.read() as (tx, at):
        return listing.living(tx, meant_here(workspace, tx, wanted, at))


def would_cancel(workspace: Workspace, ids: Iterable[int]) -> Changed:
    """What `cancel` would do; nothing is changed. Raises Missing for an id that is not there."""
    states = known_states(workspace, list(dict.fromkeys(ids)))
    over: dict[int, State] = {id_: state for id_, state in states.items() if state in ENDED}
    return Changed([id_ for id_ in states if id_ not in over], over)


def unsuccessful(workspace: Workspace, which: Which, state: State | None = None) -> list[int]:
    """The jobs that ended without being done (failed, cancelled or discarded) and that the filters leave.

    Their `since` is a moment of the wall clock.
    """
    with workspace.ledger.read() as (tx, at):
        check_fingerprint(tx, which.fingerprint)
        return unsuccessful_ids(tx, meant_here(workspace, tx, which, at), state)


def elsewhere(workspace: Workspace, ids: Sequence[int]) -> dict[int, str]:
    """Those of some jobs that belong to other environments, with their queues."""
    names = workspace.policies.names
    with workspace.ledger.read() as (tx, at):
        rows = listing.rows(tx, at, list(ids))
    return {row.id: names.shown(row.queue) for row in rows if not names.is_own(row.queue)}


def known_states(workspace: Workspace, ids: Sequence[int]) -> dict[int, State]:
    """The states of some jobs. Raises Missing for an id that is not there."""
    with workspace.database.read() as tx:
        states = listing.states(tx, ids)
        unknown = next((id_ for id_ in ids if id_ not in states), None)
        if unknown is not None:
            raise listing.no_such(tx, unknown)
    return states


def change_each(
    workspace: Workspace,
    ids: Iterable[int],
    change: Callable[[Books, Sequence[int]], list[int]],
    *,
    listed: bool,
) -> Changed:
    """Change jobs, each once, some a transaction: `change` gives those that it changed.

    Raises Missing for a job that is not there, before anything is changed; one that another terminal prunes later, or
    since it was `listed`, counts as gone.
    """
    wanted = list(dict.fromkeys(ids))
    if not listed:
        known_states(workspace, wanted)
    changed = Changed()
    rest = iter(wanted)
    while batch := list(islice(rest, BATCH)):
        with workspace.ledger.write() as books:
            known = listing.states(books.tx, batch)
            done = change(books, [id_ for id_ in batch if id_ in known])
            now = listing.states(books.tx, known.keys() - set(done))
        changed.ids += done
        changed.unchanged |= now
        changed.gone += [id_ for id_ in batch if id_ not in known]
        time.sleep(AFTER_COMMIT)
    return changed
