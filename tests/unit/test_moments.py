"""Moments as people type them, over clock changes in both directions (B5)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.support.schedules import at

from cgq_cli.moments import parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

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
