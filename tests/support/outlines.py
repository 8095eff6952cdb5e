"""Letters as paths: the outlines of a font, drawn where a text stands."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import pytest


def outline(text: str, x: float, y: float, size: float) -> str:
    """Operators that fill the outlines of a text of `size` points; letters that the font lacks leave a gap."""
    from fontTools.pens.transformPen import TransformPen

    glyphs, names, unit = _font()
    operators: list[str] = []
    for char in text:
        if ord(char) in names:
            glyph, pen = glyphs[names[ord(char)]], _pen(glyphs, operators)
            glyph.draw(TransformPen(pen, (size / unit, 0, 0, size / unit, x, y)))
            operators.append("f")
        x += advance(char) * size / 1000
    return "\n".join(operators)


def advance(char: str) -> float:
    """The width of a letter in thousandths of the size."""
    glyphs, names, unit = _font()
    return 1000 * glyphs[names[ord(char)]].width / unit if ord(char) in names else 500


@cache
def _font():
    ttlib = pytest.importorskip("fontTools.ttLib")
    spec = importlib.util.find_spec("koreanize_matplotlib")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("koreanize-matplotlib is not installed: it brings the NanumGothic font")
    font = ttlib.TTFont(str(Path(next(iter(spec.submodule_search_locations))) / "fonts" / "NanumGothic.ttf"))
    return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm


def _pen(glyphs, operators: list[str]):
    from fontTools.pens.basePen import BasePen

    class Pen(BasePen):
        def _moveTo(self, pt) -> None:
            operators.append(f"{pt[0]:.2f} {pt[1]:.2f} m")

        def _lineTo(self, pt) -> None:
            operators.append(f"{pt[0]:.2f} {pt[1]:.2f} l")

        def _curveToOne(self, pt1, pt2, pt3) -> None:
            operators.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in (pt1, pt2, pt3)) + " c")

        def _closePath(self) -> None:
            operators.append("h")

    return Pen(glyphs)
