"""Which IP addresses no stranger's address may lead to.

Source: the IANA special-purpose address registries (RFC 6890), IPv6 address space (only 2000::/3 is global unicast),
and what cloud providers document of their metadata services.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IP = IPv4Address | IPv6Address

METADATA = "a metadata service of a cloud"

_METADATA = {
    IPv4Address("169.254.169.254"),  # AWS, Google, Azure, OpenStack, DigitalOcean, Oracle
    IPv4Address("169.254.170.2"),  # AWS, tasks of ECS
    IPv4Address("169.254.169.123"),  # AWS, time
    IPv4Address("169.254.169.253"),  # AWS, names
    IPv4Address("100.100.100.200"),  # Alibaba
    IPv4Address("168.63.129.16"),  # Azure, a public address that leads to the host of the machine
    IPv4Address("192.0.0.192"),  # Oracle, the older one
    IPv6Address("fd00:ec2::254"),  # AWS
    IPv6Address("fd20:ce::254"),  # Google
}

_V4 = [
    (IPv4Network(text), reason)
    for text, reason in [
        ("0.0.0.0/8", "this host itself"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's shared network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "the local link"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.31.196.0/24", "reserved for name servers"),
        ("192.52.193.0/24", "reserved for tunnels"),
        ("192.88.99.0/24", "reserved for tunnels"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "reserved for name servers"),
        ("198.18.0.0/15", "reserved for measurements"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    ]
]

_V6 = [
    (IPv6Network(text), reason)
    for text, reason in [
        ("::/128", "this host itself"),
        ("::1/128", "this machine"),
        ("fe80::/10", "the local link"),
        ("fec0::/10", "a private network"),
        ("fc00::/7", "a private network"),
        ("ff00::/8", "multicast"),
        ("100::/64", "discarded"),
        ("2001::/23", "reserved for protocols and tunnels"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2002::/16", "a tunnel over IPv4"),
        ("2620:4f:8000::/48", "reserved for name servers"),
        ("3fff::/20", "reserved for documentation"),
        ("5f00::/16", "reserved for routing"),
    ]
]

_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
"""An IPv4 address as a network without IPv4 writes it (RFC 6052): there, every name leads to one of these."""

_GLOBAL = IPv6Network("2000::/3")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""The upper half of an interface's identifier that holds an IPv4 address (RFC 5214)."""


def refusal(ip: IP) -> str | None:
    """Why nobody may be sent to the address, as the end of `it is …`; None for one of the public internet."""
    if ip in _METADATA:
        return METADATA
    if isinstance(ip, IPv4Address):
        return next((reason for network, reason in _V4 if ip in network), None)
    if ip in _MAPPED or ip in _NAT64:
        return refusal(IPv4Address(int(ip) & 0xFFFF_FFFF))
    named = next((reason for network, reason in _V6 if ip in network), None)
    if named is not None:
        return named
    if ip not in _GLOBAL:
        return "reserved"
    return "a tunnel over IPv4" if (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP else None
