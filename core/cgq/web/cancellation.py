"""Requests whose answer nobody wants any more: they end soon, and no other one is made."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.web.pace import TurnTooLate

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_SECONDS = 0.2
"""Between two looks of whoever waits: a person who cancelled what it waits for does not notice so much."""


class Cancelled(TurnTooLate):
    """Nobody wants the answer any more: that says nothing of the host."""

    def __init__(self) -> None:
        super().__init__("Nobody waits for the answer any more.", code="timeout")


class Cancellation:
    """Whether the answers to requests are still wanted. `is_cancelled` is asked often, and by several threads."""

    def __init__(
        self, is_cancelled: Callable[[], bool] = lambda: False, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._is_cancelled = is_cancelled
        self._sleep = sleep

    def check(self) -> None:
        """Raise Cancelled where nobody wants them any more."""
        if self._is_cancelled():
            raise Cancelled

    def sleep(self, seconds: float) -> None:
        """Sleep; raises Cancelled soon after nobody wants them any more."""
        self.check()
        while seconds > 0:
            self._sleep(min(seconds, LOOK_SECONDS))
            self.check()
            seconds -= LOOK_SECONDS
