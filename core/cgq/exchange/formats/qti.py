"""The bank as a content package of QTI 3.0, for test platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format, Loss
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cgq.bank.record import QuestionRecord

UNKNOWN = "No answer is known: the item is not scored."
"""The reason of a loss."""

NO_OPTION = "The answer is none of the options: the item is not scored."
"""The reason of a loss."""


class Qti(Format):
    """An item for each question, all of them in one test."""

    name = "qti"
    version = "3.0"
    suffix = ".zip"
    summary = "a QTI 3.0 package for test platforms: scored items with pictures and explanations"
    limits = (
        "A passage stands in each item that it covers.",
        "Where a question is printed is left out, but for the title and the number of its first appearance.",
        "How far a reading can be trusted, findings, the weight of concepts and the terms of use are left out.",
    )
    pictures = True
    fields = ALL_FIELDS - {"file", "section", "session", "places", "license"}
    binary = True

    def write(self, contents: Contents, to: Path) -> None:
        """A zip with `imsmanifest.xml`, `test.xml`, an item a file, the pictures and a style sheet."""
        from cgq.exchange.qti.package import Package

        with Package(to, contents.title, contents.picture, contents.year) as package:
            for record in contents.records:
                package.add(record)
                self._note_losses(record, contents.lost)

    def _note_losses(self, record: QuestionRecord, lost: Callable[[Loss], None]) -> None:
        from cgq.exchange.qti.markup import CHANGED, shown
        from cgq.exchange.qti.scoring import scoring_of

        self.note_without_place(record, lost)
        self.note_changed(record, shown, CHANGED, lost)
        if scoring_of(record).way == "unscored":
            reason = UNKNOWN if record.answer is None else NO_OPTION
            lost(Loss(id=record.id, what="changed", part="answer", reason=reason))
