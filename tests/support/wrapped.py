"""Korean paragraphs set in lines, with which lines end inside a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.layouts.korean import advance, broken

from cgq.exam.geometry import WORD_JOINER, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

_EM, _LEFT, _STEP = 10.0, 50.0, 15.0


@dataclass(frozen=True)
class Setting:
    """How a paper is set: its measure in ems, where its lines break, whether their right ends meet."""

    ems: float
    at_words: bool
    justified: bool


@dataclass
class Score:
    """Line ends inside a word and between two, each with how many of them were taken for what they are."""

    inside: int = 0
    inside_right: int = 0
    between: int = 0
    between_right: int = 0

    def add(self, ends: Sequence[bool | None], lines: Sequence[Line]) -> None:
        """Count the lines of a paper; an end that is None is a paragraph's."""
        for inside, line in zip(ends, lines, strict=True):
            if inside is None:
                continue
            joined = line.text.endswith(WORD_JOINER)
            self.inside += inside
            self.inside_right += inside and joined
            self.between += not inside
            self.between_right += not (inside or joined)


def set_in_lines(paragraphs: Sequence[str], setting: Setting) -> tuple[list[Line], list[bool | None]]:
    """The lines of a paper of one column, and of each whether it ends inside a word; None at a paragraph's end."""
    lines: list[Line] = []
    ends: list[bool | None] = []
    y = 100.0
    for text in paragraphs:
        rows = broken(text, setting.ems, at_words=setting.at_words)
        for row, inside in rows:
            last = row is rows[-1][0]
            lines.append(_line(row, y, setting.ems if setting.justified and not last else 0.0))
            ends.append(None if last else inside)
            y += _STEP
        y += _STEP
    return lines, ends


def _line(text: str, y: float, ems: float) -> Line:
    """One line of ten points, its spaces widened until it is so many ems wide."""
    advances = [advance(char) for char in text]
    more = max(0.0, ems - sum(advances)) / max(1, text.count(" "))
    xs = [_LEFT]
    for char, wide in zip(text, advances, strict=True):
        xs.append(xs[-1] + _EM * (wide + (more if char == " " else 0.0)))
    return Line(1, 0, text, tuple(xs[:-1]), (_LEFT, y - _EM, xs[-1], y), y, _EM, _LEFT, tuple(xs[1:]))
