"""Where lines break and stand, as Hangul writes it into its files beside the text: readers lay pages out by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.support.hangul.looks import CHARACTERS, PAPER, PARAGRAPHS, TABS
from tests.support.hangul.parts import Columns, Endnote, Equation, PageNumber, Picture, Table, TextBox, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.hangul.looks import CharacterLook, ParagraphLook
    from tests.support.hangul.parts import Cell, Paragraph, Part

EDGE = 2835
"""Margins of a page at its top and foot, and of what runs there: 10 mm each."""
COLUMN = PAPER[1] - 4 * EDGE
"""How high the text of a page is."""
INSIDE = (510, 141)
"""Margins of a cell: left and right, top and bottom."""
BELOW_OVER = 850
"""What is left free under a table that lies over all columns."""
CONTROL = 8
"""How many places in a paragraph's text a control takes."""
BETWEEN = 60
"""What is left free between lines, in hundredths of their height: 160 % from line to line."""


def width_of(text: str) -> int:
    """About how wide a text of 10 points is: Hangul and circles take an em, other letters a little over half of one."""
    return sum(1000 if ord(letter) > 0x1100 else 570 for letter in text)


class Piece(NamedTuple):
    """What a line is filled with: `places` in the text, width and height; a line may break after a blank."""

    places: int
    width: int
    height: int
    blank: bool = False


@dataclass
class Line:
    """A line: its first place in the text, its height, where it begins and how wide it may be."""

    start: int
    height: int
    left: int
    width: int


def lines_of(paragraph: Paragraph, width: int, before: int = 0) -> list[Line]:
    """The lines of a paragraph in a column; `before` is how many controls stand ahead of it."""
    look = PARAGRAPHS[paragraph.look]
    place = before * CONTROL
    lines = [_line(look, width, 0, first=True)]
    used = 1500 if look.list else 0
    words = _words([piece for part in paragraph.parts for piece in _pieces(part, look)])
    for word in words:
        wide = sum(piece.width for piece in word if not piece.blank)
        if used and used + wide > lines[-1].width:
            lines.append(_line(look, width, place, first=False))
            used = 0
        used += sum(piece.width for piece in word)
        place += sum(piece.places for piece in word)
        lines[-1].height = max([lines[-1].height, *(piece.height for piece in word)])
    for line in lines:
        line.height = line.height or 1000
    return lines


def _line(look: ParagraphLook, width: int, start: int, first: bool) -> Line:
    """With a hanging indent the first line begins at the margin, otherwise it is the first that is moved in."""
    moved = max(look.indent, 0) if first else max(-look.indent, 0)
    left = look.left + moved
    return Line(start, 0, left, width - left)


def _words(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    word: list[Piece] = []
    for piece in pieces:
        word.append(piece)
        if piece.blank:
            yield word
            word = []
    if word:
        yield word


def _pieces(part: Part, look: ParagraphLook) -> Iterator[Piece]:
    match part:
        case Words():
            letters = CHARACTERS[part.look]
            height = letters.height
            gaps = iter(tab_widths(part, look))
            for letter in part.text:
                if letter == "\t":
                    yield Piece(CONTROL, next(gaps), height, blank=True)
                else:
                    yield Piece(1, set_width(letter, letters), height, blank=letter == " ")
        case Columns():
            yield Piece(CONTROL, 0, 0)
        case Endnote() | PageNumber():
            yield Piece(CONTROL, 1000, 0)
        case Table(place=place) | TextBox(place=place) if place != "line":
            yield Piece(CONTROL, 0, 0)
        case Equation() | Picture() | TextBox():
            yield Piece(CONTROL, part.width, part.height)
        case Table():
            yield Piece(CONTROL, sum(part.widths), table_height(part))


def set_width(text: str, letters: CharacterLook) -> int:
    """About how wide a text is in its letters."""
    each = width_of(text) * letters.ratio // 100 + len(text) * 10 * letters.spacing
    return each * letters.height // 1000


def tab_widths(words: Words, look: ParagraphLook) -> list[int]:
    """How wide each tab of a text is that begins its line: to the next stop, or 4000 past the last one."""
    widths: list[int] = []
    at = 0
    for text in words.text.split("\t")[:-1]:
        at += set_width(text, CHARACTERS[words.look])
        stop = next((stop for stop in TABS[look.tabs] if stop > at), at + 4000)
        widths.append(stop - at)
        at = stop
    return widths


def table_height(table: Table) -> int:
    """Height of all rows."""
    return sum(row_heights(table))


def line_heights(table: Table) -> Iterator[int]:
    """Heights of a table of one cell, between which it may break: its margin with the first line, then line by line."""
    (cell,), margin = table.rows[0], INSIDE[1]
    for paragraph in cell.paragraphs:
        for line in lines_of(paragraph, table.widths[0] - 2 * INSIDE[0]):
            yield margin + line.height + spacing(line)
            margin = 0


def row_heights(table: Table) -> list[int]:
    """Height of each row: that of its highest cell."""
    return [max(_cell_heights(row, table.widths)) for row in table.rows]


def _cell_heights(row: Sequence[Cell], widths: Sequence[int]) -> Iterator[int]:
    at = 0
    for cell in row:
        width = sum(widths[at : at + cell.columns])
        yield story_height(cell.paragraphs, width - 2 * INSIDE[0]) + 2 * INSIDE[1]
        at += cell.columns


def story_height(paragraphs: Sequence[Paragraph], width: int) -> int:
    """Height of paragraphs that stand in a box of their own: what is free below the last line does not count."""
    flow = Flow()
    last = 0
    for paragraph in paragraphs:
        for line, top in flow.place(paragraph, lines_of(paragraph, width)):
            last = top + line.height
    return last


def spacing(line: Line) -> int:
    """What is free below a line; an object in the line does not count."""
    return min(line.height, 1600) * BETWEEN // 100


@dataclass
class Flow:
    """Where the next line stands: `y` from the head of its column, in `columns` of a page that is `height` high.

    The columns begin at `zone` on this page, below text in other columns; their first line stands at `top`. A box of
    its own has no height.
    """

    height: int | None = None
    columns: int = 1
    column: int = 0
    zone: int = 0
    top: int = 0
    y: int = 0

    def place(self, paragraph: Paragraph, lines: Sequence[Line]) -> Iterator[tuple[Line, int]]:
        """Each line of a paragraph with its top, from that of the column."""
        if paragraph.breaks:
            self._advance(page=paragraph.breaks == "page")
        if self.y > self.top:
            self.y += PARAGRAPHS[paragraph.look].above
        for line in lines:
            if self._is_full(line.height):
                self._advance()
            yield line, self.y
            self.y += line.height + spacing(line)

    def _is_full(self, wanted: int) -> bool:
        return self.height is not None and self.y > self.top and self.zone + self.y + wanted > self.height

    def _advance(self, page: bool = False) -> None:
        self.column += 1
        if page or self.column == self.columns:
            self.column, self.zone, self.top = 0, 0, 0
        self.y = self.top

    def skip(self, heights: Sequence[int]) -> None:
        """Lines of a table that may break over pages stand between the text's lines."""
        for height in heights:
            if self._is_full(height):
                self._advance()
            self.y += height

    def reserve(self, height: int) -> None:
        """Text of this page, in all its columns, stands below something that lies over them."""
        self.top = self.y = height

    def part(self, columns: int) -> None:
        """From here on the page's text runs in other columns."""
        self.zone += self.y
        self.columns, self.column, self.top, self.y = columns, 0, 0, 0
