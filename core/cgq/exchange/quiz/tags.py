"""What a question's exam, year, session, section and concepts are among Moodle's tags, and back.

A tag of ours names its field: `concept: Photosynthesis`. Tags of the question itself stand as they are; one that would
look like a field has `tag: ` before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.exchange.records.fields import Part

FIELDS = ("exam", "year", "session", "section", "concept", "tag")

_NAMED = re.compile(f"({'|'.join(FIELDS)}): (.*)", re.DOTALL)
_YEAR = re.compile(r"[12][0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What the tags of a question name."""

    exam: str | None = None
    year: int | None = None
    session: str | None = None
    section: str | None = None
    concepts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def parts_of(given: Tagged) -> Iterator[tuple[Part, str]]:
    """Each tag with the field of a question record that it holds."""
    single = {"exam": given.exam, "year": given.year, "session": given.session, "section": given.section}
    for field, value in single.items():
        if value is not None:
            yield "appearances", f"{field}: {value}"
    for concept in given.concepts:
        yield "concepts", f"concept: {concept}"
    for tag in given.tags:
        yield "appearances", f"tag: {tag}" if _NAMED.fullmatch(tag) else tag


def read_tags(tags: Iterable[str]) -> Tagged:
    """What tags name; a second year, session or section and a year that is none stay tags."""
    single: dict[str, str] = {}
    concepts: list[str] = []
    others: list[str] = []
    for tag in tags:
        found = _NAMED.fullmatch(tag)
        field, value = found.groups() if found else ("", tag)
        if field == "concept":
            concepts.append(value)
        elif field in ("", "tag"):
            others.append(value)
        elif field in single or (field == "year" and not _YEAR.fullmatch(value)):
            others.append(tag)
        else:
            single[field] = value
    year = single.get("year")
    return Tagged(
        exam=single.get("exam"),
        year=int(year) if year else None,
        session=single.get("session"),
        section=single.get("section"),
        concepts=tuple(concepts),
        tags=tuple(others),
    )
