"""Papers set in Korean as PDFs: a title and questions in one column, each option in a line of its own."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.support.drawn_keys import HEIGHT, KOREAN, WIDTH

if TYPE_CHECKING:
    from cgq.exam.model import Document

_PITCH = 15
_SIGNS = "①②③④⑤"


def set_paper(document: Document) -> bytes:
    """The paper of a document: its title and its questions as they are."""
    registerFont(TTFont("NanumGothic", str(KOREAN[0])))
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont("NanumGothic", 15)
    canvas.drawString(80, HEIGHT - 60, document.title or "")
    y = 95
    for question in document.questions:
        if y + _PITCH * (len(question.options) + 1) > HEIGHT - 60:
            canvas.showPage()
            y = 60
        canvas.setFont("NanumGothic", 10)
        lines = [f"{question.number}. {question.stem}", *(f"{_SIGNS[o.n - 1]} {o.text}" for o in question.options)]
        for n, line in enumerate(lines):
            canvas.drawString(60 if n == 0 else 72, HEIGHT - y, line)
            y += _PITCH
        y += _PITCH // 2
    canvas.save()
    return target.getvalue()
