"""Puts rows on pages: columns, breaks, frames, tables. Knows nothing of questions.

Everything is kept as a list of marks a page, in points from the top left corner, so that the same
page can become PDF text or a picture (see emit.py).
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from collections.abc import Collection

WIDTH, HEIGHT = 595.28, 841.89
BODY, BOLD, CODE = "NanumGothic", "NanumGothicBold", "Courier"


def font_file(name: str) -> Path:
    """The font inside koreanize-matplotlib, found without importing it: that would need matplotlib."""
    spec = importlib.util.find_spec("koreanize_matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("koreanize-matplotlib is not installed: it brings the NanumGothic font")
    return Path(spec.submodule_search_locations[0]) / "fonts" / f"{name}.ttf"


def register_fonts() -> None:
    """Make the two Korean fonts known to reportlab, which measures with them too."""
    for name in (BODY, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(font_file(name))))


def text_width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


@dataclass(frozen=True)
class Text:
    """One run of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    font: str
    size: float


@dataclass(frozen=True)
class Rule:
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Frame:
    """A rectangle, filled with a grey when `grey` is given."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: float | None = None


Mark = Text | Rule | Frame


@dataclass(frozen=True)
class Cell:
    """A piece of a row, `dx` from the left edge of the column."""

    dx: float
    text: str
    font: str = BODY


@dataclass
class Block:
    """Rows that belong together, perhaps with a frame drawn round them."""

    rows: list[list[Cell]]
    framed: bool = False
    after: float = 0.0


def wrap(text: str, width: float, font: str, size: float) -> list[str]:
    """Break at spaces; a word that is wider than the line is broken anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if text_width(joined, font, size) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, font, size) > width:
            fit = max(n for n in range(1, len(line)) if text_width(line[:n], font, size) <= width)
            lines.append(line[:fit])
            line = line[fit:]
    return [*lines, line]


@dataclass
class Sheet:
    """Where the next row goes."""

    columns: int = 1
    size: float = 10.0
    leading: float = 16.0
    margin: float = 56.0
    top: float = 78.0
    bottom: float = 70.0
    gutter: float = 28.0
    divider: bool = False
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    column: int = 0
    y: float = 0.0
    start: float = 0.0

    def __post_init__(self) -> None:
        self.y = self.start = self.top

    @property
    def page(self) -> int:
        return len(self.pages)

    @property
    def width(self) -> float:
        return (WIDTH - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns

    @property
    def x(self) -> float:
        return self.margin + self.column * (self.width + self.gutter)

    @property
    def floor(self) -> float:
        return HEIGHT - self.bottom

    def mark(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def advance(self) -> None:
        """Go to the next column, or to a new page after the last one."""
        self.column += 1
        if self.column == self.columns:
            self.new_page()
        self.y = self.start

    def new_page(self) -> None:
        self.rule_columns()
        self.pages.append([])
        self.column = 0
        self.y = self.start = self.top

    def rule_columns(self) -> None:
        """Draw the rule between two columns, from where they start to the foot."""
        if self.divider and self.columns == 2:
            middle = WIDTH / 2
            self.mark(Rule(middle, self.start - 6, middle, self.floor + 6))

    def need(self, height: float) -> None:
        """Break now when less than `height` is left, unless this column is still empty."""
        if self.y + height > self.floor and self.y > self.start:
            self.advance()

    def height(self, block: Block) -> float:
        return len(block.rows) * self.leading + block.after + (14 if block.framed else 0)

    def place(self, block: Block) -> None:
        if block.framed:
            self._place_framed(block.rows)
        else:
            for row in block.rows:
                self.need(self.leading)
                self._row(row)
        self.y += block.after

    def _row(self, row: list[Cell]) -> None:
        for cell in row:
            self.mark(Text(self.x + cell.dx, self.y + self.size, cell.text, cell.font, self.size))
        self.y += self.leading

    def _place_framed(self, rows: list[list[Cell]]) -> None:
        """A frame that a break cuts stays open at the cut, as word processors draw it."""
        whole = self.y + len(rows) * self.leading + 14 <= self.floor
        if not whole:
            self.need(3 * self.leading + 14)
        edge, first = self.y + 2, True
        self.y += 7
        for row in rows:
            if self.y + self.leading > self.floor:
                self._frame(edge, self.y, first, last=False)
                self.advance()
                edge, first = self.y, False
            self._row(row)
        self._frame(edge, self.y + 3, first, last=True)
        self.y += 7

    def _frame(self, y0: float, y1: float, first: bool, last: bool) -> None:
        x0, x1 = self.x, self.x + self.width
        if first and last:
            self.mark(Frame(x0, y0, x1, y1))
            return
        self.mark(Rule(x0, y0, x0, y1))
        self.mark(Rule(x1, y0, x1, y1))
        if first:
            self.mark(Rule(x0, y0, x1, y0))
        if last:
            self.mark(Rule(x0, y1, x1, y1))

    def table(self, rows: list[list[str]], widths: list[float], shaded: Collection[int] = (), head: int = 0) -> None:
        """A ruled table; `shaded` columns and the `head` first rows are grey."""
        high = self.leading + 4
        for at, row in enumerate(rows):
            self.need(high)
            x = self.x
            for column, (text, width) in enumerate(zip(row, widths, strict=True)):
                grey = 0.82 if column in shaded or at < head else None
                self.mark(Frame(x, self.y, x + width, self.y + high, grey))
                left = x + (width - text_width(text, BODY, self.size)) / 2
                self.mark(Text(left, self.y + self.size + 4, text, BODY, self.size))
                x += width
            self.y += high
