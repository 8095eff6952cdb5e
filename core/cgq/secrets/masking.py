"""Masking secrets in text. Text is masked whole, before anything shortens it: half a key is still a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cgq.secrets.forms import KEYS
from cgq.secrets.names import MASK
from cgq.secrets.values import mask_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def mask_values(text: str) -> str:
    """The text without secrets that are known by their value or their form: for results and what is printed."""
    return KEYS.mask(mask_known(text))


def mask_json(value: object) -> object:
    """A JSON value without these secrets: in its strings, in the names of its fields, and as a whole number.

    Never mask the JSON text of something that is read again: a secret of digits leaves `{"n": ****}` there, and a key
    that begins in one string may take what follows the string.
    """
    if isinstance(value, str):
        return mask_values(value)
    if isinstance(value, dict):
        return _mask_fields(cast("Mapping[str, object]", value))
    if isinstance(value, list):
        return _mask_list(cast("Sequence[object]", value))
    if isinstance(value, int):
        return MASK if mask_known(str(value)) == MASK else value
    return value


def _mask_list(values: Sequence[object]) -> list[object]:
    """The values masked; strings together, for a private key may be a list of its lines."""
    texts = [one for one in values if isinstance(one, str) and "\0" not in one]
    if texts and len(texts) == len(values):
        return [*mask_values("\0".join(texts)).split("\0")]
    return [mask_json(one) for one in values]


def _mask_fields(fields: Mapping[str, object]) -> dict[str, object]:
    masked: dict[str, object] = {}
    for name, value in fields.items():
        shown = mask_values(name)
        if shown in masked:  # two names were secrets: neither value is lost
            shown = f"{shown} {len(masked) + 1}"
        masked[shown] = mask_json(value)
    return masked


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
