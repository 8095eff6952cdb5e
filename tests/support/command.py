"""The real `cgq` in processes of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import forking
from tests.support.documents import check_printed
from tests.support.ledger import open_ledger, put
from tests.support.processes import Child

from cgq.clock import SystemClock

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "sample_data"
COMMAND = (sys.executable, "-m", "cgq_cli")
PATIENCE = 110
"""Seconds for a command: below the 120 s of a test."""
READ = ("run", "--queue", "pdf_processing")
"""Read papers, and leave what follows to others: the analyser of vectors and concepts takes 4 s of the processor to
start, which only a test of what follows has to wait for."""
PDF = b"%PDF-1.4\n% no more than a beginning: its job will fail, and that is enough here\n"


class Home:
    """A folder with a database in it, and the command to run there.

    `offered` holds a user's own stages, `empty` is a migrated database to begin with.
    """

    def __init__(self, folder: Path, offered: Path | None = None, empty: Path | None = None) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        if empty is not None:
            shutil.copy(empty, folder / "cgq.db")
        self.db = folder / "cgq.db"
        sources = (REPOSITORY / "core", REPOSITORY / "cli", *((offered,) if offered else ()))
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, sources)),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "CGQ_DB": str(self.db),
            "CGQ_DURABILITY": "NORMAL",
            "USER": "tester",
        }

    def cgq(self, *args: object, given: bytes = b"", lane: int = 0, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run to the end; `given` is what stands on standard input. Threads that run commands at once name a lane each.

        It is a fork of a process that has the modules loaded, where nothing of what is tried is about how one starts.
        """
        words = [arg if isinstance(arg, bytes) else str(arg) for arg in args]
        environment = {**self.environment, **environ}
        if forking.can_run(environment):
            code, out, err = forking.run(words, self.folder, environment, given, PATIENCE, lane=lane)
        else:
            command = [*COMMAND, *words]
            done = subprocess.run(
                command, cwd=self.folder, env=environment, input=given, capture_output=True, timeout=PATIENCE
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        texts = [stream.decode("utf-8", "backslashreplace") for stream in (out, err)]
        check_printed(args, *texts)
        return subprocess.CompletedProcess([*COMMAND, *words], code, *texts)

    def each(self, *lines: str, **environ: str) -> list[subprocess.CompletedProcess[str]]:
        """Several command lines, one after the other."""
        return [self.cgq(*shlex.split(line), **environ) for line in lines]

    def start(self, *args: object, **how: Any) -> Child[str]:
        """Start and go on; use it in a `with`, which kills it when the test fails."""
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        return Child([*COMMAND, *map(str, args)], cwd=self.folder, env=self.environment, encoding="utf-8", **how)

    def json(self, *args: object, exits: int = 0) -> dict[str, Any]:
        """The answer of a command that is asked for JSON."""
        done = self.cgq(*args, "--json")
        assert done.returncode == exits, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def rows(self, sql: str) -> list[Any]:
        """What the database itself says."""
        connection = sqlite3.connect(self.db, timeout=10)
        try:
            found = connection.execute(sql).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def file(self, name: str | bytes, data: bytes = PDF) -> Path:
        """A file below the folder; a tiny PDF that differs from every other by its name."""
        raw = os.fsencode(self.folder) + b"/" + os.fsencode(name)
        os.makedirs(os.path.dirname(raw), exist_ok=True)
        with open(raw, "wb") as file:
            file.write(data + os.fsencode(name) if data == PDF else data)
        return Path(os.fsdecode(raw))

    def put_probe(self, **args: Any) -> int:
        """A job of the test stage `probe`; its id."""
        self.rows("CREATE TABLE IF NOT EXISTS effect (job INTEGER, value INTEGER)")
        ledger = open_ledger(self.db, SystemClock())
        try:
            return put(ledger, "probe", args=args)
        finally:
            ledger.database.close()
