"""An empty ledger on a real file, and what must always be true of one."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Any

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.queue.books import SQL, Ledger
from cgq.queue.claim import claim
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.policy import Kind, Policies
from cgq.stages.registry import ours, stage_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cgq.clock import Clock
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job

ANY: Mapping[str, Kind] = {**{kind: Kind(stage_type(kind).policy) for kind in ours()}, "own": Kind(), "probe": Kind()}
"""The kinds of cgq under their policies, and two of a user's own; here all of them take any arguments."""

OPEN = ("scheduled", "ready", "blocked", "running")


def new_database(path: Path) -> None:
    """A migrated database, closed again."""
    with closing(Database(path, durability="NORMAL")) as database:
        database.use_write_ahead_log()
        migrate(database)


def open_ledger(path: Path, clock: Clock, policies: Policies | None = None, seed: int = 7) -> Ledger:
    """The ledger of a migrated database."""
    database = Database(path, durability="NORMAL")
    return Ledger(database, policies or Policies(ANY), clock, Random(seed))


def register(ledger: Ledger, name: str = "test.lock") -> int:
    """A supervisor's row: it serves all queues and kinds."""
    with ledger.write() as books:
        row = {"lock": name, "pid": 1, "host": "test", "version": "0", "queues": None, "kinds": None, "now": books.now}
        return books.tx.insert(SQL["supervisor_add"], row)


def put(ledger: Ledger, kind: str = "own", **wishes: Any) -> int:
    """Enqueue one job; its id."""
    with ledger.write() as books:
        (made,) = enqueue(books, [NewJob(kind=kind, **wishes)])
    return made.id


def start(ledger: Ledger, supervisor: int, count: int = 1, kind: str = "own", queue: str = "default") -> list[Job[str]]:
    """Claim jobs of one lane."""
    with ledger.write() as books:
        return claim(books, supervisor, queue, kind, count)


def state(ledger: Ledger, job: int) -> str:
    """A job's state."""
    with ledger.database.read() as tx:
        return str(tx.value("SELECT state FROM job WHERE id = ?", (job,)))


def row(ledger: Ledger, job: int) -> dict[str, Any]:
    """A job's columns."""
    with ledger.database.read() as tx:
        (found,) = tx.dicts("SELECT * FROM job WHERE id = ?", (job,))
    return found


def attempts(ledger: Ledger, job: int) -> list[tuple[str, str]]:
    """(outcome, code) of a job's attempts that were no success."""
    with ledger.database.read() as tx:
        return [
            (outcome, code)
            for outcome, code in tx.all("SELECT outcome, code FROM attempt WHERE job_id = ? ORDER BY id", (job,))
        ]


def check(tx: Transaction, now: int) -> None:
    """What holds between any two transactions, whatever was done."""
    _check_counts(tx)
    _check_waiting(tx, now)
    _check_chains(tx)


def _check_counts(tx: Transaction) -> None:
    kept = {(queue, kind, state): n for queue, kind, state, n in tx.all("SELECT * FROM tally WHERE n <> 0")}
    rows = Counter(tx.all("SELECT queue, kind, state FROM job"))
    assert kept == dict(rows), "the counters differ from the jobs (C4)"
    total = tx.value("SELECT count(*) FROM job")
    assert sum(kept.values()) == total, "the states do not add up"
    assert tx.value("SELECT coalesce(max(id), 0) FROM job") <= tx.value("SELECT id FROM last_job")


def _check_waiting(tx: Transaction, now: int) -> None:
    lost = tx.all(
        "SELECT id, mutex FROM job AS waiting WHERE state = 'blocked' AND after_id IS NULL AND NOT EXISTS ("
        "  SELECT 1 FROM job WHERE mutex = waiting.mutex AND state IN ('ready', 'running'))"
    )
    assert not lost, f"blocked by a key that nobody holds: {lost} (C2)"
    served = tx.all(
        "SELECT child.id FROM job AS child JOIN job AS parent ON parent.id = child.after_id "
        "WHERE child.state = 'blocked' AND parent.state = 'done'"
    )
    assert not served, f"blocked by a parent that is done: {served} (B3)"
    early = tx.all("SELECT id FROM job WHERE state IN ('ready', 'running') AND due_at > ?", (now,))
    assert not early, f"able to run before they are due: {early} (C2)"
    for key, states in (("mutex", ("ready", "running")), ("coalesce_key", ("scheduled", "ready", "blocked"))):
        marks = ", ".join("?" * len(states))
        twice = tx.all(
            f"SELECT {key}, count(*) FROM job WHERE {key} IS NOT NULL AND state IN ({marks}) "
            f"GROUP BY {key} HAVING count(*) > 1",
            states,
        )
        assert not twice, f"two at once under one {key}: {twice}"


def _check_chains(tx: Transaction) -> None:
    rows = tx.all("SELECT root_id, open, failed, closed_at IS NOT NULL FROM chain ORDER BY root_id")
    chains = {root: (open_, failed, bool(closed)) for root, open_, failed, closed in rows}
    marks = ", ".join(f"'{name}'" for name in OPEN)
    counted = tx.all(
        f"SELECT root_id, sum(state IN ({marks})), sum(state = 'failed') FROM job "
        "WHERE root_id IS NOT NULL GROUP BY root_id"
    )
    assert chains == {root: (open_, failed, open_ == 0) for root, open_, failed in counted}, "the chains differ (B3)"
