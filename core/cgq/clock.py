"""Time, passed in wherever it matters so that tests can set it.

Two clocks (semantics B5): the wall clock for what people and the database see, in whole
milliseconds since 1970-01-01 UTC, and the monotonic clock for every duration, in seconds.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol, overload


class Clock(Protocol):
    """Where the ledger and the supervisor read the time."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()


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
