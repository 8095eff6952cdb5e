"""Time, passed in wherever it matters so that tests can set it.

Three clocks (semantics B5): the wall clock, which people read and which anybody may set; the time since the machine
was booted, from which the ledger makes its own time line (queue/timeline.py); and the monotonic clock for durations
inside one process.
"""

from __future__ import annotations

import math
import secrets
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, overload

_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux counts the time of a suspended machine in this clock; elsewhere the monotonic one must do."""


class Uptime(NamedTuple):
    """How long a machine has been up, suspended time included: `ms` since the boot that `boot` names.

    Two readings can be compared when they name the same boot; a container with a clock of its own names another one.
    """

    boot: str
    ms: int


class Clock(Protocol):
    """Where the ledger and the supervisor read the time."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...

    def uptime(self) -> Uptime:
        """Milliseconds since the machine was booted; nobody can set this clock."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def uptime(self) -> Uptime:
        return Uptime(_boot(), int(time.clock_gettime(_BOOT_CLOCK) * 1000))


@cache
def _boot() -> str:
    """What names this boot, and the time namespace: in another one the same clock counts from elsewhere."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return f"unknown-{secrets.token_hex(8)}"
    return f"{boot} {_boot_clock_offset()}"


def _boot_clock_offset() -> str:
    """By how much this time namespace shifts the clock since boot (time_namespaces(7)); `0 0` is the machine's own."""
    try:
        offsets = Path("/proc/self/timens_offsets").read_text(encoding="ascii")
    except (OSError, ValueError):
        return "0 0"
    rows = [line.split() for line in offsets.splitlines()]
    return next((" ".join(row[1:]) for row in rows if row and row[0] in ("boottime", "7")), "0 0")


@overload
def rfc3339(at: int) -> str: ...
@overload
def rfc3339(at: int | None) -> str | None: ...
def rfc3339(at: int | None) -> str | None:
    """Milliseconds since the epoch as `2026-01-31T09:30:00.250Z`; None stays None."""
    if at is None:
        return None
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03d}Z"


def local(at: int) -> str:
    """Milliseconds since the epoch in the reader's own zone, with the zone's name."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
"""Seconds of a unit, and what it is called; the largest first."""


def span(seconds: float | None) -> str:
    """A duration in its two largest units: `1h 30m`, `4.2s`, `250ms`; `-` for None."""
    if seconds is None:
        return "-"
    if seconds == math.inf:
        return "forever"
    seconds = max(0.0, seconds)
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 10:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    largest = next(index for index, (size, _) in enumerate(_UNITS) if whole >= size)
    size, unit = _UNITS[largest]
    count, rest = divmod(whole, size)
    if largest + 1 == len(_UNITS):
        return f"{count}{unit}"
    smaller, smaller_unit = _UNITS[largest + 1]
    return f"{count}{unit} {rest // smaller}{smaller_unit}" if rest >= smaller else f"{count}{unit}"
