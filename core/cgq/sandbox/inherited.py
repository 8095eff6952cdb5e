"""What a process inherits from whoever started it, undone: signals that are ignored or blocked.

A parent that ignores SIGCHLD makes the kernel throw away how children end; one that blocks SIGTERM makes a process
that nobody can stop. Both pass through exec, and neither is meant by whoever starts this program.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_UNCHANGEABLE = frozenset({signal.SIGKILL, signal.SIGSTOP})

_IGNORED_BY_PYTHON = frozenset({signal.SIGPIPE, signal.SIGXFSZ})
"""The interpreter ignores these at its own start, so that a write raises an error instead of ending the process."""

KEPT_BY_COMMANDS = frozenset(
    {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
)
"""What a command leaves ignored: nohup ignores SIGHUP, a shell's `&` without job control SIGINT and SIGQUIT, and a
shell the stops of its terminal. That is how a person asks for it."""


def reset_signals(kept: AbstractSet[int] = frozenset()) -> None:
    """Give every ignored signal its default again, except those in `kept`, and block none.

    Handlers stay. What was blocked and is pending arrives before this returns.
    """
    for number in signal.valid_signals() - _UNCHANGEABLE - _IGNORED_BY_PYTHON - kept:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
