"""Connections to checked addresses alone.

A name is resolved once for a connection, every address that it leads to is checked, and the connection is made to one
of the checked addresses itself. Whoever answers the second question differently (DNS rebinding) is never asked it. TLS
and the Host header keep the name.
"""

from __future__ import annotations

import socket
import time
from ipaddress import ip_address
from threading import Thread
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
from cgq.web.failure import WebFailure, shown
from cgq.web.ranges import refusal
from cgq.web.rules import CONNECT_SECONDS, SILENT_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Sequence

    from cgq.web.address import Address
    from cgq.web.ranges import IP

    Resolver = Callable[[str, int], Sequence[str]]

MOST_TRIED = 4
"""Addresses of one host that are tried: a name may lead to hundreds, and each may be silent."""


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the system's order. Raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(NetworkBackend):
    """Connects to one address, whose host the library names again. Ends everything at `deadline` (monotonic clock).

    The library's own limits are not asked: these are narrower. `resolver`: what the name leads to; `backend`: what
    connects to an IP address.
    """

    def __init__(
        self,
        address: Address,
        allowed_hosts: Iterable[str],
        deadline: float,
        resolver: Resolver = resolve,
        backend: NetworkBackend | None = None,
    ) -> None:
        self._address = address
        self._is_allowed = is_allowed(address, allowed_hosts)
        self._deadline = deadline
        self._resolver = resolver
        self._backend = backend or SyncBackend()

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
            return LimitedStream(stream, self._deadline)
        raise failed or ConnectError("the host has no address")

    def _checked(self) -> list[IP]:
        """The addresses of the host; one that is refused refuses the host, whatever the others are."""
        ips = [self._address.ip] if self._address.ip else self._resolved()
        for ip in ips:
            reason = None if self._is_allowed else refusal(ip)
            if reason is not None:
                raise blocked(self._address, f"it leads to {ip}, {reason}")
        return ips

    def _resolved(self) -> list[IP]:
        """The system's resolver cannot be interrupted: it is asked in a thread that nobody waits for too long."""
        answers: list[Sequence[str]] = []
        faults: list[OSError] = []

        def ask() -> None:
            try:
                answers.append(self._resolver(self._address.host, self._address.port))
            except (OSError, UnicodeError) as error:
                faults.append(error if isinstance(error, OSError) else OSError(str(error)))

        thread = Thread(target=ask, name="resolve", daemon=True)
        thread.start()
        thread.join(self._left(CONNECT_SECONDS))
        if answers:
            return [ip_address(text.partition("%")[0]) for text in answers[0]]
        where = shown(str(self._address))
        if not faults:
            raise WebFailure(f"No name server answered where {where} is.", code="timeout")
        raise _unknown_host(where, self._address.host, faults[0])

    def _left(self, most: float) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ConnectTimeout("the time is over")
        return min(most, left)


class LimitedStream(NetworkStream):
    """A stream that is silent for a while at most, and that ends at a deadline whatever it gives until then."""

    def __init__(self, stream: NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the library's signature
        """The next bytes, none at the end."""
        return self._stream.read(max_bytes, self._left(ReadTimeout))

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
        return LimitedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the library asks of the socket."""
        return self._stream.get_extra_info(info)

    def _left(self, error: type[Exception]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error("the time is over")
        return min(SILENT_SECONDS, left)


def _unknown_host(where: str, host: str, error: OSError) -> WebFailure:
    """A name that does not exist will not for a while; a name server that is away may come back."""
    passes = error.errno not in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    message = f"{where} cannot be reached: {shown(host)} has no address ({error.strerror or error})."
    return WebFailure(message, code="unreachable", retryable=passes)
