"""A ledger after months: a million finished jobs of some thousand papers, and what failed or waits beside them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from cgq.config import Settings
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.db.connection import Transaction

A_PAPER = 201
"""Jobs of a paper: its reading, and two for each of a hundred questions."""

OTHERS = {"failed": 5_000, "cancelled": 5_000, "ready": 5_000, "scheduled": 2_000}
"""Further jobs, by state."""

DAY_MS = 86_400_000
DAYS = 90
"""Days over which the jobs ended."""

RESULT = json.dumps({"dimension": 1024, "model": "local-hash-1024", "text": "0" * 64})
"""A result as those of the kinds are long."""

COLUMNS = (
    "id, queue, kind, state, priority, class, due_at, created_at, ready_at, started_at, finished_at, document, "
    "root_id, parent_id, attempts, error_code, error, fingerprint, result, args"
)


def fill(database: Path, jobs: int) -> None:
    """Make the database."""
    with Workspace(Settings(db=database, jobs=1, durability="NORMAL")) as workspace:
        papers = jobs // A_PAPER
        now = int(time.time() * 1000)
        with workspace.database.write() as tx:
            _papers(tx, papers, now)
            _done(tx, papers, now)
            first = papers * A_PAPER + 1
            for state, count in OTHERS.items():
                _others(tx, state, first, count, now)
                first += count
            _count(tx, first - 1, papers)


def first_ready(jobs: int) -> int:
    """The id of the first ready job of a database that was made with so many."""
    return jobs // A_PAPER * A_PAPER + OTHERS["failed"] + OTHERS["cancelled"] + 1


def _papers(tx: Transaction, papers: int, now: int) -> None:
    rows = [(id_, f"{id_:064d}", f"Paper {id_}", now, now) for id_ in range(1, papers + 1)]
    tx.many(
        "INSERT INTO material (id, sha256, title, status, created_at, updated_at) VALUES (?, ?, ?, 'completed', ?, ?)",
        rows,
    )
    tx.many(
        "INSERT INTO material_path VALUES (?, ?, ?)", [(row[0], f"/papers/paper-{row[0]}.pdf", now) for row in rows]
    )


def _done(tx: Transaction, papers: int, now: int) -> None:
    for paper in range(papers):
        root = paper * A_PAPER + 1
        ended = now - DAYS * DAY_MS + DAYS * DAY_MS * paper // papers
        rows = [_row(root, "pdf_processing", "process_pdf", ended, paper + 1, None)]
        for place in range(1, A_PAPER):
            is_vector = place % 2
            kind = "generate_embedding" if is_vector else "update_knowledge_graph"
            queue = "embedding_generation" if is_vector else "graph_update"
            rows.append(_row(root + place, queue, kind, ended + place, paper + 1, root))
        tx.many(f"INSERT INTO job ({COLUMNS}) VALUES ({', '.join('?' * 20)})", rows)
        tx.run("INSERT INTO chain (root_id, open, closed_at) VALUES (?, 0, ?)", (root, ended))
        tx.run("INSERT INTO work (key, job_id) VALUES (?, ?)", (f"process_pdf:{paper}", root))


def _row(id_: int, queue: str, kind: str, ended: int, document: int, root: int | None) -> tuple[object, ...]:
    parent = None if root is None else id_ - 1
    args = json.dumps({"question": id_})
    times = (ended - 900, ended - 900, ended - 900, ended - 500, ended)
    return (id_, queue, kind, "done", 3, 3, *times, document, root, parent, 1, None, None, None, RESULT, args)


def _others(tx: Transaction, state: str, first: int, count: int, now: int) -> None:
    is_over = state in ("failed", "cancelled")
    code, message = ("encrypted", "It is locked.") if is_over else (None, None)
    ended = now - 30 * DAY_MS if is_over else None
    due = now + DAY_MS if state == "scheduled" else now
    start = ("pdf_processing", "process_pdf", state, 3, 3, due, now, now, None, ended)
    rest = (None, None, None, 0, code, message, code, None, "{}")
    rows = [(id_, *start, *rest) for id_ in range(first, first + count)]
    tx.many(f"INSERT INTO job ({COLUMNS}) VALUES ({', '.join('?' * 20)})", rows)
    if state == "failed":
        attempts = [(row[0], code, message, ended) for row in rows]
        tx.many(
            "INSERT INTO attempt (job_id, number, outcome, code, message, ended_at) VALUES (?, 1, 'failed', ?, ?, ?)",
            attempts,
        )


def _count(tx: Transaction, last: int, papers: int) -> None:
    tx.run("INSERT INTO tally SELECT queue, kind, state, count(*) FROM job GROUP BY queue, kind, state")
    tx.run(
        "INSERT INTO ended (hour, queue, kind, state, n, ms) "
        "SELECT finished_at / 3600000, queue, kind, state, count(*), 1 FROM job "
        "WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4"
    )
    tx.run("UPDATE last_job SET id = ?", (last,))
    tx.run("INSERT INTO queue_turn VALUES ('graph_update', ?)", (papers * 7,))
