"""Papers whose right options are marked: a kind of mark, its position, a style of options and a layout make one.

There are about 2,900 of them; `outcomes` counts how the questions of one were read.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from tests.support.layouts.fonts import BODY, register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.exam.model import Document

WIDTH, HEIGHT = 595, 842
SIZE = 10
PITCH = 14.0
STYLES = {
    "A.": "ABCD",
    "(A)": "ABCD",
    "A)": "ABCD",
    "a)": "abcd",
    "1)": "1234",
    "①": "①②③④",
    "가.": "가나다라",
}
"""How options are marked: each style with its signs."""
LAYOUTS = ("column", "columns", "grid", "row", "solid")
"""Options below each other in one column or in two, two by two, all in a row, or set solid."""
TICKS = ("\u2713", "\u2714", "\u221a", "\u2192", "*", "\u25cf", "\u25ce", "\u2605", "\u25b6")
"""Signs that are written at a right option: ticks, a root that looks like one, an arrow, a star, filled rings."""
_WORDS = ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jewel", "knoll", "lunar"]
_WORDS += ["maple", "nylon", "ocean", "pearl", "quartz", "river", "slate"]
_DINGBATS = frozenset("\u2713\u2714\u2605")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an option stands: the page's canvas, the marker's x, the baseline from the bottom, marker and text, and
    the left edge of what the question is set in."""

    canvas: Canvas
    x: float
    y: float
    marker: str
    text: str
    left: float

    @property
    def whole(self) -> str:
        return f"{self.marker} {self.text}"

    @property
    def wide(self) -> float:
        return stringWidth(self.whole, BODY, SIZE)

    def write(self, x: float, text: str) -> None:
        """Text on the option's baseline; a sign that the body's font lacks comes from Zapf Dingbats."""
        font = "ZapfDingbats" if text in _DINGBATS else BODY
        self.canvas.setFont(font, SIZE)
        self.canvas.drawString(x, self.y, text)
        self.canvas.setFont(BODY, SIZE)


def _wide(sign: str) -> float:
    return stringWidth(sign, "ZapfDingbats" if sign in _DINGBATS else BODY, SIZE)


def plain(spot: Spot) -> None:
    spot.write(spot.x, spot.whole)


def hanging(sign: str, gap: float) -> Callable[[Spot], None]:
    """The sign left of the marker, which keeps its x."""

    def draw(spot: Spot) -> None:
        spot.write(spot.x - gap - _wide(sign), sign)
        plain(spot)

    return draw


def inline(sign: str, gap: float) -> Callable[[Spot], None]:
    """The sign before the marker, which it moves to the right."""

    def draw(spot: Spot) -> None:
        spot.write(spot.x, sign)
        plain(replace(spot, x=spot.x + _wide(sign) + gap))

    return draw


def in_margin(sign: str) -> Callable[[Spot], None]:
    """The sign in a column of its own left of the numbers."""

    def draw(spot: Spot) -> None:
        spot.write(spot.left - 16, sign)
        plain(spot)

    return draw


def over(sign: str) -> Callable[[Spot], None]:
    """The sign on the marker."""

    def draw(spot: Spot) -> None:
        plain(spot)
        middle = spot.x + stringWidth(spot.marker, BODY, SIZE) / 2
        spot.write(middle - _wide(sign) / 2, sign)

    return draw


def behind(sign: str, gap: float) -> Callable[[Spot], None]:
    """The sign behind the option's text."""

    def draw(spot: Spot) -> None:
        plain(spot)
        spot.write(spot.x + spot.wide + gap, sign)

    return draw


def ground(spot: Spot, colour: str = "#ffff00", top: float = 10.0, bottom: float = 3.0) -> None:
    spot.canvas.setFillColor(colour)
    spot.canvas.rect(spot.x - 2, spot.y - bottom, spot.wide + 4, top + bottom, stroke=0, fill=1)
    spot.canvas.setFillColor("#000000")
    plain(spot)


def pale(spot: Spot) -> None:
    ground(spot, "#fff7e6")


def grey(spot: Spot) -> None:
    ground(spot, "#dddddd")


def pen(spot: Spot) -> None:
    """A highlight that a reader's marker pen left as an annotation."""
    plain(spot)
    left, bottom, right, top = spot.x - 1, spot.y - 3, spot.x + spot.wide + 1, spot.y + 10
    corners = [left, top, right, top, left, bottom, right, bottom]
    spot.canvas.highlightAnnotation("", (left, bottom, right, top), QuadPoints=corners, Color=[1, 1, 0])


def ink(spot: Spot) -> None:
    spot.canvas.setFillColor("#d01010")
    plain(spot)
    spot.canvas.setFillColor("#000000")


def marker_ink(spot: Spot) -> None:
    plain(spot)
    spot.canvas.setFillColor("#d01010")
    spot.write(spot.x, spot.marker)
    spot.canvas.setFillColor("#000000")


def underline(spot: Spot) -> None:
    plain(spot)
    spot.canvas.line(spot.x, spot.y - 1.5, spot.x + spot.wide, spot.y - 1.5)


def ring(spot: Spot) -> None:
    plain(spot)
    spot.canvas.circle(spot.x + stringWidth(spot.marker, BODY, SIZE) / 2, spot.y + 3.5, 8)


