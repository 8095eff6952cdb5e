"""What somebody wants to look at, and what comes back: plain data that crosses a process boundary as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cgq.exam.model import BBox  # noqa: TC001 - msgspec asks for it

Ink = Literal["grey", "colour"]
Encoding = Literal["png", "webp", "dots"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What to draw: a page (from 1), or the box `bbox` of it with `padding` points around.

    `png` keeps every dot; `webp` is smaller and good enough to read; `dots` are the dots by themselves, row by
    row from the top, a byte each in grey and three (red, green, blue) in colour: nothing in them can be malformed.
    """

    page: int
    bbox: BBox | None = None
    dpi: float = 150.0
    padding: float = 0.0
    ink: Ink = "grey"
    encoding: Encoding = "png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A view as drawn: `bbox` is what it shows, in points; `width` and `height` count dots.

    A view that could not be drawn has no `data`, and `problem` says why.
    """

    page: int
    bbox: BBox = (0.0, 0.0, 0.0, 0.0)
    width: int = 0
    height: int = 0
    data: bytes = b""
    problem: str | None = None
