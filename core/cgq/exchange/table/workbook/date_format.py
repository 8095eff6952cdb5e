"""What a cell shows of a date or a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exchange.table.workbook.number_format import Token

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
"""Day 0 as all days from March 1900 on count it; the 29th of February that Lotus gave 1900 is day 60."""

_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_DAY = 60
"""The day of that 29th of February, counted from _EPOCH; days before it are shown one later."""
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
_MONTH_NAMES = (*_MONTHS, "December")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KOREAN_DAYS = "월화수목금토일"


def date_of(value: float, *, from_1904: bool) -> datetime | None:
    """The moment that a number of days is, to the second; None for one that no calendar has."""
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    days = value + 1 if not from_1904 and 0 <= value < _LEAP_DAY and value >= 1 else value
    try:
        moment = epoch + timedelta(seconds=round(days * 86_400))
    except (OverflowError, ValueError):
        return None
    return moment if value >= 0 else None


def show_date(moment: datetime, tokens: Sequence[Token]) -> str | None:
    """A moment by the tokens of a format; None for a token that is not known."""
    half_day = any(token.kind == "ampm" for token in tokens)
    parts: list[str] = []
    for index, token in enumerate(tokens):
        if token.kind == "date":
            minutes = token.text[0] in "mM" and len(token.text) <= 2 and _is_minute(tokens, index)
            shown = _minutes(moment, token.text) if minutes else _part(moment, token.text.lower(), half_day=half_day)
        elif token.kind == "ampm":
            shown = _half_of_day(moment, token.text)
        else:
            shown = token.text if token.kind in ("quoted", "literal", "text") else None
        if shown is None:
            return None
        parts.append("" if token.kind == "text" else shown)
    return "".join(parts)


def _is_minute(tokens: Sequence[Token], index: int) -> bool:
    """Behind an hour or before a second, `m` is the minute."""
    others = [(at, token.text[0].lower()) for at, token in enumerate(tokens) if token.kind == "date"]
    before = next((unit for at, unit in reversed(others) if at < index), "")
    behind = next((unit for at, unit in others if at > index), "")
    return before == "h" or behind == "s"


def _minutes(moment: datetime, code: str) -> str:
    return f"{moment.minute:0{len(code)}d}"


def _half_of_day(moment: datetime, code: str) -> str:
    """The first or the second name of the code: `AM/PM`."""
    return code.split("/")[moment.hour >= 12]


def _part(moment: datetime, code: str, *, half_day: bool) -> str | None:
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    day = _DAY_NAMES[moment.weekday()]
    month = _MONTH_NAMES[moment.month - 1]
    korean = _KOREAN_DAYS[moment.weekday()]
    known = {
        "yy": f"{moment.year % 100:02d}",
        "yyyy": f"{moment.year:04d}",
        "m": str(moment.month),
        "mm": f"{moment.month:02d}",
        "mmm": month[:3],
        "mmmm": month,
        "d": str(moment.day),
        "dd": f"{moment.day:02d}",
        "ddd": day[:3],
        "dddd": day,
        "aaa": korean,
        "aaaa": f"{korean}요일",
        "h": str(hour),
        "hh": f"{hour:02d}",
        "s": str(moment.second),
        "ss": f"{moment.second:02d}",
    }
    return known.get(code)