def square(spot: Spot) -> None:
    plain(spot)
    spot.canvas.rect(spot.x - 2.5, spot.y - 2.5, stringWidth(spot.marker, BODY, SIZE) + 5, 12.5)


def framed(spot: Spot) -> None:
    spot.canvas.rect(spot.x - 2, spot.y - 2.5, spot.wide + 4, 12)
    plain(spot)


def dot(spot: Spot) -> None:
    plain(spot)
    spot.canvas.circle(spot.x - 8, spot.y + 3.5, 3, stroke=0, fill=1)


def slash(spot: Spot) -> None:
    """A stroke through the marker."""
    plain(spot)
    spot.canvas.line(spot.x - 3, spot.y - 3, spot.x + stringWidth(spot.marker, BODY, SIZE) + 3, spot.y + 10)


def drawn_tick(spot: Spot) -> None:
    plain(spot)
    x, y = spot.x, spot.y
    spot.canvas.lines([(x - 14, y + 4, x - 10, y), (x - 10, y, x - 4, y + 8)])


def marks() -> Iterator[tuple[str, Callable[[Spot], None]]]:
    """Every mark with its name."""
    for sign in TICKS:
        yield f"{sign} touching", hanging(sign, 0)
        yield f"{sign} hanging", hanging(sign, 4)
        yield f"{sign} inline touching", inline(sign, 0)
        yield f"{sign} inline", inline(sign, 3)
        yield f"{sign} margin", in_margin(sign)
        yield f"{sign} behind", behind(sign, 5)
        yield f"{sign} behind far", behind(sign, 16)
    for sign in ("\u2713", "\u2714", "\u25cb"):
        yield f"{sign} over", over(sign)
    for sign in ("X", "v"):
        yield f"{sign} hanging", hanging(sign, 5)
        yield f"{sign} inline", inline(sign, 4)
        yield f"{sign} behind", behind(sign, 5)
    for draw in (framed, ground, pale, grey, pen, ink, marker_ink, underline, ring, square, dot, slash, drawn_tick):
        yield draw.__name__, draw


def right_of(number: int) -> int:
    """The right option of a question, from 0: each letter comes, in no simple turn."""
    return (0, 3, 1, 2, 3, 0, 2, 3, 1, 0, 2, 1)[(number - 1) % 12]


def texts_of(number: int) -> list[str]:
    return [f"{_WORDS[(number * 3 + n) % 19]} {_WORDS[(number + 5 * n) % 19]}" for n in range(4)]


def stem_of(number: int) -> str:
    return f"Which of these words names {_WORDS[number % 19]} {_WORDS[(7 * number + 3) % 19]}?"


def paper(mark: Callable[[Spot], None], style: str, layout: str, right: Callable[[int], int] = right_of) -> bytes:
    """Twelve questions of four options, `right(number)` being the one that is marked."""
    register()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont(BODY, SIZE)
    half = 6 if layout == "columns" else 12
    for number in range(1, 13):
        column, row = divmod(number - 1, half)
        left = 60 + 270 * column
        tall = 120 if layout == "columns" else 62
        top = HEIGHT - 50 - tall * row
        _question(canvas, number, left, top, mark, style, layout, right(number))
    canvas.save()
    return target.getvalue()


def _question(
    canvas: Canvas,
    number: int,
    left: float,
    top: float,
    mark: Callable[[Spot], None],
    style: str,
    layout: str,
    right: int,
) -> None:
    canvas.drawString(left, top, f"{number}. {stem_of(number)}")
    pitch = 11.0 if layout == "solid" else 12.0 if layout == "column" else PITCH
    for n, (sign, text) in enumerate(zip(STYLES[style], texts_of(number), strict=True)):
        across, down = {"grid": (n % 2, n // 2), "row": (n, 0)}.get(layout, (0, n))
        marker = style.translate(str.maketrans("A1a\u2460가", sign * 5)) if len(style) > 1 else sign
        x = left + 16 + across * (200 if layout == "grid" else 120)
        spot = Spot(canvas, x, top - pitch * (down + 1) - 1, marker, text, left)
        (mark if n == right else plain)(spot)


def is_undecidable(mark: str, layout: str) -> bool:
    """Whether a mark in the margin stands in a row of several options: it tells none of them."""
    return mark.endswith("margin") and layout in ("grid", "row")


def outcomes(document: Document) -> Counter[str]:
    """How many questions got the right answer, none with a flag or a finding, or were wrong in silence: another answer,
    no answer, or another text."""
    found = {question.number: question for question in document.questions}
    reported = {finding.number for finding in document.findings}
    counts: Counter[str] = Counter()
    for number in range(1, 13):
        question = found.get(number)
        if question is None:
            counts["missing"] += 1
            continue
        flagged = bool(question.flags) or number in reported
        whole = question.stem == stem_of(number) and [o.text for o in question.options] == texts_of(number)
        right = question.answer is not None and question.answer.accepted == (right_of(number) + 1,)
        if right and whole and not question.figures:
            counts["right"] += 1
        elif flagged and question.answer is None:
            counts["refused"] += 1
        else:
            counts["flagged" if flagged else "silent"] += 1
    return counts
