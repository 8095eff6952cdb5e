"""Names that speak of a secret: of settings, of variables, of fields in arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "****"
"""What is shown instead of a secret."""

_SECRET = re.compile(r"(^|_)(api_?key|key|token|secret|password|passwd)$", re.IGNORECASE)
_UNMISTAKABLE = re.compile(
    r"(?:^|[_-])(?:api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|(?:access|auth|bearer|refresh)[_-]?token"
    r"|(?:client[_-]?)?secret|password|passwd|passphrase|authorization)$",
    re.IGNORECASE,
)
"""Narrower than a setting's: the `key` or `token` of a job's arguments may be an answer key or a word."""


def is_secret(name: str) -> bool:
    """Does a setting or variable of this name hold a secret? No file may then hold it, and nothing shows it."""
    return _SECRET.search(name) is not None


def is_secret_argument(name: str) -> bool:
    """Can a field of this name hold nothing but a secret?"""
    return _UNMISTAKABLE.search(name) is not None


def split_environment(environ: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The variables that hold no secret, and those that do: by their name, or by a password or key in the value."""
    from cgq.secrets.contexts import ADDRESS_USER
    from cgq.secrets.forms import KEYS

    plain: dict[str, str] = {}
    secret: dict[str, str] = {}
    for name, value in environ.items():
        holds = is_secret(name) or ADDRESS_USER.stands_in(value) or KEYS.stands_in(value)
        (secret if holds else plain)[name] = value
    return plain, secret
