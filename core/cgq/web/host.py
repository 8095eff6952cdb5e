"""A host in its one spelling; every other spelling of an IP address is refused.

What ends in a number is an IPv4 address for some program (WHATWG URL, 3.5; inet_aton), whatever it is for others: it is
one here in four decimal numbers, or nothing.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from cgq.web.failure import bad_address, blocked_spelling
from cgq.web.ranges import refusal

if TYPE_CHECKING:
    from cgq.web.ranges import IP

LONGEST_NAME = 253
"""Characters of a name (RFC 1035, 2.3.4, without the root)."""

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, blanks, backslashes and invisible signs: none stands in a host."""

_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_QUAD = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")


def parse_host(host: str, text: str) -> tuple[str, IP | None]:
    """A host in its one spelling, and the IP address where it is one. `text` is the whole address, for the error."""
    if host.startswith("["):
        return _parse_ipv6(host, text)
    if not host or _FORBIDDEN.search(host) or "%" in host:
        raise bad_address(text, "its host cannot be read")
    name = _to_ascii(host, text)
    name = name.removesuffix(".")
    if not _HOST.fullmatch(name) or len(name) > LONGEST_NAME:
        raise bad_address(text, "its host is no host name")
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name, None
    return _parse_ipv4(name, host, text)


def _to_ascii(host: str, text: str) -> str:
    """A host as the name system has it: small letters, no sign beyond ASCII (UTS 46, IDNA 2008)."""
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError as error:
        raise bad_address(text, "its host is no host name") from error


def _parse_ipv6(host: str, text: str) -> tuple[str, IP]:
    if not host.endswith("]"):
        raise bad_address(text, "its host cannot be read")
    if "%" in host:
        raise blocked_spelling(text, "a zone of the local link stands in it")
    try:
        ip = IPv6Address(host[1:-1])
    except ValueError as error:
        raise bad_address(text, "its host is no IPv6 address") from error
    return str(ip), ip


def _parse_ipv4(name: str, host: str, text: str) -> tuple[str, IP]:
    """A host that ends in a number is an IPv4 address for somebody (WHATWG URL, 3.5): in its one spelling, or not."""
    if name == host and _QUAD.fullmatch(name):
        try:
            return name, IPv4Address(name)
        except ValueError as error:
            raise bad_address(text, "its host is no IPv4 address") from error
    ip = _other_spelling(name)
    reason = None if ip is None else refusal(ip)
    if reason is not None:
        raise blocked_spelling(text, f"its host is another spelling of {ip}, {reason}")
    raise bad_address(text, "its host ends in a number and is no IPv4 address of four decimal numbers")


def _other_spelling(name: str) -> IPv4Address | None:
    """The IPv4 address that inet_aton reads in the host: one to four numbers, decimal, octal or hexadecimal."""
    try:
        numbers = [_number(part) for part in name.split(".")]
    except ValueError:
        return None
    last, first = numbers[-1], numbers[:-1]
    if len(numbers) > 4 or any(number > 255 for number in first) or last >= 256 ** (5 - len(numbers)):
        return None
    return IPv4Address(last + sum(number << 8 * (3 - place) for place, number in enumerate(first)))


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") and len(part) > 1 else 10)
