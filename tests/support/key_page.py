"""A page of an answer key: short texts drawn at places, with the fonts for them."""

from __future__ import annotations

import importlib.util
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0


class Page:
    """Draws texts at places; `y` runs downwards and a page ends by itself."""

    def __init__(self, font: str, size: float) -> None:
        self.target = BytesIO()
        self.canvas = Canvas(self.target, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.font, self.size, self.y = font, size, 60.0

    def row(self, cells: list[tuple[float, str]], *, leading: float = 16.0) -> None:
        """Texts centred at their places; one that is wider than its column is set smaller."""
        xs = [x for x, _ in cells]
        for n, (x, text) in enumerate(cells):
            room = min([abs(x - other) for other in xs[:n] + xs[n + 1 :]] or [WIDTH]) - 4
            wide = pdfmetrics.stringWidth(text, self.font, self.size)
            self.canvas.setFont(self.font, self.size * min(1.0, room / wide) if wide else self.size)
            self.canvas.drawCentredString(x, HEIGHT - self.y, text)
        self.y += leading

    def at(self, x: float, y: float, text: str) -> None:
        self.canvas.setFont(self.font, self.size)
        self.canvas.drawCentredString(x, HEIGHT - y, text)

    def line(self, text: str, *, x: float = 60.0, leading: float = 22.0, size: float | None = None) -> None:
        self.canvas.setFont(self.font, size or self.size)
        self.canvas.drawString(x, HEIGHT - self.y, text)
        self.y += leading

    def need(self, height: float) -> None:
        if self.y + height > HEIGHT - 50:
            self.canvas.showPage()
            self.y = 60.0

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.target.getvalue()


def fonts() -> None:
    if "NanumGothic" in pdfmetrics.getRegisteredFontNames():
        return
    spec = importlib.util.find_spec("koreanize_matplotlib")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    pdfmetrics.registerFont(TTFont("NanumGothic", str(folder / "NanumGothic.ttf")))
    for name in ("HeiseiKakuGo-W5", "STSong-Light"):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
