"""A look costs the same however many jobs were done (C4): what SQLite does for it is counted, not timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.queue import failures, listing, stats
from cgq.queue.failures import Which
from cgq.queue.listing import Filter

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.db.connection import Transaction
    from cgq.queue.books import Ledger
    from cgq.queue.timeline import Moment

FEW, MANY = 1_000, 20_000
"""Finished jobs, before and after."""

STEPS = 100
"""Instructions of SQLite's machine after each of which a look is counted."""

OTHERS = ("failed", "cancelled", "discarded", "blocked", "scheduled", "ready")


def put(ledger: Ledger, state: str, count: int) -> None:
    """Jobs of a state, older than those that are done."""
    finished = 1 if state in ("done", "failed", "cancelled", "discarded") else None
    code = "encrypted" if state == "failed" else None
    with ledger.database.write() as tx:
        first = tx.value("SELECT id FROM last_job") + 1
        of_state = tx.value("SELECT coalesce(sum(n), 0) FROM tally WHERE state = ?", (state,))
        tx.many(
            "INSERT INTO job (id, queue, kind, state, priority, class, due_at, created_at, ready_at, finished_at, "
            "error_code, error, fingerprint, args) VALUES (?, 'default', 'own', ?, 3, 3, 1, 1, 1, ?, ?, ?, ?, '{}')",
            [(id_, state, finished, code, code, code) for id_ in range(first, first + count)],
        )
        tx.run("INSERT OR REPLACE INTO tally VALUES ('default', 'own', ?, ?)", (state, of_state + count))
        tx.run("UPDATE last_job SET id = ?", (first + count - 1,))


def steps(ledger: Ledger, look: Callable[[Ledger, Transaction, Moment], object]) -> int:
    """How much SQLite does for a look."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with ledger.read() as (tx, at):
        tx.connection.set_progress_handler(count, STEPS)
        try:
            look(ledger, tx, at)
        finally:
            tx.connection.set_progress_handler(None, 0)
    return counted


LOOKS: dict[str, Callable[[Ledger, Transaction, Moment], object]] = {
    "status": lambda ledger, tx, at: stats.status(tx, ledger.database.path, ledger.policies, at),
    "failed": lambda _, tx, at: failures.groups(tx, at, Which()),
    "failed --code": lambda _, tx, __: failures.failed_ids(tx, Which(code="encrypted")),
    "jobs": lambda _, tx, at: listing.page(tx, at, Filter(top=True), limit=20),
    "jobs --all": lambda _, tx, at: listing.page(tx, at, Filter(), limit=20),
    "jobs --kind": lambda _, tx, at: listing.page(tx, at, Filter(kind="probe"), limit=20),
    **{
        f"jobs --state {state}": lambda _, tx, at, state=state: listing.page(tx, at, Filter(state=state), limit=20)
        for state in OTHERS
    },
}


def test_C4_a_look_costs_the_same_however_many_jobs_were_done(ledger: Ledger) -> None:
    for state in OTHERS:
        put(ledger, state, 50)
    put(ledger, "done", FEW)
    before = {name: steps(ledger, look) for name, look in LOOKS.items()}
    put(ledger, "done", MANY - FEW)
    after = {name: steps(ledger, look) for name, look in LOOKS.items()}
    assert after == pytest.approx(before, rel=0.1, abs=5)
