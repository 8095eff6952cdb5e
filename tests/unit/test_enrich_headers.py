"""What a provider's headers leave of its rates (semantics M2)."""

from __future__ import annotations

import pytest

from cgq.contract import RateLeft
from cgq.enrich.headers import duration, rate_left


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("120ms", 0.12),
        ("1h2m3.5s", 3_723.5),
        ("2d", 172_800.0),
        ("7", 7.0),
        ("0s", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-1s", None),
        ("1s1m", None),
        ("999999d", None),
    ],
)
def test_a_duration_is_read_as_its_seconds(text: str | None, seconds: float | None) -> None:
    assert duration(text) == seconds


def test_the_rates_of_openai() -> None:
    headers = {
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-tokens": "6m0s",
    }
    assert rate_left(headers) == RateLeft(requests=59, requests_seconds=1.0, tokens=149_984, tokens_seconds=360.0)


def test_the_rates_of_anthropic_are_moments_of_the_server_s_clock() -> None:
    headers = {
        "date": "Wed, 21 Oct 2015 07:28:00 GMT",
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2015-10-21T07:28:20Z",
        "anthropic-ratelimit-tokens-remaining": "7000",
        "anthropic-ratelimit-tokens-reset": "2015-10-21T16:29:00+09:00",
    }
    assert rate_left(headers) == RateLeft(requests=0, requests_seconds=20.0, tokens=7_000, tokens_seconds=60.0)


@pytest.mark.parametrize("left", ["", "-1", "many", "1.5", "٣", "9" * 17])
def test_what_is_no_number_leaves_nothing_said(left: str) -> None:
    assert rate_left({"x-ratelimit-remaining-requests": left}) == RateLeft()
