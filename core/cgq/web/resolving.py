"""What a host's name leads to, by the system's resolver."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING

from cgq.web.failure import WebFailure, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.web.address import Address
    from cgq.web.ranges import IP

    Resolver = Callable[[str, int], Sequence[str]]
    """The IP addresses of a host, for a port; raises OSError where there is none."""


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the system's order. Raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve_within(address: Address, resolver: Resolver, seconds: float) -> list[IP]:
    """The IP addresses of an address's host. Raises WebFailure `unreachable`, or `timeout` after so many seconds.

    The system's resolver cannot be interrupted: it is asked in a thread that nobody waits for too long.
    """
    answers: list[Sequence[str]] = []
    faults: list[OSError] = []

    def ask() -> None:
        try:
            answers.append(resolver(address.host, address.port))
        except (OSError, UnicodeError) as error:
            faults.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return [ip_address(text.partition("%")[0]) for text in answers[0]]
    where = shown(str(address))
    if not faults:
        raise WebFailure(f"No name server answered where {where} is.", code="timeout")
    raise _unknown_host(where, address.host, faults[0])


def _unknown_host(where: str, host: str, error: OSError) -> WebFailure:
    """A name that does not exist will not for a while; a name server that is away may come back."""
    passes = error.errno not in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    message = f"{where} cannot be reached: {shown(host)} has no address ({error.strerror or error})."
    return WebFailure(message, code="unreachable", retryable=passes)
