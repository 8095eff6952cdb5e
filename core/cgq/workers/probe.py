"""Can a worker be kept from the network here? Tried by a process that then ends."""

from __future__ import annotations

import os
import subprocess
import sys

from cgq.sandbox.interpreter import command_of, executable

SECONDS = 20.0
MEMORY = 256 * 1024 * 1024


def network_can_be_cut() -> bool:
    """Start a process that confines itself as a worker does, and ask whether its network is gone."""
    command = command_of("cgq.workers.probe", str(os.getpid()))
    try:
        done = subprocess.run(
            command,
            executable=executable(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    from cgq.sandbox.confine import confine

    sys.exit(0 if confine(MEMORY, int(sys.argv[1])) else 1)
