"""Masking secrets in text. Text is masked whole, before anything shortens it: half a key is still a key."""

from __future__ import annotations

from cgq.secrets.forms import KEYS
from cgq.secrets.values import mask_known


def mask_values(text: str) -> str:
    """The text without secrets that are known by their value or their form: for results and what is printed."""
    return KEYS.mask(mask_known(text))


def mask(text: str) -> str:
    """The text without anything that is, or is said to be, a secret: for errors and logs."""
    from cgq.secrets.contexts import IN_CONTEXT

    text = mask_values(text)
    for form in IN_CONTEXT:
        text = form.mask(text)
    return text


def mask_address(address: str) -> str:
    """An address without its user, and without parameters that grant access."""
    from cgq.secrets.contexts import IN_ADDRESS

    address = mask_values(address)
    for form in IN_ADDRESS:
        address = form.mask(address)
    return address
