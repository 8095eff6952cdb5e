"""A row of a table becomes what it says of a question."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.findings import EMPTY_OPTION
from cgq.exam.model import MOST_OPTIONS, Option, RightOptions
from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.records.language import language_code
from cgq.exchange.rows import Row, RowFault
from cgq.exchange.table import columns
from cgq.exchange.table.cell import is_empty, plain_of, text_of
from cgq.exchange.table.examples import EXAMPLE_STEMS
from cgq.exchange.table.given_answer import is_sign, parse_given_answer, spelled_option
from cgq.exchange.table.name_list import split_names
from cgq.exchange.table.option_markers import have_markers, without_markers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exchange.table.cell import Cell
    from cgq.exchange.table.header import Header

MOST_NUMBER = 999_999
"""The highest number of a question (bank/change.py holds every question to it)."""

_NUMBER = re.compile(r"(?:문제|문항|문|no\.?|q\.?|question|#|제)?\s*(\d{1,7})\s*(?:번|문|[.)])?", re.IGNORECASE)
_YEAR = re.compile(r"((?:1[89]|2[01])\d\d)\s*(?:년도?|학년도)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the rows of one table are read.

    `answers_only`: rows need a number and no stem. `by_text`: some rows give their answer by the text of an option.
    `marked`: options begin with their markers.
    """

    header: Header
    answers_only: bool = False
    by_text: bool = False
    marked: bool = False

    def read(self, row: int, cells: Sequence[Cell]) -> Row | RowFault | None:
        """What a row says, or what is wrong with it; None for an empty one, and for an example of a template."""
        if all(map(is_empty, cells)) or self._is_example(cells):
            return None
        try:
            return _Reading(self, row, cells).read()
        except _InColumn as error:
            fault = error.fault
            heading = self.header.headings.get(error.name, error.name)
            return RowFault(row=row, column=heading, code=fault.code, message=fault.message, hint=fault.hint)

    def _is_example(self, cells: Sequence[Cell]) -> bool:
        index = self.header.indices.get("stem", len(cells))
        return index < len(cells) and cells[index] in EXAMPLE_STEMS


def find_habits(
    rows: Sequence[Sequence[Cell]], header: Header, *, answers_only: bool, note: Callable[[str], None]
) -> Table:
    """How the rows of a table are read, by some of them: whether one gives its answer by the text of an option and
    could not mean a number, and whether options begin with their markers, which is noted."""
    plain = Table(header=header, answers_only=answers_only)
    if header.ours:
        return plain
    readings = [_Reading(plain, 0, cells) for cells in rows]
    marked = have_markers(reading.option_texts() for reading in readings)
    if marked:
        note("Options begin with their markers, which are taken off.")
    by_text = any(reading.answer_is_text() for reading in readings)
    return replace(plain, by_text=by_text, marked=marked)


