"""Secrets among the arguments of a job, which are data that everybody may see (S4)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from cgq.secrets.forms import KEYS
from cgq.secrets.names import NAME_MARKS, is_secret_argument
from cgq.secrets.values import holds_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


SHORTEST_KEY = 15
"""Characters of the shortest key that has a form of its own (see `forms`)."""


def may_hold_secret(text: str) -> bool:
    """Is it worth a look at each value of these arguments, JSON text? Microseconds, for the many that hold numbers."""
    if holds_known(text) or "://" in text:
        return True
    lowered = text.lower()
    for mark in NAME_MARKS:
        if mark in lowered:
            return True
    return len(text) >= SHORTEST_KEY and KEYS.stands_in(text)


def secret_field(args: object) -> str | None:
    """Where in arguments, JSON values, a secret stands, as `$.model.api_key`; None where there is none."""
    return next(_fields(args, "$"), None)


def _fields(value: object, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if _is_secret(value):
            yield path
    elif isinstance(value, dict):
        yield from _named(cast("Mapping[object, object]", value), path)
    elif isinstance(value, list | tuple):
        for number, one in enumerate(cast("Sequence[object]", value)):
            yield from _fields(one, f"{path}[{number}]")


def _named(values: Mapping[object, object], path: str) -> Iterator[str]:
    for name, value in values.items():
        if holds_known(str(name)) or _is_key(str(name)):
            yield f"{path}, in the name of a field"
        elif isinstance(value, str) and value and _names_secret(str(name)):
            yield f"{path}.{name}"
        else:
            yield from _fields(value, f"{path}.{name}")


_is_key = lru_cache(1000)(KEYS.stands_in)
_names_secret = lru_cache(1000)(is_secret_argument)


def _is_secret(text: str) -> bool:
    if holds_known(text) or KEYS.stands_in(text):
        return True
    return "://" in text and _grants(text)


def _grants(text: str) -> bool:
    from cgq.secrets.contexts import ADDRESS_USER, QUERY_GRANT

    return ADDRESS_USER.stands_in(text) or QUERY_GRANT.stands_in(text)
