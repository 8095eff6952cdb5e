"""A client for addresses that nobody vouches for.

It keeps no cookies, knows no passwords, and takes no proxy from the environment: a request goes to the host that was
checked, or nowhere. Each request has a connection of its own. Redirects are followed here, each checked like the first
address.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Self

from cgq.web.address import Address, check_address, join, parse_address
from cgq.web.answers import fail_unless_usable, kept_headers, location, translated
from cgq.web.cancellation import Cancellation
from cgq.web.failure import WebFailure, shown
from cgq.web.identity import user_agent
from cgq.web.pace import Turns
from cgq.web.resolving import resolve
from cgq.web.response import Response
from cgq.web.robots import Robots
from cgq.web.rules import MOST_REDIRECTS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    import httpcore2

    from cgq.web.resolving import Resolver
    from cgq.web.rules import WebRules

_ACCEPT = "application/pdf, text/html;q=0.9, */*;q=0.5"


class Client:
    """Opens addresses by its rules. Several threads may share it; robots.txt is kept as long as the client is.

    `turns`: the folder of the files by which all processes of a database keep their distance (pace.py). `resolver`:
    what names lead to, `tls`: who is trusted; both are the system's where nothing is given. `cancellation`: whether
    anybody still wants what it opens; what nobody wants ends with `Cancelled`.
    """

    def __init__(
        self,
        rules: WebRules,
        turns: Path,
        *,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        self._rules = rules
        self._cancellation = cancellation or Cancellation()
        self._turns = Turns(turns, sleep=self._cancellation.sleep)
        self._resolver = resolver
        self._tls = tls
        self._agent = user_agent(rules.contact)
        self._robots = Robots(self._open_robots)
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._robots.forget()

    @contextmanager
    def open(
        self,
        address: str,
        *,
        deadline: float,
        etag: str | None = None,
        modified: str | None = None,
        most_bytes: int | None = None,
    ) -> Generator[Response]:
        """What the address answers, its body not yet read; `deadline` is a moment of the monotonic clock.

        `etag` and `modified`: the ETag and Last-Modified of what one has; the response is then perhaps `not_modified`.
        `most_bytes`: of this body, where it is not the rules' limit. Raises WebFailure, here and while it is read.
        """
        asked = parse_address(address)
        conditions = _conditions(etag, modified)
        most = self._rules.most_bytes if most_bytes is None else most_bytes
        with self._opened(asked, deadline, conditions, most) as response:
            yield response

    @contextmanager
    def _opened(
        self, asked: Address, deadline: float, conditions: list[tuple[str, str]], most: int, *, obey_robots: bool = True
    ) -> Generator[Response]:
        """The answer behind all redirects; only robots.txt itself is asked for whatever it says."""
        current = asked
        for _ in range(MOST_REDIRECTS + 1):
            check_address(current, self._rules.allowed_hosts)
            delay = self._robots.check(current, deadline) if obey_robots else 0.0
            with self._answer(current, delay, deadline, conditions) as answer:
                reference = location(answer, current)
                if reference is None:
                    fail_unless_usable(answer, current, is_conditional=bool(conditions))
                    yield Response(
                        answered=str(current),
                        status=answer.status,
                        headers=kept_headers(answer),
                        body=self._body(answer, current),
                        most_bytes=most,
                    )
                    return
            current = join(current, reference)
        message = f"{shown(str(asked))} redirects more than {MOST_REDIRECTS} times."
        raise WebFailure(message, code="too_many_redirects")

    @contextmanager
    def _answer(
        self, address: Address, delay: float, deadline: float, conditions: list[tuple[str, str]]
    ) -> Generator[httpcore2.Response]:
        """One request in its turn, and its answer; the connection ends with the context."""
        import httpcore2

        from cgq.web.connecting import CheckedBackend

        self._cancellation.check()
        self._turns.take(address.host, max(delay, self._rules.delay), deadline)
        until = min(deadline, time.monotonic() + self._rules.seconds)
        check = self._cancellation.check
        backend = CheckedBackend(address, self._rules.allowed_hosts, until, self._resolver, check=check)
        url = httpcore2.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        tls = self._trusted() if address.scheme == "https" else None
        connection = httpcore2.HTTPConnection(url.origin, ssl_context=tls, network_backend=backend)
        request = httpcore2.Request("GET", url, headers=self._headers(address, conditions))
        with connection:
            with translated(address):
                answer = connection.handle_request(request)
            self._turns.answered(address.host, until)
            yield answer

    def _headers(self, address: Address, conditions: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [
            ("Host", address.authority),
            ("User-Agent", self._agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
            *conditions,
        ]

    def _trusted(self) -> ssl.SSLContext:
        """Who is trusted, read once: it takes 20 ms."""
        import httpcore2

        with self._lock:
            if self._tls is None:
                self._tls = httpcore2.default_ssl_context()
            return self._tls

    def _body(self, answer: httpcore2.Response, address: Address) -> Iterator[bytes]:
        pieces: Iterable[bytes] = answer.iter_stream()
        with translated(address):
            for piece in pieces:
                self._cancellation.check()
                yield piece

    @contextmanager
    def _open_robots(self, address: Address, deadline: float, most: int) -> Generator[Response]:
        with self._opened(address, deadline, [], most, obey_robots=False) as response:
            yield response


def _conditions(etag: str | None, modified: str | None) -> list[tuple[str, str]]:
    """The headers of a conditional request (RFC 9110, 13.1); what no header may hold is left out."""
    named = [("If-None-Match", etag), ("If-Modified-Since", modified)]
    return [(name, value) for name, value in named if value and value.isascii() and value.isprintable()]
