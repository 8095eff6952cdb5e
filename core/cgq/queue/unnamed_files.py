"""Kept files that nobody needs any more: their job was pruned, and no other job's result names them (B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue.artifacts import hashes_in
from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books

FILES = 200
"""Files that are removed in one transaction, during which nobody else can write."""

RESULTS = 16
"""Results that are read at once: the longest have 64 KB each (MAX_RESULT), which makes 1 MB."""

CHARACTERS = 1_000_000
"""Characters of results after which a transaction is over: to look for hashes in 1 MB of them takes 20 ms of CPU."""


def without_job(tx: Transaction) -> list[str]:
    """The kept files whose job was pruned; their hashes. Another job's result may still name them."""
    return [sha256 for (sha256,) in tx.all(SQL["artifacts_without_job"])]


def named_within(tx: Transaction, first: int, last: int) -> tuple[set[str], int]:
    """What may be hashes of files in the results of jobs, from the first id to the last; and up to which id they were
    looked through, where the results are long."""
    named: set[str] = set()
    characters = 0
    while rows := tx.all(SQL["results_within"], {"first": first, "last": last, "limit": RESULTS}):
        for id_, result in rows:
            named.update(hashes_in(result))
            characters += len(result)
            first = id_ + 1
        if characters >= CHARACTERS:
            return named, first - 1
    return named, last


def forget(books: Books, hashes: Iterable[str]) -> list[str]:
    """Keep these files no more; the hashes of those that no job has made again, for `artifacts.remove_unnamed`."""
    return [sha256 for sha256 in hashes if books.tx.run(SQL["artifact_forget_without_job"], (sha256,))]
