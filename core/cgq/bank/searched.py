"""The pages that a search has looked through: another call begins behind them, and collects no link of theirs again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A page that was looked through: its number in the search from 1, and the key of its item.

    `next`: the address of the page that it links to as the next one, empty where there is none; None for one that may
    not be kept, since it holds a secret. `links` are marks of the links that no page before it had, `items` the keys of
    the items that stand for links of it which were refused; `ignored` counts what leads to no address.
    """

    number: int
    key: str
    next: str | None = ""
    links: list[str] = field(default_factory=list[str])
    items: list[str] = field(default_factory=list[str])
    ignored: int = 0


def pages_of(tx: Transaction, job: int) -> list[Searched]:
    """The pages that a job has looked through, by their numbers."""
    rows = tx.all(SQL["searched_pages"], (job,))
    return [
        Searched(number=number, key=key, next=next_, links=json.loads(links), items=json.loads(items), ignored=ignored)
        for number, key, next_, links, items, ignored in rows
    ]


def keep(tx: Transaction, job: int, page: Searched) -> None:
    """Keep that a job has looked through a page, in place of what was kept before; for a job of no queue, nothing."""
    row = {
        "job": job,
        "number": page.number,
        "key": page.key,
        "next": page.next,
        "links": json.dumps(page.links),
        "items": json.dumps(page.items, ensure_ascii=False),
        "ignored": page.ignored,
    }
    tx.run(SQL["searched_keep"], row)