class _InColumn(Exception):
    """A fault with our name of the column that it is in; "" for the row."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(fault.message)
        self.name = name
        self.fault = fault


class _Reading:
    """One row while it is read."""

    def __init__(self, table: Table, row: int, cells: Sequence[Cell]) -> None:
        self._table = table
        self._row = row
        self._cells = cells
        self._given: set[str] = set()

    def read(self) -> Row:
        self._refuse_extra_cells()
        number = self._number()
        stem = self._text("stem")
        boxes = self._boxes()
        if not self._table.answers_only and not stem and not boxes:
            raise _InColumn("stem", Fault("missing_stem", "The row asks nothing: its stem is empty", "Write it there."))
        options = self._options()
        fields = {name: self._text(name) for name in ("section", "passage", "explanation", "session")}
        answer = self._answer(options)
        year = self._year()
        concepts, tags = self._names("concepts"), self._names("tags")
        language = self._language()
        return Row(
            row=self._row,
            given=frozenset(self._given),
            number=number,
            section=fields["section"],
            stem=stem,
            passage=fields["passage"],
            boxes=boxes,
            options=options,
            answer=answer,
            explanation=fields["explanation"],
            year=year,
            session=fields["session"],
            concepts=concepts,
            tags=tags,
            language=language,
        )

    def answer_is_text(self) -> bool:
        """Is the answer the text of an option and no sign of one?"""
        try:
            options, answer = self._options(), self._plain("answer")
        except _InColumn:
            return False
        return spelled_option(answer, options) is not None and not is_sign(answer, options)

    def option_texts(self) -> tuple[str, ...]:
        """The texts of its options; none where they have a fault."""
        try:
            return tuple(option.text for option in self._options())
        except _InColumn:
            return ()

    def _refuse_extra_cells(self) -> None:
        behind = self._cells[self._table.header.width :]
        extra = next((cell for cell in behind if not is_empty(cell)), None)
        if extra is not None:
            width, count = self._table.header.width, len(self._cells)
            message = f"The row has {count} cells, and the header names {width}"
            hint = "Name the column, or empty the cell; in CSV a cell with the delimiter in it needs quotes."
            raise _InColumn("", Fault("extra_cells", message, hint))

    def _cell(self, name: str) -> Cell:
        index = self._table.header.indices.get(name, -1)
        return self._cells[index] if 0 <= index < len(self._cells) else ""

    def _text(self, name: str, given: str = "") -> str | None:
        try:
            text = text_of(self._cell(name))
        except Fault as fault:
            raise _InColumn(name, fault) from fault
        if text:
            self._given.add(given or name)
        return text or None

    def _plain(self, name: str) -> str:
        """The text of a cell that should be a number or a sign."""
        try:
            text = plain_of(self._cell(name))
        except Fault as fault:
            raise _InColumn(name, fault) from fault
        if text:
            self._given.add(name)
        return text

    def _number(self) -> int | None:
        text = self._plain("number")
        if not text:
            if self._table.answers_only:
                fault = Fault("missing_number", "The row names no question: its number is empty", "Write it there.")
                raise _InColumn("number", fault)
            return None
        found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
        if found is None or not 0 < int(found[1]) <= MOST_NUMBER:
            message = f"{printable(text, LONGEST_QUOTE)} is no number of a question"
            raise _InColumn("number", Fault("bad_number", message, f"Write a number from 1 to {MOST_NUMBER:,}."))
        return int(found[1])

    def _year(self) -> int | None:
        text = self._plain("year")
        if not text:
            return None
        found = _YEAR.fullmatch(unicodedata.normalize("NFKC", text))
        if found is None:
            raise _InColumn(
                "year",
                Fault("bad_year", f"{printable(text, LONGEST_QUOTE)} is no year", "Write four digits, such as 2024."),
            )
        return int(found[1])

    def _language(self) -> str | None:
        code = language_code(self._plain("language"))
        if code is None:
            self._given.discard("language")
        return code

    def _names(self, name: str) -> tuple[str, ...]:
        names = split_names(self._text(name) or "")
        if not names:
            self._given.discard(name)
        return names

    def _numbered(self, base: str, given: str) -> list[tuple[str, str | None]]:
        """Our name and the text of each column of a kind, in the order of their numbers."""
        names = sorted(
            (name for name in self._table.header.indices if columns.base_of(name) == base), key=columns.ordinal_of
        )
        return [(name, self._text(name, given)) for name in names]

    def _boxes(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._numbered("box", "boxes") if text)

    def _options(self) -> tuple[Option, ...]:
        found = self._numbered("option", "options")
        while found and found[-1][1] is None:
            found.pop()
        if len(found) > MOST_OPTIONS:
            message = f"{len(found)} options are more than a question has"
            raise _InColumn(found[0][0], Fault("bad_options", message, f"Give at most {MOST_OPTIONS}."))
        options: list[Option] = []
        for n, (name, text) in enumerate(found, 1):
            if text is None:
                message = f"Option {n} is empty, and there is an option {len(found)}"
                raise _InColumn(name, Fault(EMPTY_OPTION, message, "Write it, or move the others up."))
            options.append(Option(n=n, label=self._label(name, n), text=text))
        bare = without_markers([option.text for option in options]) if self._table.marked else None
        if bare is not None:
            return tuple(replace(option, text=text) for option, text in zip(options, bare, strict=True))
        return tuple(options)

    def _label(self, name: str, n: int) -> str:
        """What an option is called: by a letter where its column is headed by one."""
        heading = unicodedata.normalize("NFKC", self._table.header.headings[name]).strip()
        last = heading[-1:].upper()
        return last if last == chr(ord("A") + n - 1) and not heading[-2:-1].isalpha() else str(n)

    def _answer(self, options: tuple[Option, ...]) -> RightOptions | None:
        text = self._plain("answer")
        try:
            own = self._table.header.ours
            # The bank may hold the one answer of a question without options, and gives it back as it was.
            most = MOST_OPTIONS if self._table.answers_only else int(own)
            return parse_given_answer(text, options, by_text=self._table.by_text, own=own, most=most)
        except Fault as fault:
            raise _InColumn("answer", fault) from fault
