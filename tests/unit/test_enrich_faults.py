"""What a provider's refusal means (semantics T4)."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from cgq.enrich.answer import vectors
from cgq.enrich.faults import quoted, refusal
from cgq.enrich.headers import retry_after
from cgq.errors import ProviderFailed

SECRET = "sk-proj-0123456789abcdefghijklmnop"


@pytest.mark.parametrize(
    ("status", "error", "code", "retryable", "pauses"),
    [
        (401, {"code": "invalid_api_key"}, "provider_auth", False, True),
        (403, {}, "provider_auth", False, True),
        (402, {}, "provider_quota", False, True),
        (429, {"code": "insufficient_quota"}, "provider_quota", False, True),
        (429, {"type": "insufficient_quota"}, "provider_quota", False, True),
        (429, {"code": "rate_limit_exceeded"}, "provider_rate_limited", True, False),
        (404, {"code": "model_not_found"}, "provider_model", False, True),
        (404, {}, "provider_model", False, True),
        (400, {"code": "model_not_found"}, "provider_model", False, True),
        (400, {"message": "too long"}, "provider_refused", False, False),
        (400, {"param": "input"}, "provider_refused", False, False),
        (400, {"param": "dimensions"}, "provider_settings", False, True),
        (400, {"param": "response_format.type"}, "provider_settings", False, True),
        (413, {}, "provider_refused", False, False),
        (422, {}, "provider_refused", False, False),
        (307, {}, "provider_refused", False, False),
        (408, {}, "provider_unavailable", True, False),
        (500, {}, "provider_unavailable", True, False),
        (503, {}, "provider_unavailable", True, False),
    ],
)
def test_T4_each_refusal_has_its_code_and_its_cure(
    status: int, error: dict[str, str], code: str, retryable: bool, pauses: bool
) -> None:
    failed = refusal(status, {"error": error}, {}, model="m", key_variable="OPENAI_API_KEY")
    assert (failed.code, failed.retryable, failed.pauses_queue) == (code, retryable, pauses)
    assert failed.hint


@pytest.mark.parametrize("body", [None, "", "<html>", [], {"error": "text"}, {"error": {"code": 5}}, {"x": 1}])
def test_any_body_is_survived(body: object) -> None:
    assert refusal(500, body, {}, model="m", key_variable="OPENAI_API_KEY").code == "provider_unavailable"


def test_a_message_never_holds_the_key_nor_a_part_of_it() -> None:
    body = {"message": f"Incorrect API key provided: sk-proj-****mnop; {SECRET}; Bearer abcdef"}
    message = refusal(401, body, {}, model="m", key_variable="OPENAI_API_KEY", secret=SECRET).message
    assert "mnop" not in message
    assert "abcdef" not in message


def test_a_quote_is_one_short_line() -> None:
    assert len(quoted("a\nb" * 10_000)) == 300
    assert "\n" not in quoted("a\nb")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_the_wait_that_a_server_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_the_wait_may_be_a_date() -> None:
    wait = retry_after({"retry-after": formatdate(time.time() + 60, usegmt=True)})
    assert wait is not None
    assert 55 < wait <= 60


def test_B5_a_date_is_taken_by_the_server_s_own_clock() -> None:
    an_hour_off = time.time() - 3600
    headers = {"retry-after": formatdate(an_hour_off + 60, usegmt=True), "date": formatdate(an_hour_off, usegmt=True)}
    assert retry_after(headers) == 60


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html>",
        b'{"data": null}',
        b'{"error": {"message": "overloaded"}}',
        b'{"data": [{"embedding": [1, 0], "index": 0}]}',
        b'{"data": [{"embedding": [1, 0], "index": 0}, {"embedding": [1, 0], "index": 0}]}',
        b'{"data": [{"embedding": [1, 0], "index": 1}, {"embedding": [1, 0], "index": 2}]}',
        b'{"data": [{"embedding": [1, 0], "index": 0}, {"embedding": [1, 0]}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": [0, 0]}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": [NaN, 0]}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": [1e999, 0]}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": [1, "0"]}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": "AAAAA"}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": "not base64!"}]}',
        b'{"data": [{"embedding": [1, 0]}, {"embedding": "AADAfwAAAAA="}]}',
    ],
)
def test_C5_R7_an_answer_that_cannot_be_right_is_refused_whole(body: bytes) -> None:
    with pytest.raises(ProviderFailed) as caught:
        vectors(body, count=2, dimension=2)
    assert caught.value.code == "provider_bad_answer"
    assert caught.value.retryable


def test_another_dimension_would_meet_every_text_and_is_a_matter_of_the_settings() -> None:
    with pytest.raises(ProviderFailed) as caught:
        vectors(b'{"data": [{"embedding": [1, 0]}, {"embedding": [1]}]}', count=2, dimension=2)
    assert (caught.value.code, caught.value.retryable, caught.value.pauses_queue) == ("provider_dimension", False, True)


def test_vectors_come_in_the_order_of_the_question() -> None:
    body = b'{"data": [{"embedding": [0, 2], "index": 1}, {"embedding": "AACAPwAAAAA=", "index": 0}]}'
    assert vectors(body, count=2, dimension=2) == [b"\x00\x00\x80?\x00\x00\x00\x00", b"\x00\x00\x00\x00\x00\x00\x80?"]
