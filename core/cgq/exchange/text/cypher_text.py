"""Values as literals of Cypher, Neo4j's language: no text can end its literal, or be read as an escape."""

from __future__ import annotations

import re
from collections.abc import Sequence

Value = str | int | float | None | Sequence["Value"]
"""What a literal can be."""

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_UNPRINTED = re.compile(
    "[\\\\'\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Backslash and quote; control characters, line separators and signs of direction, of which an editor shows nothing or
something else than there is."""


def literal(value: Value) -> str:
    """The literal, without line breaks."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"'{_UNPRINTED.sub(_escape, value)}'"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _ESCAPES.get(sign) or f"\\u{ord(sign):04x}"
