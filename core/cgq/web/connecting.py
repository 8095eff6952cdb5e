"""Connections to checked addresses alone.

A name is resolved once for a connection, every address that it leads to is checked, and the connection is made to one
of the checked addresses itself. Whoever answers the second question differently (DNS rebinding) is never asked it. TLS
and the Host header keep the name.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from httpcore2 import (
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
    WriteTimeout,
)

from cgq.web.address import blocked, is_allowed
from cgq.web.ranges import refusal
from cgq.web.resolving import resolve, resolve_within
from cgq.web.rules import CONNECT_SECONDS, SILENT_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from cgq.web.address import Address
    from cgq.web.ranges import IP
    from cgq.web.resolving import Resolver

MOST_TRIED = 4
"""Addresses of one host that are tried: a name may lead to hundreds, and each may be silent."""


LOOK_SECONDS = 0.5
"""Between two looks of who waits for a silent host whether anybody still wants its answer."""


def _nobody_cancels() -> None:
    pass


class CheckedBackend(NetworkBackend):
    """Connects to one address, whose host the library names again. Ends everything at `deadline` (monotonic clock).

    The library's own limits are not asked: these are narrower. `resolver`: what the name leads to; `backend`: what
    connects to an IP address; `check` raises where nobody wants the answer any more.
    """

    def __init__(
        self,
        address: Address,
        allowed_hosts: Iterable[str],
        deadline: float,
        resolver: Resolver = resolve,
        backend: NetworkBackend | None = None,
        check: Callable[[], None] = _nobody_cancels,
    ) -> None:
        self._address = address
        self._is_allowed = is_allowed(address, allowed_hosts)
        self._deadline = deadline
        self._resolver = resolver
        self._backend = backend or SyncBackend()
        self._check = check

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the library's signature
        local_address: str | None = None,  # noqa: ARG002 - the library's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - the library's signature
    ) -> NetworkStream:
        """A connection to one of the host's addresses, all of which were checked.

        Raises WebFailure `blocked_address`, `unreachable` or `timeout`.
        """
        if (host, port) != (self._address.host, self._address.port):
            raise blocked(self._address, f"a connection to {host} was asked for instead")
        failed: Exception | None = None
        for ip in self._checked()[:MOST_TRIED]:
            try:
                stream = self._backend.connect_tcp(str(ip), port, timeout=self._left(CONNECT_SECONDS))
            except (ConnectError, ConnectTimeout) as error:
                failed = error
                continue
            return LimitedStream(stream, self._deadline, self._check)
        raise failed or ConnectError("the host has no address")

    def _checked(self) -> list[IP]:
        """The addresses of the host; one that is refused refuses the host, whatever the others are."""
        ips = self._resolved() if self._address.ip is None else [self._address.ip]
        for ip in ips:
            reason = None if self._is_allowed else refusal(ip)
            if reason is not None:
                raise blocked(self._address, f"it leads to {ip}, {reason}")
        return ips

    def _resolved(self) -> list[IP]:
        return resolve_within(self._address, self._resolver, self._left(CONNECT_SECONDS))

    def _left(self, most: float) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ConnectTimeout("the time is over")
        return min(most, left)


class LimitedStream(NetworkStream):
    """A stream that is silent for a while at most, and that ends at a deadline whatever it gives until then."""

    def __init__(self, stream: NetworkStream, deadline: float, check: Callable[[], None] = _nobody_cancels) -> None:
        self._stream = stream
        self._deadline = deadline
        self._check = check

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the library's signature
        """The next bytes, none at the end."""
        silent_until = time.monotonic() + self._left(ReadTimeout)
        while True:
            left = silent_until - time.monotonic()
            try:
                return self._stream.read(max_bytes, max(0.001, min(left, LOOK_SECONDS)))
            except ReadTimeout:
                if left <= LOOK_SECONDS:
                    raise
                self._check()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the library's signature
        """Send all of it."""
        self._stream.write(buffer, self._left(WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the library's signature
    ) -> NetworkStream:
        """The same stream under TLS; the certificate is checked against the name."""
        left = min(CONNECT_SECONDS, self._left(ConnectTimeout))
        return LimitedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline, self._check)

    def get_extra_info(self, info: str) -> Any:
        """What the library asks of the socket."""
        return self._stream.get_extra_info(info)

    def _left(self, error: type[Exception]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error("the time is over")
        return min(SILENT_SECONDS, left)
