"""Lone signs of options in a column right of the stems: "Which …?        B".

Somebody's answers, or a level, or a teacher's count: nothing heads them, so they answer nothing. They are no part of
the stem, and the text that is in no part is reported at its question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.geometry import Span, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.question.assemble import Assembled

_NUMBER = r"(?:\d{1,3}(?:\s*[.)번]\s*|\s+))?"
_STRAY = re.compile(rf"\t\s*{_NUMBER}([^\W_]|[①-⑩❶-❿㉠-㉻ⓐ-ⓩ])\s*$")
"""A sign behind a wide gap, with a number or without; one in brackets may be the answer in a stem."""
_NUMBER_LEFT = re.compile(rf"\s{_NUMBER}$")
_MARKER = re.compile(r"\s*[(\[]?(\S)")
_FEWEST, _MOST = 3, 0.5
"""Questions that have such a sign at one x: so many at least, and more than this share of all."""
_OFF = 0.6
"""Ems by which the left edges of the signs of one column differ at most."""


class _Stray(NamedTuple):
    """A sign at the end of a stem: where it starts in its line, the sign, its left edge in points, an em."""

    start: int
    sign: str
    x: float
    em: float


def without_strays(assembled: Sequence[Assembled], lines: Sequence[Line]) -> list[Assembled]:
    """The questions, their stems without the signs of options that stand in one column right of most of them."""
    found = [_stray(a, lines) for a in assembled]
    column = _column([stray for stray in found if stray is not None], len(assembled))
    return [
        _cleared(a, stray, lines) if stray is not None and stray in column else a
        for a, stray in zip(assembled, found, strict=True)
    ]


def _column(strays: Sequence[_Stray], count: int) -> list[_Stray]:
    """The signs that stand at one x: those of most questions, and not all the same; else none."""
    for one in strays:
        alike = [s for s in strays if abs(s.x - one.x) <= _OFF * one.em]
        if len(alike) >= _FEWEST and len(alike) > _MOST * count and len({s.sign for s in alike}) > 1:
            return alike
    return []


def _stem_end(assembled: Assembled) -> Span | None:
    return next((piece.spans[-1] for piece in assembled.pieces if piece.part == "stem" and piece.spans), None)


def _stray(assembled: Assembled, lines: Sequence[Line]) -> _Stray | None:
    """The sign at the end of a stem, where it is one of those that mark the question's own options."""
    end = _stem_end(assembled)
    if end is None:
        return None
    line = lines[end.line]
    match = _STRAY.search(line.text, end.start, end.stop)
    spans = [piece.spans[0] for piece in assembled.pieces if piece.part == "option" and piece.spans]
    marks = [_MARKER.match(lines[span.line].text, span.start, span.stop) for span in spans]
    if match is None or end.stop < len(line.text.rstrip()) or match[1] not in {mark[1] for mark in marks if mark}:
        return None
    tail = re.sub(r"\s", "", match[0])
    if not re.sub(r"\s", "", assembled.question.stem).endswith(tail):
        return None
    return _Stray(match.start(), match[1], line.xs[match.start(1)], line.em)


def _cleared(assembled: Assembled, stray: _Stray, lines: Sequence[Line]) -> Assembled:
    """A question whose stem ends before a sign."""
    pieces = tuple(
        replace(piece, spans=(*piece.spans[:-1], piece.spans[-1]._replace(stop=stray.start)))
        if piece.part == "stem"
        else piece
        for piece in assembled.pieces
    )
    spans = [span for piece in pieces if piece.part == "stem" for span in piece.spans]
    question = assembled.question
    stem = _NUMBER_LEFT.sub("", question.stem[: question.stem.rindex(stray.sign)]).rstrip()
    others = tuple(place for place in question.places if place.part != "stem")
    places = (*places_of("stem", spans, lines), *others)
    return replace(assembled, question=replace(question, stem=stem, places=places), pieces=pieces)
