"""The items of a job that has many: a row each, known by its key within the job (B1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cgq.contract import Done, Item
from cgq.errors import Failure
from cgq.queue.books import SQL
from cgq.queue.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.contract import PassedOver
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job


def wanted(tx: Transaction, job: int, keys: Iterable[str]) -> list[str]:
    """Of the keys of a job's items those that are to be done, each once, in their order.

    All of them at first; after a crash what has not arrived yet; after a retry by hand what failed, too. For `load`.
    """
    over = not_wanted(tx, job)
    return [key for key in dict.fromkeys(keys) if key not in over]


def not_wanted(tx: Transaction, job: int) -> set[str]:
    """The keys of a job's items that are not to be done, where nobody knows beforehand which there will be."""
    return {key for (key,) in tx.all(SQL["items_not_wanted"], (job,))}


def asked_again(tx: Transaction, job: int) -> dict[str, str]:
    """The keys of a job's items that failed and are to be done again, each with its name."""
    return dict(tx.all(SQL["items_waiting"], (job,)))


def keep(books: Books, job: Job[Any], items: Sequence[Item]) -> list[Item]:
    """Keep finished items of a running job; those that are new. One that is done, or comes twice in a start of the
    job, changes nothing."""
    new = _new(books, job, items)
    books.tx.many(SQL["item_keep"], [_row(books, job.id, job.fence, item) for item in new])
    return new


def pass_over(books: Books, job: int, items: Iterable[PassedOver]) -> None:
    """These items of a job, which were just kept as done, brought nothing."""
    rows = ({"job": job, "key": one.key, "state": one.state, "reason": one.reason} for one in items)
    books.tx.many(SQL["item_passed_over"], rows)


def ask_again(books: Books, job: int, names: Mapping[str, Any]) -> int:
    """A job's failed items that the filters leave (`failures.Which.names`) are wanted again; how many there are."""
    return books.tx.run(SQL["items_wait"], {**names, "job": job})


def has_brought_items(books: Books, job: Job[Any]) -> bool:
    """Has this start of the job brought any item?"""
    return bool(books.tx.value(SQL["items_of_start"], (job.id, job.fence)))


def settle(books: Books, job: int, keys: Iterable[str]) -> None:
    """Items with these keys are done, as if a start of the job had handed them over: for tests of stages."""
    done = [Item(key, key, Done(None)) for key in keys]
    books.tx.many(SQL["item_keep"], [_row(books, job, 0, item) for item in done])


def _new(books: Books, job: Job[Any], items: Sequence[Item]) -> list[Item]:
    keys = json.dumps([item.key for item in items], ensure_ascii=False)
    rows = books.tx.all(SQL["items_settled"], {"job": job.id, "keys": keys, "fence": job.fence})
    settled = {key for (key,) in rows}
    first = {item.key: item for item in reversed(items)}
    return [item for item in items if item.key not in settled and first[item.key] is item]


def _row(books: Books, job: int, fence: int, item: Item) -> dict[str, Any]:
    row = {
        "job": job,
        "key": item.key,
        "name": item.name,
        "ms": round(1000 * item.seconds),
        "fence": fence,
        "now": books.now,
    }
    if not isinstance(item.outcome, Failure):
        return {**row, "state": "done", "code": None, "message": None, "hint": "", "fingerprint": None}
    failed = item.outcome
    return {
        **row,
        "state": "failed",
        "code": failed.code,
        "message": failed.message,
        "hint": failed.hint,
        "fingerprint": fingerprint(failed.code, failed.cause or without_names(failed.message, item.key, item.name)),
    }


def without_names(message: str, *names: str) -> str:
    """An error without the item that it names: else no two items would have one cause."""
    for name in filter(None, names):
        message = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "*", message)
    return message
