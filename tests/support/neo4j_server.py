"""A real Neo4j for a test: its own kernel with a Bolt connector on loopback (tests/support/neo4j/README.md)."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

RUNNING = "CGQ_TEST_NEO4J"
"""Names the address of a server that runs already, without a password, for the tests that only need one."""

SOURCES = Path(__file__).with_name("neo4j")
BUILD = ("mvn", "-q", "-B", "compile", "dependency:copy-dependencies")
STOP_SECONDS = 30.0
"""Seconds for a clean stop; it takes one."""


@dataclass
class Server:
    """A server with its data in a folder, which can be stopped, killed, and started again at the same port."""

    data: Path
    auth: bool = False
    port: int = 0
    address: str = ""
    _running: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(SOURCES / "run.sh"), str(self.port), str(self.data), *(["auth"] if self.auth else [])]
        self._running = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "NEO4J_TEST_BUILD": str(built())},
        )
        assert self._running.stdout is not None
        ready = next((line for line in self._running.stdout if line.startswith("READY ")), "")
        assert ready, "the server ended before it was ready"
        self.address = ready.split()[1]
        self.port = int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """Stop it cleanly; safe to call twice."""
        if self._running is None:
            return
        with self._running as process:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=STOP_SECONDS)
        self._running = None

    def kill(self) -> None:
        """What a crash leaves behind: its next start recovers."""
        assert self._running is not None
        self._running.send_signal(signal.SIGKILL)
        self.stop()


@contextmanager
def started(data: Path, *, auth: bool = False) -> Generator[Server]:
    """A server of the test's own; skips the test without Java or Maven."""
    built()
    server = Server(data, auth=auth)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def serve(data: Path) -> Generator[str]:
    """The address of an empty server of the test's own."""
    with started(data) as server:
        yield server.address


@pytest.fixture(scope="module")
def neo4j_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that the tests of a file share: each has a bank of its own there."""
    if address := os.environ.get(RUNNING, "").strip():
        yield address
        return
    with serve(tmp_path_factory.mktemp("neo4j")) as address:
        yield address


@cache
def built() -> Path:
    """The folder with the server's classes, made once for all processes; skips the test where that cannot be."""
    if missing := [name for name in ("java", "mvn") if shutil.which(name) is None]:
        _leave_out(f"a Neo4j of the test's own needs {' and '.join(missing)}")
    names = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".xml", ".java"))
    version = hashlib.sha256(b"".join(path.read_bytes() for path in names)).hexdigest()[:12]
    folder = user_cache_path("cgq-tests") / f"neo4j-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "target" / "built").exists():
            shutil.copytree(SOURCES, folder, dirs_exist_ok=True)
            made = subprocess.run(BUILD, cwd=folder, capture_output=True, text=True, check=False)
            if made.returncode:
                _leave_out(f"Maven could not build the Neo4j of the tests: {made.stdout[-500:]}")
            (folder / "target" / "built").touch()
    return folder / "target"


def _leave_out(reason: str) -> None:
    """Skip the test, with the reason; where all tests must run, fail it."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _build_for_tests() -> None:
    """What `make tools` calls, so that no test's time counts the build."""
    try:
        built()
    except (pytest.skip.Exception, pytest.fail.Exception) as error:
        sys.stderr.write(f"{error}: its tests are skipped\n")


if __name__ == "__main__":
    _build_for_tests()
