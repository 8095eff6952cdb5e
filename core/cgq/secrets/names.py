"""Names that speak of a secret: of settings, of variables, of fields in arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "****"
"""What is shown instead of a secret."""

USED_FOR = r"(?:(?:access|api|auth|bearer|client|refresh|secret|session|private)[_-]?)"
"""What may precede a `token` or `secret`, written together as well (`accessToken`)."""

_PASSWORDS = r"password|passwd|passphrase"
WORDS = rf"secret|{_PASSWORDS}|pwd|credentials?|authorization"
"""The words for nothing but a secret, in a pattern without regard to case: the one list, for fields of arguments, for
text and for addresses. Those that may be something else (`key`, `token`, `sig`) are added where they are none."""

KEY_WORDS = r"(?:api|(?:secret[_-]?)?access|secret|private|account)[_-]?key"
"""The keys that are no answer keys."""

NAME_MARKS = ("key", "token", "secret", "pass", "pwd", "credential", "authorization")
"""What stands, in small letters, in every name of these."""

_SECRET = re.compile(rf"(?:^|_)(?:api_?key|key|token|secret|{_PASSWORDS}|authorization)$|_pwd$", re.IGNORECASE)
"""Without credentials, in variables the path of a file; and PWD is a shell's current folder."""

_UNMISTAKABLE = re.compile(rf"(?:^|[_-])(?:{USED_FOR}?(?:{WORDS})|{USED_FOR}token|{KEY_WORDS})$", re.IGNORECASE)
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
