"""A question's tags as Anki takes them: no spaces, and `::` between the levels of a tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exchange.anki.text import composed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.bank.record import AppearanceRecord, QuestionRecord

_REFUSED = re.compile(r'[\x00-\x1f\x7f"]')
"""What Anki drops from a tag (`normalize_tag_name` in its rslib/src/tags)."""

_LEVELS = re.compile("::+")


def tag(text: str) -> str:
    """One level of a tag; empty where nothing of the text can be one."""
    words = "_".join(_REFUSED.sub("", composed(text)).split())
    return _LEVELS.sub(":", words).strip(":")


def tags_of(record: QuestionRecord, year: Callable[[AppearanceRecord], int | None]) -> list[str]:
    """`exam::…`, `year::…`, `concept::…` and `repeats::n`, for n appearances; a person's own tags stand by themselves.

    Sorted, each once.
    """
    return sorted({*_named(record, year), *(tag(own) for place in record.appearances for own in place.tags)} - {""})


def _named(record: QuestionRecord, year: Callable[[AppearanceRecord], int | None]) -> Iterator[str]:
    yield f"repeats::{len(record.appearances)}"
    named = [("exam", place.title or "") for place in record.appearances]
    named += [("year", str(year(place) or "")) for place in record.appearances]
    named += [("concept", concept.name) for concept in record.concepts]
    for branch, text in named:
        if leaf := tag(text):
            yield f"{branch}::{leaf}"
