"""A real Neo4j for a test: its own kernel with a Bolt connector on loopback, from a folder of the tester's."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

FOLDER = "CGQ_NEO4J_SERVER"
"""Names the folder with a `run.sh PORT DATADIR` that prints `READY bolt://…` and ends with its standard input."""


@contextmanager
def serve(data: Path) -> Generator[str]:
    """The address of a server with its data in a new folder; skips the test without the folder or Java."""
    run = Path(os.environ.get(FOLDER, "nowhere"), "run.sh")
    if not run.exists() or shutil.which("java") is None:
        pytest.skip(f"{FOLDER} names no folder with a run.sh, or there is no Java")
    started = subprocess.Popen(
        [str(run), "0", str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with started as server:
        assert server.stdin is not None
        assert server.stdout is not None
        ready = next((line for line in server.stdout if line.startswith("READY ")), "")
        assert ready, "the server ended before it was ready"
        yield ready.split()[1]
        server.stdin.close()
        server.wait(timeout=30)
