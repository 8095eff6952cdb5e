"""The shapes a page is made of, in displayed points: origin top left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.exam.model import BBox, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.model import Part


WORD_JOINER = "\u2060"
"""Ends the text of a line that breaks off inside a word."""
SOFT_HYPHEN = "\u00ad"
"""A hyphen that may be there only because the line ends; inside a line it is one like any other."""


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


Ink = tuple[int, int, int]
"""A colour: red, green and blue from 0 to 255."""


Unseen = Literal["unpainted", "covered", "cut", "layer", "shadow"]
"""Why nobody sees a text: it is not painted at all, something opaque was painted over it, it lies outside of its
clip, its layer is off. A shadow is seen, as part of the same text in another ink."""


class Painted(NamedTuple):
    """The glyphs from `start` to before `stop` are set in colour or in white, or, where `unseen` has a reason, not
    seen."""

    start: int
    stop: int
    ink: Ink
    unseen: Unseen | None


class Lettering(NamedTuple):
    """The glyphs from `start` to before `stop` are set in one font; fonts of a page that share a name have numbers."""

    start: int
    stop: int
    font: str


class Drawing(NamedTuple):
    """A picture or a path that is more than a rule, in displayed points.

    `picture` is the hash of an image's bytes; `points` are a path's ends and control points. `framed` tells
    that most of the outline runs along its box, as a frame's or a coloured area's does.
    """

    box: BBox
    picture: str | None = None
    points: tuple[tuple[float, float], ...] = ()
    framed: bool = False
    fill: Ink | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """A part of a page in grey: `width` × `height` bytes from the top, 0 is black; `scale` dots a point. Its corner is
    `left` and `top` dots from that of the page."""

    width: int
    height: int
    grey: bytes
    scale: float
    left: int = 0
    top: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it was read: characters in stream order, strokes, pictures and drawings.

    `painted` are stretches of `glyphs` that are not painted in black or grey, `lettering` those that share a font;
    `outside` is the text that stands outside the page; `sideways` is where words stand that are turned against the
    page's text. `unread` counts annotations that a viewer may show and that have nothing which can be read.
    `dots` are the part of a page, if any, that may show an answer table without text.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    pictures: tuple[BBox, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    painted: tuple[Painted, ...] = ()
    lettering: tuple[Lettering, ...] = ()
    outside: str = ""
    sideways: tuple[BBox, ...] = ()
    overfull: bool = False
    unread: int = 0
    dots: Dots | None = None

    @property
    def text(self) -> str:
        """The characters in stream order, without spaces."""
        return "".join([glyph.char for glyph in self.glyphs])

    @property
    def ink(self) -> int:
        """How many characters, strokes and pictures there are to see."""
        return len(self.glyphs) + len(self.rules) + len(self.pictures)


@dataclass(frozen=True, slots=True)
class Line:
    """`xs[i]` is the left edge of `text[i]` and `ends[i]` its right one; `left` is where the line's column
    starts on its page."""

    page: int
    column: int
    text: str
    xs: tuple[float, ...]
    box: BBox
    base: float
    em: float
    left: float
    ends: tuple[float, ...]

    @property
    def x0(self) -> float:
        return self.box[0]

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside the line: its left part, halfway up."""
        return ((self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2)


class Span(NamedTuple):
    """A stretch of a line's text; `line` counts in the document's lines."""

    line: int
    start: int
    stop: int


def box_of(span: Span, lines: Sequence[Line]) -> BBox | None:
    """Where a stretch stands: from its first glyph to its last, as high as its line; None for white space."""
    line = lines[span.line]
    told = line.text[span.start : span.stop]
    first = span.start + len(told) - len(told.lstrip())
    last = first + len(told.strip())
    return (line.xs[first], line.box[1], max(line.ends[first:last]), line.box[3]) if first < last else None


def free_spans(lines: Sequence[Line], spans: Iterable[Span]) -> dict[int, list[Span]]:
    """By line, the stretches that no span covers."""
    ordered = sorted(span for span in spans)
    taken = {index: list(group) for index, group in groupby(ordered, key=lambda span: span.line)}
    free: dict[int, list[Span]] = {}
    for index, line in enumerate(lines):
        at = 0
        for span in (*taken.get(index, ()), Span(index, len(line.text), len(line.text))):
            if line.text[at : span.start].strip():
                free.setdefault(index, []).append(Span(index, at, span.start))
            at = max(at, span.stop)
    return free


def places_of(part: Part, spans: Iterable[Span], lines: Sequence[Line], n: int | None = None) -> tuple[Place, ...]:
    """A place for each page and column that the stretches, given in reading order, stand on."""
    inked = [(span, box) for span in spans if (box := box_of(span, lines)) is not None]
    stands = groupby(inked, key=lambda pair: (lines[pair[0].line].page, lines[pair[0].line].column))
    return tuple(Place(part=part, page=page, bbox=around(box for _, box in group), n=n) for (page, _), group in stands)


def around(boxes: Iterable[BBox]) -> BBox:
    """The smallest box that holds all the boxes; zeros when there are none."""
    every = list(boxes)
    if not every:
        return (0.0, 0.0, 0.0, 0.0)
    x0s, y0s, x1s, y1s = zip(*every, strict=True)
    return (round(min(x0s), 1), round(min(y0s), 1), round(max(x1s), 1), round(max(y1s), 1))
