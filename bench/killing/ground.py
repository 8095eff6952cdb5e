"""A folder with a fresh database, its settings, and the processes that the campaign starts on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.killing import processes
from bench.killing.actor import ACCEPTED, ENOUGH
from bench.killing.stages import OFFERED, TABLE

from cgq.config import load
from cgq.db.driver import driver
from cgq.workspace import Workspace

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "sample_data"
PAPERS = str(SAMPLES / "*.pdf")
"""The papers of a campaign: those in other forms would only take longer."""
DATABASE = "cgq.db"

# Waits are short, so that a campaign has many tries in little time; the rules are those of every day.
_SETTINGS = """\
db = "{database}"
jobs = 2
[kinds.process_pdf]
wait = "100ms"
[kinds.generate_embedding]
wait = "100ms"
[kinds.update_knowledge_graph]
wait = "100ms"
[kinds.refresh_concepts]
wait = "100ms"
[kinds.find_repeats]
wait = "100ms"
"""
_OWN = """\
[kinds.kill_single]
wait = "100ms"
timeout = "2s"
[kinds.kill_batched]
wait = "100ms"
timeout = "4s"
batch = 8
[kinds.kill_threaded]
wait = "100ms"
timeout = "4s"
batch = 4
[kinds.kill_slow]
wait = "100ms"
timeout = "20s"
"""


class Ground:
    """Everything of one round lies in `folder`. Close it, or use it in a `with`: nothing is left running."""

    def __init__(self, folder: Path, *, errands: bool, command: Sequence[str]) -> None:
        self.folder = folder
        self.database = folder / DATABASE
        self._command = command
        self._started: list[subprocess.Popen[bytes]] = []
        offers = folder / "offers"
        (offers / "kill_errands-0.dist-info").mkdir(parents=True)
        if errands:
            _offer(offers / "kill_errands-0.dist-info")
        (folder / "cgq.toml").write_text(_SETTINGS.format(database=DATABASE) + (_OWN if errands else ""))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(str(path) for path in (*_sources(), offers)),
        }
        self.output = (folder / "output.txt").open("ab")
        self._prepare(errands=errands)

    def __enter__(self) -> Ground:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self, *, errands: bool) -> None:
        with self.workspace():
            pass
        if errands:
            with closing(driver.connect(self.database)) as connection:
                connection.execute(TABLE)

    def workspace(self) -> Workspace:
        """The workspace as it opens in this folder; own kinds are known only to the processes."""
        environment = {"CGQ_DB": str(self.database), "HOME": str(self.folder)}
        return Workspace(load(environ=environment, cwd=Path("/")).settings)

    def reader(self) -> sqlite3.Connection:
        """A connection that is only read from, without the program's own code in between.

        It is of the program's own SQLite: when two copies of the library have a file open in one process,
        either drops the other's locks as it closes.
        """
        return driver.connect(f"file:{self.database}?mode=ro", uri=True, isolation_level=None, timeout=10)

    # Processes

    def supervisor(self) -> subprocess.Popen[bytes]:
        """Start a supervisor that works until nothing is left."""
        return self._start(self._command)

    def actor(self, *role: str) -> subprocess.Popen[bytes]:
        """Start one of the campaign's own processes."""
        return self._start([sys.executable, "-m", "bench.killing.actor", *role])

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        process = processes.start(command, self.environment, self.folder, self.output)
        self._started.append(process)
        return process

    def enough(self) -> None:
        """Tell the feeders that no more is wanted."""
        (self.folder / ENOUGH).touch()

    def accepted(self) -> list[tuple[int, str]]:
        """(job, token) of what was told as stored; a last line cut short was not told."""
        with suppress(FileNotFoundError):
            whole = (self.folder / ACCEPTED).read_text().rpartition("\n")[0]
            return [(int(job), token) for job, token in (line.split() for line in whole.splitlines())]
        return []

    def said(self) -> str:
        """The end of what the processes wrote."""
        return (self.folder / "output.txt").read_text(errors="replace")[-600:]

    def close(self) -> None:
        """End every process that was started here, and their workers."""
        for process in self._started:
            processes.end(process)
        started = {process.pid for process in self._started}
        for seen in processes.workers():
            if seen.supervisor in started:
                processes.send(seen.pid, signal.SIGKILL)
        self.output.close()


def quietly(ground: Ground, seconds: float) -> int | None:
    """Let one undisturbed supervisor work until nothing is left; its exit code, None when it took too long."""
    process = ground.supervisor()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        processes.end(process)
        return None


def rows(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Every row; waits out a moment in which the log is being recovered."""
    for _ in range(50):
        with suppress(driver.OperationalError):
            return connection.execute(sql, parameters).fetchall()
        time.sleep(0.05)
    return connection.execute(sql, parameters).fetchall()


def supervising() -> list[str]:
    """The command of a supervisor: `cgq work` where the command line has it, else an actor that does the same."""
    if find_spec("cgq_cli.commands.work") is not None:
        return [sys.executable, "-m", "cgq_cli", "work", "--until-empty"]
    return [sys.executable, "-m", "bench.killing.actor", "supervise"]


def _sources() -> list[Path]:
    return [REPOSITORY / "core", REPOSITORY / "cli", REPOSITORY]


def _offer(folder: Path) -> None:
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: kill-errands\nVersion: 0\n")
    entries = "".join(f"{kind} = bench.killing.stages:{name}\n" for kind, name in OFFERED.items())
    (folder / "entry_points.txt").write_text(f"[cgq.stages]\n{entries}")
