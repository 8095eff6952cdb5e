"""Durations, rates and amounts of memory as people write them: `90`, `5m`, `1h30m`, `10/10s`, `512MB`."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.ASCII)
_BYTES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_RATE = re.compile(r"(\d+)\s*/\s*(\S+)", re.ASCII)


class Rate(NamedTuple):
    """At most `starts` starts in any `seconds`."""

    starts: int
    seconds: float


def duration(text: str) -> float:
    """Seconds in `90`, `5m` or `1h30m`; `forever` is infinite. ValueError for anything else."""
    wanted = text.strip().lower()
    if wanted == "forever":
        return math.inf
    if _NUMBER.fullmatch(wanted):
        return float(wanted)
    parts = list(_PART.finditer(wanted))
    if not parts or "".join(part[0] for part in parts) != wanted:
        raise ValueError(f"{text!r} is not a duration such as 30s, 5m or 1h30m")
    return sum(float(part[1]) * _SECONDS[part[2]] for part in parts)


def rate(text: str) -> Rate:
    """The rate in `10/10s`, `3/m` or `100/1h`. ValueError for anything else."""
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a rate such as 10/10s")
    span = match[2] if match[2][0].isdigit() else "1" + match[2]
    found = Rate(int(match[1]), duration(span))
    if found.starts < 1 or not 0 < found.seconds < math.inf:
        raise ValueError(f"{text!r} is not a rate such as 10/10s")
    return found


def size(text: str) -> int:
    """Bytes in `512MB`, `2G` or `1048576`; a unit is a power of 1,024. ValueError for anything else."""
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no amount of memory such as 512MB or 2G")
    return int(float(match[1]) * _BYTES[match[2]])


def written_duration(seconds: float) -> str:
    """Seconds as people write them, and as `duration` reads them back: `2m`, `1h30m`, `250ms`, `forever`."""
    if seconds == math.inf:
        return "forever"
    left, parts = round(seconds * 1000), ""
    for unit in ("d", "h", "m", "s", "ms"):
        count, left = divmod(left, round(_SECONDS[unit] * 1000))
        parts += f"{count}{unit}" if count else ""
    return parts or "0s"


def written_size(count: int) -> str:
    """Bytes as people write them: `512MB`; those of no whole unit as a number."""
    whole = [unit for unit, size in _BYTES.items() if unit and count and count % size == 0]
    return f"{count // _BYTES[whole[-1]]}{whole[-1].upper()}B" if whole else str(count)


def written_rate(found: Rate) -> str:
    """A rate as people write it: `10/10s`."""
    return f"{found.starts}/{written_duration(found.seconds)}"
