"""What SQLite does with a minimal table: 256 jobs a transaction, and one job a transaction."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.db.driver import driver

if TYPE_CHECKING:
    import sqlite3

BATCH = 256
SCHEMA = "CREATE TABLE job (id INTEGER PRIMARY KEY, state INTEGER NOT NULL DEFAULT 0, args TEXT NOT NULL)"
INDEX = "CREATE INDEX ready ON job (id) WHERE state = 0"
INSERT = "INSERT INTO job (args) VALUES (?)"
CLAIM = """UPDATE job SET state = 1
WHERE id IN (SELECT id FROM job INDEXED BY ready WHERE state = 0 ORDER BY id LIMIT ?) RETURNING id, args"""
FINISH = "UPDATE job SET state = 2 WHERE id = ? AND state = 1"


def connect(path: str, durability: str) -> sqlite3.Connection:
    """The same driver, log and durability as the queue has."""
    made = driver.connect(path, timeout=10, isolation_level=None)
    made.execute("PRAGMA journal_mode = WAL")
    made.execute(f"PRAGMA synchronous = {durability}")
    made.execute("PRAGMA cache_size = -32000")
    return made


def create(path: str, jobs: int) -> None:
    """A table with so many ready jobs."""
    db = connect(path, "NORMAL")
    db.execute(SCHEMA)
    db.execute(INDEX)
    db.execute("BEGIN IMMEDIATE")
    db.executemany(INSERT, (("{}",) for _ in range(jobs)))
    db.execute("COMMIT")
    db.close()


def enqueue(path: str, durability: str, jobs: int, at_once: int) -> float:
    """Jobs per second, `at_once` a transaction."""
    db = connect(path, durability)
    began = time.monotonic()
    for start in range(0, jobs, at_once):
        db.execute("BEGIN IMMEDIATE")
        db.executemany(INSERT, (("{}",) for _ in range(min(at_once, jobs - start))))
        db.execute("COMMIT")
    seconds = time.monotonic() - began
    db.close()
    return jobs / seconds


def limit(path: str, durability: str) -> float:
    """Jobs per second, claimed and completed in one transaction: nothing durable can be faster."""
    db = connect(path, durability)
    done, began = 0, time.monotonic()
    while True:
        db.execute("BEGIN IMMEDIATE")
        rows = db.execute(CLAIM, (BATCH,)).fetchall()
        db.executemany(FINISH, ((id_,) for id_, _ in rows))
        db.execute("COMMIT")
        if not rows:
            break
        done += len(rows)
    seconds = time.monotonic() - began
    db.close()
    return done / seconds


def one_at_a_time(path: str, durability: str) -> None:
    """A worker that claims a job, does it, and marks it, each in a transaction of its own."""
    db = connect(path, durability)
    while True:
        db.execute("BEGIN IMMEDIATE")
        rows = db.execute(CLAIM, (1,)).fetchall()
        db.execute("COMMIT")
        if not rows:
            break
        db.execute("BEGIN IMMEDIATE")
        db.execute(FINISH, (rows[0][0],))
        db.execute("COMMIT")
    db.close()
