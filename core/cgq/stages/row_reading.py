"""A file of questions is read row by row: what a worker does for an import, and for a look before it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from cgq.bank.change import Change  # noqa: TC001 - decoders read the annotations
from cgq.errors import Failure, InputFailed
from cgq.exam.model import Question  # noqa: TC001
from cgq.exchange.importing.row_questions import PaperSpot  # noqa: TC001
from cgq.exchange.rows import RowFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.rows import Row

LOOKED_AT = 200
"""Rows by whose texts the language of a file is known: some pages of a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableToRead:
    """Where a file may lie (paths as text, see bank.files), the sha256 that it must have, and how it is read.

    `spots` are the questions of the paper that its rows are for, None where the rows are questions themselves. With
    `first_only` nobody wants more of it than its first row.
    """

    sha256: str
    paths: tuple[str, ...]
    reader: str
    columns: dict[str, str] = field(default_factory=dict[str, str])
    sheet: str | None = None
    encoding: str | None = None
    most_rows: int
    most_bytes: int
    spots: tuple[PaperSpot, ...] | None = None
    first_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRow:
    """A row that can be taken: a `question`, or a `change` of one that a paper has at `spot`.

    `twin` is the earlier row that says the same; `language` that of the file.
    """

    row: int
    question: Question | None = None
    change: Change | None = None
    spot: PaperSpot | None = None
    twin: int | None = None
    language: str | None = None


def failure_of(table: TableToRead, error: InputFailed) -> Failure:
    """Why a file as a whole cannot be taken, with its path: whoever reads it may have named several."""
    path = table.paths[-1]
    named = error.message if path in error.message else f"{path}: {error.message}"
    return Failure.of(InputFailed(named, code=error.code, hint=error.hint))


def read_rows(table: TableToRead, notes: list[str], *, whole_first: bool = False) -> Iterator[TakenRow | RowFault]:
    """The rows of a file, in its order, and what cannot be taken; `notes` gets what was decided about the file.

    With `whole_first` it is read to its end before the first row: what speaks against the file as a whole, such as too
    many rows, then comes to light before any of it is stored.

    Raises InputFailed where the file as a whole cannot be read, holds something else than it should, or no row.
    """
    from cgq.bank.files import changed_file, known_path, real_path

    path = known_path(table.paths, table.sha256, limit=table.most_bytes)
    before = os.stat(real_path(path))
    if whole_first:
        for _ in _rows(table, real_path(path), []):
            pass
    yield from _taken(table, real_path(path), notes)
    after = os.stat(real_path(path))
    if (before.st_mtime_ns, before.st_size, before.st_ino) != (after.st_mtime_ns, after.st_size, after.st_ino):
        raise changed_file(path)


def _taken(table: TableToRead, path: str, notes: list[str]) -> Iterator[TakenRow | RowFault]:
    rows = _rows(table, path, notes)
    return _questions(rows) if table.spots is None else _changes(rows, table.spots, notes)


def _rows(table: TableToRead, path: str, notes: list[str]) -> Iterator[Row | RowFault]:
    from pathlib import Path

    from cgq.exchange import readers
    from cgq.exchange.rows import ReadWishes

    wishes = ReadWishes(
        columns=table.columns,
        sheet=table.sheet,
        encoding=table.encoding,
        answers_only=table.spots is not None,
        most_rows=table.most_rows,
        most_bytes=table.most_bytes,
    )
    return readers.make(table.reader).read(Path(path), wishes, notes.append)


def _questions(rows: Iterator[Row | RowFault]) -> Iterator[TakenRow | RowFault]:
    from cgq.exam.page.script import language_of
    from cgq.exchange.importing.row_questions import Rows, question_of

    first = list(islice(rows, LOOKED_AT))
    language = language_of(text for row in first if not isinstance(row, RowFault) for text in _texts(row))
    seen = Rows()
    for row in chain(first, rows):
        made = row if isinstance(row, RowFault) else question_of(_with_language(row))
        if isinstance(made, RowFault):
            yield made
            continue
        numbered = not isinstance(row, RowFault) and row.number is not None
        twin = seen.twin_of(made, numbered=numbered)
        yield TakenRow(row=row.row, question=made, twin=twin, language=language)


def _with_language(row: Row) -> Row:
    """The row with the language that it names, else that of its letters; where they are too few the file's counts."""
    from cgq.exam.page.script import language_of

    return row if row.language else replace(row, language=language_of(_texts(row)))


def _changes(
    rows: Iterator[Row | RowFault], spots: tuple[PaperSpot, ...], notes: list[str]
) -> Iterator[TakenRow | RowFault]:
    from cgq.exchange.importing.row_questions import NUMBER_TWICE, Rows, change_of, says_more

    by_number: dict[int, list[PaperSpot]] = {}
    for spot in spots:
        by_number.setdefault(spot.number, []).append(spot)
    seen = Rows()
    compared = 0
    for row in rows:
        compared += not isinstance(row, RowFault) and says_more(row)
        made = row if isinstance(row, RowFault) else change_of(row, by_number)
        if isinstance(made, RowFault):
            yield made
            continue
        spot, change = made
        earlier = seen.same_number(spot, row.row)
        if earlier is None:
            yield TakenRow(row=row.row, change=change, spot=spot)
        else:
            message = f"Row {earlier} is for number {spot.number}, too."
            yield RowFault(
                row=row.row, column="number", code=NUMBER_TWICE, message=message, hint="Leave one of the rows."
            )
    if compared:
        notes.append("Stems, passages, boxes and options stay as the paper has them: a stem is compared with its own.")


def _texts(row: Row) -> Iterator[str]:
    yield from filter(None, (row.stem, row.passage, *row.boxes, *(option.text for option in row.options)))
