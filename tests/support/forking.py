"""Commands run by a process that has loaded the modules of cgq and forks for each (tests.support.forked)."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REPOSITORY = Path(__file__).parents[2]
SOURCES = (REPOSITORY / "core", REPOSITORY / "cli")
LOCALE = "C.UTF-8"
"""The locale of the process that forks, and so of every command that it runs."""


def can_run(environment: Mapping[str, str]) -> bool:
    """May a command with this environment be a fork? Not where the interpreter itself would start otherwise."""
    packages = environment["PYTHONPATH"].split(os.pathsep)
    if any(Path(package, "sitecustomize.py").exists() for package in packages):
        return False
    own = {name for name in environment if name.startswith(("PYTHON", "LC_", "LANG", "LD_", "MALLOC"))}
    return own <= {"PYTHONPATH", "LC_ALL"} and environment.get("LC_ALL") == LOCALE


def run(
    args: Sequence[str | bytes],
    folder: Path,
    environment: Mapping[str, str],
    given: bytes,
    patience: float,
    *,
    lane: int = 0,
) -> tuple[int, bytes, bytes]:
    """Run a command to its end; exit code and both streams. Raises TimeoutExpired after `patience` seconds.

    Commands of one lane run one after the other, those of several lanes at once: each lane has a process that forks.
    """
    with tempfile.TemporaryDirectory() as kept:
        streams = [Path(kept, name) for name in ("in", "out", "err")]
        streams[0].write_bytes(given)
        code = _server(lane).ask(request(args, folder, environment, streams), patience)
        return code, streams[1].read_bytes(), streams[2].read_bytes()


def request(args: Sequence[str | bytes], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]) -> str:
    """What asks for a command: a line for the process that forks. `streams` are files for its descriptors 0, 1, 2."""
    packages = environment["PYTHONPATH"].split(os.pathsep)
    return json.dumps(
        {
            "args": [os.fsdecode(arg) for arg in args],
            "folder": os.fspath(folder),
            "environment": dict(environment),
            "packages": [path for path in packages if path not in map(str, SOURCES)],
            "streams": [str(stream) for stream in streams],
        }
    )


def stop() -> None:
    """End the processes that fork; the next command starts another."""
    for lane in tuple(_servers):
        _servers.pop(lane).stop()


def _server(lane: int) -> _Server:
    if lane not in _servers:
        _servers[lane] = _Server(lane)
    return _servers[lane]


class _Server:
    def __init__(self, lane: int) -> None:
        self._lane = lane
        path = os.pathsep.join(map(str, (*SOURCES, REPOSITORY)))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forked"],
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "LC_ALL": LOCALE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def ask(self, request: str, patience: float) -> int:
        """Have a command run; its exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(request.encode() + b"\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], patience)
        answer = self._process.stdout.readline() if ready else b""
        if not answer:
            os.killpg(self._process.pid, signal.SIGKILL)
            _servers.pop(self._lane).stop()
            raise subprocess.TimeoutExpired(request, patience)
        return int(answer)

    def stop(self) -> None:
        """End it: it has nothing to do when nothing can be asked any more."""
        self._process.communicate()


_servers: dict[int, _Server] = {}
"""The processes that fork, by lane."""
