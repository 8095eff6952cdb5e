"""Moments as files have them: RFC 3339, what spreadsheets and Korean programs show, seconds since 1970."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from unicodedata import normalize

from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault

_DATE = r"(?P<year>\d{4})\s*[-./년]\s*(?P<month>\d{1,2})\s*[-./월]\s*(?P<day>\d{1,2})\s*(?:일|\.)?"
_HALF = r"(?:오전|오후|AM|PM)"
_SECOND = r"(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?\s*초?"
_TIME = rf"(?P<hour>\d{{1,2}})\s*(?::|시)\s*(?P<minute>\d{{1,2}})\s*분?(?:\s*:?\s*{_SECOND})?"
_ZONE = r"(?P<zone>Z|UTC|GMT|KST|[+-]\d{2}(?::?\d{2})?)"
_MOMENT = re.compile(
    rf"{_DATE}(?:(?:\s*T\s*|\s+|(?<=\.))(?P<before>{_HALF})?\s*{_TIME}\s*(?P<behind>{_HALF})?\s*{_ZONE}?)?",
    re.IGNORECASE,
)
_SINCE_1970 = re.compile(r"\d{10}|\d{13}")
"""Seconds have ten digits from 2001 to 2286, milliseconds thirteen."""

_KOREA = 9 * 60
"""Minutes by which Korea is ahead of UTC, with no summer time since 1988 (tz database, Asia/Seoul)."""

AHEAD = 24 * 60 * 60 * 1000
"""Milliseconds that a moment may lie ahead: clocks of other machines and other zones are no reason to refuse a row."""

_HINT = "Write it as 2026-03-04 14:05, and +09:00 behind it where it is not the time of this computer."


@dataclass(frozen=True, slots=True)
class Moment:
    """Milliseconds since the epoch, and whether the zone of this computer was taken, for none was named."""

    at: int
    is_local: bool


def parse_moment(text: str, now: int) -> Moment:
    """The moment of a cell; a date without a time is its midnight. `now` is in milliseconds.

    Raises Fault: bad_time, in_future.
    """
    given = " ".join(normalize("NFKC", text).split())
    try:
        found = _since_1970(given) or _written(given)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None or found.at < 0:
        shown = printable(text.strip(), LONGEST_QUOTE) or "nothing"
        raise Fault("bad_time", f"{shown} is no moment", _HINT, column="ts")
    if found.at > now + AHEAD:
        message = f"{printable(text.strip(), LONGEST_QUOTE)} lies in the future"
        raise Fault("in_future", message, "Correct it: an attempt has happened.", column="ts")
    return found


def _since_1970(given: str) -> Moment | None:
    if not _SINCE_1970.fullmatch(given):
        return None
    return Moment(int(given) * (1000 if len(given) == 10 else 1), is_local=False)


def _written(given: str) -> Moment | None:
    match = _MOMENT.fullmatch(given)
    if match is None:
        return None
    part = timedelta(milliseconds=int((match["part"] or "0")[:3].ljust(3, "0")))
    date = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=_zone(match["zone"]))
    if match["hour"]:
        hour = _hour(int(match["hour"]), match["before"], match["behind"])
        date = date.replace(hour=hour, minute=int(match["minute"]), second=int(match["second"] or 0))
    moment = date + part
    # A time that a spring gap leaves out is as much later as the gap is long; of one that comes twice it is the first.
    return Moment(round(moment.timestamp() * 1000), is_local=moment.tzinfo is None)


def _hour(hour: int, before: str | None, behind: str | None) -> int:
    half = before or behind
    if before and behind:
        raise ValueError("two halves of a day")
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    return hour % 12 + (12 if half.casefold() in ("오후", "pm") else 0)


def _zone(name: str | None) -> timezone | None:
    if name is None:
        return None
    if name.casefold() in ("z", "utc", "gmt"):
        return UTC
    if name.casefold() == "kst":
        return timezone(timedelta(minutes=_KOREA))
    digits = name[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def shown(at: int) -> str:
    """A moment as a file of ours has it: 2026-01-31T09:30:00.250Z."""
    whole = datetime.fromtimestamp(at // 1000, UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"
