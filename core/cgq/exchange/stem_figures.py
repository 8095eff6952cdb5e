"""The drawings that are shown with a question's stem."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord


def figures_of(record: QuestionRecord) -> tuple[str, ...]:
    """The hashes of its figures in printed order, each once: those of the first appearance that has any.

    Another appearance draws the same figures, often with other hashes.
    """
    for appearance in record.appearances:
        places = (place for place in appearance.places if place.part == "figure")
        found = dict.fromkeys(place.asset for place in places if place.asset in record.assets)
        if found:
            return tuple(filter(None, found))
    return ()
