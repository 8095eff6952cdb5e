"""huey with its own consumer: two worker processes on one SQLite file."""

from __future__ import annotations

import logging
import time
from typing import Any

from huey import SqliteHuey
from huey.storage import SqliteStorage

_LEVEL = {"NORMAL": 1, "FULL": 2}


class Storage(SqliteStorage):  # type: ignore[misc]
    """huey's storage with the durability that is asked for; it knows only FULL and none."""

    durability = "FULL"

    def _create_connection(self) -> Any:
        made = super()._create_connection()
        made.execute(f"PRAGMA synchronous = {_LEVEL[self.durability]}")
        return made


def open_(path: str, durability: str) -> Any:
    """(the queue, its task that does nothing)"""
    huey = SqliteHuey(
        "bench", filename=path, storage_class=type("Chosen", (Storage,), {"durability": durability}), timeout=10
    )

    @huey.task()  # type: ignore[untyped-decorator]
    def nothing(number: int) -> None: ...

    return huey, nothing


def enqueue(path: str, durability: str, jobs: int) -> float:
    """Jobs per second; it takes one at a time."""
    _, nothing = open_(path, durability)
    began = time.monotonic()
    for number in range(jobs):
        nothing(number)
    return jobs / (time.monotonic() - began)


def work(path: str, durability: str) -> None:
    """huey's consumer until it is told to stop; it looks as often as its command line lets it."""
    logging.disable(logging.WARNING)
    huey, _ = open_(path, durability)
    consumer = huey.create_consumer(
        workers=2, worker_type="process", periodic=False, initial_delay=0.001, max_delay=0.01, backoff=1.15
    )
    consumer.run()
