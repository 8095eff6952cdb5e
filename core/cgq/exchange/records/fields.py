"""The fields of a question that a format of an export has a place for, or has none: one rule for all of them.

What people print or write is counted here. What the bank itself finds out (how far a reading can be trusted, positions
on a page, the language, the weight of a concept) is in a format's `limits`: it would be lost of every question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from cgq.exam.naming import folded, labels_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cgq.bank.record import AppearanceRecord, QuestionRecord

Part = Literal[
    "stem",
    "passage",
    "boxes",
    "options",
    "answer",
    "explanation",
    "appearances",
    "concepts",
    "assets",
    "language",
    "license",
    "repeats",
    "record",
]
"""The field of a question record that a loss is about; `record` is all of it."""

Field = Literal[
    "stem",
    "passage",
    "boxes",
    "options",
    "labels",
    "explanation",
    "concepts",
    "tags",
    "title",
    "file",
    "section",
    "session",
    "places",
    "pictures",
    "license",
]
"""What a format may have a place for. `title` is what a paper is called, by its file where it has no title and `file`
has no place of its own; `places` are all appearances, where others have the first alone."""

ALL_FIELDS: frozenset[Field] = frozenset(get_args(Field))

_PARTS: dict[Field, Part] = {
    "stem": "stem",
    "passage": "passage",
    "boxes": "boxes",
    "options": "options",
    "explanation": "explanation",
    "concepts": "concepts",
    "license": "license",
    "labels": "options",
    "pictures": "assets",
    **dict.fromkeys(("tags", "title", "file", "section", "session", "places"), "appearances"),
}
"""The field of the record that has each."""

_CALLED: dict[Field, str] = {
    "labels": "what its options are called: they are 1, 2, 3",
    "explanation": "explanations",
    "concepts": "concepts",
    "tags": "tags",
    "title": "the title of a paper",
    "section": "the section of a paper",
    "session": "the session of an exam",
    "places": "more than one place of a question: the first is named",
    "pictures": "pictures",
    "license": "the terms of use",
}
"""How a reason calls what has no place; what is not here has one everywhere, or another stands for it."""


def part_of(field: Field) -> Part:
    """The field of the record that has this field."""
    return _PARTS[field]


def without_place(record: QuestionRecord, held: Collection[Field], name: str) -> Iterator[tuple[Part, str]]:
    """What the record has and the format of this name has no place for: the part, and the reason of its loss."""
    for field, called in _CALLED.items():
        if field not in held and _has(record, field):
            yield part_of(field), f"{name} has no place for {called}."


def texts_of(record: QuestionRecord, held: Collection[Field]) -> Iterator[tuple[Part, str]]:
    """Every text of the record that is written by a format with these fields, with the part that it is of."""
    written = _texts(record) | _printed(record.appearances if "places" in held else record.appearances[:1], held)
    for field, texts in written.items():
        part = part_of(field)
        for text in texts if field in held else ():
            yield part, text


def are_numbers(labels: Iterable[str]) -> bool:
    """Are options called 1, 2, 3 in their order, in whatever sign, or has nobody said how?"""
    return all(folded(label) in ("", str(n)) for n, label in enumerate(labels, 1))


def _has(record: QuestionRecord, field: Field) -> bool:
    place = record.appearances[0]
    has: dict[Field, object] = {
        "labels": not are_numbers(labels_of(record.options)),
        "explanation": record.explanation,
        "concepts": record.concepts,
        "tags": any(one.tags for one in record.appearances),
        "title": place.title,
        "section": place.section,
        "session": place.session,
        "places": len(record.appearances) > 1,
        "pictures": record.assets,
        "license": record.license,
    }
    return bool(has[field])


def _texts(record: QuestionRecord) -> dict[Field, list[str]]:
    return {
        "stem": [record.stem],
        "passage": [record.passage or ""],
        "boxes": [*record.boxes],
        "options": [option.text for option in record.options],
        "labels": [option.label for option in record.options],
        "explanation": [record.explanation or ""],
        "concepts": [concept.name for concept in record.concepts],
        "license": [record.license or ""],
    }


def _printed(places: Sequence[AppearanceRecord], held: Collection[Field]) -> dict[Field, list[str]]:
    return {
        "title": [place.title or ("" if "file" in held else place.file) for place in places],
        "file": [place.file for place in places],
        "section": [place.section or "" for place in places],
        "session": [place.session or "" for place in places],
        "tags": [tag for place in places for tag in place.tags],
    }
