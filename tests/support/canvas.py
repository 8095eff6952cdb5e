"""Papers drawn for a test: text, pictures and paths at places that the test names, on a page of 600 x 800."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT = 800


class Page:
    """One page; y runs downwards from the top. `canvas` draws what has no word here."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def write(self, x: float, y: float, text: str, size: float = 10, colour: str = "#000000") -> None:
        self.canvas.setFont("Helvetica", size)
        self.canvas.setFillColor(colour)
        self.canvas.drawString(x, HEIGHT - y, text)
        self.canvas.setFillColor("#000000")

    def picture(self, x: float, y: float, width: float, height: float, seed: int) -> None:
        """A picture of noise that its seed makes; (x, y) is its upper left corner."""
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        image = Image.frombytes("L", (16, 16), bytes((n * n * seed + 7 * n) % 256 for n in range(256)))
        self.canvas.drawImage(ImageReader(image), x, HEIGHT - y - height, width, height)

    def curve(self, x: float, y: float, size: float, bend: float = 1.0) -> None:
        """Two axes and a curve in a square whose upper left corner is (x, y)."""
        base = HEIGHT - y - size
        self.canvas.line(x, base, x + size, base)
        self.canvas.line(x, base, x, base + size)
        self.canvas.bezier(x, base, x + size / 3, base + size * bend, x + size / 2, base, x + size, base + size)

    def area(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)
        self.canvas.setFillColor("#000000")


def paper(*pages: Callable[[Page], None]) -> bytes:
    """A PDF with a page for each function that draws one."""
    pytest.importorskip("reportlab", reason="papers are drawn with reportlab (group `samples`)")
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(600, HEIGHT), invariant=1)
    for draw in pages:
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def question(page: Page, number: int, y: float, *options: str, stem: str = "Which is right?", x: float = 50) -> None:
    """A number with its stem, and options "(A)" … 15 points apart below it."""
    page.write(x, y, f"{number}. {stem}")
    for n, text in enumerate(options or ("one", "two", "three", "four")):
        page.write(x + 10, y + 15 * (n + 1), f"({'ABCDE'[n]}) {text}")
