"""Times and durations as people read them."""

from __future__ import annotations

from cgq.clock import local, rfc3339
from cgq.clock import span as span


def relative(at: int | None, now: int) -> str:
    """A moment in milliseconds as `5m ago` or `in 2h`; `-` for None."""
    if at is None:
        return "-"
    seconds = (now - at) / 1000
    if abs(seconds) < 1:
        return "now"
    rounded = float(round(abs(seconds)))
    coarse = f"{rounded:.0f}s" if rounded < 60 else span(rounded).split()[0]
    return f"{coarse} ago" if seconds > 0 else f"in {coarse}"


def moment(at: int | None, *, humane: bool) -> str:
    """A moment in milliseconds: local time with its zone for people, RFC 3339 in UTC otherwise."""
    if at is None:
        return "-" if humane else ""
    return local(at) if humane else str(rfc3339(at))
