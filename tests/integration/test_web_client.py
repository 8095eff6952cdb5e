"""The client against a server on loopback whose every path has a fault; each is the failure that it should be."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from httpcore2 import NetworkBackend, NetworkStream, SyncBackend
from tests.support import certificates
from tests.support.sick_server import PAPER, Answer, SickServer, redirect
from tests.support.web_rules import MB, web_rules

from cgq.web.address import parse_address
from cgq.web.client import Client
from cgq.web.connecting import CheckedBackend
from cgq.web.failure import WebFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.web.rules import WebRules

FAILURES = [
    # path, code, can another try help
    ("/missing.pdf", "not_found", False),
    ("/never-heard-of.pdf", "not_found", False),
    ("/gone.pdf", "not_found", False),
    ("/forbidden.pdf", "refused", False),
    ("/unauthorized.pdf", "refused", False),
    ("/busy.pdf", "too_many_requests", True),
    ("/broken.pdf", "server_error", True),
    ("/later.pdf", "server_error", True),
    ("/reset.pdf", "unreachable", True),
    ("/reset-in-body.pdf", "unreachable", True),
    ("/claims-more.pdf", "unreachable", True),
    ("/no-http.pdf", "unreachable", True),
    ("/endless-head.pdf", "unreachable", True),
    ("/drip.pdf", "timeout", True),
    ("/drip-head.pdf", "timeout", True),
    ("/silent.pdf", "timeout", True),
    ("/endless.pdf", "too_large", False),
    ("/claims-huge.pdf", "too_large", False),
    ("/bomb.pdf", "too_large", False),
    ("/brotli.pdf", "wrong_type", False),
    ("/cut-gzip.pdf", "wrong_type", False),
    ("/moved-6.pdf", "too_many_redirects", False),
    ("/moved-in-a-ring.pdf", "too_many_redirects", False),
    ("/moved-nowhere.pdf", "refused", False),
    ("/moved-to-number.pdf", "blocked_address", False),
    ("/moved-to-octal.pdf", "blocked_address", False),
    ("/moved-to-mapped.pdf", "blocked_address", False),
    ("/moved-to-localhost.pdf", "blocked_address", False),
    ("/moved-to-other-port.pdf", "blocked_address", False),
    ("/moved-to-private.pdf", "blocked_address", False),
    ("/moved-to-metadata.pdf", "blocked_address", False),
    ("/moved-to-file.pdf", "bad_address", False),
    ("/moved-to-user.pdf", "bad_address", False),
]

TAKEN = ["/ok.pdf", "/same-1.pdf", "/gzip.pdf", "/paper-as.html", "/moved.pdf", "/moved-5.pdf", "/validated.pdf"]


@pytest.fixture
def server() -> Iterator[SickServer]:
    with SickServer() as server:
        yield server


def rules(server: SickServer, **other: object) -> WebRules:
    """Rules that let the server through and wait for nothing."""
    return web_rules(server.host, **other)


def fetch(client: Client, address: str, seconds: float = 10.0) -> bytes:
    with client.open(address, deadline=time.monotonic() + seconds) as response:
        return b"".join(response.pieces())


def failure_of(client: Client, address: str, seconds: float = 10.0) -> WebFailure:
    with pytest.raises(WebFailure) as failure:
        fetch(client, address, seconds)
    return failure.value


@pytest.mark.parametrize(("path", "code", "retryable"), FAILURES, ids=[path for path, _, _ in FAILURES])
def test_each_fault_is_its_failure(server: SickServer, tmp_path: Path, path: str, code: str, retryable: bool) -> None:
    seconds = 0.3 if code == "timeout" else 30.0
    with Client(rules(server, seconds=seconds), tmp_path) as client:
        failure = failure_of(client, server.url(path), seconds=60.0)
    assert (failure.code, failure.retryable) == (code, retryable)
    assert failure.message.isprintable()
    assert "secret" not in failure.message


@pytest.mark.parametrize("path", TAKEN)
def test_what_has_no_fault_is_taken_whole(server: SickServer, tmp_path: Path, path: str) -> None:
    with Client(rules(server), tmp_path) as client:
        assert fetch(client, server.url(path)) == PAPER


def test_a_failure_may_pass_at_the_next_try(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server), tmp_path) as client:
        for path in ("/busy-once.pdf", "/broken-once.pdf", "/reset-once.pdf"):
            assert failure_of(client, server.url(path)).retryable
            assert fetch(client, server.url(path)) == PAPER


def test_a_server_says_when_to_come_again_in_seconds_or_by_its_own_clock(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server), tmp_path) as client:
        assert failure_of(client, server.url("/busy.pdf")).retry_after == 1.0
        assert failure_of(client, server.url("/later.pdf")).retry_after == 7.0
        assert failure_of(client, server.url("/broken.pdf")).retry_after is None
        server.answers["/odd.pdf"] = Answer(status=429, headers={"Retry-After": "soon"})
        assert failure_of(client, server.url("/odd.pdf")).retry_after is None
        for number, value in enumerate(["1e9", "-3", "Mon, 30 Nov 99999999999999999999 09:00:00 GMT", "\x80", "0x10"]):
            server.answers[f"/odd-{number}.pdf"] = Answer(status=503, headers={"Retry-After": value})
            assert failure_of(client, server.url(f"/odd-{number}.pdf")).retry_after is None
        server.answers["/past.pdf"] = Answer(status=503, headers={"Retry-After": "Sat, 31 Jan 2015 09:30:00 GMT"})
        assert failure_of(client, server.url("/past.pdf")).retry_after == 0.0


def test_a_response_tells_where_it_came_from(server: SickServer, tmp_path: Path) -> None:
    server.answers["/named.pdf"] = Answer(
        PAPER, headers={"Content-Disposition": "attachment; filename=기출.pdf".encode("cp949").decode("latin-1")}
    )
    with Client(rules(server), tmp_path) as client:
        with client.open(server.url("/moved.pdf"), deadline=time.monotonic() + 5) as response:
            assert response.answered == server.url("/ok.pdf")
            assert response.status == 200
            assert response.headers["content-type"] == "application/pdf"
            assert "server" not in response.headers
        with client.open(server.url("/named.pdf"), deadline=time.monotonic() + 5) as response:
            assert response.headers["content-disposition"] == "attachment; filename=기출.pdf"


def test_what_one_has_is_not_sent_again(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server), tmp_path) as client:
        address, deadline = server.url("/validated.pdf"), time.monotonic() + 10
        with client.open(address, deadline=deadline) as response:
            headers = response.headers
            assert not response.not_modified
        with client.open(address, deadline=deadline, etag=headers["etag"]) as response:
            assert response.not_modified
            assert b"".join(response.pieces()) == b""
        with client.open(address, deadline=deadline, modified=headers["last-modified"]) as response:
            assert response.not_modified
        with client.open(address, deadline=deadline, etag='"another"') as response:
            assert b"".join(response.pieces()) == PAPER
        with client.open(address, deadline=deadline, etag="a\r\nEvil: yes") as response:
            assert response.status == 200
    assert not any("evil" in asked.headers for asked in server.log)


def test_a_304_that_nobody_asked_for_is_a_failure(server: SickServer, tmp_path: Path) -> None:
    server.answers["/odd.pdf"] = Answer(status=304)
    with Client(rules(server), tmp_path) as client:
        assert failure_of(client, server.url("/odd.pdf")).code == "server_error"


def test_a_request_tells_who_asks_and_keeps_nothing(
    server: SickServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    server.answers["/cookie"] = Answer(b"x", headers={"Set-Cookie": "id=1"})
    with Client(rules(server, contact="mail@papers.example (\r\n한)"), tmp_path) as client:
        fetch(client, server.url("/cookie"))
        fetch(client, server.url("/cookie"))
    headers = server.asked("/cookie")[1].headers
    assert headers["user-agent"].startswith("cgq/")
    assert "; mail@papers.example)" in headers["user-agent"]
    assert headers["accept-encoding"] == "identity"
    assert headers["host"] == server.host
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_the_whole_time_of_a_request_is_limited_however_it_drips(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server, seconds=60.0), tmp_path) as client:
        for path in ("/drip.pdf", "/drip-head.pdf", "/silent.pdf"):
            began = time.monotonic()
            assert failure_of(client, server.url(path), seconds=0.3).code == "timeout"
            assert time.monotonic() - began < 5


def test_a_body_may_have_a_limit_of_its_own(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server), tmp_path) as client:
        deadline = time.monotonic() + 10
        with client.open(server.url("/ok.pdf"), deadline=deadline, most_bytes=len(PAPER)) as response:
            assert b"".join(response.pieces()) == PAPER
        with pytest.raises(WebFailure, match="gives more than"):
            client.open(server.url("/ok.pdf"), deadline=deadline, most_bytes=len(PAPER) - 1).__enter__()


def test_a_host_with_no_address_is_no_reason_to_try_again(tmp_path: Path) -> None:
    import socket

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def away(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    for resolver, retryable in ((unknown, False), (away, True)):
        with Client(web_rules(), tmp_path, resolver=resolver) as client:
            failure = failure_of(client, "http://papers.kr/a.pdf")
            assert (failure.code, failure.retryable) == ("unreachable", retryable)


def test_a_name_server_that_never_answers_costs_the_deadline_and_no_more(tmp_path: Path) -> None:
    ending = threading.Event()

    def silent(_host: str, _port: int) -> list[str]:
        ending.wait(60)
        return []

    with Client(web_rules(), tmp_path, resolver=silent) as client:
        began = time.monotonic()
        assert failure_of(client, "http://papers.kr/a.pdf", seconds=0.2).code == "timeout"
        assert time.monotonic() - began < 5
    ending.set()


@pytest.mark.parametrize("answer", ["10.0.0.1", "127.0.0.1", "::1", "fe80::1%2", "::ffff:169.254.169.254", "0.0.0.0"])
def test_a_name_that_leads_to_a_private_address_is_blocked(tmp_path: Path, answer: str) -> None:
    resolver = lambda _host, _port: ["8.8.8.8", answer]  # noqa: E731
    with Client(web_rules(), tmp_path, resolver=resolver) as client:
        assert failure_of(client, "http://papers.kr/a.pdf").code == "blocked_address"


def test_a_name_is_asked_once_a_connection_and_the_checked_address_is_connected_to(
    server: SickServer, tmp_path: Path
) -> None:
    """DNS rebinding: one more answer, which would lead elsewhere, is never asked for."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["127.0.0.2"]

    own = f"rebound.papers.kr:{server.port}"
    settings = web_rules(own)
    with Client(settings, tmp_path, resolver=rebinding) as client:
        assert fetch(client, f"http://{own}/ok.pdf") == PAPER
    assert asked == ["rebound.papers.kr"] * 2, "for robots.txt, and for the paper"
    assert server.asked("/ok.pdf")[0].headers["host"] == own


