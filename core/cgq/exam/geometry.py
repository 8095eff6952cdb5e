"""The shapes a page is made of, in displayed points: origin top left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.exam.model import BBox


class Glyph(NamedTuple):
    """One character: its loose box, its baseline, and whether a space stands before it."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    spaced: bool

    @property
    def em(self) -> float:
        """Height of the loose box, which is what the page shows of the font's size."""
        return self.y1 - self.y0


class Rule(NamedTuple):
    """A straight horizontal or vertical stroke; `x0 <= x1` and `y0 <= y1`."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


class Frame(NamedTuple):
    """A drawn box; `cells` counts what its inner vertical rules divide it into."""

    x0: float
    y0: float
    x1: float
    y1: float
    cells: int = 1

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x0 - 2 <= x <= self.x1 + 2 and self.y0 - 2 <= y <= self.y1 + 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it was read: characters in stream order, strokes and pictures."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    pictures: tuple[BBox, ...] = ()
    overfull: bool = False

    @property
    def ink(self) -> int:
        """How many characters, strokes and pictures there are to see."""
        return len(self.glyphs) + len(self.rules) + len(self.pictures)


@dataclass(frozen=True, slots=True)
class Line:
    """`xs[i]` is the left edge of `text[i]`; `left` is where the line's column starts on its page."""

    page: int
    column: int
    text: str
    xs: tuple[float, ...]
    box: BBox
    base: float
    em: float
    left: float

    @property
    def x0(self) -> float:
        return self.box[0]

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside the line: its left part, halfway up."""
        return ((self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2)


def around(boxes: Iterable[BBox]) -> BBox:
    """The smallest box that holds all the boxes; zeros when there are none."""
    every = list(boxes)
    if not every:
        return (0.0, 0.0, 0.0, 0.0)
    return (
        round(min(b[0] for b in every), 1),
        round(min(b[1] for b in every), 1),
        round(max(b[2] for b in every), 1),
        round(max(b[3] for b in every), 1),
    )
