"""robots.txt as RFC 9309 has it: what each kind of answer to it allows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.support.sick_server import FAULTS, PAPER, Answer, SickServer, redirect
from tests.support.web_rules import web_rules

from cgq.web.client import Client
from cgq.web.failure import WebFailure
from cgq.web.pace import TurnTooLate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server() -> Iterator[SickServer]:
    with SickServer() as server:
        yield server


def client_for(server: SickServer, folder: Path, **other: object) -> Client:
    return Client(web_rules(server.host, **{"seconds": 5.0, **other}), folder)


def fetch(client: Client, address: str, seconds: float = 10.0) -> bytes:
    with client.open(address, deadline=time.monotonic() + seconds) as response:
        return b"".join(response.pieces())


def robots(text: str, **headers: str) -> Answer:
    return Answer(text.encode(), type="text/plain", headers=headers)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/ok.pdf", True),
        ("User-agent: *\nDisallow:", "/ok.pdf", True),
        ("User-agent: *\nDisallow: /", "/ok.pdf", False),
        ("User-agent: *\nDisallow: /private/", "/ok.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/ok.pdf", False),
        ("User-agent: *\nDisallow: /\nAllow: /ok", "/ok.pdf", True),
        ("User-agent: cgq\nDisallow: /\n\nUser-agent: *\nAllow: /", "/ok.pdf", False),
        ("User-agent: CGQ\nAllow: /\n\nUser-agent: *\nDisallow: /", "/ok.pdf", True),
        ("User-agent: other\nDisallow: /", "/ok.pdf", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/ok.pdf", False),
        ("User-agent: *\rDisallow: /", "/ok.pdf", False),
        ("User-agent: *\nDisallow: /ok", "/x/../ok.pdf", False),
        ("User-agent: *\nDisallow: /ok", "/x/%2e%2e/ok.pdf", False),
        ("<!doctype html><p>This is not what you look for", "/ok.pdf", True),
    ],
)
def test_a_path_is_left_alone_where_the_host_asks_for_that(
    server: SickServer, tmp_path: Path, text: str, path: str, allowed: bool
) -> None:
    server.answers["/robots.txt"] = robots(text)
    with client_for(server, tmp_path) as client:
        if allowed:
            assert fetch(client, server.url(path)) == PAPER
            return
        with pytest.raises(WebFailure, match=r"robots\.txt asks") as failure:
            fetch(client, server.url(path))
    assert (failure.value.code, failure.value.retryable) == ("robots", False)
    assert [asked.path for asked in server.log] == ["/robots.txt"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=403),
        Answer(status=401),
        redirect("/robots.txt"),
        redirect("file:///etc/passwd"),
        Answer(b"User-agent: *\nDisallow: /", headers={"Content-Encoding": "br"}),
    ],
)
def test_where_there_are_no_rules_everything_is_allowed(server: SickServer, tmp_path: Path, answer: object) -> None:
    server.answers["/robots.txt"] = answer
    with client_for(server, tmp_path) as client:
        assert fetch(client, server.url("/ok.pdf")) == PAPER


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=500), "robots"),
        (Answer(status=503), "robots"),
        (Answer(status=429), "robots"),
        (FAULTS["/reset.pdf"], "unreachable"),
        (FAULTS["/no-http.pdf"], "unreachable"),
        (FAULTS["/silent.pdf"], "timeout"),
    ],
)
def test_where_the_rules_cannot_be_read_nothing_is_fetched_for_now(
    server: SickServer, tmp_path: Path, answer: object, code: str
) -> None:
    server.answers["/robots.txt"] = answer
    seconds = 0.3 if code == "timeout" else 30.0
    with client_for(server, tmp_path, seconds=seconds) as client, pytest.raises(WebFailure) as failure:
        fetch(client, server.url("/ok.pdf"), seconds=60.0)
    assert (failure.value.code, failure.value.retryable) == (code, True)
    assert not server.asked("/ok.pdf")


def test_a_failure_stands_for_the_next_addresses_of_the_host(server: SickServer, tmp_path: Path) -> None:
    server.answers["/robots.txt"] = Answer(status=503)
    with client_for(server, tmp_path) as client:
        with pytest.raises(WebFailure):
            fetch(client, server.url("/same-1.pdf"))
        with pytest.raises(WebFailure) as failure:
            fetch(client, server.url("/same-2.pdf"))
    assert failure.value.code == "robots"
    assert failure.value.retry_after is not None
    assert 0 < failure.value.retry_after <= 5
    assert len(server.log) == 1


def test_rules_are_read_once_a_client_and_found_behind_redirects(server: SickServer, tmp_path: Path) -> None:
    server.answers["/robots.txt"] = redirect("/rules.txt")
    server.answers["/rules.txt"] = robots("User-agent: *\nDisallow: /same-1.pdf")
    with client_for(server, tmp_path) as client:
        assert fetch(client, server.url("/ok.pdf")) == PAPER
        with pytest.raises(WebFailure):
            fetch(client, server.url("/same-1.pdf"))
        assert fetch(client, server.url("/same-2.pdf")) == PAPER
    assert len(server.asked("/robots.txt")) == len(server.asked("/rules.txt")) == 1


def test_the_address_that_a_redirect_leads_to_is_asked_about_as_well(server: SickServer, tmp_path: Path) -> None:
    server.answers["/robots.txt"] = robots("User-agent: *\nDisallow: /ok.pdf")
    with client_for(server, tmp_path) as client, pytest.raises(WebFailure, match=r"robots\.txt asks"):
        fetch(client, server.url("/moved.pdf"))
    assert not server.asked("/ok.pdf")


def test_what_follows_500_kib_of_rules_is_ignored(server: SickServer, tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow: /same-1.pdf\n" + "# nothing\n" * 52_000 + "Disallow: /\n"
    server.answers["/robots.txt"] = robots(rules)
    with client_for(server, tmp_path) as client:
        assert fetch(client, server.url("/ok.pdf")) == PAPER
        with pytest.raises(WebFailure):
            fetch(client, server.url("/same-1.pdf"))


def test_rules_without_end_are_read_as_far_as_they_count(server: SickServer, tmp_path: Path) -> None:
    server.answers["/robots.txt"] = FAULTS["/endless.pdf"]
    with client_for(server, tmp_path) as client:
        assert fetch(client, server.url("/ok.pdf")) == PAPER


def test_a_crawl_delay_longer_than_ours_is_kept(server: SickServer, tmp_path: Path) -> None:
    server.answers["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.3")
    with client_for(server, tmp_path) as client:
        for path in ("/same-1.pdf", "/same-2.pdf"):
            fetch(client, server.url(path))
    first, second = server.asked("/same-1.pdf") + server.asked("/same-2.pdf")
    assert second.at - first.at >= 0.3


@pytest.mark.parametrize("delay", ["86400", "1e300"])
def test_a_crawl_delay_that_outlasts_the_call_is_told_at_once(server: SickServer, tmp_path: Path, delay: str) -> None:
    server.answers["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {delay}")
    with client_for(server, tmp_path) as client:
        began = time.monotonic()
        with pytest.raises(TurnTooLate) as failure:
            fetch(client, server.url("/ok.pdf"))
        assert time.monotonic() - began < 5
    assert failure.value.retry_after == pytest.approx(86_400, abs=5)


@pytest.mark.parametrize("delay", ["inf", "nan", "-5", "soon", ""])
def test_a_crawl_delay_that_is_none_holds_up_nobody(server: SickServer, tmp_path: Path, delay: str) -> None:
    server.answers["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {delay}")
    with client_for(server, tmp_path) as client:
        assert fetch(client, server.url("/ok.pdf")) == PAPER
