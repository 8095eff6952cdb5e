"""Tells systemd how a service stands (sd_notify(3)): ready, stopping, a line of status, and that its loop turns."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.events import Counts, Draining
from cgq.queue.states import WAITING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.clock import Clock
    from cgq.events import Event


class Service:
    """This process as a service of systemd. Where no systemd started it, nothing is sent, and nothing ever fails."""

    def __init__(self, environ: Mapping[str, str], clock: Clock) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self._clock = clock
        self._every = _seconds_between_beats(environ)
        self._next_beat = 0.0
        self._is_ready = False
        self._status = ""

    def beat(self) -> None:
        """The loop turns: with the first beat the service is ready, and each later one keeps the watchdog quiet."""
        if self._address is None:
            return
        if not self._is_ready:
            self._is_ready = True
            self._send("READY=1", "STATUS=Serving")
        now = self._clock.monotonic()
        if self._every is not None and now >= self._next_beat:
            self._next_beat = now + self._every
            self._send("WATCHDOG=1")

    def heard(self, event: Event) -> None:
        """What a supervisor reports, as far as it changes how the service stands."""
        if self._address is None:
            return
        if isinstance(event, Counts):
            running = sum(n for (*_, state), n in event.tally.items() if state == "running")
            waiting = sum(n for (*_, state), n in event.tally.items() if state in WAITING)
            self._show(f"STATUS={counted(running, 'job')} running, {waiting} waiting")
        elif isinstance(event, Draining):
            self._send("STOPPING=1", f"STATUS=Stopping ({event.reason}): {counted(event.running, 'job')} may finish")

    def ended(self) -> None:
        """The loop has ended."""
        self._send("STOPPING=1")

    def _show(self, status: str) -> None:
        if status != self._status:
            self._status = status
            self._send(status)

    def _send(self, *lines: str) -> None:
        if self._address is None:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.sendto("\n".join(lines).encode(), self._address)


def _address(text: str) -> str | None:
    """A path, or the name of an abstract socket, which the kernel has after a zero byte; None for anything else."""
    if text.startswith("@"):
        return f"\0{text[1:]}"
    return text if text.startswith("/") else None


def _seconds_between_beats(environ: Mapping[str, str]) -> float | None:
    """Half of what the watchdog waits, as sd_watchdog_enabled(3) advises; None without one for this process."""
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    text = environ.get("WATCHDOG_USEC", "")
    return int(text) / 2_000_000 if text.isdecimal() and int(text) > 0 else None
