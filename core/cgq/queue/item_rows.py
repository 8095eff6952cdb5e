"""The items of one job, one by one and a page at a time (B1). Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.states import ItemState
    from cgq.queue.timeline import Moment

SQL = load("listing")

MOST = 1_000
"""Items of a page, unless somebody asks for more or fewer: about 250 KB of JSON, and ten jobs of 100 addresses."""


class ItemRow(NamedTuple):
    """An item; `message` is its error, or why it was passed over. `ended_at` is milliseconds of the wall clock."""

    key: str
    name: str
    state: ItemState
    attempts: int
    code: str | None
    message: str | None
    hint: str
    ms: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items of a job in the order in which they ended, and whether there are more."""

    items: tuple[ItemRow, ...] = ()
    more: bool = False


NO_ITEMS = ItemPage()
"""What was looked for of no job."""


def item_page(tx: Transaction, at: Moment, job: int, *, limit: int = MOST, page: int = 1) -> ItemPage:
    """A page of a job's items; `page` counts from 1. It is empty for a job without items."""
    names = {"job": job, "limit": limit + 1, "skip": limit * (page - 1)}
    rows = [at.dated(ItemRow._make(row), "ended_at") for row in tx.all(SQL["item_rows"], names)]
    return ItemPage(tuple(rows[:limit]), more=len(rows) > limit)
