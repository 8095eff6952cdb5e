"""A folder for one run: databases, the offer of the no-op stages, the slow flush; and its processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.support.noop import OFFER

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 600.0


class Scratch:
    """Starts processes that find `bench` and the no-op stages; ends whatever still lives at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        self._running: list[subprocess.Popen[str]] = []
        offer = folder / "offer" / "cgq_bench-0.dist-info"
        offer.mkdir(parents=True)
        (offer / "METADATA").write_text("Metadata-Version: 2.1\nName: cgq-bench\nVersion: 0\n", encoding="utf-8")
        (offer / "entry_points.txt").write_text(OFFER, encoding="utf-8")
        sys.path.append(str(offer.parent))
        self._path = os.pathsep.join([str(ROOT), str(offer.parent), *filter(None, [os.environ.get("PYTHONPATH")])])

    def database(self) -> Path:
        """The path of a new database, in a folder of its own."""
        self._count += 1
        folder = self.folder / f"db{self._count}"
        folder.mkdir()
        return folder / "queue.db"

    def forget(self, database: Path) -> None:
        """Remove a database and what lies beside it."""
        shutil.rmtree(database.parent, ignore_errors=True)

    def start(self, role: str, env: dict[str, str] | None = None, **given: Any) -> subprocess.Popen[str]:
        """Start a role of `bench.support.roles` with its arguments."""
        command = [sys.executable, "-P", "-m", "bench.support.roles", role, json.dumps(given, default=str)]
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": self._path, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running.append(process)
        return process

    def result(self, process: subprocess.Popen[str], seconds: float = MOST_SECONDS) -> Any:
        """What a role has printed, once it has ended."""
        out, _ = process.communicate(timeout=seconds)
        self._running.remove(process)
        if process.returncode:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        return json.loads(out) if out.strip() else None

    def call(self, role: str, env: dict[str, str] | None = None, **given: Any) -> Any:
        """Run a role to its end."""
        return self.result(self.start(role, env, **given))

    def stop(self, process: subprocess.Popen[str]) -> Any:
        """Ask a role to end, and take its result."""
        process.terminate()
        return self.result(process, 60)

    def end_all(self) -> None:
        """Nothing that was started here lives on; workers die with their supervisor."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        self._running.clear()


@contextmanager
def scratch() -> Generator[Scratch]:
    """A run's folder and processes, both gone at the end. TMPDIR says on which disk it lies."""
    with tempfile.TemporaryDirectory(prefix="cgq-bench-") as folder:
        made = Scratch(Path(folder))
        try:
            yield made
        finally:
            made.end_all()
