"""Turns: between two requests to one host lies a time, whoever makes them.

The last turn of each host is kept in a file of its own, named by the hash of the host, which all processes of a
database share. It is locked only while a turn is taken, so that a process that is killed or stopped holds up nobody. A
moment is one of the clock that counts since the machine was booted: nobody can set that. Whoever waits has reserved
nothing: a turn is taken when it has come.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cgq.clock import SystemClock, Uptime
from cgq.replaced import make_private_folder
from cgq.web.failure import WebFailure, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from cgq.clock import Clock

LOCK_SECONDS = 0.01
"""Between two tries to lock a host's file: it is held for about 0.1 ms."""

JITTER_SECONDS = 0.02
"""At most so much later does one of several waiters look again, so that not all do at once."""


class TurnTooLate(WebFailure):
    """A turn, or the end of another's, comes later than the call lasts: that says nothing of the address."""


class Turns:
    """The turns of a folder's hosts."""

    def __init__(self, folder: Path, clock: Clock | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()
        self._sleep = sleep

    def take(self, host: str, delay: float, deadline: float) -> None:
        """Wait for the host's turn, `delay` seconds after the last one, and take it.

        Raises TurnTooLate as soon as it is known not to come before `deadline` (monotonic clock); its
        `retry_after` is the time until then.
        """
        while (wait := self._try(host, delay, deadline)) > 0:
            if self._clock.monotonic() + wait > deadline:
                message = f"The next request to {shown(host)} may be made in {wait:.1f} s, later than this call lasts."
                raise TurnTooLate(message, code="timeout", retry_after=wait)
            self._sleep(wait + random.uniform(0, JITTER_SECONDS))  # noqa: S311 - spreads waiters, guards nothing

    def answered(self, host: str, deadline: float) -> None:
        """The host has answered: the time until the next turn counts from now, for the request was under way."""
        # A turn that cannot be moved counts from when it was taken: the answer is as good.
        with suppress(TurnTooLate), self._locked(host, deadline) as file:
            _write(file, self._clock.uptime())

    def _try(self, host: str, delay: float, deadline: float) -> float:
        """Seconds until the host's turn; 0 when it came and was taken."""
        with self._locked(host, deadline) as file:
            now = self._clock.uptime()
            left = _left(_read(file), now, delay)
            if left <= 0:
                _write(file, now)
            return left

    @contextmanager
    def _locked(self, host: str, deadline: float) -> Generator[int]:
        while True:
            make_private_folder(self._folder)
            name = hashlib.sha256(host.encode()).hexdigest()[:32]
            file = os.open(self._folder / f"{name}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._lock(file, host, deadline)
                if os.fstat(file).st_nlink:  # else it was removed as an old one before it was locked
                    yield file
                    return
            finally:
                os.close(file)

    def _lock(self, file: int, host: str, deadline: float) -> None:
        while True:
            try:
                return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._clock.monotonic() >= deadline:
                    message = f"Another process holds the turn of {shown(host)}."
                    raise TurnTooLate(message, code="timeout") from None
                self._sleep(LOCK_SECONDS)


def _left(last: Uptime | None, now: Uptime, delay: float) -> float:
    """Seconds until `delay` after the last turn; none after a boot, or where the file claims a time to come."""
    if last is None or last.boot != now.boot or last.ms > now.ms:
        return 0.0
    passed = max(0, now.ms - last.ms - 1)  # both are cut to milliseconds: one less has passed for sure
    return delay - passed / 1000


def _read(file: int) -> Uptime | None:
    """The last turn; None where there was none, or where what was written is none."""
    try:
        boot, ms = json.loads(os.pread(file, 1024, 0))
        return Uptime(str(boot), int(ms))
    except (ValueError, TypeError):
        return None


def _write(file: int, at: Uptime) -> None:
    """One small write: a process that is killed in it leaves the old text, the new one, or none that can be read."""
    text = json.dumps(at).encode()
    os.ftruncate(file, 0)
    os.pwrite(file, text, 0)
