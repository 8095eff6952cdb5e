"""Every answer that a file prints apart from its questions: in tables, in solutions, in pictures of tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_REFUSED
from cgq.exam.key.grids import read_tables, refused_cells
from cgq.exam.key.solutions import read_solutions
from cgq.exam.model import Finding
from cgq.exam.page.pages import whole_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.key.pictured.keys import Pictured
    from cgq.exam.key.solutions import Solutions
    from cgq.exam.model import Key
    from cgq.exam.page.pages import Pages


@dataclass(frozen=True, slots=True)
class Printed:
    """The keys and solutions of a file, the lines that they take up, and the pages that were read as pictures, with
    the lines above the tables there."""

    tables: tuple[Key, ...]
    solutions: tuple[Solutions, ...]
    taken: frozenset[int]
    drawn_on: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()

    @property
    def keys(self) -> tuple[Key, ...]:
        """The tables; where there are none, what the solutions answer."""
        return self.tables or tuple(found.key for found in self.solutions)


def printed_keys(pages: Pages) -> Printed:
    """What the lines answer. Pictures are looked at only where no text tells."""
    solutions = tuple(read_solutions(pages.lines))
    solved = frozenset(index for found in solutions for index in found.lines)
    tables, tabled = read_tables(pages.lines, solved)
    tables += pages.beside
    if not tables and not solutions:
        drawn = _drawn(pages.sheets, pages.lines)
        if drawn is not None and drawn.keys:
            return Printed(drawn.keys, (), tabled | drawn.covered, drawn.pages, drawn.headings)
    return Printed(tuple(tables), solutions, solved | tabled)


def with_headings(keys: tuple[Key, ...], sheets: Sequence[Sheet]) -> tuple[Key, ...]:
    """The tables of a file without questions once more, with what repeats on its pages: headings of tables may."""
    again, _ = read_tables(whole_lines(sheets))
    cells = [sum(len(key.answers) for key in found) for found in (keys, again)]
    return tuple(again) if cells[0] <= cells[1] else keys


def pictured_key(sheets: Sequence[Sheet]) -> tuple[tuple[Key, ...], list[Finding]] | None:
    """The keys of a file without text, if answer tables are on most of its pages; None for any other scan."""
    inked = [sheet for sheet in sheets if sheet.ink]
    if 2 * sum(1 for sheet in inked if sheet.dots) <= len(inked):
        return None
    drawn = _drawn(sheets, ())
    if drawn is None or 2 * len(drawn.pages) <= len(inked):
        return None
    message = "no answer table was recognised on this page: look at it"
    unread = [
        Finding(code=KEY_REFUSED, message=message, page=sheet.number)
        for sheet in inked
        if sheet.number not in drawn.pages
    ]
    return drawn.keys, [*unread, *refused_cells(drawn.keys)]


def _drawn(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Pictured | None:
    """What the pictures and outlines of the sheets answer; None when there is nothing to look at."""
    if not any(sheet.dots for sheet in sheets):
        return None
    from cgq.exam.key.pictured.keys import read_pictures

    return read_pictures(sheets, lines)
