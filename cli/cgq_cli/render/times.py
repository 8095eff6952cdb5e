"""Times and durations as people read them."""

from __future__ import annotations

import math

from cgq.clock import local, rfc3339

_STEPS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


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
    place = next(index for index, (size, _) in enumerate(_STEPS) if whole >= size)
    size, unit = _STEPS[place]
    count, rest = divmod(whole, size)
    if place + 1 == len(_STEPS):
        return f"{count}{unit}"
    smaller, smaller_unit = _STEPS[place + 1]
    return f"{count}{unit} {rest // smaller}{smaller_unit}" if rest >= smaller else f"{count}{unit}"


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
