"""A workspace whose supervisor runs the test stages: in this process, or in one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.ledger import attempts, check, row, state
from tests.support.pool_stages import EFFECT
from tests.support.processes import Child

from cgq.config import KindSettings, QueueSettings, Settings
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.workers.options import Options, Report
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq.events import Event

KINDS = {
    "probe": KindSettings(wait=0.0),
    "probe_batch": KindSettings(batch=8, wait=0.0),
    "probe_threads": KindSettings(wait=0.0),
    "paying": KindSettings(wait=0.0),
}


@dataclass
class Pool:
    """A workspace and what its supervisor told."""

    folder: Path
    settings: Settings
    workspace: Workspace
    events: list[Event] = field(default_factory=list)

    def put(self, kind: str = "probe", *, wishes: dict[str, Any] | None = None, **args: Any) -> int:
        """Enqueue one job with these arguments."""
        with self.workspace.ledger.write() as books:
            (made,) = enqueue(books, [NewJob(kind=kind, args=args, **(wishes or {}))])
        return made.id

    def work(self, emit: Callable[[Event], None] | None = None, **options: Any) -> Report:
        """Run a supervisor here until nothing is left, or as the options say."""

        def tell(event: Event) -> None:
            self.events.append(event)
            if emit is not None:
                emit(event)

        chosen = Options(**{"until_empty": True, "max_time": 40.0, "drain": 0.0, **options})
        with self.workspace.supervisor(chosen, tell) as supervisor:
            self.supervisor = supervisor
            report = supervisor.run()
        self.verify()
        return report

    def verify(self) -> None:
        """What holds of every ledger."""
        with self.workspace.database.read() as tx:
            check(tx, self.workspace.ledger.clock.now())

    def told(self, kind: type[Event]) -> list[Any]:
        """The events of one type."""
        return [event for event in self.events if isinstance(event, kind)]

    def state(self, job: int) -> str:
        return state(self.workspace.ledger, job)

    def row(self, job: int) -> dict[str, Any]:
        return row(self.workspace.ledger, job)

    def attempts(self, job: int) -> list[tuple[str, str]]:
        return attempts(self.workspace.ledger, job)

    def effects(self) -> list[tuple[int, int]]:
        """(job, value) of everything that was stored."""
        with self.workspace.database.read() as tx:
            return [(job, value) for job, value in tx.all("SELECT job, value FROM effect ORDER BY job")]

    def another(self) -> Workspace:
        """A second connection, as another command has."""
        return Workspace(self.settings)

    @property
    def log(self) -> Path:
        """Where jobs that were given it tell of each call: "n pid" a line."""
        return self.folder / "calls.log"

    def calls(self) -> list[tuple[int, int]]:
        """(n, pid) of each call so far."""
        if not self.log.exists():
            return []
        lines = self.log.read_text(encoding="ascii").splitlines()
        return [(int(n), int(pid)) for n, pid in (line.split() for line in lines)]

    def starts(self) -> list[tuple[float, int]]:
        """(seconds, n) of each start so far of jobs that were given the file `started`."""
        return read_starts(self.started)

    @property
    def started(self) -> Path:
        """Where jobs that were given it tell when they start."""
        return self.folder / "starts.log"

    @contextmanager
    def elsewhere(self, *options: str) -> Generator[Child[str]]:
        """A supervisor in a process of its own; killed at the end when it still lives."""
        command = [sys.executable, "-m", "tests.support.supervise", str(self.settings.db), *options]
        root = str(Path(__file__).parents[2])
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ["PYTHONPATH"]])}
        with Child(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=self.folder) as process:
            try:
                yield process
            finally:
                process.kill()


def read_starts(path: Path) -> list[tuple[float, int]]:
    """(seconds, n) of each start that a file `starts` heard of, in their order."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return sorted((float(at), int(n)) for at, n in (line.split() for line in lines))


@contextmanager
def open_pool(folder: Path, template: Path, **changes: Any) -> Generator[Pool]:
    """A pool on a new database with settings for tests: three workers, no waits."""
    path = folder / "cgq.db"
    shutil.copy(template, path)
    settings = replace(settings_for(path), **changes)
    with Workspace(settings) as workspace:
        workspace.database.connection.execute(EFFECT)
        yield Pool(folder, settings, workspace)


def settings_for(path: Path) -> Settings:
    """The settings of every supervisor of a test."""
    return Settings(db=path, jobs=3, durability="NORMAL", kinds=KINDS, queues={"low_priority": QueueSettings(limit=1)})
