"""Runs: consecutive characters of the stream that stand side by side on one baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.geometry import Glyph, Sheet

_SAME_BASELINE = 0.25
_WIDE = 1.0
_BACK = 1.2
_BESIDE = 0.4


@dataclass(frozen=True, slots=True)
class Run:
    """At least one glyph; its box is theirs, its baseline and em are those of its first glyph."""

    glyphs: tuple[Glyph, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    em: float

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> Run:
        first = glyphs[0]
        forward = glyphs if first.x0 <= glyphs[-1].x0 else glyphs[::-1]
        return cls(
            tuple(forward),
            min(g.x0 for g in glyphs),
            min(g.y0 for g in glyphs),
            max(g.x1 for g in glyphs),
            max(g.y1 for g in glyphs),
            first.base,
            first.em,
        )

    @property
    def text(self) -> str:
        """The characters without spaces: enough to compare runs by."""
        return "".join(g.char for g in self.glyphs)


def runs_of(sheet: Sheet) -> list[Run]:
    """The runs of a page in stream order. A gap of an em ends a run, so columns and cells never share one;
    what is drawn from right to left, as on a page that stands on its head, is a run too."""
    runs: list[Run] = []
    current: list[Glyph] = []
    for glyph in sheet.glyphs:
        if current and not _continues(current[-1], glyph):
            runs.append(Run.of(current))
            current = []
        current.append(glyph)
    if current:
        runs.append(Run.of(current))
    return runs


def _continues(last: Glyph, glyph: Glyph) -> bool:
    em = max(last.y1 - last.y0, glyph.y1 - glyph.y0)
    if abs(glyph.base - last.base) > _SAME_BASELINE * em:
        return False
    if -_BACK * em <= glyph.x0 - last.x1 <= _WIDE * em:
        return True
    return -_BESIDE * em <= last.x0 - glyph.x1 <= _BESIDE * em
