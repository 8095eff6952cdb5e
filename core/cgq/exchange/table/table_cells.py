"""A question record as the cells of a table, which `cgq import` takes back: see columns.py for what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cgq.exchange.format import Loss
from cgq.exchange.records.fields import ALL_FIELDS
from cgq.exchange.table.columns import MOST_BOXES, OUR_OWN
from cgq.exchange.table.name_list import join_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.bank.record import QuestionRecord
    from cgq.exam.model import RightOptions
    from cgq.exchange.format import Contents, Format
    from cgq.exchange.records.fields import Part

EMPTY_TEXT = "A table holds no option or box without text."
MANY_BOXES = f"An import takes {MOST_BOXES} boxes of a table; the others stand in columns that it passes over."
"""The reasons of losses."""

FIELDS = ALL_FIELDS - {"labels", "places", "pictures"}
"""What a table has a column for."""

_BEFORE = ("number", "section", "year", "session", "stem", "passage")
_BEHIND = ("answer", "explanation", "concepts", "tags", *OUR_OWN)


_PARTS: dict[str, Part] = {
    "id": "record",
    "stem": "stem",
    "passage": "passage",
    "box": "boxes",
    "option": "options",
    "answer": "answer",
    "explanation": "explanation",
    "concepts": "concepts",
    "language": "language",
    "license": "license",
    "repeats": "repeats",
}
"""The field of the record that a column is of; the others are of its appearances."""


class TableRow(msgspec.Struct, array_like=True):
    """One question: the cells before its boxes and options, these, and the cells behind them."""

    id: str
    before: list[str]
    boxes: list[str]
    options: list[str]
    behind: list[str]


class TableRows:
    """The rows of an export, kept in a file: how many columns there are is known when all have been seen."""

    def __init__(self, form: Format, contents: Contents, path: Path) -> None:
        """Walk the records of a format; `path` is a new file for their rows. Raises OSError."""
        self._path = path
        self._boxes = self._options = 0
        with self._path.open("wb") as file:
            for record in contents.records:
                form.note_without_place(record, contents.lost)
                row = _row(record, contents)
                self._boxes = max(self._boxes, len(row.boxes))
                self._options = max(self._options, len(row.options))
                file.write(msgspec.json.encode(row) + b"\n")

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        boxes = [f"box{n}" for n in range(1, self._boxes + 1)]
        options = [f"option{n}" for n in range(1, self._options + 1)]
        return [*_BEFORE, *boxes, *options, *_BEHIND]

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        """The id and the cells of each question, as many as the header has."""
        decode = msgspec.json.Decoder(TableRow).decode
        with self._path.open("rb") as file:
            for line in file:
                row = decode(line)
                boxes = [*row.boxes, *[""] * (self._boxes - len(row.boxes))]
                options = [*row.options, *[""] * (self._options - len(row.options))]
                yield row.id, [*row.before, *boxes, *options, *row.behind]


def part_of(column: str) -> Part:
    """The field of the question record that a column is of."""
    return _PARTS.get(column.rstrip("0123456789"), "appearances")


def answer_cell(answer: RightOptions | None) -> str:
    """`3`, `1 or 5`, `1 and 4`, `void`: what no spreadsheet takes for a number or a date; empty for none."""
    if answer is None:
        return ""
    if answer.mode == "void":
        return "void"
    return (" and " if answer.mode == "all" else " or ").join(map(str, answer.accepted))


def _row(record: QuestionRecord, contents: Contents) -> TableRow:
    place = record.appearances[0]
    year = contents.year(place)
    _note_losses(record, contents.lost)
    names = join_names([concept.name for concept in record.concepts])
    own = {
        "id": record.id,
        "exam": place.title or "",
        "file": place.file,
        "page": "" if place.page is None else str(place.page),
        "material": place.material,
        "language": record.language or "",
        "license": record.license or "",
        "repeats": join_names([f"{again.kind} {again.id}" for again in record.repeats]),
    }
    return TableRow(
        id=record.id,
        before=[
            str(place.number),
            place.section or "",
            "" if year is None else str(year),
            place.session or "",
            record.stem,
            record.passage or "",
        ],
        boxes=list(record.boxes),
        options=[option.text for option in record.options],
        behind=[
            answer_cell(record.answer),
            record.explanation or "",
            names,
            join_names(place.tags),
            *(own[name] for name in OUR_OWN),
        ],
    )


def _note_losses(record: QuestionRecord, lost: Callable[[Loss], None]) -> None:
    """What no table holds of a question."""
    if any(not option.text.strip() and option.asset is None for option in record.options):
        lost(Loss(id=record.id, what="changed", part="options", reason=EMPTY_TEXT))
    if any(not box.strip() for box in record.boxes):
        lost(Loss(id=record.id, what="changed", part="boxes", reason=EMPTY_TEXT))
    if len(record.boxes) > MOST_BOXES:
        lost(Loss(id=record.id, what="changed", part="boxes", reason=MANY_BOXES))
