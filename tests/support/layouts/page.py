"""Where rows go: columns, breaks, frames. Points from the top left corner; knows nothing of questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics

WIDTH, HEIGHT = 595.28, 841.89


@dataclass(frozen=True)
class Text:
    """A piece of text; `y` is its baseline, `stretch` what each space is widened by."""

    x: float
    y: float
    text: str
    font: str
    size: float
    stretch: float = 0.0
    grey: float = 0.0


@dataclass(frozen=True)
class Stroke:
    """A straight rule."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Picture:
    """A chart of values (0 to 9) in a box, as a raster image or drawn."""

    box: tuple[float, float, float, float]
    values: tuple[int, ...]
    raster: bool


Mark = Text | Stroke | Picture


@dataclass(frozen=True)
class Cell:
    """A piece of a row, `dx` from the left edge of the column."""

    dx: float
    text: str
    font: str
    size: float
    stretch: float = 0.0


Row = list[Cell]


def width_of(text: str, font: str, size: float) -> float:
    """How wide a text is set."""
    return float(pdfmetrics.stringWidth(text, font, size))


def wrapped(text: str, width: float, font: str, size: float, *, first: float = 0.0, spaced: bool = True) -> list[str]:
    """Lines of at most `width`, the first one `first` narrower; broken at spaces, or anywhere in Chinese text."""
    pieces = text.split(" ") if spaced else _breakable(text)
    glue = " " if spaced else ""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        longer = line + glue + piece if line else piece
        room = width - (first if not lines else 0.0)
        if line and width_of(longer, font, size) > room:
            lines.append(line)
            line = piece
        else:
            line = longer
    return [*lines, line]


def _breakable(text: str) -> list[str]:
    """Characters, each with the closing mark that may not start a line; Latin words and figures stay whole."""
    pieces: list[str] = []
    for char in text:
        latin = char.isascii() and not char.isspace()
        if pieces and (char in "。、，．？）」』；：" or (latin and pieces[-1].isascii() and not pieces[-1].isspace())):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


@dataclass
class Flow:
    """The next free place. `top` is where the columns of this page start."""

    columns: int
    gutter: float
    ruled: bool
    margin: float = 50.0
    high: float = 74.0
    low: float = HEIGHT - 70.0
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    column: int = 0
    top: float = 74.0
    y: float = 74.0

    @property
    def width(self) -> float:
        return (WIDTH - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns

    @property
    def x(self) -> float:
        return self.margin + self.column * (self.width + self.gutter)

    def draw(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def row(self, row: Row, height: float) -> None:
        """Put a row, in the next column where this one is full."""
        self.need(height)
        for cell in row:
            self.draw(Text(self.x + cell.dx, self.y + 0.78 * height, cell.text, cell.font, cell.size, cell.stretch))
        self.y += height

    def need(self, height: float) -> None:
        """Go on in the next column unless `height` is left; an empty column is never left."""
        if self.y + height > self.low and self.y > self.top:
            self.next_column()

    def next_column(self) -> None:
        if self.column + 1 < self.columns:
            self.column += 1
            self.y = self.top
        else:
            self.next_page()

    def next_page(self) -> None:
        self.close_columns()
        self.pages.append([])
        self.column = 0
        self.top = self.y = self.high

    def close_columns(self) -> None:
        """Draw the rule between two columns."""
        if self.ruled and self.columns == 2:
            middle = self.margin + self.width + self.gutter / 2
            self.draw(Stroke(middle, self.top - 4, middle, self.low + 4))

    def framed(self, rows: list[Row], height: float, dividers: tuple[float, ...] = ()) -> None:
        """Rows in a box, which stays open where a break cuts it; `dividers` are inner upright rules."""
        self.need(min(len(rows), 3) * height + 12)
        start, opened = self.y + 2, True
        self.y += 6
        for row in rows:
            if self.y + height > self.low:
                self._box(start, self.y, dividers, head=opened, foot=False)
                self.next_column()
                start, opened = self.y, False
            self.row(row, height)
        self._box(start, self.y + 4, dividers, head=opened, foot=True)
        self.y += 10

    def _box(self, y0: float, y1: float, dividers: tuple[float, ...], *, head: bool, foot: bool) -> None:
        x0, x1 = self.x, self.x + self.width
        for x in (x0, *(x0 + d for d in dividers), x1):
            self.draw(Stroke(x, y0, x, y1))
        if head:
            self.draw(Stroke(x0, y0, x1, y0))
        if foot:
            self.draw(Stroke(x0, y1, x1, y1))

    def picture(self, height: float, values: tuple[int, ...], *, raster: bool) -> None:
        """A picture of its own height, a third of the column to the right."""
        self.need(height + 12)
        x0 = self.x + self.width / 3
        self.draw(Picture((x0, self.y + 4, x0 + self.width / 2, self.y + 4 + height), values, raster))
        self.y += height + 12

    def across(self) -> Flow:
        """A flow of one column over the whole page from here down; `resume` goes back to the columns."""
        if self.column:
            self.next_page()
        elif self.y > self.top:
            self.close_columns_at(self.y)
        return Flow(1, 0.0, ruled=False, margin=self.margin, pages=self.pages, top=self.y, y=self.y)

    def close_columns_at(self, y: float) -> None:
        if self.ruled and self.columns == 2:
            middle = self.margin + self.width + self.gutter / 2
            self.draw(Stroke(middle, self.top - 4, middle, y))

    def resume(self, wide: Flow) -> None:
        """Go on in columns below what was set across."""
        self.column = 0
        self.top = self.y = wide.y
