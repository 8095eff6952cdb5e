"""SIGINT and SIGTERM ask a supervisor to stop: once to finish what runs, twice to end at once (R6)."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EXIT_CODES = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


@contextmanager
def listening(stop: Callable[[str], None]) -> Generator[None]:
    """Route the signals to `stop`, which is given their names; afterwards they do what they did before.

    What this process was told to ignore (nohup, a job in the background of a script) stays ignored.
    """

    def heard(number: int, _frame: FrameType | None) -> None:
        stop(signal.Signals(number).name)

    numbers = [number for number in NUMBERS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
