"""What every text for people says of a question record: where it comes from, which option is right, what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.naming import answer_name, labels_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.bank.record import AppearanceRecord, QuestionRecord

EVERYONE = "everyone is right"
NOT_KNOWN = "not known"


def source_line(record: QuestionRecord, year: Callable[[AppearanceRecord], int | None]) -> str:
    """`2024 exam, Part 1, number 12, page 3; and 2 more times`: the first appearance, and how many there are."""
    place = record.appearances[0]
    more = len(record.appearances) - 1
    again = f"; and {more} more time{'s' * (more != 1)}" if more else ""
    return ", ".join(source_parts(place, year(place))) + again


def source_parts(place: AppearanceRecord, year: int | None) -> tuple[str, ...]:
    """`2024 exam`, `Part 1`, `number 12`, `page 3`: where a question appears; `year` is that of its exam, left out
    where the title has it."""
    title = place.title or place.file or "untitled"
    where = f"row {place.row}" if place.page is None else f"page {place.page}"
    parts = (
        title,
        None if year is None or str(year) in title else str(year),
        place.session,
        place.section,
        f"number {place.number}",
        where,
    )
    return tuple(filter(None, parts))


def right_line(record: QuestionRecord) -> str:
    """`B (2) or D (4)`, `everyone is right`, `not known`."""
    if record.answer is None:
        return NOT_KNOWN
    if record.answer.mode == "void":
        return EVERYONE
    return answer_name(record.answer, labels_of(record.options))


def names_of(record: QuestionRecord) -> dict[str, tuple[str, ...]]:
    """What the question tests and is tagged with anywhere, by what that is called; without what there is none of."""
    tags = dict.fromkeys(tag for place in record.appearances for tag in place.tags)
    found = {"Concepts": tuple(concept.name for concept in record.concepts), "Tags": tuple(tags)}
    return {called: names for called, names in found.items() if names}


def figures_of(record: QuestionRecord) -> tuple[str, ...]:
    """The hashes of what is drawn besides its options, in the order of its first appearance, then the others."""
    options = {option.asset for option in record.options}
    drawn = [
        place.asset
        for appearance in record.appearances
        for place in appearance.places
        if place.part == "figure" and place.asset is not None
    ]
    wanted = [asset for asset in (*drawn, *record.assets) if asset in record.assets and asset not in options]
    return tuple(dict.fromkeys(wanted))
