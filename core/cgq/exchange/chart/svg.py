"""A chart as SVG: text is escaped, and nothing in it is loaded or run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.chart.bars import HEIGHT, INK, TEXT_SIZE, WIDTH, Box, Label
from cgq.exchange.paper.page_view.markup import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterable


def encode(shapes: Iterable[Box | Label]) -> bytes:
    """The file's bytes, in UTF-8."""
    ground = element("rect", width="100%", height="100%", fill="white")
    drawn = [_box(shape) if isinstance(shape, Box) else _label(shape) for shape in shapes]
    svg = element(
        "svg",
        ground,
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        font_family="sans-serif",
        font_size=TEXT_SIZE,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'.encode()


def _box(box: Box) -> Html:
    return element("rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=box.colour)


def _label(label: Label) -> Html:
    return element("text", label.text, x=label.x, y=label.y, fill=INK, text_anchor=label.anchor)
