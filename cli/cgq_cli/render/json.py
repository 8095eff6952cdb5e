"""Objects as JSON: UTF-8 as it is, one object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def line(document: Mapping[str, object]) -> str:
    """One object on one line; `type` says what it is and comes first. Keys keep their order."""
    if "type" not in document:
        raise ValueError("a JSON answer needs a 'type'")
    ordered = {"type": document["type"], **document}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
