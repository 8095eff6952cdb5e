"""What a command costs that looks at a database: the processor time of its process."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

from cgq_cli.app import VERBS

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = (sys.executable, "-m", "cgq_cli")


def is_verb(line: str) -> bool:
    """Does this version have the verb of a command line?"""
    return line.split()[0] in {verb.name for verb in VERBS}


def cpu_seconds(line: str, environ: Mapping[str, str], rounds: int) -> float:
    """Processor seconds of a command, the median of some rounds."""
    return median(_once(line, environ) for _ in range(rounds))


def _once(line: str, environ: Mapping[str, str]) -> float:
    before = os.times()
    subprocess.run(
        [*COMMAND, *line.split()], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system
