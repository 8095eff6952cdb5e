"""A chart as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from cgq.exchange.chart.bars import HEIGHT, INK, TEXT_SIZE, WIDTH, Box, Label

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALE = 2
"""Pixels of the picture for one of the canvas, so that it stays sharp on a dense screen."""

ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
"""A label's anchor as Pillow names it: left, middle or right, on the baseline."""


def encode(shapes: Iterable[Box | Label]) -> bytes:
    """The file's bytes."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(TEXT_SIZE * SCALE)
    for shape in shapes:
        x, y = shape.x * SCALE, shape.y * SCALE
        if isinstance(shape, Box):
            pen.rectangle((x, y, x + shape.width * SCALE - 1, y + shape.height * SCALE - 1), fill=shape.colour)
        else:
            pen.text((x, y), shape.text, fill=INK, font=font, anchor=ANCHORS[shape.anchor])
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
