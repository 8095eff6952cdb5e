"""Where a provider is asked and with which key: both are checked before anything is sent."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cgq.config import read_secret
from cgq.enrich import faults
from cgq.errors import NotReady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.config import Service

NO_KEY = "none"
"""What is sent where a key is expected and the service needs none."""


def address_of(service: Service, environ: Mapping[str, str]) -> str:
    """The base URL without a slash at its end. Raises ProviderFailed for one that is not safe."""
    wished = environ.get("OPENAI_BASE_URL", "").strip() if service.takes_openai_base_url else ""
    address = wished or service.base_url
    check_address(address)
    return address.rstrip("/")


def check_address(address: str) -> None:
    """Refuse an address that would send the key in the clear: http:// is for this machine only."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and is_loopback(address):
        return
    raise faults.not_set_up(
        "provider_insecure",
        f"The provider's address must be https://…, or http:// to this machine (host {parts.hostname!r}).",
        "Correct the base URL in the settings, or OPENAI_BASE_URL.",
    )


def is_loopback(address: str) -> bool:
    """Does an address lead to this machine?"""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_key(service: Service, environ: Mapping[str, str], what: str) -> str:
    """The key, as `what` needs it. Raises ProviderFailed where none is set, or none that a header can carry."""
    variable = service.key_variable
    if not variable:
        return NO_KEY
    try:
        secret = read_secret(variable, environ)
    except NotReady as error:
        raise faults.not_set_up("provider_key_missing", error.message, error.hint) from None
    if secret is None:
        raise faults.not_set_up(
            "provider_key_missing",
            f"No key is set for {what}.",
            f"Set {variable} or {variable}_FILE (any text for a local server), or do without a provider.",
        )
    if not (secret.value.isascii() and secret.value.isprintable()) or " " in secret.value:
        raise faults.not_set_up(
            "provider_key_missing",
            f"{secret.source} holds characters that no key has.",
            "Copy the key again, without quotes or line breaks.",
        )
    return secret.value
