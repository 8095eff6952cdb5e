"""An entry as one line: text for people and grep, or a JSON object for programs.

A line is one line whatever is in it: whatever is no printable sign, such as a line break in the name of a file, is
written as its JSON escape. Secrets are masked.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from cgq.secrets.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

LONGEST_TEXT = 2000
"""Characters of a message that a line keeps, chosen so that a line stays readable; `cgq show` has the whole error."""

REMEMBERED = 1024
"""Written values that are kept for the next lines: nearly all texts of a batch of jobs are the same, and looking one up
takes a tenth of writing it. Chosen above the fields of all events."""

_FREE_TEXT = frozenset({"message", "reason", "by"})
"""The fields that may hold what people or programs wrote, so that a secret may be in them."""

_BARE = re.compile(r"[\w.,:/+@*-]+", re.ASCII)
"""A value that needs no quotes in a line of text."""


class Masked(dict[str, str]):
    """Texts as the log keeps them: masked whole, then cut. One a batch of lines, for these share their texts."""

    def __missing__(self, text: str) -> str:
        masked = mask(text)
        kept = masked if len(masked) <= LONGEST_TEXT else masked[: LONGEST_TEXT - 1] + "…"
        self[text] = kept
        return kept


def cleaned(fields: Mapping[str, Any], masked: Masked) -> dict[str, Any]:
    """The fields that have a value, as a line may hold it."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name in _FREE_TEXT and isinstance(value, str):
            found[name] = masked[value]
        elif value == math.inf:
            found[name] = "forever"
        elif value is not None:
            found[name] = value
    return found


def text_line(fields: Mapping[str, Any], unnamed: int = 3) -> str:
    """`2026-01-31T09:30:00.250Z info start job=12 kind=process_pdf …`: so many first values stand without names."""
    left = iter(fields.items())
    head = [_text(value) for _, value in islice(left, unnamed)]
    named = [f"{name}={value}" if type(value) is int else _named(name, value) for name, value in left]
    return " ".join(head + named)


def json_line(fields: Mapping[str, Any]) -> str:
    """The fields as one JSON object."""
    return _on_one_line(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))


@lru_cache(REMEMBERED, typed=True)
def _named(name: str, value: Hashable) -> str:
    return f"{name}={_text(value)}"


@lru_cache(REMEMBERED, typed=True)
def _text(value: Hashable) -> str:
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else _on_one_line(json.dumps(value, ensure_ascii=False))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _on_one_line(text: str) -> str:
    """JSON without any sign that moves a cursor, ends a line or turns the direction of the text."""
    return text if text.isprintable() else "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1] if ord(sign) > 0x7F else f"\\u{ord(sign):04x}"


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text_line, "json": json_line}
"""By the setting `log.format`: how a line is written."""
