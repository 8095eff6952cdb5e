"""Options that are counted like the questions themselves, told from them by standing further in.

"1. …" with "1. a", "2. b" below it, or a number in a drawn box and "1 a  2 b" beside each other: by its sign
alone a marker may be either. What starts a line at the outer edge is a number, what stands further in an option.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import LOOK_ALIKES, MOST_OPTIONS
from cgq.exam.signs.options import OptionRun, runs_in, tokens_of, usual_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import Token

_FURTHER = 0.5
_RUNG = 3.0
_LEAST_SHARE = 0.04
_FEWEST = 3
_AT_STARTS = 0.9


def runs_set_in(lines: Sequence[Line], style: str, skipped: frozenset[int]) -> list[OptionRun]:
    """The runs of a style without the markers at the outer edge; none where nothing stands there, or where the
    style is never a number's."""
    if style not in LOOK_ALIKES:
        return []
    tokens = tokens_of(lines, style, skipped)
    edges = _outer_edges(tokens, lines)
    inner = [t for t in tokens if t.start or t.x > edges[lines[t.line].column] + _FURTHER * lines[t.line].em]
    if len(inner) == len(tokens):
        return []
    runs = [r for r in runs_in(inner, style) if len(r.tokens) <= MOST_OPTIONS]
    return runs if sum(1 for r in runs if len(r.tokens) >= _FEWEST) > 1 else []


def runs_in_turn(lines: Sequence[Line], style: str, skipped: frozenset[int]) -> list[OptionRun]:
    """The runs of options where numbers and options are counted alike at one edge: 1 (1 2 3 4) 2 (1 2 3 4) …; the
    number 5 behind four options is none of them. None where options stand beside each other."""
    if style not in LOOK_ALIKES:
        return []
    every = tokens_of(lines, style, skipped)
    tokens = [t for t in every if not t.start]
    if len(tokens) < _AT_STARTS * len(every):
        return []
    runs = runs_in(tokens, style)
    usual = usual_count(runs)
    opening = {b.line for b, after in pairwise(tokens) if after.value == 1}
    return [
        replace(run, tokens=run.tokens[:-1]) if len(run.tokens) == usual + 1 and run.tokens[-1].line in opening else run
        for run in runs
        if len(run.tokens) <= MOST_OPTIONS
    ]


def _outer_edges(tokens: Sequence[Token], lines: Sequence[Line]) -> dict[int, float]:
    """By column the leftmost x at which lines start with a marker more than by chance."""
    starts: dict[int, Counter[int]] = {}
    for token in tokens:
        starts.setdefault(lines[token.line].column, Counter())
        if not token.start:
            starts[lines[token.line].column][round(token.x / _RUNG)] += 1
    return {
        column: _RUNG * min((x for x, n in found.items() if n >= _LEAST_SHARE * found.total()), default=-1)
        for column, found in starts.items()
    }


def further_in(tokens: Sequence[Token], marker: NumberMarker, lines: Sequence[Line], style: str) -> list[Token]:
    """The tokens of a question that stand further in than its number, where they could be taken for numbers."""
    if marker.style not in LOOK_ALIKES.get(style, ()):
        return list(tokens)
    edge = marker.x0 - lines[marker.line].left
    return [t for t in tokens if t.start or t.x - lines[t.line].left > edge + _FURTHER * lines[t.line].em]
