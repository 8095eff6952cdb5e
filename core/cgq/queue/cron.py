"""Cron expressions: the moments that one names in a time zone (B4). Pure; moments are milliseconds since the epoch.

An expression has the five fields of crontab(5). One whose hour is `*` counts the hours as they pass. Any other names
times of day: one that a spring gap leaves out comes once, right after the gap, and one that an autumn hour repeats
comes the first time only.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cgq.errors import NotReady, Refused
from cgq.hints import plain
from cgq.queue.zones import suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from zoneinfo import ZoneInfo

    from cronsim import CronSim

FIELDS = 5
"""Fields of an expression: minute, hour, day of the month, month, day of the week (crontab(5))."""

MISSED_MOST = 1000
"""Slots that are counted one by one at most: an entry of every minute misses so many in 17 hours, and the count is
taken within a transaction (measured: 15 ms)."""

HINT = "Five fields: minute, hour, day of the month, month, day of the week. For example '30 2 * * *': daily at 02:30."
"""What to do about an expression that cannot be read."""


class Due(NamedTuple):
    """The last slot that is due, and how many slots before it were missed (MISSED_MOST: so many or more)."""

    slot: int
    missed: int


class Cron(NamedTuple):
    """A checked expression in a checked zone."""

    expression: str
    zone: str

    def after(self, moment: int, taken: Collection[int] = ()) -> int | None:
        """The first slot after a moment that is not taken; None where none comes within 50 years."""
        return next(self._slots(moment, taken), None)

    def due(self, after: int, now: int, taken: Collection[int] = ()) -> Due | None:
        """What is due of the slots after one moment and up to another that are not taken."""
        latest, count = None, 0
        for slot in self._slots(after, taken):
            if slot > now:
                break
            if count > MISSED_MOST:
                latest = self._latest(now, taken)
                break
            latest, count = slot, count + 1
        return None if latest is None else Due(latest, min(count - 1, MISSED_MOST))

    def _slots(self, after: int, taken: Collection[int]) -> Iterator[int]:
        """The slots after a moment, each once: several times of day within a gap fall on its end."""
        last = after
        for found in _simulate(self, datetime.fromtimestamp(after // 1000, UTC)):
            slot = round(found.timestamp() * 1000)
            if slot > last:
                last = slot
                if slot not in taken:
                    yield slot

    def _latest(self, now: int, taken: Collection[int]) -> int:
        """The last slot up to a moment, found backwards."""
        behind = datetime.fromtimestamp(now // 1000, UTC) + timedelta(seconds=1)
        backwards = (round(found.timestamp() * 1000) for found in _simulate(self, behind, reverse=True))
        return next(slot for slot in backwards if slot <= now and slot not in taken)


def parse(expression: str, zone: str) -> Cron:
    """Raises Refused for an expression that is none or never comes, and for an unknown zone."""
    cron = Cron(" ".join(expression.split()), _check_zone(zone))
    if len(cron.expression.split()) != FIELDS:
        raise Refused(f"{expression!r} is no cron expression of five fields", code="bad_cron", hint=plain(HINT))
    try:
        first = cron.after(0)
    except _cron_error() as error:
        raise Refused(f"{expression!r} is no cron expression: {error}", code="bad_cron", hint=plain(HINT)) from error
    if first is None:
        raise Refused(f"No day is ever named by {expression!r}", code="bad_cron", hint=plain(HINT))
    return cron


def local_zone() -> str:
    """The name of this machine's own zone. Raises Refused where it has no name that can be kept."""
    named = os.environ.get("TZ", "").removeprefix(":")
    linked = os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")[2]
    for name in (named, linked):
        if name and _is_zone(name):
            return name
    if not named and not Path("/etc/localtime").exists():
        return "UTC"
    raise Refused(
        "The name of this machine's time zone is not known", code="no_zone", hint="Name it: --zone Asia/Seoul"
    )


def _simulate(cron: Cron, start: datetime, *, reverse: bool = False) -> CronSim:
    from cronsim import CronSim

    return CronSim(_as_times_of_day(cron.expression), start.astimezone(_zone(cron.zone)), reverse=reverse)


def _as_times_of_day(expression: str) -> str:
    """The same moments, written so that CronSim corrects them by the clock change unless the hour is `*`.

    It goes by the first sign of the minute and of the hour: `*/2` would be hours that pass, `0-23/2` are times of day.
    """
    minute, hour, *days = expression.split()
    if hour == "*":
        return expression
    return " ".join((_spelled_out(minute, "0-59"), _spelled_out(hour, "0-23"), *days))


def _spelled_out(field: str, every: str) -> str:
    return ",".join(every + term[1:] if term.startswith("*") else term for term in field.split(","))


def _cron_error() -> type[Exception]:
    from cronsim import CronSimError

    return CronSimError


@cache
def _zone(name: str) -> ZoneInfo:
    """Raises NotReady for one that this machine does not know, though another may."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        hint = "Bring the package tzdata up to date."
        raise NotReady(f"There is no time zone {name!r} on this machine", code="unknown_zone", hint=hint) from error


def _is_zone(name: str) -> bool:
    try:
        _zone(name)
    except NotReady:
        return False
    return True


def _check_zone(name: str) -> str:
    if _is_zone(name):
        return name
    from zoneinfo import available_timezones

    near = suggest(name, available_timezones())
    hint = f"Did you mean {plain(near)}?" if near else "Zones have names such as Asia/Seoul, Europe/Berlin or UTC."
    raise Refused(f"There is no time zone {name!r}", code="unknown_zone", hint=hint)
