"""A learner is forgotten: every attempt goes, some in each transaction, and is overwritten where it stood."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.db.connection import AFTER_COMMIT
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Database

SQL = load("attempts")

AT_ONCE = 2_000
"""Attempts, or places, that go in one transaction: about 30 ms."""


def forget_learner(database: Database, learner: str) -> int:
    """Remove the attempts of a learner, with the places that nobody else was at; how many attempts."""
    database.connection.execute(SQL["overwrite_what_is_deleted"])
    removed = 0
    while True:
        with database.write() as tx:
            gone = tx.run(SQL["learner_forget"], {"learner": learner, "limit": AT_ONCE})
        removed += gone
        time.sleep(AFTER_COMMIT)
        if gone < AT_ONCE:
            break
    while True:
        with database.write() as tx:
            gone = tx.run(SQL["places_forget"], (AT_ONCE,))
        time.sleep(AFTER_COMMIT)
        if gone < AT_ONCE:
            break
    database.empty_log()
    return removed
