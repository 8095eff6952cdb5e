"""Boxes in which a line is a line: programs, whose indentation means something, and tables, whose rows do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Literal

from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.page.script import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.exam.geometry import Frame, Line, Span

    Box = tuple[int, Frame] | Literal["undrawn"]
    """A frame on a page, or what stands together without one."""
    _Lines = Sequence[tuple[Span, Line]]

_CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:#include|import |def |class |for |while |if |return|print|else|SELECT|FROM|WHERE|GROUP|ORDER|"
    r"INSERT|UPDATE|CREATE|\$ |> )|\w\(.*\)\s*:?$"
)
_CODE_SHARE = 0.4
_SURELY_CODE = re.compile(
    r"[;{}]\s*$|^\s*(?:#include\b|import \w|from \w+ import|def \w+\(|class \w+|(?:for|while|if|elif)\b.*[:{)]$|else:|"
    r"return\b|print\w*\s?\(|\w+(?:\[\w+\])?\s?[-+*/]?=\s?[\w\"'(\[{-]|"
    r"(?:SELECT|FROM|WHERE|GROUP BY|ORDER BY|HAVING|INSERT|UPDATE|DELETE|CREATE|GRANT)\b)"
)
_SURE_SHARE = 0.75
_FEWEST_LINES = 3
_ROWS_SHARE = 0.5
_FEWEST_ROWS = 2
_CHARACTER = 0.5


@dataclass(frozen=True, slots=True)
class Listing:
    """A program, indented from `left` by characters `advance` wide; a table has no `left`."""

    left: float | None
    advance: float = 0.0

    def line(self, span: Span, line: Line) -> str:
        """A line of it as text: spaces for the indentation of a program, tabs between the cells of a row."""
        part = line.text[span.start : span.stop]
        if self.left is None:
            return "\t".join(joined([cell]) for cell in part.split(WIDE_GAP))
        return " " * round((_start(span, line) - self.left) / self.advance) + joined([part])


def listings_of(boxes: Mapping[Box, _Lines]) -> dict[Box, Listing]:
    """The listings among some boxes and their lines. Only a drawn frame can be that of a table."""
    found: dict[Box, Listing] = {}
    for box, lines in boxes.items():
        texts = [line.text[span.start : span.stop] for span, line in lines]
        coded = sum(1 for text in texts if _CODE_LINE.search(text))
        if coded >= _CODE_SHARE * len(texts):
            found[box] = Listing(min(_start(*line) for line in lines), _advance(lines))
        elif box != "undrawn" and box[1].cells > 1 and _is_table(texts):
            found[box] = Listing(None)
    return found


def program_in(texts: Sequence[str]) -> range:
    """The lines of a program round which nothing is drawn, from its first sure one to its last; else empty."""
    sure = [n for n, text in enumerate(texts) if _SURELY_CODE.search(text)]
    found = range(sure[0], sure[-1] + 1) if sure else range(0)
    return found if len(sure) >= max(_FEWEST_LINES, _SURE_SHARE * len(found)) else range(0)


def _is_table(texts: Sequence[str]) -> bool:
    rows = sum(1 for text in texts if WIDE_GAP in text.strip())
    return len(texts) >= _FEWEST_ROWS and rows >= _ROWS_SHARE * len(texts)


def _start(span: Span, line: Line) -> float:
    """Where the first character of a part of a line stands."""
    part = line.text[span.start : span.stop]
    return line.xs[min(span.start + len(part) - len(part.lstrip()), len(line.xs) - 1)]


def _advance(lines: _Lines) -> float:
    """How wide a character usually is: from one to the next where no space is between them."""
    steps = [
        b - a
        for _, line in lines
        for (a, char), (b, after) in pairwise(zip(line.xs, line.text, strict=True))
        if (char + after).isascii() and not char.isspace() and not after.isspace() and b > a
    ]
    return median(steps) if steps else _CHARACTER * lines[0][1].em
