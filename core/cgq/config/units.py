"""Durations and rates as people write them: `90`, `5m`, `1h30m`, `10/10s`."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
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
