"""What a fetch may do: hosts, times, sizes, manners."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one body, as it came and after decompression. A scanned paper of 100 pages has about 20 MB; the processes
that read papers write no larger file either (sandbox/confine.py)."""

MOST_SECONDS = 120.0
"""Seconds from the turn of a request to its last byte: 64 MB at 4.5 Mbit/s."""

CONNECT_SECONDS = 10.0
"""Seconds for the name, for the connection and for TLS, each: a host that needs longer does not answer."""

SILENT_SECONDS = 20.0
"""Seconds between two pieces of an answer, and until its first: search pages of old sites take some."""

MOST_REDIRECTS = 5
"""Redirects of one address; also what RFC 9309, 2.3.1.2 asks for robots.txt."""


@dataclass(frozen=True, kw_only=True)
class WebRules:
    """The rules of one client.

    `allowed_hosts`: hosts of one's own, as `host` (every port) or `host:port`, that may lie in a network which is
    refused otherwise. `delay`: seconds between two requests to one host. `most_bytes`: bytes of a body. `seconds`: of
    one request, from its turn to its last byte. `contact`: where a site's owner can complain, in the user agent.
    """

    allowed_hosts: tuple[str, ...] = ()
    delay: float = 2.0
    most_bytes: int = MOST_BYTES
    seconds: float = MOST_SECONDS
    contact: str = ""
    redirects: int = MOST_REDIRECTS
    obey_robots: bool = True
