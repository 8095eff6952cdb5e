"""The moments that cron expressions name, over clock changes in both directions (B4)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.support.schedules import at

from cgq.errors import Refused
from cgq.queue.cron import MISSED_MOST, Cron, local_zone, parse

DAY = 86_400_000


def slots(cron: str, zone: str, day: str) -> list[str]:
    """The slots of a day, as its zone's clock shows them."""
    begin, found = at(day, zone) - 1, list[str]()
    moment = parse(cron, zone).after(begin)
    while moment is not None and moment < at(f"{day}T23:59", zone) + 60_000:
        found.append(datetime.fromtimestamp(moment / 1000, ZoneInfo(zone)).strftime("%H:%M%z"))
        moment = parse(cron, zone).after(moment)
    return found


@pytest.mark.parametrize(
    ("cron", "zone", "day", "expected"),
    [
        ("30 2 * * *", "Europe/Berlin", "2026-03-29", ["03:00+0200"]),
        ("0,30 2 * * *", "Europe/Berlin", "2026-03-29", ["03:00+0200"]),
        ("*/20 2 * * *", "Europe/Berlin", "2026-03-29", ["03:00+0200"]),
        ("0 */6 * * *", "America/New_York", "2026-03-08", ["00:00-0500", "06:00-0400", "12:00-0400", "18:00-0400"]),
        ("15 2 * * *", "America/New_York", "2026-03-08", ["03:00-0400"]),
        ("30 2 * * *", "Asia/Seoul", "2026-03-29", ["02:30+0900"]),
    ],
)
def test_B4_a_time_of_day_in_a_spring_gap_comes_once_right_after_it(
    cron: str, zone: str, day: str, expected: list[str]
) -> None:
    assert slots(cron, zone, day) == expected


@pytest.mark.parametrize(
    ("cron", "zone", "day", "expected"),
    [
        ("30 2 * * *", "Europe/Berlin", "2026-10-25", ["02:30+0200"]),
        ("*/20 2 * * *", "Europe/Berlin", "2026-10-25", ["02:00+0200", "02:20+0200", "02:40+0200"]),
        ("0 1-2 * * *", "America/New_York", "2026-11-01", ["01:00-0400", "02:00-0500"]),
    ],
)
def test_B4_a_time_of_day_in_a_repeated_hour_comes_once(cron: str, zone: str, day: str, expected: list[str]) -> None:
    assert slots(cron, zone, day) == expected


def test_B4_an_entry_of_every_hour_counts_the_hours_that_pass() -> None:
    assert len(slots("0 * * * *", "Europe/Berlin", "2026-03-29")) == 23
    assert len(slots("0 * * * *", "Europe/Berlin", "2026-10-25")) == 25


@pytest.mark.parametrize("back", [0, 20, 40, 70, 130])
def test_B4_what_comes_next_is_the_same_wherever_the_look_begins(back: int) -> None:
    """The second 02:10 is later than the first 02:50: no slot may lie before the moment after which it is asked for."""
    cron = parse("*/20 2 * * *", "Europe/Berlin")
    begin = at("2026-10-25", "Europe/Berlin")
    moment = at("2026-10-25T03:30", "Europe/Berlin") - back * 60_000
    walked = [begin]
    while walked[-1] <= moment:
        walked.append(cron.after(walked[-1]) or 0)
    assert cron.after(moment) == walked[-1]


def test_B4_missed_slots_are_counted_and_the_last_one_is_due() -> None:
    cron = parse("0 3 * * *", "Asia/Seoul")
    monday = at("2026-06-01T12:00", "Asia/Seoul")
    assert cron.due(monday, monday) is None
    assert cron.due(monday, monday + 3 * DAY) == (at("2026-06-04T03:00", "Asia/Seoul"), 2)


def test_B4_years_of_missed_minutes_are_one_slot() -> None:
    now = at("2026-06-01T12:00:30")
    assert parse("* * * * *", "UTC").due(0, now) == (at("2026-06-01T12:00"), MISSED_MOST)


@pytest.mark.parametrize(
    ("cron", "code"),
    [
        ("", "bad_cron"),
        ("@daily", "bad_cron"),
        ("61 * * * *", "bad_cron"),
        ("0 0 31 2 *", "bad_cron"),
        ("* * * * * *", "bad_cron"),
        ("0 0 * * MON#6", "bad_cron"),
        ("\x00 0 * * *", "bad_cron"),
    ],
)
def test_S5_what_is_no_expression_is_refused_with_an_example(cron: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(cron, "UTC")
    assert (refused.value.code, "For example" in refused.value.hint) == (code, True)


@pytest.mark.parametrize(
    ("zone", "near"),
    [("Asia/Soul", "Asia/Seoul"), ("../../etc/passwd", "such as"), ("", "such as"), ("Mars", "such as")],
)
def test_S5_an_unknown_zone_is_refused_with_the_nearest(zone: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        parse("0 0 * * *", zone)
    assert (refused.value.code, near in refused.value.hint) == ("unknown_zone", True)


def test_spaces_do_not_matter() -> None:
    assert parse(" 0  3 * *\t1-5 ", "UTC") == Cron("0 3 * * 1-5", "UTC")


def test_the_zone_of_the_machine_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Asia/Seoul")
    assert local_zone() == "Asia/Seoul"
