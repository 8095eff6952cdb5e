"""Runs: consecutive characters of the stream that stand side by side on one baseline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Glyph, Sheet

_SAME_BASELINE = 0.25
_WIDE = 1.0
_BACK = 1.2
_BESIDE = 0.7
_OVERLAP = 0.1
_AS_LARGE = 0.85
_SPACE_GAP = 0.1
_BACKWARDS = 0.3
_MARK = re.compile(r"\d{1,3}\)")
"""What may be the mark of a note beside a text, and no piece of it: on one line they stand together all the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """At least one glyph; its box is theirs, its baseline and em are those of its first glyph; `text` are the
    characters without spaces, enough to compare runs by. Every run is itself only, for runs are looked up in sets, and
    comparing them by their glyphs would take longer than reading them."""

    glyphs: tuple[Glyph, ...]
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    em: float

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> Run:
        first = glyphs[0]
        forward = glyphs if first.x0 <= glyphs[-1].x0 else _turned(glyphs)
        _, x0, y0, x1, y1, _, _ = zip(*glyphs, strict=True)
        in_order = sorted(x0) == list(x0 if forward is glyphs else x0[::-1])
        if not in_order and any(b.x0 < a.x0 - _BACKWARDS * first.em for a, b in pairwise(forward)):
            forward = _ordered(forward)
        text = "".join([glyph.char for glyph in forward])
        return cls(tuple(forward), text, min(x0), min(y0), max(x1), max(y1), first.base, first.em)


def _turned(glyphs: list[Glyph]) -> list[Glyph]:
    """Glyphs that were drawn from right to left, from left to right: a space stands before the other neighbour."""
    forward = glyphs[::-1]
    return [
        g._replace(spaced=before) for g, before in zip(forward, [False, *(g.spaced for g in forward)], strict=False)
    ]


def _ordered(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Glyphs that were drawn out of their order, from left to right; where another stands before one than did,
    only the gap tells whether there is a space."""
    before = dict(pairwise(reversed(glyphs)))
    ordered = sorted(glyphs, key=lambda g: g.x0)
    spaced = [
        g if before.get(g) is last else g._replace(spaced=g.x0 - last.x1 >= _SPACE_GAP * g.em)
        for last, g in pairwise(ordered)
    ]
    return [ordered[0], *spaced]


def runs_of(sheet: Sheet) -> list[Run]:
    """The runs of a page in stream order. A gap of an em ends a run, so columns and cells never share one; what
    was drawn in pieces out of their order, as printer drivers do, is put together."""
    runs: list[Run] = []
    current: list[Glyph] = []
    for glyph in sheet.glyphs:
        if current and not _continues(current[-1], glyph):
            runs.append(Run.of(current))
            current = []
        current.append(glyph)
    if current:
        runs.append(Run.of(current))
    return joined_runs(runs)


def joined_runs(runs: Sequence[Run]) -> list[Run]:
    """The runs, those put together that touch on one baseline; each stands where its first piece did."""
    order = sorted(range(len(runs)), key=lambda n: (round(runs[n].base), runs[n].x0))
    parts: list[list[int]] = []
    for n in order:
        last = runs[parts[-1][-1]] if parts else None
        if last is not None and _touches(last, runs[n]):
            parts[-1].append(n)
        else:
            parts.append([n])
    return [_one([runs[n] for n in part]) for part in sorted(parts, key=min)]


def _touches(left: Run, right: Run) -> bool:
    em = max(left.em, right.em)
    if abs(left.base - right.base) > _SAME_BASELINE * em or min(left.em, right.em) < _AS_LARGE * em:
        return False
    if _MARK.fullmatch(right.text):
        return False
    return -_OVERLAP * em <= right.x0 - left.x1 <= _BESIDE * em


def _one(parts: list[Run]) -> Run:
    """Runs from left to right as one; between two of them only the gap tells whether there is a space."""
    if len(parts) == 1:
        return parts[0]
    glyphs = list(parts[0].glyphs)
    for part in parts[1:]:
        first = part.glyphs[0]
        gap = first.x0 - glyphs[-1].x1
        glyphs.append(first._replace(spaced=gap >= _SPACE_GAP * part.em))
        glyphs.extend(part.glyphs[1:])
    return Run.of(glyphs)


def _continues(last: Glyph, glyph: Glyph) -> bool:
    """Asked of every two characters of every paper, so the places of a glyph are taken all at once."""
    _, last_x0, last_y0, last_x1, last_y1, last_base, _ = last
    _, x0, y0, x1, y1, base, _ = glyph
    em, last_em = y1 - y0, last_y1 - last_y0
    if em < last_em:
        em = last_em
    if not -_SAME_BASELINE * em <= base - last_base <= _SAME_BASELINE * em:
        return False
    if -_BACK * em <= x0 - last_x1 <= _WIDE * em:
        return True
    return -_BESIDE * em <= last_x0 - x1 <= _BESIDE * em
