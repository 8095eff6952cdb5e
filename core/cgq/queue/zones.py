"""What somebody may have meant who named a time zone that there is not: never one with another offset. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.config import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

ABBREVIATIONS = {
    "AEDT": "Australia/Sydney",
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "EDT": "America/New_York",
    "EEST": "Europe/Helsinki",
    "HKT": "Asia/Hong_Kong",
    "ICT": "Asia/Bangkok",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "MDT": "America/Denver",
    "MSK": "Europe/Moscow",
    "NZDT": "Pacific/Auckland",
    "NZST": "Pacific/Auckland",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "SGT": "Asia/Singapore",
    "WIB": "Asia/Jakarta",
}
"""Common abbreviations that are no names of zones, and a zone whose clocks show them (the IANA database's own).
Those that stand for several offsets, such as CST and IST, are left out."""

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])0?(\d{1,2})(?::?00)?", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")


def suggest(name: str, known: Collection[str]) -> str | None:
    """The zone that was probably meant; None where nobody can tell."""
    if name.upper() in ABBREVIATIONS:
        return ABBREVIATIONS[name.upper()]
    offset = _OFFSET.fullmatch(name.strip())
    if offset is not None:
        return _fixed(offset[1], int(offset[2]), known)
    return None if _ABBREVIATION.fullmatch(name) else nearest(name, known)


def _fixed(sign: str, hours: int, known: Collection[str]) -> str | None:
    """The zone that is always so many hours from UTC: the signs of such names are turned round (POSIX)."""
    found = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"
    return found if found in known else None
