"""Where the server is: an address that may be used, or the reason why not. Loads without the driver."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from cgq.errors import NotReady, ProviderFailed

AGAIN = "then: `cgq graph push`"


def not_configured() -> NotReady:
    """Nobody named a server."""
    return NotReady(
        "No Neo4j server is configured.",
        code="neo4j_not_configured",
        hint="Set uri under [neo4j] in cgq.toml, or CGQ_NEO4J_URI, and CGQ_NEO4J_PASSWORD.",
    )


def not_set_up(code: str, message: str, cure: str) -> ProviderFailed:
    """Something that every push would meet until a person does something: it fails at once, and stops nothing else, for
    there is one push at a time, and what else is in its queue needs no server (N4)."""
    return ProviderFailed(message, code=code, hint=f"{cure}, {AGAIN}", retryable=False)


def check_address(uri: str | None) -> str:
    """The address, if the password and the bank may be sent there. Raises NotReady without one.

    bolt:// and neo4j:// are for this machine only; elsewhere they would go in the clear. With `+s` the certificate is
    checked; a self-signed one has to be among the system's, or in the file that SSL_CERT_FILE names.
    """
    if uri is None:
        raise not_configured()
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if not parts.scheme.endswith("+s") and not _is_loopback(host):
        raise not_set_up(
            "neo4j_insecure",
            f"Neo4j's address must be encrypted (bolt+s://, neo4j+s://), or of this machine (host {host!r}).",
            "Correct uri under [neo4j], or CGQ_NEO4J_URI",
        )
    return uri


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
