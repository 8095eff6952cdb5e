"""Why an address gave nothing, as an error with a code that an item keeps."""

from __future__ import annotations

import re
from typing import Literal

from cgq.errors import CgqError
from cgq.secrets.masking import mask_address

Code = Literal[
    "bad_address",
    "blocked_address",
    "robots",
    "not_found",
    "refused",
    "too_many_requests",
    "server_error",
    "timeout",
    "unreachable",
    "tls",
    "too_many_redirects",
    "too_large",
    "wrong_type",
]

TOO_LARGE: Code = "too_large"
"""Code of what is longer than it may be."""

PASSING = frozenset({"too_many_requests", "server_error", "timeout", "unreachable"})
"""What may pass by itself: another try can help. A code that is not here says something of the address."""

_MOST_SHOWN = 200
"""Characters of an address in a message; a longer one is cut."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What a terminal would obey or not show, in an address that a server or a file gave."""


class WebFailure(CgqError):
    """An address gave nothing.

    `retry_after` (seconds) is the server's own floor for the next try, None where it named none.
    """

    code: str = "unreachable"

    def __init__(
        self,
        message: str,
        *,
        code: Code,
        hint: str = "",
        retryable: bool | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.retryable = code in PASSING if retryable is None else retryable
        self.retry_after = retry_after


def shown(address: str) -> str:
    """An address as a message shows it: without user and tokens, printable, cut where it is very long."""
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", mask_address(address))
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def bad_address(text: str, why: str) -> WebFailure:
    """The text is no address that can be fetched; `why` ends the sentence."""
    return WebFailure(f"{shown(text) or 'An empty line'} is no address that can be fetched: {why}.", code="bad_address")


def blocked_spelling(text: str, why: str) -> WebFailure:
    """The text spells an address that is refused, and hides it."""
    return WebFailure(f"{shown(text)} is not fetched: {why}.", code="blocked_address")
