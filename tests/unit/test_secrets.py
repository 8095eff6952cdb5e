"""What is masked, what is refused, and what is left alone (S4)."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest

from cgq.errors import Failure, Refused
from cgq.secrets import values
from cgq.secrets.arguments import may_hold_secret, secret_field
from cgq.secrets.masking import mask, mask_address, mask_json, mask_values
from cgq.secrets.names import is_secret, split_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = 'sk-of/mine+"1234'


@pytest.fixture(autouse=True)
def known(tmp_path: Path) -> Iterator[None]:
    """A process that knows these secrets alone."""
    kept = [(holder, holder.copy()) for holder in (values._spellings, values._short, values._files)]
    for holder, _ in kept:
        holder.clear()
    file = tmp_path / "key"
    file.write_text("of-a-file-0123\n", encoding="utf-8")
    values.learn({"OPENAI_API_KEY": KEY, "DB_PASSWORD": "blue-7", "A_TOKEN_FILE": str(file), "LANG": "C.UTF-8"})
    values.learn({"HTTPS_PROXY": "http://me:proxy%20word%21@host:1", "B_TOKEN_FILE": "/nowhere", "PASSWORD": "x"})
    yield
    for holder, before in kept:
        holder.clear()
        holder.update(before)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"refused: {KEY}!", "refused: ****!"),
        (json.dumps({"said": json.dumps({"it": KEY})}), '{"said": "{\\"it\\": \\"****\\"}"}'),
        (repr(KEY), "'****'"),
        ("GET /?q=sk-of%2Fmine%2B%221234", "GET /?q=****"),
        ("of-a-file-0123 and proxy word!", "**** and ****"),
        ("the blue-7 key, not blue-77 or blue", "the **** key, not blue-77 or blue"),
        ("Incorrect API key provided: sk-abc***xyz.", "Incorrect API key provided: ****"),
        ("hf_abcdefghijklmnopqrst, ghp_0123456789abcdefghij", "****, ****"),
        ("AKIAIOSFODNN7EXAMPLE AIzaSyA0123456789012345678901234567890", "**** ****"),
        ("xoxb-123456789012-abc glpat-0123456789abcdefghij", "**** ****"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "****"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- x", "**** x"),
        ('{"a": "-----BEGIN PRIVATE KEY-----\\nMIIE", "b": 1}', '{"a": "****", "b": 1}'),
        ('["-----BEGIN PRIVATE KEY-----", "MIIE", "-----END PRIVATE KEY-----"]', '["****"]'),
        ("Authorization: Bearer abcdef.123", "Authorization: ****"),
        ("{'authorization': 'Token abcdef'}", "{'authorization': '****'}"),
        ("sent Bearer abcdef.123 twice", "sent Bearer **** twice"),
        ('{"api_key": "a b", "n": 1}', '{"api_key": "****", "n": 1}'),
        ("connect(password='a b', n=1)", "connect(password='****', n=1)"),
        ("apiKey=abc;clientSecret=def", "apiKey=****;clientSecret=****"),
        ("password: abc; 비밀번호: 1234", "password: ****; 비밀번호: ****"),
        ("bolt://neo4j:pw@localhost:7687/x", "bolt://****@localhost:7687/x"),
        ("https://token@host/", "https://****@host/"),
        ("user:pa55@db.example.com", "user:****@db.example.com"),
        ("https://h/p?a=1&api_key=x&b=2", "https://h/p?a=1&api_key=****&b=2"),
        ("https://h/p?X-Amz-Signature=x&key=y", "https://h/p?X-Amz-Signature=****&key=****"),
        ("?u=https%3A%2F%2Fh%3Ftoken%3Dabc%26b%3D1", "?u=https%3A%2F%2Fh%3Ftoken%3D****%26b%3D1"),
    ],
)
def test_S4_a_secret_in_an_error_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked, "masking twice changes nothing"


@pytest.mark.parametrize(
    "text",
    [
        "max_tokens: 5, next_page=2, a basic question",
        "mailto:someone@example.com",
        "https://host/p@th?page=2&v=1",
        "api_key = settings.api_key",
        "the task-1234567890123456 and the disk-0123456789abcdefgh",
        "Expected `int`, got `str` - at `$.token`",
    ],
)
def test_what_only_resembles_a_secret_stays_readable(text: str) -> None:
    assert mask(text) == text


def test_S4_basic_credentials_are_found_wherever_the_secret_stands_in_them() -> None:
    for user in (b"", b"a", b"ab", b"abc"):
        sent = base64.b64encode(user + b":" + KEY.encode() + b":x").decode()
        assert base64.b64encode(KEY.encode()).decode()[4:-4] not in mask_values(sent)
        assert "****" in mask_values(sent)


def test_S4_a_failure_is_masked_before_it_is_cut() -> None:
    failure = Failure(code="bad", message="x" * 1995 + KEY, hint=KEY, traceback=KEY + "y" * 16_380)
    assert failure.message.endswith("x****")
    assert failure.hint == "****"
    assert failure.traceback.startswith("****y")
    assert KEY not in str(Refused(f"no {KEY}", hint=KEY).__dict__)


def test_S4_a_result_keeps_what_a_paper_says_and_loses_keys() -> None:
    text = json.dumps(
        {"stem": "비밀번호: 1234 password=abcd", "log": f"line\n{KEY}", "other": "\nsk-proj-0123456789abcdef"}
    )
    masked = json.loads(mask_values(text))
    assert masked == {"stem": "비밀번호: 1234 password=abcd", "log": "line\n****", "other": "\n****"}


BEGIN, END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"


VALUES: list[tuple[object, object]] = [
    ({"n": 20260001, "year": 2026, "is": True}, {"n": "****", "year": 2026, "is": True}),
    ({KEY: 1, "of-a-file-0123": 2, "": None}, {"****": 1, "**** 2": 2, "": None}),
    ([f"{BEGIN}\nMIIE", "next", [f"\x1b{KEY}"], 1.5], ["****", "next", ["\x1b****"], 1.5]),
    (["a", BEGIN, "MIIE", END, "b", ""], ["a", "****", "b", ""]),
    ([f"{BEGIN}\nMIIE", "next"], ["****", "next"]),
    ([[], {}, ["a\0b"]], [[], {}, ["a\0b"]]),
]


@pytest.mark.parametrize(("value", "masked"), VALUES)
def test_S4_a_result_is_masked_value_by_value(value: object, masked: object) -> None:
    values.learn({"NUMBER_TOKEN": "20260001"})
    assert mask_json(value) == masked


@pytest.mark.parametrize("value", ["2026", "87654", "hunter", "654321", "12:30", "12:30:1", "비밀번호임"])
def test_a_value_that_may_be_a_number_or_a_word_masks_nothing(value: str) -> None:
    values.learn({"PIN_TOKEN": value})
    assert mask_values(f"{value}-11-29 {value}") == f"{value}-11-29 {value}"
    assert mask(f"token={value}") == "token=****"


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"a": [{"b": f"Bearer {KEY}"}]}, "$.a[0].b"),
        ({"a": "of-a-file-0123"}, "$.a"),
        ({"a": "ghp_0123456789abcdefghij"}, "$.a"),
        ({"a": "https://me:pw@host/x"}, "$.a"),
        ({"a": "https://host/x?token=abcd1234"}, "$.a"),
        ({"a": "https://host/x?key=0123456789abcdef"}, "$.a"),
        ({"model": {"api_key": "x"}}, "$.model.api_key"),
        ({KEY: 1}, "$, in the name of a field"),
    ],
)
def test_S4_arguments_with_a_secret_are_found_by_their_field(args: object, field: str) -> None:
    assert secret_field(args) == field


@pytest.mark.parametrize(
    "args",
    [
        {"key": "A", "token": "단어", "password": "", "n": 1, "none": None},
        {"text": "비밀번호: 1234, password=abc, Bearer 토큰, blue, sk-learn, https://host/x?page=2&key=3"},
        {"url": "https://host/papers/2024.pdf", "mail": "me@host.org"},
    ],
)
def test_S4_other_arguments_are_taken(args: object) -> None:
    assert secret_field(args) is None


def test_S4_variables_with_secrets_are_told_from_the_others() -> None:
    plain, secret = split_environment(
        {"HOME": "/root", "A_KEY": "x", "A_KEY_FILE": "/k", "PROXY": "http://u:p@h", "NOTE": "ghp_0123456789abcdefghij"}
    )
    assert (set(plain), set(secret)) == ({"HOME", "A_KEY_FILE"}, {"A_KEY", "PROXY", "NOTE"})


@pytest.mark.parametrize(
    "name",
    [
        *("password", "passwd", "passphrase", "pwd", "secret", "credential", "credentials", "authorization"),
        *("api_key", "access_key", "secret_key", "private_key", "account_key", "secret_access_key"),
        *("accessToken", "refresh-token", "session_token", "client_secret"),
    ],
)
def test_S4_a_name_that_is_masked_in_text_is_refused_in_arguments(name: str) -> None:
    assert mask(f'{{"{name}": "a b"}} {name}=c') == f'{{"{name}": "****"}} {name}=****'
    for args in ({"model": {name: "abcd"}}, {f"my_{name}": "abcd"}, {"at": f"https://host/x?{name}=abcd"}):
        assert secret_field(args) is not None, args
        assert may_hold_secret(json.dumps(args)), args
    assert mask_address(f"https://host/x?{name}=abcd&n=1") == f"https://host/x?{name}=****&n=1"


def test_S4_the_current_folder_and_the_path_of_a_file_are_no_secrets() -> None:
    assert not any(map(is_secret, ("PWD", "OLDPWD", "GOOGLE_APPLICATION_CREDENTIALS", "keys", "monkey")))
    assert all(map(is_secret, ("DB_PWD", "DB_PASSPHRASE", "KEY", "A_TOKEN", "PROXY_AUTHORIZATION")))


def test_addresses_lose_their_user_and_what_grants_access() -> None:
    assert mask_address("https://me:pw@host:1/v1?sig=x&n=1") == "https://****@host:1/v1?sig=****&n=1"


@pytest.mark.parametrize(
    "piece", ["a://", "a:a@", "?key=", "eyJ-", "sk-", "x_", "a.", "api_", 'password="', "SG.a", " "]
)
def test_masking_takes_time_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (16_384 // len(piece))
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 1.0
