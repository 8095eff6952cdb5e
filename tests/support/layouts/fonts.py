"""The fonts that the papers are set in: one that is embedded, and two that PDF readers bring themselves."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

BODY, BOLD, CODE = "NanumGothic", "NanumGothicBold", "Courier"
_JAPANESE, _CHINESE = "HeiseiKakuGo-W5", "STSong-Light"


@cache
def register() -> None:
    """Make them known to reportlab. NanumGothic comes in koreanize-matplotlib, which is not imported: that
    would need matplotlib."""
    spec = importlib.util.find_spec("koreanize_matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("koreanize-matplotlib is not installed: it brings the NanumGothic font")
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    for name in (BODY, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    for name in (_JAPANESE, _CHINESE):
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def font_of(language: str) -> str:
    """The font of a language's text."""
    return {"ja": _JAPANESE, "zh": _CHINESE}.get(language, BODY)
