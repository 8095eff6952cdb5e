"""What a file of somebody else's questions says, row by row, whatever its format: the seam of `cgq import`.

A reader (`exchange/readers`, a module each) turns a file into rows in the order of the file. It runs in a worker with
limits and knows no database; what cannot be read of a row is a fault that names row and column, and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping  # noqa: TC003 - decoders read the annotations
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003
from typing import ClassVar

from cgq.exam.model import Option, RightOptions  # noqa: TC001


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one row says of a question; None and () where it says nothing.

    `row` counts from 1 as people see it (in a table the header is row 1). `answer` is by the numbers of `options`, or
    by the numbers that the row names where it has no options. `given` are the columns that have a value: a column that
    is there and empty says nothing.
    """

    row: int
    given: frozenset[str] = frozenset()
    number: int | None = None
    section: str | None = None
    stem: str | None = None
    passage: str | None = None
    boxes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    answer: RightOptions | None = None
    explanation: str | None = None
    year: int | None = None
    session: str | None = None
    concepts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that cannot be taken: why, with the column that is at fault ("" for the row as a whole).

    A row has one fault at most, its first. `column` is what the file calls it, so that a person finds it there.
    """

    row: int
    column: str
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWishes:
    """How a file is to be read: our name of a column -> the file's, the sheet of a workbook, the encoding of a text
    file that proves none (None: found), and most rows and bytes.

    `answers_only`: the rows are for the numbers of a paper, and need no stem.
    """

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    sheet: str | None = None
    encoding: str | None = None
    answers_only: bool = False
    most_rows: int = 1_000_000
    most_bytes: int = 200_000_000


class Reader:
    """One format of an import."""

    name: ClassVar[str]
    """What `material.format` calls it; the name of its module."""

    suffixes: ClassVar[tuple[str, ...]]
    """How its files end, with the dot."""

    summary: ClassVar[str]
    """What it is, in one line, for the help and the docs."""

    is_text: ClassVar[bool] = False
    """Is it a text that does not name its encoding, so that a person may?"""

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The rows of a file, in its order and only a few at a time in memory; `note` takes what was decided for the
        person to know, such as the encoding. Each row gives one Row or one RowFault; an empty one gives nothing.

        The call itself looks at the file as a whole: its size, its encoding, its header. It raises InputFailed before
        it returns, so before the first row. What only comes to light behind some rows, such as an archive that is
        damaged further on, is raised where it stands.
        """
        raise NotImplementedError

    def recognises(self, text: str) -> bool:  # noqa: ARG002
        """Is a text that begins so of this format? Asked where other readers have the same end of a name."""
        return False
