"""What hosts ask robots to leave alone (RFC 9309), read once a host and client."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

from cgq.web.failure import WebFailure, shown
from cgq.web.identity import PRODUCT
from cgq.web.pace import TurnTooLate

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from protego import Protego

    from cgq.web.address import Address
    from cgq.web.response import Response

    Opened = Callable[[Address, float, int], AbstractContextManager[Response]]

MOST_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read; what follows is ignored (RFC 9309, 2.5)."""

FAILED_SECONDS = 5.0
"""How long a failure to read robots.txt stands for the next addresses of its host: so many need not ask again."""

LONGEST_DELAY = 86_400.0
"""Seconds of a Crawl-delay that are believed: a day already means never."""

_FOR_NOW = frozenset({"server_error", "too_many_requests"})
"""A server that fails allows nothing for now (RFC 9309, 2.3.1.4); one that is overrun is treated the same."""

_NO_HOST = frozenset({"unreachable", "timeout", "tls", "blocked_address"})
"""Failures of the host itself, which would meet its papers as well."""


@dataclass
class _Host:
    """The rules of one origin: None before they were read, or where the last try failed until `failed_until`."""

    lock: Lock = field(default_factory=Lock)
    rules: Protego | None = None
    failure: WebFailure | None = None
    failed_until: float = 0.0


class Robots:
    """The rules of the hosts that one client asks. `opened` gives the answer to an address within a deadline."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    def check(self, address: Address, deadline: float) -> float:
        """The seconds that the host asks to leave between two requests, 0 where it names none.

        Raises WebFailure `robots` where it wants the address left alone, or its rules cannot be read for now.
        """
        rules = self._rules(address, deadline)
        if not rules.can_fetch(str(address), PRODUCT):
            raise WebFailure(f"{shown(str(address))} is left alone: robots.txt asks for that.", code="robots")
        return min(max(0.0, rules.crawl_delay(PRODUCT) or 0.0), LONGEST_DELAY)

    def forget(self) -> None:
        """Read everything again from here on."""
        with self._lock:
            self._hosts.clear()

    def _rules(self, address: Address, deadline: float) -> Protego:
        with self._lock:
            host = self._hosts.setdefault(address.origin, _Host())
        if not host.lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise TurnTooLate(f"robots.txt of {shown(address.origin)} was not read in time.", code="timeout")
        try:
            if host.failure is not None and time.monotonic() < host.failed_until:
                raise _again(host.failure, host.failed_until - time.monotonic())
            if host.rules is None:
                self._read_into(host, address, deadline)
            assert host.rules is not None
            return host.rules
        finally:
            host.lock.release()

    def _read_into(self, host: _Host, address: Address, deadline: float) -> None:
        from protego import Protego

        try:
            text = self._read(address, deadline)
        except TurnTooLate:
            raise
        except WebFailure as error:
            failure = _refusal(error, address)
            if failure is None:
                text = ""
            else:
                host.failure, host.failed_until = failure, time.monotonic() + FAILED_SECONDS
                raise failure from error
        host.rules = Protego.parse(text)

    def _read(self, address: Address, deadline: float) -> str:
        """The text of the robots.txt of the address's origin."""
        data = bytearray()
        with self._opened(replace(address, target="/robots.txt"), deadline, sys.maxsize) as response:
            for piece in response.pieces():
                data += piece
                if len(data) >= MOST_BYTES:
                    break
        return bytes(data[:MOST_BYTES]).decode("utf-8-sig", "replace")


def _refusal(error: WebFailure, address: Address) -> WebFailure | None:
    """The failure for every address of the origin; None where the file is not there, which allows everything."""
    why = f"Nothing of {shown(address.origin)} is fetched before its robots.txt is read: {error.message}"
    if error.code in _FOR_NOW:
        return WebFailure(why, code="robots", retryable=True, retry_after=error.retry_after)
    return error if error.code in _NO_HOST else None


def _again(failure: WebFailure, seconds: float) -> WebFailure:
    """The same failure for another address, with the time after which asking makes sense."""
    wait = max(seconds, failure.retry_after or 0.0) if failure.retryable else None
    again = WebFailure(failure.message, code=failure.code, hint=failure.hint, retryable=failure.retryable)  # type: ignore[arg-type]
    again.retry_after = wait
    return again
