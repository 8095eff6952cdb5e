"""The fonts of the papers: one for most scripts, one for Korean, and two that PDF readers bring themselves."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

_FILES = {
    "Latin": ("ocrmypdf", "data/NotoSans-Regular.ttf"),
    "Korean": ("koreanize_matplotlib", "fonts/NanumGothic.ttf"),
    "KoreanBold": ("koreanize_matplotlib", "fonts/NanumGothicBold.ttf"),
}
"""Fonts in development packages, which are not imported: those would need more."""
_CHAINS = {"ko": ("Korean",), "ja": ("HeiseiKakuGo-W5",), "zh": ("STSong-Light",)}
_LATIN = ("Latin", "Korean")


@cache
def register() -> None:
    """Make the fonts known to reportlab."""
    for name, (package, file) in _FILES.items():
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit(f"{package} is not installed: it brings a font (dependency groups `test` and `samples`)")
        pdfmetrics.registerFont(TTFont(name, str(Path(spec.submodule_search_locations[0]) / file)))
    for name in ("HeiseiKakuGo-W5", "STSong-Light"):
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def bold_of(font: str) -> str:
    """The bold face of a font; the font itself where there is none, to be drawn with a stroke."""
    return "KoreanBold" if font == "Korean" else font


def stretches(text: str, language: str) -> list[tuple[str, str]]:
    """The text as pairs of a font and what is set in it: a sign that the first font lacks comes from the next."""
    chain = _CHAINS.get(language, _LATIN)
    found: list[tuple[str, str]] = []
    for char in text:
        font = next((f for f in chain if _has(f, char)), chain[0])
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + char)
        else:
            found.append((font, char))
    return found


def width_of(text: str, language: str, size: float) -> float:
    """How wide a text is, in points."""
    return sum(pdfmetrics.stringWidth(part, font, size) for font, part in stretches(text, language))


@cache
def _has(font: str, char: str) -> bool:
    face = pdfmetrics.getFont(font).face
    glyphs = getattr(face, "charToGlyph", None)
    return glyphs is None or ord(char) in glyphs
