"""The process between a supervisor and the command of a hook: whatever the command has started ends with it (R4).

It starts the command in a process group of its own, and ends it as a guard ends a worker (guard.py): when the
supervisor ends, however it does, and when it is asked to. It ends as the command did; one that cannot be started is
reported on standard error, with the exit status that a shell gives then.

Started as `python -m cgq.workers.hook_guard PARENT FOLDER COMMAND…` with the supervisor's pid and the folder in which
the command is to work: this process stays where it finds its own modules.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from cgq.sandbox import confine
from cgq.sandbox.inherited import reset_signals
from cgq.workers.guard import HEARD, SUPERVISOR_GONE, end_as, end_descendants, watch

CANNOT_START = 127
"""The exit status of a command that cannot be started (POSIX, Shell Command Language, 2.8.2)."""

_BACK_TO_DEFAULT = (signal.SIGPIPE, signal.SIGXFSZ)
"""What the interpreter ignores at its own start, and its child would after exec."""


def main() -> NoReturn:
    """Entry of the process."""
    supervisor, folder, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    reset_signals()
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    confine.end_with(supervisor, SUPERVISOR_GONE)
    confine.adopt_orphans()
    guard = os.getpid()
    child = os.fork()
    if child == 0:
        _become(command, folder, guard)
    _lead_group(child)
    status = watch(child, supervisor, signal.SIGKILL)
    end_descendants()
    end_as(status)


def _become(command: list[str], folder: str, guard: int) -> NoReturn:
    _lead_group(0)
    confine.end_with(guard)
    for number in _BACK_TO_DEFAULT:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        os.chdir(folder)
        os.execvp(command[0], command)  # noqa: S606 - no shell, which is what is wanted
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        os.write(2, f"{command[0]} cannot be started: {reason}\n".encode(errors="backslashreplace"))
    os._exit(CANNOT_START)


def _lead_group(process: int) -> None:
    """Make a process the leader of its group; done by itself and by its parent, for either may come first."""
    with suppress(OSError):
        os.setpgid(process, process)


if __name__ == "__main__":
    main()
