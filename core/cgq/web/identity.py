"""Who asks: the user agent of every request."""

from __future__ import annotations

import re

from cgq import __version__

PRODUCT = "cgq"
"""The name that a robots.txt may address (RFC 9309, 2.2.1)."""

_NO_COMMENT = re.compile(r"[^\x20-\x27\x2a-\x5b\x5d-\x7e]")
"""What may not stand in the comment of a user agent without escapes (RFC 9110, 5.6.5)."""


def user_agent(contact: str) -> str:
    """`cgq/0.1.0 (what it does; CONTACT)`: an address, of mail or the web, at which a site's owner can complain."""
    contact = _NO_COMMENT.sub("", contact).strip()
    purpose = "collects exam papers for a private question bank"
    return f"{PRODUCT}/{__version__} ({purpose}{'; ' + contact if contact else ''})"
