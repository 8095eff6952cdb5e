"""What stands in a Hangul document. Lengths are in hundredths of a point, as in the format (HWPUNIT)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Words:
    """Text of one look (see looks.CHARACTERS); a tab goes to the next stop of its paragraph."""

    text: str
    look: str = "body"


@dataclass(frozen=True)
class Equation:
    """A formula object: a script of Hangul's formula editor, in a box of the line."""

    script: str
    width: int
    height: int = 1200


@dataclass(frozen=True)
class PageNumber:
    """The number of the page, or of all pages, as a field."""

    of: Literal["PAGE", "TOTAL_PAGE"] = "PAGE"


@dataclass(frozen=True)
class Picture:
    """A picture object in the line; the bytes are a PNG."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `columns` is how many it spans."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    shaded: bool = False


Place = Literal["line", "over", "flowing"] | tuple[int, int]
"""Where an object stands: a character of its line; at the head of the page over all columns of text; between lines, so
that it may break over pages; or in front of the text, from the paper's left and top."""


@dataclass(frozen=True)
class Table:
    """A table with its columns' widths."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    ruled: bool = True
    place: Place = "line"


@dataclass(frozen=True)
class TextBox:
    """A drawn rectangle that holds text."""

    paragraphs: tuple[Paragraph, ...]
    width: int
    height: int
    place: Place = "line"


@dataclass(frozen=True)
class Endnote:
    """A note whose text stands at the end of the document, with its mark where the note is."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Columns:
    """From here on the text runs in so many columns, with a rule between them or without."""

    count: int
    rule: bool = True


Part = Words | Equation | PageNumber | Picture | Table | TextBox | Endnote | Columns


@dataclass(frozen=True)
class Paragraph:
    """Parts in a line, in one look (see looks.PARAGRAPHS)."""

    parts: tuple[Part, ...]
    look: str = "body"
    breaks: Literal["", "page", "column"] = ""


@dataclass(frozen=True)
class Section:
    """Paragraphs with their pages: columns, what runs at head and foot, and the page number that Hangul draws itself
    ("- 3 -") where `numbered`. What the `master` page holds stands on each page. `first_page` restarts the pages'
    numbers, 0 lets them run on."""

    paragraphs: tuple[Paragraph, ...]
    columns: Columns = Columns(1)
    head: tuple[Paragraph, ...] = ()
    foot: tuple[Paragraph, ...] = ()
    master: tuple[Paragraph, ...] = ()
    numbered: bool = False
    first_page: int = 0


@dataclass(frozen=True)
class Document:
    """Sections in order."""

    sections: tuple[Section, ...]
    title: str = ""


def line(text: str, look: str = "body", characters: str = "body") -> Paragraph:
    """A paragraph of one text."""
    return Paragraph((Words(text, characters),), look)


def cell(text: str, look: str = "centre", shaded: bool = False) -> Cell:
    """A cell of one text."""
    return Cell((line(text, look),), shaded=shaded)
