"""Characters of a record that no markup can hold: what is written in their place, and which parts they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.format import Loss
from cgq.exchange.speakable import speakable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.bank.record import QuestionRecord

CHANGED = "Control characters are written as the replacement character, and a carriage return as a new line."
"""The reason of a loss."""


def writable(text: str) -> str:
    """The text as HTML and XML can hold it; its lines end in \\n."""
    if text.isprintable():
        return text  # most texts are; this takes a fifth of the time
    return speakable(text.replace("\r\n", "\n").replace("\r", "\n"))


def report_changed(record: QuestionRecord, write: Callable[[str], str], reason: str) -> Iterator[Loss]:
    """A loss for each part of the record of which `write` changes the text."""
    changed = {part for part, text in _texts(record) if write(text) != text}
    for part in sorted(changed):
        yield Loss(id=record.id, what="changed", part=part, reason=reason)


def _texts(record: QuestionRecord) -> Iterator[tuple[str, str]]:
    """Every text that people read, with the field of the record that it is in."""
    yield "stem", record.stem
    yield "passage", record.passage or ""
    yield "explanation", record.explanation or ""
    yield from (("boxes", box) for box in record.boxes)
    for option in record.options:
        yield "options", option.label
        yield "options", option.text
    yield from (("concepts", concept.name) for concept in record.concepts)
    for place in record.appearances:
        named = (place.file, place.title, place.section, place.session, *place.tags)
        yield from (("appearances", text or "") for text in named)
