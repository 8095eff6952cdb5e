"""What the headers of a provider's answer say of its rates: how long to wait, and what is left of them.

`x-ratelimit-remaining-requests`, `-tokens` and `x-ratelimit-reset-requests`, `-tokens` are those of OpenAI and of what
imitates it (a duration such as `1s`, `6m0s`, `120ms`); `anthropic-ratelimit-requests-remaining` and so on are
Anthropic's, whose resets are moments (RFC 3339). Whatever cannot be read is as if it was not there.
"""

from __future__ import annotations

import re
import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cgq.contract import RateLeft

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 1e7
"""Seconds (116 days): a wait beyond it is no wait, but a mistake."""

MOST_LEFT = 1 << 53
"""Requests or tokens: a larger number is a mistake, and SQLite would not keep it."""

_DURATION = re.compile(
    r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,7}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?"
)
"""Go's notation of a duration, days added: `1d2h`, `6m0s`, `1.5s`, `120ms`."""

_UNITS = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
"""Seconds in each unit of the notation."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, from `retry-after-ms` or `retry-after`; None when it does not."""
    precise = _seconds(headers.get("retry-after-ms"))
    if precise is not None:
        return precise / 1000
    asked = headers.get("retry-after")
    seconds = _seconds(asked)
    if seconds is not None or asked is None:
        return seconds
    return _until(_moment_of_http(asked), headers)


def rate_left(headers: Mapping[str, str]) -> RateLeft:
    """What an answer leaves of the provider's rates."""
    return RateLeft(
        requests=_left(headers, "requests"),
        requests_seconds=_reset(headers, "requests"),
        tokens=_left(headers, "tokens"),
        tokens_seconds=_reset(headers, "tokens"),
    )


def duration(text: str | None) -> float | None:
    """Seconds of a duration such as `6m0s`, or of a bare number of seconds; None for what is neither."""
    found = _DURATION.fullmatch(text) if text else None
    if found is None:
        return _seconds(text)
    seconds = sum(float(number) * unit for number, unit in zip(found.groups(), _UNITS, strict=True) if number)
    return seconds if seconds < LONGEST else None


def _left(headers: Mapping[str, str], what: str) -> int | None:
    text = headers.get(f"x-ratelimit-remaining-{what}") or headers.get(f"anthropic-ratelimit-{what}-remaining") or ""
    if not (text.isascii() and text.isdigit()) or len(text) > 16:
        return None
    return min(int(text), MOST_LEFT)


def _reset(headers: Mapping[str, str], what: str) -> float | None:
    seconds = duration(headers.get(f"x-ratelimit-reset-{what}"))
    if seconds is not None:
        return seconds
    return _until(_moment_of_rfc3339(headers.get(f"anthropic-ratelimit-{what}-reset")), headers)


def _until(moment: float | None, headers: Mapping[str, str]) -> float | None:
    """Seconds until a moment of the server's clock, which its `date` shows, whatever ours is (B5)."""
    if moment is None:
        return None
    sent = _moment_of_http(headers.get("date"))
    seconds = max(0.0, moment - (time.time() if sent is None else sent))
    return seconds if seconds < LONGEST else None


def _moment_of_http(text: str | None) -> float | None:
    """A date of HTTP in seconds since the epoch."""
    try:
        return parsedate_to_datetime(text or "").timestamp()
    except (ValueError, OverflowError):
        return None


def _moment_of_rfc3339(text: str | None) -> float | None:
    """A moment with its zone in seconds since the epoch."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0.0 <= seconds < LONGEST else None
