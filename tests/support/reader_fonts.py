"""Fonts that a paper names and does not hold: the machine has to bring them, or the reader sees nothing of them."""

from __future__ import annotations

import ctypes
from functools import cache
from io import BytesIO

import pypdfium2
import pypdfium2.raw
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

NOT_EMBEDDED = ("HeiseiKakuGo-W5", "STSong-Light")
"""Japanese and Chinese fonts of the tests' papers."""


def skip_without_fonts(pdf: bytes) -> None:
    """Skip a test whose paper names a font that this machine has nothing for."""
    if any(name.encode() in pdf for name in NOT_EMBEDDED) and not machine_has_them():
        pytest.skip("no font for Japanese and Chinese on this machine; on Debian: apt-get install fonts-noto-cjk")


@cache
def machine_has_them() -> bool:
    """Does the reader see a drawn character of each?"""
    return all(_is_seen(name) for name in NOT_EMBEDDED)


def _is_seen(font: str) -> bool:
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    target = BytesIO()
    canvas = Canvas(target)
    canvas.setFont(font, 20)
    canvas.drawString(100, 500, "解答")
    canvas.save()
    text = pypdfium2.PdfDocument(target.getvalue())[0].get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pypdfium2.raw.FPDFText_GetCharBox(text.raw, 0, left, right, bottom, top)
    return top.value > bottom.value
