"""Many processes at once on one database: `python -m tests.support.crowd TASK DB COUNT` prints how each one ended.

`open` makes the database or finds it; `write` stores one row in a database that is there, beside a busy writer. They
are forked from one process that has loaded everything, and start together when all of them are there.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import sqlite_utils.migrations  # noqa: F401 - what a new database needs, loaded once

from cgq.config import Settings
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import describe_error
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def store(workspace: Workspace) -> None:
    """One row by this process."""
    with workspace.ledger.write() as books:
        books.tx.run("INSERT INTO pause (queue, at, by, reason) VALUES (?, 1, 'crowd', '')", (str(os.getpid()),))


def open_and_store(settings: Settings, start: Callable[[], None]) -> None:
    """Come first, or find what another one made."""
    start()
    with Workspace(settings) as workspace:
        store(workspace)


def store_only(settings: Settings, start: Callable[[], None]) -> None:
    """Write into a database that is open already."""
    with Workspace(settings) as workspace:
        start()
        store(workspace)


def keep_writing(settings: Settings, until_closed: int) -> NoReturn:
    """Commit again and again, as a supervisor does: 3 ms of work, then the pause after a commit."""
    with Workspace(settings) as workspace:
        while not select.select([until_closed], [], [], AFTER_COMMIT)[0]:
            with workspace.ledger.write() as books:
                books.tx.run("UPDATE pause SET at = at + 1")
                until = time.process_time() + 0.003
                while time.process_time() < until:
                    pass
    os._exit(0)


TASKS = {"open": open_and_store, "write": store_only}


def main(task: str, database: str, count: int) -> None:
    """Fork them, let them start, and print a JSON object for each: its error ("" for none) and seconds."""
    settings = Settings(db=Path(database), jobs=1)
    there, there_in = os.pipe()
    gate, gate_in = os.pipe()
    ended, ended_in = os.pipe()
    children: list[int] = []
    working, working_in = os.pipe()
    if task == "write":
        children.append(os.fork())
        if children == [0]:
            for held in (working_in, gate_in, ended_in):
                os.close(held)
            keep_writing(settings, working)
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            os.close(gate_in)
            os.close(working_in)
            _take_part(TASKS[task], settings, there_in, gate, ended_in)
        children.append(pid)
    waiting = 0
    while waiting < count:
        waiting += len(os.read(there, count))
    os.close(gate_in)
    os.close(ended_in)
    with open(ended, encoding="utf-8") as told:
        sys.stdout.write(told.read())
    os.close(working_in)
    for pid in children:
        os.waitpid(pid, 0)


def _take_part(
    task: Callable[[Settings, Callable[[], None]], None], settings: Settings, there: int, gate: int, ended: int
) -> NoReturn:
    began = 0.0

    def start() -> None:
        nonlocal began
        os.write(there, b".")
        os.read(gate, 1)
        began = time.monotonic()

    error = ""
    try:
        task(settings, start)
    except Exception as raised:  # noqa: BLE001 - whatever it is, the test hears of it
        error = describe_error(raised)
    line = json.dumps({"error": error, "seconds": time.monotonic() - began})
    os.write(ended, line.encode() + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
