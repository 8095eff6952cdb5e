"""The real `cgq extract` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.command import REPOSITORY
from tests.support.documents import check_printed
from tests.support.processes import Child

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = os.pathsep.join(str(REPOSITORY / folder) for folder in ("core", "cli"))


def started(home: Path, *args: str | Path, **environ: str) -> Child[str]:
    """Start it with `home` as its folder, home and nothing else around it."""
    return Child(
        [sys.executable, "-m", "cgq_cli", "extract", *map(str, args)],
        cwd=home,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": SOURCES, "HOME": str(home), "LC_ALL": "C.UTF-8", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def extract(home: Path, *args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it to the end."""
    running = started(home, *args, **environ)
    out, err = running.communicate(timeout=100)
    check_printed(args, out, err)
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)
