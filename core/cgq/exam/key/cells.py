"""A line of a key cut into cells: numbers, answers, other words, each with its place."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.answers import LISTED
from cgq.exam.signs.pairs import AFTER_NUMBER, BARE, BEFORE_NUMBER, DIGIT
from cgq.exam.signs.values import RING, VOID, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line

_BEFORE, _BEHIND = rf"(?:{BEFORE_NUMBER}[\s.]?)?", rf"\s?{AFTER_NUMBER}?\s?[.)．:：-]?"
_MARKED_NUMBER = rf"{_BEFORE}(\d{{1,3}}){_BEHIND}"
_FIRST = re.compile(rf"\s*{_BEFORE}\d")
_LAST = re.compile(rf"\d{_BEHIND}\s*$")
_LONGEST_END = 8
_NUMBER = re.compile(rf"^{_MARKED_NUMBER}$")
LIST_SIGNS = ",，、·/"
"""What stands at the end of a cell's line where its list of answers goes on in the next one."""
_STOP = rf"(?:[.):-]|{AFTER_NUMBER})"
_CELL = re.compile(
    # A number is near, or none of these words is tried: most cells have none.
    rf"(?<!\S)(?=\D{{0,10}}\d)(?:(?:{BEFORE_NUMBER})?[\s.]?\d{{1,3}}\s?(?:{_STOP}|：){{0,2}}(?=\s?(?:{RING}|{VOID}))"
    rf"|\d{{1,3}}\s?{_STOP}(?=\s?(?:{BARE}|{DIGIT})(?:[\s,]|$))|{BEFORE_NUMBER}\s?\d{{1,3}}\s?(?:{AFTER_NUMBER})?(?!\S)"
    rf"|\d{{1,3}}\s?(?:[.)-]|{AFTER_NUMBER})(?=[^\s\d.,-]))|{VOID}|{LISTED}(?:[{LIST_SIGNS}](?!\S))?|\S+"
)
_WIDE = re.compile(r"[ᄀ-￿]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line; `x0` and `x1` are its edges in points, the right one by the width of its characters."""

    text: str
    x0: float
    x1: float

    @property
    def x(self) -> float:
        """Its middle."""
        return (self.x0 + self.x1) / 2

    @property
    def number(self) -> int | None:
        """The number of a question that it can be."""
        match = _NUMBER.match(self.text)
        return int(match[1]) if match else None

    @property
    def is_answer(self) -> bool:
        return read_answer(self.text) is not None


def cells_of(line: Line) -> list[Cell]:
    """The cells of a line from left to right."""
    found: list[Cell] = []
    for match in _CELL.finditer(line.text):
        text = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        last = text[-1]
        width = line.em * (0.95 if _WIDE.match(last) else 0.5)
        found.append(Cell(text, line.xs[start], line.xs[start + len(text) - 1] + width))
    return found


def starts_with_number(line: Line) -> bool:
    """Whether the first cell of a line can be a number: asked of every line, before it is cut."""
    return bool(_FIRST.match(line.text))


def ends_with_number(line: Line) -> bool:
    """Whether the last cell of a line can be a number: asked of every line, before it is cut."""
    return bool(_LAST.search(line.text[-_LONGEST_END:]))


def wide_cells_of(line: Line) -> list[Cell]:
    """The pieces of a line between its wide gaps: a heading stays whole, the heads of columns come apart."""
    found: list[Cell] = []
    start = 0
    for part in line.text.split(WIDE_GAP):
        text = part.strip()
        if text:
            at = start + part.index(text)
            found.append(Cell(text, line.xs[at], line.xs[at + len(text) - 1] + 0.95 * line.em))
        start += len(part) + 1
    return found


def nearest(x: float, places: Sequence[float]) -> int:
    """Which of the places is nearest to x."""
    return min(range(len(places)), key=lambda n: abs(places[n] - x))


def pitch(places: Sequence[float]) -> float:
    """The smallest distance between neighbouring places, in points; infinite for one."""
    ordered = sorted(places)
    return min((b - a for a, b in itertools.pairwise(ordered)), default=float("inf"))


def joined(cells: Iterable[Cell]) -> str:
    return " ".join(cell.text for cell in cells)
