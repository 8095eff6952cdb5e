"""An address is parsed once, into the one spelling that is checked, connected to and shown.

What browsers repair is refused here: an address with a user, a backslash, a control character, an IP address in any
but its usual spelling. Whoever writes such a one wants two programs to read it differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from cgq.web.failure import WebFailure, bad_address, shown
from cgq.web.host import parse_host
from cgq.web.ranges import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.web.ranges import IP

PORTS = {"http": 80, "https": 443}

LONGEST = 8_000
"""Characters of an address: RFC 9110, 4.1 asks servers for at least 8,000."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
"""Control characters, and halves of characters that stand for no byte."""

_DOT = re.compile(r"%2e", re.IGNORECASE)
_SAFE_PATH = "/%:@!$&'()*+,;=~-._[]"
_SAFE_QUERY = _SAFE_PATH + "?"

_LOWEST_FREE_PORT = 1024
"""Below it are the ports of system services (RFC 6335, section 6): of these 80 and 443 alone serve papers."""
_OTHER_SERVICES = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566}
    | {6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)
"""Ports of other protocols that browsers refuse for http (Fetch standard, "port blocking"), above 1023."""

_LOCAL_NAMES = frozenset(
    {"localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet", "private", "onion", "alt"}
    | {"invalid", "test", "example", "home.arpa", "in-addr.arpa", "ip6.arpa"}
)
"""Top-level and other names that lead to no public host (RFC 6761, 6762, 7686, 8375, 9476; ICANN's list of 2024)."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An http(s) address. `host` is lower-case ASCII without brackets and final dot, `target` path and query.

    `ip` is set where the host is written as an IP address.
    """

    scheme: str
    host: str
    port: int
    target: str
    ip: IP | None = None

    @property
    def authority(self) -> str:
        """Host and port as an address and the Host header have them: the scheme's own port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt is for."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def parse_address(text: str) -> Address:
    """The address that the text spells. Raises WebFailure `bad_address` or `blocked_address`; asks no name server."""
    text = text.strip(" \t\r\n\f")
    if not text or len(text) > LONGEST:
        raise bad_address(text, f"it has {len(text)} characters; an address has 1 to {LONGEST}")
    if _CONTROLS.search(text):
        raise bad_address(text, "a control character stands in it")
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in PORTS:
        raise bad_address(text, "it does not begin with http:// or https://")
    authority, target = _split_rest(rest)
    host, port = _split_authority(text, authority)
    name, ip = parse_host(host, text)
    return Address(scheme=scheme.lower(), host=name, port=port or PORTS[scheme.lower()], target=target, ip=ip)


def join(base: Address, location: str) -> Address:
    """The address that a reference of a page or a redirect means, seen from `base`; raises as `parse_address` does."""
    location = location.strip(" \t\r\n\f")
    if _CONTROLS.search(location):
        raise bad_address(location, "a control character stands in it")
    try:
        return parse_address(urljoin(str(base), location))
    except ValueError as error:
        raise bad_address(location, "it cannot be read") from error


def check_address(address: Address, allowed_hosts: Iterable[str]) -> None:
    """Refuse an address by what it spells: raises WebFailure `blocked_address`.

    What its name leads to is checked where it is connected to (connecting.py).
    """
    if is_allowed(address, allowed_hosts):
        return
    reason = _refused_ip(address) or _refused_name(address) or _refused_port(address.port)
    if reason is not None:
        raise blocked(address, reason)


def is_allowed(address: Address, allowed_hosts: Iterable[str]) -> bool:
    """Is the host one of one's own: named with this port, or without any?"""
    return any(parse_own_host(entry) in ((address.host, None), (address.host, address.port)) for entry in allowed_hosts)


@cache
def parse_own_host(entry: str) -> tuple[str, int | None]:
    """Host and port of an entry of allowed_hosts, None where it names no port. Raises WebFailure `bad_address`."""
    entry = entry.strip()
    if entry.count(":") > 1 and not entry.startswith("["):
        entry = f"[{entry}]"
    if entry.endswith(":"):
        raise bad_address(entry, "its port is missing")  # it would be every port
    host, port = _split_authority(entry, entry)
    return parse_host(host, entry)[0], port


def blocked(address: Address, reason: str) -> WebFailure:
    """The refusal of an address; the reason ends the sentence `… is not fetched: …`."""
    return WebFailure(
        f"{shown(str(address))} is not fetched: {reason}.",
        code="blocked_address",
        hint="For a host of your own, name it in allowed_hosts under [collect] in cgq.toml.",
    )


def _split_rest(rest: str) -> tuple[str, str]:
    """Authority and target of what follows the scheme; a fragment is dropped."""
    rest = rest.partition("#")[0]
    end = min((place for place in map(rest.find, "/?") if place >= 0), default=len(rest))
    path, mark, query = rest[end:].partition("?")
    path = quote(_without_dots(path), safe=_SAFE_PATH, errors="surrogateescape")
    return rest[:end], path + mark + quote(query, safe=_SAFE_QUERY, errors="surrogateescape")


def _without_dots(path: str) -> str:
    """A path without its segments `.` and `..` (RFC 3986, 5.2.4): no server, and no robots.txt, sees another one."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        plain = _DOT.sub(".", segment)
        if plain == "..":
            kept[-1:] = []
        elif plain != ".":
            kept.append(segment)
    if segments and _DOT.sub(".", segments[-1]) in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _split_authority(text: str, authority: str) -> tuple[str, int | None]:
    """Host and port of an authority, None where it names no port."""
    if "@" in authority:
        raise bad_address(text, "it names a user")
    host, separator, port = authority, "", ""
    if not authority.endswith("]") and ":" in authority:
        host, separator, port = authority.rpartition(":")
    if ":" in host and not host.startswith("["):
        raise bad_address(text, "an IPv6 address stands in brackets")
    if not separator or not port:
        return host, None
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536):
        raise bad_address(text, "its port is no number from 1 to 65535")
    return host, int(port)


def _refused_ip(address: Address) -> str | None:
    reason = None if address.ip is None else refusal(address.ip)
    return None if reason is None else f"{address.host} is {reason}"


def _refused_name(address: Address) -> str | None:
    if address.ip is not None:
        return None
    if "." not in address.host:
        return f"{address.host} is a name of the local network"
    ends = (address.host.split(".", dots)[-1] for dots in range(address.host.count(".") + 1))
    local = next((end for end in ends if end in _LOCAL_NAMES), None)
    return None if local is None else f"names under {local} lead to no public host"


def _refused_port(port: int) -> str | None:
    is_free = port >= _LOWEST_FREE_PORT and port not in _OTHER_SERVICES
    return None if is_free or port in PORTS.values() else f"port {port} is another service's"