class Recording(NetworkBackend):
    """Connects to loopback whatever is asked, and keeps what was."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def connect_tcp(self, host: str, port: int, *args: object, **others: object) -> NetworkStream:
        self.asked.append(host)
        return SyncBackend().connect_tcp("127.0.0.1", port)


def test_a_public_name_is_connected_to_by_the_address_that_was_checked(server: SickServer) -> None:
    answers = iter([["8.8.8.8", "1.1.1.1"], ["127.0.0.1"]])
    recording = Recording()
    address = parse_address(f"http://papers.kr:{server.port}/ok.pdf")
    deadline = time.monotonic() + 10
    backend = CheckedBackend(address, (), deadline, lambda _host, _port: next(answers), recording)
    backend.connect_tcp("papers.kr", server.port).close()
    assert recording.asked == ["8.8.8.8"]
    with pytest.raises(WebFailure, match="leads to 127"):
        backend.connect_tcp("papers.kr", server.port)  # every connection is checked, not the name once for all
    with pytest.raises(WebFailure, match="asked for instead"):
        backend.connect_tcp("elsewhere.kr", server.port)
    assert recording.asked == ["8.8.8.8"]


def test_a_redirect_to_a_name_that_leads_to_a_private_address_is_blocked(server: SickServer, tmp_path: Path) -> None:
    server.answers["/away.pdf"] = redirect("http://papers.kr:{port}/ok.pdf")
    with Client(rules(server), tmp_path, resolver=lambda _host, _port: ["127.0.0.1"]) as client:
        assert failure_of(client, server.url("/away.pdf")).code == "blocked_address"
    assert not server.asked("/ok.pdf")


def test_another_address_of_the_host_is_tried_when_one_does_not_answer(server: SickServer, tmp_path: Path) -> None:
    own = f"two.papers.kr:{server.port}"
    resolver = lambda _host, _port: ["127.0.0.9", "127.0.0.1"]  # noqa: E731
    settings = web_rules(own)
    with Client(settings, tmp_path, resolver=resolver) as client:
        assert fetch(client, f"http://{own}/ok.pdf") == PAPER


def test_an_own_host_may_be_an_ipv6_address(tmp_path: Path) -> None:
    try:
        six = SickServer("::1")
    except OSError:
        pytest.skip("no IPv6 here")
    with six, Client(rules(six), tmp_path) as client:
        assert fetch(client, six.url("/moved.pdf")) == PAPER
        assert failure_of(client, "http://[::1]:1/ok.pdf").code == "blocked_address"
    assert six.asked("/ok.pdf")[0].headers["host"] == six.host


@certificates.NEEDED
def test_a_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    shown, trusted = certificates.certificate(tmp_path, "tls.papers.kr")
    resolver = lambda _host, _port: ["127.0.0.1"]  # noqa: E731
    with SickServer(tls=shown) as server:
        names = [f"{name}.papers.kr:{server.port}" for name in ("tls", "other")]
        settings = web_rules(*names)
        with Client(settings, tmp_path, resolver=resolver, tls=trusted) as client:
            assert fetch(client, f"https://{names[0]}/ok.pdf") == PAPER
            failure = failure_of(client, f"https://{names[1]}/ok.pdf")
            assert (failure.code, failure.retryable) == ("tls", False)
        with Client(settings, tmp_path, resolver=resolver) as client:
            assert failure_of(client, f"https://{names[0]}/ok.pdf").code == "tls"


@certificates.NEEDED
def test_a_redirect_out_of_tls_is_followed(server: SickServer, tmp_path: Path) -> None:
    shown, trusted = certificates.certificate(tmp_path, "tls.papers.kr")
    with SickServer(tls=shown) as safe:
        safe.answers["/down.pdf"] = redirect(server.url("/ok.pdf"))
        own = f"tls.papers.kr:{safe.port}"
        resolver = lambda _host, _port: ["127.0.0.1"]  # noqa: E731
        with Client(web_rules(own, server.host), tmp_path, resolver=resolver, tls=trusted) as client:
            assert fetch(client, f"https://{own}/down.pdf") == PAPER


def test_http_to_a_tls_port_and_tls_to_an_http_port_are_failures(server: SickServer, tmp_path: Path) -> None:
    with Client(rules(server), tmp_path) as client:
        assert failure_of(client, f"https://{server.host}/ok.pdf").code in ("tls", "unreachable")


def test_several_threads_share_a_client(server: SickServer, tmp_path: Path) -> None:
    got: list[bytes] = []
    with Client(rules(server, seconds=10.0), tmp_path) as client:
        threads = [
            threading.Thread(target=lambda n=n: got.append(fetch(client, server.url(f"/same-{n % 3 + 1}.pdf"))))
            for n in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == [PAPER] * 12
    assert len(server.asked("/robots.txt")) == 1


SIZE = 32 * MB

_FETCH = """
import os, sys, time
from pathlib import Path
from cgq.web.client import Client
from cgq.web.rules import WebRules
host, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

settings = WebRules(allowed_hosts=(host,), delay=0.0, seconds=60.0, most_bytes=size, contact="")
with Client(settings, folder) as client:
    with client.open(f"http://{host}/ok.pdf", deadline=time.monotonic() + 60) as response:
        b"".join(response.pieces())
    before = most = resident()
    with client.open(f"http://{host}/{sys.argv[4]}", deadline=time.monotonic() + 60) as response:
        with open(folder / "large.pdf", "wb") as file:
            for piece in response.pieces():
                file.write(piece)
                most = max(most, resident())
    print(most - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
@pytest.mark.parametrize("path", ["large.pdf", "large.pdf.gz"])
def test_a_large_body_goes_into_a_file_without_being_held(server: SickServer, tmp_path: Path, path: str) -> None:
    body = (PAPER + os.urandom(MB) * 32)[:SIZE]
    server.answers["/large.pdf"] = Answer(body)
    server.answers["/large.pdf.gz"] = Answer(gzip.compress(body, 0), headers={"Content-Encoding": "gzip"})
    command = [sys.executable, "-c", _FETCH, server.host, str(tmp_path), str(SIZE + MB), path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 4 * MB
    assert (tmp_path / "large.pdf").read_bytes() == body
