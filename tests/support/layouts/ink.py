"""Pages of marks become a PDF, printed the way that some producer prints: its spaces, its order, its turn."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from tests.support.layouts.fonts import BOLD
from tests.support.layouts.page import HEIGHT, WIDTH, Mark, Picture, Stroke, Text, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.support.layouts.manner import Manner

_HANGUL = re.compile(r"[가-힣]+|[^가-힣]+")
_DOUBLE = 0.3


def print_pdf(pages: Sequence[Sequence[Mark]], manner: Manner) -> bytes:
    """The same marks and the same manner give the same bytes."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    for page in pages:
        _turn(canvas, manner)
        canvas.setLineWidth(0.6)
        for mark in _printed(page, manner):
            _draw(canvas, mark)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _turn(canvas: Canvas, manner: Manner) -> None:
    """Turn the page's content against its /Rotate entry, or leave it lying on its side without one."""
    quarters = manner.turn // 90
    by_entry = manner.turned_by == "entry"
    lying = quarters % 2 == 1 and not by_entry  # reportlab swaps the sides of a page with an entry itself
    canvas.setPageSize((HEIGHT, WIDTH) if lying else (WIDTH, HEIGHT))
    canvas.setPageRotation(manner.turn if by_entry else 0)
    if quarters == 1:
        canvas.translate(HEIGHT, 0)
    elif quarters == 2:
        canvas.translate(WIDTH, HEIGHT)
    elif quarters == 3:
        canvas.translate(0, WIDTH)
    canvas.rotate(manner.turn)


def _printed(page: Sequence[Mark], manner: Manner) -> list[Mark]:
    strokes: list[Mark] = [m for m in page if not isinstance(m, Text)]
    texts = [piece for m in page if isinstance(m, Text) for piece in _pieces(m, manner)]
    if manner.scrambled:
        texts = [part for text in texts for part in _scripts(text)]
        texts.sort(key=lambda t: not _is_hangul(t.text))
    if manner.doubled:
        texts = [
            t for text in texts for t in ((text, replace(text, x=text.x + _DOUBLE)) if text.font == BOLD else (text,))
        ]
    return [*strokes, *texts]


def _pieces(text: Text, manner: Manner) -> Iterable[Text]:
    """A line as one piece, as words without the spaces between, or as single characters."""
    if manner.spacing == "spaces" or (manner.spacing == "glyphs" and text.font == BOLD):
        return [text]
    if manner.spacing == "justified":
        return [text] if not text.stretch else _words(text, r"\S+\s?")
    return _words(text, r"\S\s?" if manner.spacing == "glyphs" else r"\S+")


def _words(text: Text, pattern: str) -> Iterable[Text]:
    for match in re.finditer(pattern, text.text):
        before = text.text[: match.start()]
        x = text.x + width_of(before, text.font, text.size) + text.stretch * before.count(" ")
        yield replace(text, x=x, text=match[0], stretch=0.0)


def _scripts(text: Text) -> Iterable[Text]:
    x = text.x
    for match in _HANGUL.finditer(text.text):
        piece = match[0]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield replace(text, x=x + width_of(piece[:lead], text.font, text.size), text=piece.strip())
        x += width_of(piece, text.font, text.size)


def _is_hangul(text: str) -> bool:
    return bool(re.match(r"[가-힣]", text))


def _draw(canvas: Canvas, mark: Mark) -> None:
    if isinstance(mark, Stroke):
        canvas.line(mark.x0, HEIGHT - mark.y0, mark.x1, HEIGHT - mark.y1)
        return
    if isinstance(mark, Picture):
        _picture(canvas, mark)
        return
    canvas.setFillGray(mark.grey)
    canvas.setFont(mark.font, mark.size)
    canvas.drawString(mark.x, HEIGHT - mark.y, mark.text)
    canvas.setFillGray(0.0)


def _picture(canvas: Canvas, mark: Picture) -> None:
    """Values from left to right: grey bars in an image, or a curve between two axes."""
    x0, y0, x1, y1 = mark.box
    wide, high = x1 - x0, y1 - y0
    if mark.raster:
        image = Image.new("L", (len(mark.values) * 20, 60), 245)
        for n, value in enumerate(mark.values):
            image.paste(90, (n * 20 + 4, 60 - 6 * value, n * 20 + 16, 60))
        canvas.drawImage(ImageReader(image), x0, HEIGHT - y1, wide, high)
        return
    canvas.line(x0, HEIGHT - y1, x1, HEIGHT - y1)
    canvas.line(x0, HEIGHT - y1, x0, HEIGHT - y0)
    curve = canvas.beginPath()
    curve.moveTo(x0, HEIGHT - y1)
    for n, value in enumerate(mark.values, 1):
        curve.lineTo(x0 + wide * n / len(mark.values), HEIGHT - y1 + high * value / 10)
    canvas.drawPath(curve)
