"""Kept files that nobody needs any more (B6): a week old, no papers, of a job that was pruned, and named by the result
of no other job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.db import LARGEST_INTEGER
from cgq.queue.artifacts import hashes_in
from cgq.queue.books import SQL
from cgq.queue.latency import HOUR_MS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books

AGE_MS = 7 * 24 * HOUR_MS
"""Milliseconds for which a file stays at least: a week, as in the systems that cgq replaces. Until then the file of a
paper that was taken out by mistake can still be had."""

FILES = 200
"""Files that are removed in one transaction, during which nobody else can write."""

RESULTS = 16
"""Results that are read at once: the longest have 64 KB each (MAX_RESULT), which makes 1 MB."""

CHARACTERS = 1_000_000
"""Characters of results after which a transaction is over: to look for hashes in 1 MB of them takes 20 ms of CPU."""


def without_job(tx: Transaction, now: int) -> list[str]:
    """The kept files that are old enough, no papers, and whose job was pruned; their hashes. Another job's result may
    still name them. `now` lies on the time line."""
    return [sha256 for (sha256,) in tx.all(SQL["artifacts_without_job"], (now - AGE_MS,))]


def to_lose(tx: Transaction, now: int, pruned: Container[int]) -> list[int]:
    """The sizes of the kept files that nobody needs any more once some jobs are pruned; nothing is changed."""
    rows = tx.all(SQL["artifacts_to_lose"], (now - AGE_MS,))
    sizes: dict[str, int] = {sha256: size for sha256, size, job, lives in rows if not lives or job in pruned}
    first = 1
    while sizes and (results := tx.all(SQL["results_within"], _results_from(first))):
        for id_, result in results:
            named = () if id_ in pruned else hashes_in(result)
            for sha256 in named:
                sizes.pop(sha256, None)
        first = results[-1][0] + 1
    return list(sizes.values())


def _results_from(first: int) -> dict[str, int]:
    return {"first": first, "last": LARGEST_INTEGER, "limit": RESULTS}


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
    gone = [sha256 for sha256 in hashes if books.tx.run(SQL["artifact_forget_without_job"], (sha256,))]
    books.tx.many(SQL["fetched_forget"], [(sha256,) for sha256 in gone])
    return gone
