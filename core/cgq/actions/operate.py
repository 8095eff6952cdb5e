"""What a person does to jobs: retry, give up, cancel; in short transactions, so that others get their turn."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from cgq.bank import materials
from cgq.queue import listing, operate
from cgq.queue.failures import Which, failed_ids
from cgq.stages.table import reading_kinds

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
    return _each(workspace, ids, _retry)


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
    with workspace.ledger.read() as (tx, at):
        states = listing.states(tx, ids)
        found = failed_ids(tx, replace(which, since=at.on_the_line(which.since)))
    unknown = next((id_ for id_ in ids if id_ not in states), None)
    if unknown is not None:
        raise listing.no_such(unknown)
    return [id_ for id_ in found if id_ in set(ids)] if ids else found


def living(workspace: Workspace, *, queue: str | None = None, kind: str | None = None) -> list[int]:
    """The jobs that are not over."""
    with workspace.database.read() as tx:
        return [id_ for (id_,) in tx.all(listing.SQL["living_ids"], {"queue": queue, "kind": kind})]


def _each(workspace: Workspace, ids: Iterable[int], change: Callable[[Books, Sequence[int]], list[int]]) -> Changed:
    wanted = list(dict.fromkeys(ids))
    with workspace.database.read() as tx:
        states = listing.states(tx, wanted)
    unknown = next((id_ for id_ in wanted if id_ not in states), None)
    if unknown is not None:
        raise listing.no_such(unknown)
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


def _retry(books: Books, ids: Sequence[int]) -> list[int]:
    revived = operate.retry(books, ids)
    reading = {"jobs": json.dumps(revived), "kinds": json.dumps(reading_kinds())}
    rows = books.tx.all(listing.SQL["papers_to_read"], reading)
    for (material,) in rows:
        materials.set_status(books.tx, material, "pending", books.moment.wall)
    return revived
