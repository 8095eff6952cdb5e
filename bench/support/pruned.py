"""`cgq prune` on a large database, beside a process that wants to write all the time."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.support.plain_commands import COMMAND

from cgq.db.connection import log_size
from cgq.db.driver import driver

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

LOOK_SECONDS = 0.0002
"""Seconds between two looks for the write lock: short beside what is measured, long enough to leave a processor."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """Seconds of processor and of the wall, the longest wait of the other writer, bytes of the file."""

    cpu: float
    seconds: float
    longest_wait: float
    before: int
    after: int


def prune_beside_a_writer(database: Path, environ: Mapping[str, str]) -> Pruned:
    """Prune by what the policies say, while this process takes the write lock again and again."""
    before, times, began = _size(database), os.times(), time.monotonic()
    process = subprocess.Popen([*COMMAND, "prune", "--yes"], env=environ)
    longest = 0.0
    connection = driver.connect(database, timeout=0, isolation_level=None)
    try:
        while process.poll() is None:
            longest = max(longest, _wait_for_lock(connection))
            time.sleep(LOOK_SECONDS)
    finally:
        connection.close()
    seconds, spent = time.monotonic() - began, os.times()
    if process.returncode:
        raise RuntimeError(f"cgq prune ended with status {process.returncode}")
    cpu = spent.children_user - times.children_user + spent.children_system - times.children_system
    return Pruned(cpu, seconds, longest, before, _size(database))


def _wait_for_lock(connection: sqlite3.Connection) -> float:
    began = time.monotonic()
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except driver.OperationalError:
            time.sleep(LOOK_SECONDS)
            continue
        waited = time.monotonic() - began
        connection.execute("ROLLBACK")
        return waited


def _size(database: Path) -> int:
    return database.stat().st_size + log_size(database)
