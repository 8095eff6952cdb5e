"""Moments as people type them, in the zone of whoever types: `12:00`, `tomorrow 12:00`, `2026-12-01T09:00`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
"""What a day may be called, and how many days it lies after this one."""

_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")

EXAMPLES = "12:00, 'tomorrow 12:00' or 2026-01-31T09:30"
"""Moments as people may write them, for the errors and the help."""


def parse_moment(text: str, now: int, *, past: bool = False) -> int:
    """The moment in milliseconds since the epoch; `now` as well. ValueError for what is none.

    A time without a day is its next one, its last one where `past` ones are meant. A date without a time begins at
    midnight. One that a spring gap leaves out is as much later as the gap is long; of one that an autumn hour repeats
    it is the first, unless the text has an offset.
    """
    wanted = text.strip().lower()
    today = datetime.fromtimestamp(now / 1000)  # noqa: DTZ006 - the zone of whoever types
    if _TIME.fullmatch(wanted):
        return _nearest(today, _time(wanted), now, past=past)
    day, _, rest = wanted.partition(" ")
    if day in DAYS:
        date = today.date() + timedelta(days=DAYS[day])
        return _in_ms(datetime.combine(date, _time(rest.strip() or "0:00")))
    return _in_ms(datetime.fromisoformat(text.strip()))


def _nearest(today: datetime, wanted: time, now: int, *, past: bool) -> int:
    """Today at a time, or the day after or before where that lies on the other side of now."""
    at = datetime.combine(today.date(), wanted)
    found = _in_ms(at)
    if past:
        return found if found <= now else _in_ms(at - timedelta(days=1))
    return found if found > now else _in_ms(at + timedelta(days=1))


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time such as 12:00")
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _in_ms(moment: datetime) -> int:
    # Not `astimezone`: it keeps the digits of a time that a spring gap leaves out, and moves them an hour back.
    return int(moment.timestamp() * 1000)
