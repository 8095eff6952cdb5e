"""Documents as JSON: UTF-8 as it is, one object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.documents import Document


def line(document: Document) -> str:
    """One object on one line; `type` says what it is and comes first."""
    from cgq.documents import encode

    return encode(document).decode()
