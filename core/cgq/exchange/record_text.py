"""What every text for people says of a question record: where it comes from, which option is right, what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.naming import answer_name, labels_of
from cgq.exchange.format import Loss

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


def texts_of(record: QuestionRecord) -> dict[str, tuple[str, ...]]:
    """The texts of each field that people read, by its name."""
    return {
        "stem": (record.stem,),
        "passage": (record.passage or "",),
        "boxes": record.boxes,
        "options": tuple(option.text for option in record.options),
        "explanation": (record.explanation or "",),
    }


def note_changed(
    record: QuestionRecord, shown: Callable[[str], str], reason: str, lost: Callable[[Loss], None]
) -> None:
    """Note the fields in which a text is not shown as it is."""
    for part, texts in texts_of(record).items():
        if any(shown(text) != text for text in texts):
            lost(Loss(id=record.id, what="changed", part=part, reason=reason))
