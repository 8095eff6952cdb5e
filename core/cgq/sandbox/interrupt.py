"""An end to work of this very process: Python code that takes too long is interrupted where it stands."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_SOONEST = 0.1


class Interrupted(BaseException):
    """The time was over. No `except Exception` on the way holds it up."""


@contextmanager
def interruptible() -> Generator[Callable[[float], None]]:
    """Gives what starts the clock: `Interrupted` is raised inside the `with`, so many seconds later.

    Only the main thread can be interrupted; in another one the clock does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda _seconds: None
        return
    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        yield lambda seconds: _start(max(seconds, _SOONEST))
    finally:
        _start(0.0)
        signal.signal(signal.SIGALRM, before)


def _start(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _interrupt(_number: int, _frame: object) -> None:
    raise Interrupted
