"""What a fetch may do: hosts, times, sizes, manners."""

from __future__ import annotations

from dataclasses import dataclass

CONNECT_SECONDS = 10.0
"""Seconds for the name, for the connection and for TLS, each: a host that needs longer does not answer."""

SILENT_SECONDS = 20.0
"""Seconds between two pieces of an answer, and until its first: search pages of old sites take some."""

MOST_REDIRECTS = 5
"""Redirects of one address; also what RFC 9309, 2.3.1.2 asks for robots.txt."""


@dataclass(frozen=True, kw_only=True)
class WebRules:
    """The rules of one client; their defaults are those of the settings (config/collecting.py).

    `allowed_hosts`: hosts of one's own, as `host` (every port) or `host:port`, that may lie in a network which is
    refused otherwise. `delay`: seconds between two requests to one host. `most_bytes`: bytes of a body. `seconds`: of
    one request, from its turn to its last byte. `contact`: where a site's owner can complain, in the user agent.
    """

    allowed_hosts: tuple[str, ...]
    delay: float
    most_bytes: int
    seconds: float
    contact: str
