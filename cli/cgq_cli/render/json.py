"""Documents as JSON: UTF-8 as it is, one object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from cgq.documents import Document

Printable: TypeAlias = "Document | Mapping[str, object]"
"""What is printed with --json. A mapping is an object whose structure is still to come to cgq/documents."""


def line(document: Printable) -> str:
    """One object on one line; `type` says what it is and comes first. Keys keep their order."""
    if isinstance(document, Mapping):
        return _mapping(document)
    from cgq.documents import encode

    return encode(document).decode()


def _mapping(document: Mapping[str, object]) -> str:
    if "type" not in document:
        raise ValueError("a JSON answer needs a 'type'")
    ordered = {"type": document["type"], **document}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
