"""Turns pages of marks into a PDF with a text layer, or into pictures. The same marks give the same bytes."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from sheet import BODY, CODE, HEIGHT, WIDTH, Frame, Mark, Rule, Text, font_file

rl_config.useA85 = 0  # plain binary streams: a fifth smaller


def new_canvas(target: BytesIO, title: str, password: str | None = None) -> Canvas:
    """`invariant` fixes the dates and the file id."""
    lock = StandardEncryption(password, ownerPassword=password, strength=128) if password else None
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, encrypt=lock)
    canvas.setTitle(title)
    canvas.setAuthor("CertiGraph Queue sample data (CC0-1.0)")
    return canvas


def pdf(pages: list[list[Mark]], title: str, password: str | None = None) -> bytes:
    """A PDF whose text can be selected."""
    target = BytesIO()
    canvas = new_canvas(target, title, password)
    for page in pages:
        draw_page(canvas, page)
    canvas.save()
    return target.getvalue()


def draw_page(canvas: Canvas, page: list[Mark]) -> None:
    canvas.setLineWidth(0.7)
    for mark in page:
        _draw(canvas, mark)
    canvas.showPage()


def _draw(canvas: Canvas, mark: Mark) -> None:
    if isinstance(mark, Text):
        canvas.setFont(mark.font, mark.size)
        canvas.drawString(mark.x, HEIGHT - mark.y, mark.text)
    elif isinstance(mark, Rule):
        canvas.line(mark.x0, HEIGHT - mark.y0, mark.x1, HEIGHT - mark.y1)
    else:
        canvas.setFillGray(1 if mark.grey is None else mark.grey)
        box = (mark.x0, HEIGHT - mark.y1, mark.x1 - mark.x0, mark.y1 - mark.y0)
        canvas.rect(*box, fill=int(mark.grey is not None))
        canvas.setFillGray(0)


def picture(marks: list[Mark], box: tuple[float, float, float, float], dpi: int) -> Image.Image:
    """The part of a page inside `box`, as a grey picture."""
    scale = dpi / 72
    x0, y0, x1, y1 = box
    image = Image.new("L", (round((x1 - x0) * scale), round((y1 - y0) * scale)), 255)
    pen = ImageDraw.Draw(image)
    for mark in marks:
        if isinstance(mark, Text):
            name = BODY if mark.font == CODE else mark.font
            font = ImageFont.truetype(str(font_file(name)), round(mark.size * scale))
            pen.text(((mark.x - x0) * scale, (mark.y - y0) * scale), mark.text, 0, font, anchor="ls")
            continue
        corners = [(at - edge) * scale for at, edge in zip(_corners(mark), (x0, y0, x0, y0), strict=True)]
        if isinstance(mark, Frame):
            grey = None if mark.grey is None else round(mark.grey * 255)
            pen.rectangle(corners, fill=grey, outline=60, width=2)
        else:
            pen.line(corners, 0, 2)
    return image


def _corners(mark: Rule | Frame) -> tuple[float, float, float, float]:
    return mark.x0, mark.y0, mark.x1, mark.y1


def jpeg(image: Image.Image, quality: int) -> ImageReader:
    """A JPEG that reportlab takes over as it is."""
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    target.seek(0)
    return ImageReader(target)
