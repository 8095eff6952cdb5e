"""What a format of an export is: one class in one file of `exchange/formats`, found by its module's name.

A format is given question records and writes one new file, or one new folder; who calls it looks after the final name,
the manifest and what the format could not hold. Heavy libraries are imported inside `write`: the command's help reads
every format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from cgq.exchange.records.fields import Part, texts_of, without_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exchange.records.fields import Field
    from cgq.graph.whole import Rows

Holds = Literal["questions", "graph"]
"""What a format holds: the questions of the bank, or its graph of concepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a format could not hold of one question.

    `dropped`: the question is not in the file at all; `changed`: its `part` is there otherwise, or not. `id` is the
    hash of its content, `part` a field of the record, `reason` a sentence for people: the same for all questions that
    lose the same, for losses are counted by it.
    """

    id: str
    what: Literal["dropped", "changed"]
    part: Part
    reason: str


def _named_year(appearance: AppearanceRecord) -> int | None:
    return appearance.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is to be written.

    `records` come by content hash and can be walked once; `title` names the export for people. `picture` gives the PNG
    of a drawing by its hash, None for one that cannot be drawn, whose loss who calls notes; `lost` takes note of what
    the format cannot hold. `year` is that of an appearance's exam: what a row or a person names, else what its paper
    says of itself. `graph` gives the concepts and their edges when it is asked, in the same reading of the database as
    the records; None where nobody needs it: a format that holds a graph is always given one.
    """

    records: Iterable[QuestionRecord]
    title: str
    picture: Callable[[str], Path | None]
    lost: Callable[[Loss], None]
    year: Callable[[AppearanceRecord], int | None] = field(default=_named_year)
    graph: Rows | None = None


class Format:
    """One format of an export."""

    name: ClassVar[str]
    """What `--format` calls it; the name of its module."""

    version: ClassVar[str]
    """The version of the format that is written, as its manifest names it."""

    suffix: ClassVar[str]
    """How its files end, with the dot; empty for one that writes a folder."""

    summary: ClassVar[str]
    """What it is good for, in one line, for the help and the docs."""

    limits: ClassVar[tuple[str, ...]] = ()
    """What it can never hold, a sentence each, for the docs."""

    holds: ClassVar[Holds] = "questions"

    fields: ClassVar[frozenset[Field]] = frozenset()
    """What of a question it has a place for; nothing for one that holds a graph."""

    pictures: ClassVar[bool] = False
    """Does it hold pictures? Then drawings are drawn before it is written."""

    binary: ClassVar[bool] = False
    """Is its file no text? Then it is not written to a terminal."""

    same_bytes: ClassVar[bool] = True
    """Does the same bank give the same bytes?"""

    def note_without_place(self, record: QuestionRecord, lost: Callable[[Loss], None]) -> None:
        """Note what of a question that is written has no place in it."""
        for part, reason in without_place(record, self.fields, self.name):
            lost(Loss(id=record.id, what="changed", part=part, reason=reason))

    def note_changed(
        self, record: QuestionRecord, shown: Callable[[str], str], reason: str, lost: Callable[[Loss], None]
    ) -> None:
        """Note each part of which a text that is written is not shown as it is."""
        changed: dict[Part, None] = {part: None for part, text in texts_of(record, self.fields) if shown(text) != text}
        for part in changed:
            lost(Loss(id=record.id, what="changed", part=part, reason=reason))

    def write(self, contents: Contents, to: Path) -> None:
        """Write the new file `to`, or the files of the new folder `to` where `suffix` is empty.

        Raises OSError where that cannot be written.
        """
        raise NotImplementedError
