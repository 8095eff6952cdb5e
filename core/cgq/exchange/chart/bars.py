"""Bars laid out on a canvas: what is drawn where, whatever the format. Lengths in pixels, from the upper left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 960, 360
"""Of the canvas: it fits a page or a mail without being scaled."""

LEFT, RIGHT, TOP, BOTTOM = 64, 16, 48, 36
"""Margins around the bars: for the numbers on the left, the title above, and the labels below."""

GAP = 0.25
"""The part of a bar's room that stays free between two bars."""

LABELS = 6
"""Labels below the bars at most: so many dates with an hour fit next to each other."""

TEXT_SIZE = 13
"""Height of the letters."""

GREEN, RED, INK, LINE = "#2f7d4f", "#b3312c", "#222222", "#cccccc"
"""Colours: of done, of failed, of text, of lines. Green and red differ in lightness as well."""


class Bar(NamedTuple):
    """One period: its label and what ended in it."""

    label: str
    done: int
    failed: int


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


class Label(NamedTuple):
    """Text: `y` is its baseline, `x` its beginning, middle or end."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"]


def draw(title: str, bars: Sequence[Bar]) -> list[Box | Label]:
    """A title, an axis from nought to the highest bar, and done with failed above it, bar by bar."""
    most = max((bar.done + bar.failed for bar in bars), default=0)
    shapes: list[Box | Label] = [Label(LEFT, TOP / 2 + 4, title, "start"), *_axis(most)]
    for number, bar in enumerate(bars):
        shapes += _stacked(number, len(bars), bar, max(most, 1))
    return [*shapes, *_labels(bars)]


def _axis(most: int) -> Iterator[Box | Label]:
    for value, y in ((most, TOP), (0, HEIGHT - BOTTOM)):
        yield Box(LEFT, y, WIDTH - LEFT - RIGHT, 1, LINE)
        yield Label(LEFT - 8, y + 4, str(value), "end")


def _stacked(number: int, count: int, bar: Bar, most: int) -> Iterator[Box]:
    room = (WIDTH - LEFT - RIGHT) / count
    x, y = LEFT + room * (number + GAP / 2), float(HEIGHT - BOTTOM)
    for value, colour in ((bar.done, GREEN), (bar.failed, RED)):
        height = (HEIGHT - TOP - BOTTOM) * value / most
        y -= height
        if value:
            yield Box(x, y, room * (1 - GAP), height, colour)


def _labels(bars: Sequence[Bar]) -> Iterator[Label]:
    every = -(-len(bars) // LABELS) or 1
    room = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)
    for number in range(0, len(bars), every):
        yield Label(LEFT + room * (number + 0.5), HEIGHT - BOTTOM + 20, bars[number].label, "middle")
