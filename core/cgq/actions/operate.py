"""What a person does to jobs: retry, give up, cancel; in short transactions, so that others get their turn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from cgq.actions.queues import named_queue
from cgq.queue import listing, operate
from cgq.queue.failures import Which, failed_ids
from cgq.queue.states import UNSUCCESSFUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.queue.books import Books
    from cgq.queue.states import State
    from cgq.workspace import Workspace

BATCH = 500
AFTER_COMMIT = 0.001


@dataclass(slots=True)
class Changed:
    """Which jobs were changed, and the states of those that were not."""

    ids: list[int] = field(default_factory=list[int])
    unchanged: dict[int, State] = field(default_factory=dict[int, "State"])


def retry(workspace: Workspace, ids: Iterable[int]) -> Changed:
    """Start ended, unsuccessful jobs again with a fresh budget (T5). Raises Missing before anything is changed."""
    return _each(workspace, ids, operate.retry)


def would_retry(workspace: Workspace, ids: Iterable[int]) -> Changed:
    """What `retry` would do; nothing is changed. Raises Missing for an id that is not there."""
    wanted = list(dict.fromkeys(ids))
    states = _states(workspace, wanted)
    again = [id_ for id_ in wanted if states[id_] in UNSUCCESSFUL]
    return Changed(again, {id_: state for id_, state in states.items() if state not in UNSUCCESSFUL})


def give_up(workspace: Workspace, ids: Iterable[int], by: str) -> Changed:
    """Discard failed jobs. Raises Missing before anything is changed."""
    return _each(workspace, ids, lambda books, some: operate.give_up(books, some, by))


def cancel(workspace: Workspace, ids: Iterable[int], by: str) -> Changed:
    """Cancel jobs that are not over. Raises Missing before anything is changed."""
    return _each(workspace, ids, lambda books, some: operate.cancel(books, some, by))


def failed(workspace: Workspace, which: Which, ids: Sequence[int] = ()) -> list[int]:
    """The failed jobs that the filters leave, of `ids` when some are given. Raises Missing for an unknown id.

    Their `since` is a moment of the wall clock.
    """
    queue = which.queue and named_queue(workspace, which.queue)
    with workspace.ledger.read() as (tx, at):
        states = listing.states(tx, ids)
        found = failed_ids(tx, replace(which, queue=queue, since=at.on_the_line(which.since)))
    unknown = next((id_ for id_ in ids if id_ not in states), None)
    if unknown is not None:
        raise listing.no_such(unknown)
    return [id_ for id_ in found if id_ in set(ids)] if ids else found


def living(workspace: Workspace, *, queue: str | None = None, kind: str | None = None) -> list[int]:
    """The jobs that are not over."""
    names = {"queue": queue and named_queue(workspace, queue), "kind": kind}
    with workspace.database.read() as tx:
        return [id_ for (id_,) in tx.all(listing.SQL["living_ids"], names)]


def unsuccessful(
    workspace: Workspace, *, queue: str | None = None, kind: str | None = None, state: State | None = None
) -> list[int]:
    """The jobs that ended without being done: failed, cancelled or discarded."""
    names = {"queue": queue and named_queue(workspace, queue), "kind": kind, "state": state}
    with workspace.database.read() as tx:
        return [id_ for (id_,) in tx.all(listing.SQL["unsuccessful_ids"], names)]


def _states(workspace: Workspace, ids: Sequence[int]) -> dict[int, State]:
    with workspace.database.read() as tx:
        states = listing.states(tx, ids)
    unknown = next((id_ for id_ in ids if id_ not in states), None)
    if unknown is not None:
        raise listing.no_such(unknown)
    return states


def _each(workspace: Workspace, ids: Iterable[int], change: Callable[[Books, Sequence[int]], list[int]]) -> Changed:
    wanted = list(dict.fromkeys(ids))
    _states(workspace, wanted)
    changed = Changed()
    rest = iter(wanted)
    while batch := list(islice(rest, BATCH)):
        with workspace.ledger.write() as books:
            done = change(books, batch)
            now = listing.states(books.tx, set(batch) - set(done))
        changed.ids += done
        changed.unchanged |= now
        time.sleep(AFTER_COMMIT)
    return changed
