"""A page of a site, whole: what its links are found in."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

from cgq.web.failure import WebFailure, shown
from cgq.web.links import MOST_PAGE_BYTES

if TYPE_CHECKING:
    from cgq.web.client import Client

_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
"""Types of a page; a server that names none may give one."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """The bytes of a page, the address that answered, and the charset of its header, None where it names none."""

    content: bytes
    address: str
    charset: str | None


def fetch_page(client: Client, address: str, *, deadline: float) -> Page:
    """The page at an address. Raises WebFailure as `Client.open` does, and `wrong_type` for what is no HTML."""
    with client.open(address, deadline=deadline, most_bytes=MOST_PAGE_BYTES) as response:
        header = Message()
        header["content-type"] = response.headers.get("content-type", "")
        kind = header.get_content_type() if header["content-type"] else ""
        if kind not in _TYPES:
            message = f"{shown(response.answered)} is no page of links: its type is {shown(kind)}."
            raise WebFailure(message, code="wrong_type")
        content = b"".join(response.pieces())
        return Page(content=content, address=response.answered, charset=header.get_content_charset())
