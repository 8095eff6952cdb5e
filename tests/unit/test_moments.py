"""Moments as people type them, over clock changes in both directions (B5)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import pytest
import typer
from tests.support.schedules import at

from cgq.queue.zones import suggest
from cgq_cli import queue_options
from cgq_cli.moments import parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BERLIN = "Europe/Berlin"


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", BERLIN)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:00", "2026-06-02T12:00"),
        ("9:05", "2026-06-03T09:05"),
        ("10:30", "2026-06-03T10:30"),
        ("10:30:01", "2026-06-02T10:30:01"),
        ("today 9:00", "2026-06-02T09:00"),
        ("tomorrow 12:00", "2026-06-03T12:00"),
        (" Tomorrow  12:00 ", "2026-06-03T12:00"),
        ("tomorrow", "2026-06-03T00:00"),
        ("2026-12-01T09:00", "2026-12-01T09:00"),
        ("2026-12-01 09:00", "2026-12-01T09:00"),
        ("2026-12-01", "2026-12-01T00:00"),
        ("2026-12-01T09:00+09:00", "2026-12-01T01:00"),
        ("2026-12-01T09:00Z", "2026-12-01T10:00"),
    ],
)
def test_B5_a_moment_is_one_of_the_zone_of_whoever_types(text: str, expected: str) -> None:
    assert parse_moment(text, at("2026-06-02T10:30", BERLIN)) == at(expected, BERLIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:00", "2026-06-01T12:00"),
        ("9:00", "2026-06-02T09:00"),
        ("yesterday", "2026-06-01T00:00"),
        ("today", "2026-06-02T00:00"),
    ],
)
def test_B5_a_time_in_the_past_is_the_last_one(text: str, expected: str) -> None:
    assert parse_moment(text, at("2026-06-02T10:30", BERLIN), past=True) == at(expected, BERLIN)


def test_B5_a_moment_in_a_spring_gap_is_as_much_later_as_the_gap_is_long() -> None:
    now = at("2026-03-28T12:00", BERLIN)
    assert parse_moment("2:30", now) == parse_moment("tomorrow 2:30", now) == at("2026-03-29T03:30", BERLIN)
    assert parse_moment("tomorrow 12:00", now) == at("2026-03-29T12:00", BERLIN) == now + 23 * 3_600_000


def test_B5_of_a_moment_that_an_autumn_hour_repeats_the_first_is_meant_unless_it_has_an_offset() -> None:
    now = at("2026-10-24T12:00", BERLIN)
    assert parse_moment("tomorrow 2:30", now) == at("2026-10-25T02:30", BERLIN)
    assert parse_moment("2026-10-25T02:30+01:00", now) == at("2026-10-25T02:30", BERLIN, fold=1)


@pytest.mark.parametrize("text", ["", "noon", "25:00", "12:60", "tomorrow noon", "tomorrow 12:00 sharp", "2026-13-01"])
def test_S5_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of its parts is wrong
        parse_moment(text, at("2026-06-02T10:30", BERLIN))


@pytest.mark.parametrize(
    ("parser", "text", "why"),
    [
        (queue_options.delay, "5", "no unit: 5s, 5m or 5h"),
        (queue_options.deadline, "5", "no unit"),
        (queue_options.ago, "lately", "no time such as 2h, 7d, 9:00, yesterday or 2026-01-31"),
        (queue_options.ago, "2999-01-01", "still to come"),
        (queue_options.ago, "tomorrow 12:00", "still to come"),
    ],
)
def test_times_that_cannot_be_meant_are_refused_with_what_can(
    parser: Callable[[str], float], text: str, why: str
) -> None:
    with pytest.raises(typer.BadParameter, match=why):
        parser(text)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("KST", "Asia/Seoul"),
        ("pst", "America/Los_Angeles"),
        ("UTC+9", "Etc/GMT-9"),
        ("GMT-03:00", "Etc/GMT+3"),
        ("Asia/Seol", "Asia/Seoul"),
        ("CST", None),
        ("XYZ", None),
        ("UTC+5:30", None),
        ("UTC+99", None),
    ],
)
def test_B4_a_zone_is_never_suggested_that_has_another_offset(name: str, zone: str | None) -> None:
    assert suggest(name, available_timezones()) == zone
