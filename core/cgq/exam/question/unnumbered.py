"""Questions whose number is not printed: told by their options alone.

A converter loses single numbers, or all of them. Where the stretch from one number to the next holds two whole
runs of options and a number is missing, the second run is the missing question; where a paper has runs but no
chain of numbers, each run is a question and they are counted in their order. Both are findings.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import UNNUMBERED
from cgq.exam.model import Finding
from cgq.exam.question.chain import Chain
from cgq.exam.signs.markers import UNPRINTED, NumberMarker
from cgq.exam.signs.options import usual_count
from cgq.exam.signs.passages import passage_head
from cgq.exam.signs.sections import is_section_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Question
    from cgq.exam.question.choice import Choice
    from cgq.exam.signs.options import OptionRun

_FEWEST = 2
_SHORTEST = 3
_NUMBERED_SHARE = 0.5
_INDENT = 0.5
_TALLER = 1.25
_TITLE = 1.25


def with_unprinted(choice: Choice, lines: Sequence[Line]) -> Choice:
    """The choice with markers for the questions whose number is not printed."""
    whole = _whole(choice.runs)
    held = _held(choice.chain.markers, whole)
    if len(whole) >= _FEWEST and sum(1 for runs in held if runs) < _NUMBERED_SHARE * len(whole):
        markers = _by_order(whole, lines)
        return replace(choice, chain=Chain(markers, choice.chain.score, choice.chain.beyond))
    return replace(choice, chain=replace(choice.chain, markers=_with_lost(choice.chain.markers, held, lines)))


def unnumbered(questions: Sequence[Question]) -> list[Finding]:
    """A finding a question that was numbered by its order, or one for a paper that prints no numbers."""
    counted = [q for q in questions if UNNUMBERED in q.flags]
    if counted and len(counted) == len(questions):
        message = f"no question numbers are printed: the {len(counted)} questions are numbered by their order"
        return [Finding(code=UNNUMBERED, message=message, page=counted[0].page, number=counted[0].number)]
    message = "its number was not found, it is numbered by its place: compare with the page"
    return [Finding(code=UNNUMBERED, message=message, page=q.page, number=q.number) for q in counted]


def _whole(runs: Sequence[OptionRun]) -> list[OptionRun]:
    """The runs of about the usual length, in reading order."""
    least = max(_SHORTEST, usual_count(runs) - 1)
    return sorted((r for r in runs if len(r.tokens) >= least), key=lambda r: r.first_line)


def _held(markers: Sequence[NumberMarker], whole: Sequence[OptionRun]) -> list[list[OptionRun]]:
    """Per marker the whole runs between it and the next."""
    starts = [run.first_line for run in whole]
    edges = [*(bisect_left(starts, m.line) for m in markers), len(whole)]
    return [list(whole[first:end]) for first, end in pairwise(edges)]


def _with_lost(
    markers: Sequence[NumberMarker], held: Sequence[list[OptionRun]], lines: Sequence[Line]
) -> tuple[NumberMarker, ...]:
    """The markers with one for each further run where a number is missing before the next."""
    found: list[NumberMarker] = []
    for n, (marker, runs) in enumerate(zip(markers, held, strict=True)):
        found.append(marker)
        missing = markers[n + 1].number - marker.number - 1 if n + 1 < len(markers) else 0
        for step, (run, following) in enumerate(pairwise(runs[: max(0, missing) + 1]), 1):
            start = _stem_start(run.last_line, run.tokens[-1].x, following.first_line, lines)
            found.append(_unprinted(start, marker.number + step, lines))
    return tuple(found)


def _by_order(whole: Sequence[OptionRun], lines: Sequence[Line]) -> tuple[NumberMarker, ...]:
    starts = [_first_stem(whole[0], lines)]
    starts += [_stem_start(a.last_line, a.tokens[-1].x, b.first_line, lines) for a, b in pairwise(whole)]
    return tuple(_unprinted(line, number, lines) for number, line in enumerate(starts, 1))


def _unprinted(line: int, number: int, lines: Sequence[Line]) -> NumberMarker:
    return NumberMarker(line, number, UNPRINTED, 0.0, 0, lines[line].x0, lines[line].x0)


def _first_stem(run: OptionRun, lines: Sequence[Line]) -> int:
    """Where the first question starts: below the title, the section's head or the page's top above its options,
    and where none of these is, below the tallest gap."""
    top = run.first_line
    while top and lines[top - 1].page == lines[run.first_line].page:
        above = lines[top - 1]
        if is_section_head(above) or above.em > _TITLE * lines[top].em:
            return top
        top -= 1
    tallest = max(range(top, run.first_line + 1), key=lambda i: (i > top and _step(lines[i - 1], lines[i]), -i))
    taller = tallest > top and _step(lines[tallest - 1], lines[tallest]) > _TALLER * _usual_step(lines)
    return tallest if taller else top


def _stem_start(last: int, x: float, until: int, lines: Sequence[Line]) -> int:
    """The line at which a stem starts between the last marker of one run and the first of the next: not indented
    like what continues an option, and below the first gap that is taller than usual."""
    usual = _usual_step(lines)
    marker = x - lines[last].left
    open_to = [
        i for i in range(last + 1, until) if lines[i].x0 - lines[i].left <= marker + _INDENT * lines[i].em
    ] or list(range(last + 1, until))
    if not open_to:
        return until
    heads = [i for i in open_to if passage_head(i, lines) is not None or is_section_head(lines[i])]
    if heads:
        below = [i for i in open_to if i > heads[-1] + 1]
        open_to = below or open_to
    return next((i for i in open_to if _step(lines[i - 1], lines[i]) > _TALLER * usual), open_to[0])


def _step(above: Line, line: Line) -> float:
    """How far a line stands below the one before it; endless over a break."""
    return line.base - above.base if above.page == line.page and line.base >= above.base else math.inf


def _usual_step(lines: Sequence[Line]) -> float:
    steps = sorted(step for a, b in pairwise(lines) if 0 < (step := _step(a, b)) < math.inf)
    return steps[len(steps) // 2] if steps else 0.0
