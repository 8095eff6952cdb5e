"""Embeddings by a service: a real HTTP server on loopback answers, fails and lies on a script."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy
import pytest
from tests.support.provider import DIMENSION, Counting, LoopbackProvider, Reply, loopback_provider

from cgq.config import EmbeddingSettings
from cgq.config.providers import OPENAI
from cgq.enrich import provider, served
from cgq.enrich.access import check_address
from cgq.enrich.embedding import EmbeddingText
from cgq.enrich.served import ServedEmbedder, requests
from cgq.enrich.tokens import estimated_tokens
from cgq.errors import Failure, ProviderFailed, Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.contract import PaidReply, PaidRequest

KEY = "sk-test-0123456789abcdefghijkl"


@pytest.fixture
def fake() -> Iterator[LoopbackProvider]:
    with loopback_provider() as provider:
        yield provider


@dataclass
class Desk:
    """An embedder on the fake provider, and the waits that it wanted to make."""

    embedder: ServedEmbedder
    waits: list[float]
    payer: Counting = field(default_factory=Counting)

    def embed(self, texts: list[EmbeddingText]) -> list[bytes]:
        return self.embedder.embed(texts, self.payer)


@pytest.fixture
def desk(fake: LoopbackProvider) -> Iterator[Desk]:
    waits: list[float] = []
    settings = EmbeddingSettings(provider="openai", dimension=DIMENSION)
    service = replace(OPENAI, base_url=fake.url, takes_openai_base_url=False)
    embedder = ServedEmbedder(settings, service, {"OPENAI_API_KEY": KEY}, waits.append)
    yield Desk(embedder, waits)
    embedder.close()


def some(count: int) -> list[EmbeddingText]:
    return [EmbeddingText(f"stem {i}", "rest" * i) for i in range(count)]


def failing(desk: Desk, count: int = 2) -> ProviderFailed:
    with pytest.raises(ProviderFailed) as caught:
        desk.embed(some(count))
    return caught.value


@pytest.mark.parametrize("encode", ["base64", "float"])
def test_vectors_come_in_order_with_length_one(desk: Desk, fake: LoopbackProvider, encode: str) -> None:
    fake.encode = encode
    vectors = [numpy.frombuffer(vector, "<f4") for vector in desk.embed(some(3))]
    first = [number / vectors[0][1] for number in vectors[0]]
    assert first[0] == pytest.approx(len("stem 0"))
    assert all(float(vector @ vector) == pytest.approx(1.0, abs=1e-5) for vector in vectors)
    assert fake.keys == [f"Bearer {KEY}"]
    assert fake.asked[0]["path"] == "/v1/embeddings"
    assert fake.asked[0]["dimensions"] == DIMENSION


def test_no_text_is_no_call(desk: Desk, fake: LoopbackProvider) -> None:
    assert desk.embed([]) == []
    assert fake.asked == []


def test_equal_texts_are_asked_for_once_and_an_empty_one_is_not_sent_empty(desk: Desk, fake: LoopbackProvider) -> None:
    text, empty = EmbeddingText("same", "text"), EmbeddingText("", " ")
    vectors = desk.embed([text, empty, text])
    assert vectors[0] == vectors[2] != vectors[1]
    assert fake.texts() == [["same\ntext", "-"]]


def test_only_a_model_that_can_shorten_its_vectors_is_told_the_dimension(fake: LoopbackProvider) -> None:
    settings = EmbeddingSettings(provider="openai", model="bge-m3", dimension=DIMENSION)
    service = replace(OPENAI, base_url=fake.url, takes_openai_base_url=False)
    embedder = ServedEmbedder(settings, service, {"OPENAI_API_KEY": KEY})
    embedder.embed(some(1), Counting())
    embedder.close()
    assert "dimensions" not in fake.asked[0]


@pytest.mark.parametrize("reply", [Reply(500, {}), Reply(503, b"<html>"), Reply(429, {}), Reply(cut=True)])
def test_T6_what_passes_by_itself_is_tried_three_times(desk: Desk, fake: LoopbackProvider, reply: Reply) -> None:
    fake.script = [reply, reply]
    assert len(desk.embed(some(2))) == 2
    assert len(fake.asked) == 3
    assert len(desk.waits) == 2


def test_T6_after_three_tries_it_is_the_ledgers_turn(desk: Desk, fake: LoopbackProvider) -> None:
    fake.script = [Reply(500, {"error": {"message": "overloaded"}})] * 9
    failed = failing(desk)
    assert (failed.code, failed.retryable, failed.pauses_queue) == ("provider_unavailable", True, False)
    assert "overloaded" in failed.message
    assert len(fake.asked) == 3


def test_T6_the_servers_wait_is_a_floor(desk: Desk, fake: LoopbackProvider) -> None:
    fake.script = [Reply(429, {}, {"retry-after": "7"}), Reply(503, {}, {"retry-after": "0"})]
    desk.embed(some(1))
    assert desk.waits[0] >= 7.0
    assert 0 < desk.waits[1] < 7.0


def test_T6_a_wait_beyond_the_budget_is_handed_on_at_once(desk: Desk, fake: LoopbackProvider) -> None:
    fake.script = [Reply(429, {}, {"retry-after": "120"})] * 3
    failed = failing(desk)
    assert (failed.code, failed.retry_after, failed.retryable) == ("provider_rate_limited", 120.0, True)
    assert len(fake.asked) == 1
    assert desk.waits == []


@pytest.mark.parametrize(
    ("status", "error", "code", "pauses"),
    [
        (401, {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}, "provider_auth", True),
        (429, {"message": "You exceeded your quota", "code": "insufficient_quota"}, "provider_quota", True),
        (404, {"message": "no such model", "code": "model_not_found"}, "provider_model", True),
        (400, {"message": "maximum context length"}, "provider_refused", False),
        (413, {"message": "too large"}, "provider_refused", False),
        (302, {}, "provider_refused", False),
    ],
)
def test_T4_what_cannot_pass_is_asked_once(
    desk: Desk, fake: LoopbackProvider, status: int, error: dict[str, str], code: str, pauses: bool
) -> None:
    fake.script = [Reply(status, {"error": error}, {"location": "http://127.0.0.1:1/"})]
    failed = failing(desk)
    assert (failed.code, failed.retryable, failed.pauses_queue) == (code, False, pauses)
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"data": [{"index": 0, "embedding": [1, 0, 0, 0]}]},
        {"data": [{"index": i, "embedding": [1, 0, 0, 1e999]} for i in range(2)]},
        {"data": [{"index": i, "embedding": None} for i in range(2)]},
        {"error": {"message": "overloaded"}},
        b"",
        b"not json",
    ],
)
def test_C5_an_answer_that_cannot_be_right_gives_nothing(desk: Desk, fake: LoopbackProvider, body: object) -> None:
    fake.script = [Reply(200, body)]
    failed = failing(desk)
    assert (failed.code, failed.retryable, failed.pauses_queue) == ("provider_bad_answer", True, False)
    assert len(fake.asked) == 1
    assert len(desk.embed(some(2))) == 2


def test_the_key_is_in_no_message_and_no_traceback(desk: Desk, fake: LoopbackProvider) -> None:
    fake.script = [Reply(401, {"error": {"message": f"Incorrect API key provided: {KEY}. Bearer {KEY}"}})]
    failed = failing(desk)
    told = Failure.of(failed)
    assert KEY not in "".join(traceback.format_exception(failed)) + told.message + told.traceback
    assert KEY not in repr(desk.embedder)


@pytest.mark.parametrize(
    ("base_url", "why"),
    [
        ("http://127.0.0.1:9/v1", "connection refused"),
        ("https://nobody.invalid/v1", "its name is not known"),
        ("https://127.0.0.1:{port}/v1", "no TLS: "),
    ],
)
def test_what_was_never_sent_costs_nothing_and_the_message_names_the_address(
    fake: LoopbackProvider, base_url: str, why: str
) -> None:
    base_url = base_url.format(port=fake.url.split(":")[2].split("/")[0])
    settings = EmbeddingSettings(provider="openai", dimension=DIMENSION)
    service = replace(OPENAI, base_url=base_url, takes_openai_base_url=False)
    embedder = ServedEmbedder(settings, service, {"OPENAI_API_KEY": KEY}, lambda _: None)
    with pytest.raises(ProviderFailed) as caught:
        embedder.embed(some(1), Counting())
    embedder.close()
    assert (caught.value.code, caught.value.spent) == ("provider_unavailable", Spent())
    assert caught.value.message.startswith(f"Nothing answers at {base_url} ({why}")


def test_what_broke_off_before_its_answer_may_have_been_paid(desk: Desk, fake: LoopbackProvider) -> None:
    fake.script = [Reply(cut=True)] * provider.TRIES
    failed = failing(desk)
    assert (failed.code, failed.spent) == ("provider_unavailable", None)
    assert failed.message.startswith(f"The provider at {fake.url} broke off (")


def test_a_server_that_does_not_answer_in_time_is_unavailable(
    desk: Desk, fake: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "BUDGET", 0.2)
    monkeypatch.setattr(provider, "SHORTEST_CALL", 0.1)
    release = threading.Event()
    fake.script = [Reply(until=release)]
    try:
        failed = failing(desk)
    finally:
        release.set()
    assert (failed.code, failed.spent) == ("provider_unavailable", None)
    assert failed.message == f"The provider at {fake.url} did not answer within 0 s."
    assert len(fake.asked) == 1


class Waiting(Counting):
    """A payer that lets nothing begin before a while."""

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> PaidReply:
        time.sleep(1.2)
        return super().paid(request, ask)


def test_T6_what_waits_for_its_turn_takes_nothing_of_the_time_for_all_tries(
    desk: Desk, fake: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "BUDGET", 3.0)  # the waits between the tries come to 2.5 s at most
    fake.script = [Reply(500, {}), Reply(500, {})]
    began = time.monotonic()
    assert len(desk.embedder.embed(some(1), Waiting())) == 1
    assert time.monotonic() - began > 3.0
    assert len(fake.asked) == 3


def test_M1_what_was_asked_once_is_asked_through_the_payer_as_the_same_request(
    desk: Desk, fake: LoopbackProvider
) -> None:
    first = desk.embed(some(3))
    assert desk.embed(some(3)) == first
    assert len(fake.asked) == 1
    one, other = desk.payer.requests
    assert one.key == other.key
    assert len(one.parts) == 3
    assert KEY not in one.body.decode() + one.address


def test_without_a_key_nothing_is_asked(fake: LoopbackProvider) -> None:
    settings = EmbeddingSettings(provider="openai", dimension=DIMENSION)
    service = replace(OPENAI, base_url=fake.url, takes_openai_base_url=False)
    for environ in ({}, {"OPENAI_API_KEY": " "}, {"OPENAI_API_KEY": "a b"}, {"OPENAI_API_KEY": "schlüssel"}):
        with pytest.raises(ProviderFailed) as caught:
            ServedEmbedder(settings, service, environ).embed(some(1), Counting())
        assert (caught.value.code, caught.value.pauses_queue) == ("provider_key_missing", True)
        assert caught.value.hint
    assert fake.asked == []


def test_the_key_may_be_in_a_file_and_the_address_in_the_environment(fake: LoopbackProvider, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    environ = {"OPENAI_API_KEY_FILE": str(tmp_path / "key"), "OPENAI_BASE_URL": fake.url}
    embedder = ServedEmbedder(EmbeddingSettings(provider="openai", dimension=DIMENSION), OPENAI, environ)
    embedder.embed(some(1), Counting())
    embedder.close()
    assert fake.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/v1",
        "http://10.0.0.1/v1",
        "ftp://localhost/",
        "localhost:80",
        "https://",
        "http://127.0.0.1.example.org/",
    ],
)
def test_an_address_that_would_show_the_key_is_refused(address: str) -> None:
    with pytest.raises(ProviderFailed) as caught:
        check_address(address)
    assert (caught.value.code, caught.value.pauses_queue, caught.value.retryable) == ("provider_insecure", True, False)


@pytest.mark.parametrize(
    "address", ["https://api.example.org/v1", "http://localhost:1/v1", "http://[::1]:1/", "http://127.1.2.3/"]
)
def test_an_address_that_is_safe_is_taken(address: str) -> None:
    check_address(address)


def test_requests_hold_to_the_limits_of_texts_and_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "MAX_TOKENS", 100)
    cost = estimated_tokens("정렬" * 20)
    assert 40 <= cost <= 62
    found = list(requests({str(i): "정렬" * 20 for i in range(5)} | {"huge": "정렬" * 500}))
    assert found == [["0"], ["1"], ["2"], ["3"], ["4"], ["huge"]]


def test_threads_may_share_an_embedder(desk: Desk, fake: LoopbackProvider) -> None:
    found: list[list[bytes]] = []
    threads = [threading.Thread(target=lambda: found.append(desk.embed(some(5)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(vectors == found[0] for vectors in found)
