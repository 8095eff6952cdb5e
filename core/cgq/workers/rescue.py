"""The jobs of supervisors that are gone are taken back (R2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.events import Rescued
from cgq.queue import artifacts, claim
from cgq.queue.books import SQL
from cgq.queue.ownership import try_take

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.queue.books import Books
    from cgq.workers.payments import Payments

Others = list[tuple[int, str]]
"""Supervisors: id and name of the lock file."""


def rescue(books: Books, database: Path, supervisor: int, payments: Payments) -> tuple[list[Rescued], Others]:
    """Take over from every other supervisor whose lock is free; what was taken, and the supervisors that live.

    What they had paid for is taken in as well, also where somebody else took their jobs back (`cgq doctor --fix`).
    """
    others = [(row[0], row[1]) for row in books.tx.all(SQL["supervisors"]) if row[0] != supervisor]
    rescued: list[Rescued] = []
    living: Others = []
    for other, name in others:
        lock = try_take(database, name)
        if lock is None:
            living.append((other, name))
            continue
        rescued.append(Rescued(supervisor=other, jobs=claim.take_over(books, other)))
        artifacts.take_over(books, database, other)
        lock.release()
    payments.sweep(books)
    return rescued, living
