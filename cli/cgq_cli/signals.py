"""What signals do to a command: the table stands in docs/operating.md.

SIGINT, SIGTERM and the end of the terminal ask a supervisor to stop: once to finish what runs, twice to end at once
(R6). Any other command ends at the first.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from cgq.errors import Interrupted, Terminated
from cgq.sandbox.inherited import KEPT_BY_COMMANDS, reset_signals
from cgq_cli.exit_codes import TERMINATED

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINATING = frozenset({"SIGTERM", "SIGHUP", "stop"})
"""Why a supervisor stops: a terminal that went away, and `cgq stop`, end it as SIGTERM does."""

STOPPING = TERMINATING | {"SIGINT"}
"""Whatever asks a supervisor to stop before it is through."""


def begin() -> None:
    """Hear signals whatever the parent ignored or blocked, except what a person ignores on purpose (nohup, `&`).

    Called once, when the command starts. What was blocked and is pending ends the command here.
    """
    signal.signal(signal.SIGTERM, _terminated)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _terminated)
    reset_signals(KEPT_BY_COMMANDS)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as after Ctrl-C: workers end, and what is half written is put away."""
    raise Terminated(TERMINATED)


def _interrupted(_number: int, _frame: FrameType | None) -> NoReturn:
    """As Python does it, but told from what a stage raises."""
    raise Interrupted


@contextmanager
def listening(stop: Callable[[str], None]) -> Generator[None]:
    """Route the signals to `stop`, which is given their names; afterwards they do what they did before.

    What this process was told to ignore (nohup, a job in the background of a script) stays ignored. A terminal goes
    away once: the kernel reports it, and so does each stream that still writes to it.
    """
    hung_up = False

    def heard(number: int, _frame: FrameType | None) -> None:
        nonlocal hung_up
        if number == signal.SIGHUP and hung_up:
            return
        hung_up |= number == signal.SIGHUP
        stop(signal.Signals(number).name)

    numbers = [number for number in NUMBERS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if number == signal.SIGHUP and hung_up else handler)
