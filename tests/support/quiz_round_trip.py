"""A question record through a format of quizzes and back, compared part by part with what the losses say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.identity import question_hash
from cgq.exam.model import Question
from cgq.exchange.format import Contents, Loss
from cgq.exchange.formats import make
from cgq.exchange.readers import make as make_reader
from cgq.exchange.rows import ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cgq.bank.record import QuestionRecord


def no_picture(_: str) -> Path | None:
    return None


@dataclass(slots=True)
class Trip:
    """What was written, what came back, and what was noted on the way."""

    rows: list[Row | RowFault] = field(default_factory=list[Row | RowFault])
    losses: list[Loss] = field(default_factory=list[Loss])
    notes: list[str] = field(default_factory=list[str])

    @property
    def dropped(self) -> set[str]:
        return {loss.id for loss in self.losses if loss.what == "dropped"}

    def changed(self, content_hash: str) -> set[str]:
        return {loss.part for loss in self.losses if loss.id == content_hash}


def write(
    name: str, records: Sequence[QuestionRecord], to: Path, picture: Callable[[str], Path | None] = no_picture
) -> list[Loss]:
    """The records as a file of this format."""
    losses: list[Loss] = []
    contents = Contents(records=records, title="the bank", picture=picture, lost=losses.append)
    make(name).write(contents, to)
    return losses


def read(name: str, path: Path) -> Trip:
    """A file by the reader of this name."""
    trip = Trip()
    trip.rows.extend(make_reader(name).read(path, ReadWishes(), trip.notes.append))
    return trip


def travel(name: str, records: Sequence[QuestionRecord], path: Path) -> Trip:
    """Records to a file and back."""
    losses = write(name, records, path)
    if {loss.id for loss in losses if loss.what == "dropped"} == {record.id for record in records}:
        return Trip(losses=losses)
    trip = read(name, path)
    trip.losses = losses
    return trip


def compare(record: QuestionRecord, row: Row | RowFault, changed: set[str]) -> None:
    """Every part came back, unless its loss was noted; an empty part is as good as none."""
    assert isinstance(row, Row), row
    place = record.appearances[0]
    wanted: dict[str, object] = {
        "stem": record.stem,
        "passage": record.passage,
        "boxes": record.boxes,
        "options": tuple(option.text for option in record.options),
        "answer": right(record),
        "explanation": record.explanation,
        "number": place.number,
        "section": place.section,
        "year": place.year,
        "session": place.session,
        "tags": place.tags,
        "concepts": tuple(concept.name for concept in record.concepts),
    }
    found = {name: getattr(row, name) for name in wanted} | {
        "options": tuple(option.text for option in row.options),
        "answer": None if row.answer is None else (row.answer.mode, row.answer.accepted),
    }
    for part in wanted:
        of_place = part in ("number", "section", "year", "session", "tags")
        assert ("appearances" if of_place else part) in changed or (found[part] or None) == (wanted[part] or None), part
    if changed.isdisjoint({"stem", "passage", "boxes", "options"}):
        assert question_hash(as_question(row)) == record.id


def right(record: QuestionRecord) -> tuple[str, tuple[int, ...]] | None:
    """An answer as it can be compared: all of one option is the same as any of one."""
    answer = record.answer
    if answer is None:
        return None
    one = answer.mode == "all" and len(answer.accepted) == 1
    return ("any" if one else answer.mode), answer.accepted


def as_question(row: Row) -> Question:
    return Question(number=1, stem=row.stem or "", passage=row.passage, boxes=row.boxes, options=row.options)
