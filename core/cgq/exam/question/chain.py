"""The chain: which of the many numbers in a paper are its questions.

Chosen for the whole document at once by dynamic programming. A number costs or earns by its style and
by standing where its column's numbers stand; a step from one to the next earns when it counts on by
one and holds exactly one run of options, and costs for gaps, restarts and a region that holds none or
several. Lists in boxes, statutes, instructions and explanations lose because no options follow them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.signs.alphabets import LOOK_ALIKES
from cgq.exam.signs.markers import IN_WORDS
from cgq.exam.signs.options import usual_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import OptionRun

_WINDOW = 160
_MOST_MARKERS = 8_000
_SAME_X = 4.0

_COUNTS_ON = 2.0
_ONE_RUN = 3.0
_NO_RUN = -3.0
_NO_RUN_YET = -5.0
_EXTRA_RUN = -3.0
_RESTART = -5.0
_BACK = -10.0
_AGAIN = -3.5
_GAP = -1.5
_GAP_SLOPE = -0.8
_STYLE_CHANGE = -3.0
_FAR = 0.5
_FAR_SLOPE = 0.01
_PASSED_OVER = -1.5
_MOST_PASSED = 2
_SHORTEST_LIST, _LONGEST_LIST = 2, 12
"""How many statements a question may list under its own number, 1. 2. 3. …"""
_AS_GOOD = 0.2
_LEAST_SHARE = 0.3
_ALIGNED = 1.5
_ASTRAY = -2.5
_SHIFTED = -3.0
_FURTHER = 6.0


@dataclass(frozen=True, slots=True)
class Chain:
    """The markers that start questions, in reading order, what they are worth together, and the lines of
    numbers that start anew without options: explanations, which end the question before them."""

    markers: tuple[NumberMarker, ...] = ()
    score: float = 0.0
    beyond: tuple[int, ...] = ()


class _Stand(NamedTuple):
    """Where a marker stands: its page and column, its left edge, the left edge of its last digit."""

    page: int
    column: int
    x0: float
    x1: float


class _Way(NamedTuple):
    """How many runs of options start before a marker, and what it costs to get from it to the next."""

    at: int
    far: float
    passed: float


def choose(
    markers: Sequence[NumberMarker], lines: Sequence[Line], runs: Sequence[OptionRun], *, set_in: bool = False
) -> Chain:
    """The best chain for options of one style; empty when nothing forms one.

    A number that looks like an option may be one; where the options are known to be `set_in`, those at the outer
    edge are not.
    """
    alike = {style for run in runs for style in LOOK_ALIKES.get(run.style, ())}
    options = {t.line for run in runs for t in run.tokens if not t.start}
    markers = [m for m in markers if m.style not in alike or (set_in and m.line not in options)]
    markers = markers[:_MOST_MARKERS]
    if not markers or not runs:
        return Chain()
    starts = sorted(run.first_line for run in runs)
    own = _own_scores(markers, lines, starts)
    stands = [_Stand(lines[m.line].page, lines[m.line].column, m.x0, m.x1) for m in markers]
    passed = _passed_over(markers, own, starts, stands)
    best: list[float] = []
    back: list[int] = []
    ways = [_way(starts, marker.line, others) for marker, others in zip(markers, passed, strict=True)]
    for i, marker in enumerate(markers):
        score, previous = _opening(marker), -1
        for j in range(max(0, i - _WINDOW), i):
            region = _region(ways[j], ways[i].at)
            through = best[j] + _step(markers[j], marker) + region + _shift(stands[j], stands[i])
            if through > score:
                score, previous = through, j
        best.append(score + own[i])
        back.append(previous)
    whole = [b + _region(way, bisect_left(starts, len(lines))) for b, way in zip(best, ways, strict=True)]
    last = max(range(len(markers)), key=whole.__getitem__)
    if whole[last] <= 0:
        return Chain()
    walked = _without_heads(_walk(markers, back, last), markers, starts)
    chain = _with_options(walked, whole[last], _starts_of_whole(runs))
    return replace(chain, beyond=tuple(sorted({*chain.beyond, *_heads_of_parts(chain.markers, markers, starts)})))


def _without_heads(
    chain: Sequence[NumberMarker], markers: Sequence[NumberMarker], starts: list[int]
) -> list[NumberMarker]:
    """The chain with the question's own number where the head of a part ("問題1 …") had the same."""
    found: list[NumberMarker] = []
    for marker, following in zip(chain, [*chain[1:], None], strict=True):
        at = bisect_left(starts, marker.line)
        until = starts[at] if at < len(starts) else marker.line
        own = [
            m
            for m in markers
            if following is not None
            and (m.number, m.style) == (marker.number, following.style)
            and marker.line < m.line <= until
        ]
        found.append(own[-1] if own and following and marker.style != following.style else marker)
    return found


def _heads_of_parts(chain: Sequence[NumberMarker], markers: Sequence[NumberMarker], starts: list[int]) -> list[int]:
    """The lines behind a question's options that are numbered in words, in a paper whose questions are not."""
    words = {m.style for m in chain if m.trust >= IN_WORDS}
    heads = [m.line for m in markers if m.trust >= IN_WORDS and m.style not in words]
    lines = [m.line for m in chain]
    return [h for h in heads if (n := bisect_left(lines, h)) and _holds(starts, lines[n - 1], h)]


def _starts_of_whole(runs: Sequence[OptionRun]) -> list[int]:
    """The first lines of the runs that are about as long as usual."""
    least = usual_count(runs) - 1
    return sorted(run.first_line for run in runs if len(run.tokens) >= least)


def _with_options(markers: Sequence[NumberMarker], score: float, starts: list[int]) -> Chain:
    """The chain without the parts after a restart or a change of style in which hardly any number has options."""
    parts: list[list[NumberMarker]] = []
    for marker in markers:
        if not parts or marker.number < parts[-1][-1].number or marker.style != parts[-1][-1].style:
            parts.append([])
        parts[-1].append(marker)
    lines = [m.line for m in markers]
    kept: list[NumberMarker] = []
    beyond: list[int] = []
    for part in parts:
        ends = [lines[n] if (n := bisect_left(lines, m.line + 1)) < len(lines) else math.inf for m in part]
        having = sum(1 for m, end in zip(part, ends, strict=True) if _holds(starts, m.line, end))
        if kept and having < _LEAST_SHARE * len(part):
            beyond.extend(m.line for m in part)
        else:
            kept.extend(part)
    return Chain(tuple(kept), score, tuple(beyond))


def _holds(starts: list[int], first: int, end: float) -> bool:
    at = bisect_left(starts, first)
    return at < len(starts) and starts[at] < end


def _walk(markers: Sequence[NumberMarker], back: Sequence[int], at: int) -> tuple[NumberMarker, ...]:
    chain: list[NumberMarker] = []
    while at >= 0:
        chain.append(markers[at])
        at = back[at]
    return tuple(reversed(chain))


def _opening(marker: NumberMarker) -> float:
    return 0.0 if marker.number == 1 else -1.0 - min(2.0, 0.3 * math.log2(marker.number))


def _step(last: NumberMarker, marker: NumberMarker) -> float:
    score = 0.0 if last.style == marker.style else _STYLE_CHANGE
    distance = marker.number - last.number
    if distance == 1:
        return score + _COUNTS_ON
    if distance > 1:
        return score + _GAP + _GAP_SLOPE * math.log2(distance)
    if distance == 0:
        return score + _AGAIN
    return score + (_RESTART if marker.number == 1 else _BACK)


def _shift(last: _Stand, stand: _Stand) -> float:
    """What it costs to stand neither at the left nor at the right edge of the number before, in the same column."""
    (page, column, left, right), (other_page, other_column, x0, x1) = last, stand
    if page != other_page or column != other_column or abs(left - x0) <= _SAME_X or abs(right - x1) <= _SAME_X:
        return 0.0
    return _SHIFTED


def _way(starts: list[int], line: int, passed: int) -> _Way:
    """The way from a number's line to the options behind it; `passed` others as good are passed over."""
    at = bisect_left(starts, line)
    far = min(_FAR, _FAR_SLOPE * (starts[at] - line)) if at < len(starts) else 0.0
    return _Way(at, far, _PASSED_OVER * min(passed, _MOST_PASSED))


def _region(way: _Way, end: int) -> float:
    """What the lines from a number to the next, before whose line `end` runs of options start, are worth: exactly
    one run is right, and of two numbers that might start it the nearer."""
    held = end - way.at
    if held == 0:
        return _NO_RUN if way.at else _NO_RUN_YET
    return _ONE_RUN + _EXTRA_RUN * (held - 1) - way.far + way.passed


def _is_further_in(stand: _Stand, outer: _Stand) -> bool:
    """Whether a marker stands further in than another of the same column, by both of its edges."""
    (page, column, x0, x1), (outer_page, outer_column, left, right) = stand, outer
    return (page, column) == (outer_page, outer_column) and x0 > left + _FURTHER and x1 > right + _FURTHER


def _passed_over(
    markers: Sequence[NumberMarker], own: Sequence[float], starts: list[int], stands: Sequence[_Stand]
) -> list[int]:
    """Per marker: how many others of its style, as well placed, stand between it and the options that follow. What is
    counted further in, or from 1 on, as statements to judge are, is no other; the statement that has the number of the
    question counts as if others stood behind it."""
    passed: list[int] = []
    items: set[int] = set()
    for n, marker in enumerate(markers):
        at = bisect_left(starts, marker.line)
        until = starts[at] if at < len(starts) else marker.line
        others: list[int] = []
        namesakes: list[int] = []
        following = n + 1
        while following < len(markers) and markers[following].line <= until and len(others) < _LONGEST_LIST:
            other = markers[following]
            rivals = other.style == marker.style and own[following] >= own[n] - _AS_GOOD
            if rivals and not _is_further_in(stands[following], stands[n]):
                others.append(other.number)
                namesakes += [following] if other.number == marker.number else []
            following += 1
        listed = len(others) >= _SHORTEST_LIST and others == list(range(1, len(others) + 1))
        items.update(namesakes if listed else ())
        most = _MOST_PASSED if n in items else len(others)
        passed.append(0 if listed else min(most, _MOST_PASSED))
    return passed


def _own_scores(markers: Sequence[NumberMarker], lines: Sequence[Line], starts: list[int]) -> list[float]:
    """Per marker: trust in its style, and whether it stands at the x that numbers with options stand at."""
    weight: dict[tuple[str, int, int], float] = defaultdict(float)
    waiting: dict[tuple[str, int, int], int] = {}
    for marker in markers:
        for key in _places(marker, lines):
            before = waiting.get(key)
            if before is not None:
                weight[key] += _worth(starts, before, marker.line)
            waiting[key] = marker.line
    for key, line in waiting.items():
        weight[key] += _worth(starts, line, len(lines))
    strongest: dict[tuple[str, int], float] = defaultdict(float)
    for (style, column, _), total in weight.items():
        strongest[style, column] = max(strongest[style, column], total)
    scores: list[float] = []
    for marker in markers:
        most = strongest[marker.style, lines[marker.line].column]
        share = max(weight[key] for key in _places(marker, lines)) / most
        scores.append(marker.trust + _ASTRAY + (_ALIGNED - _ASTRAY) * min(1.0, 1.6 * share))
    return scores


def _worth(starts: list[int], first: int, end: int) -> float:
    """How well a place serves as the questions' own x: options follow before the place is used again."""
    return 1.0 if bisect_left(starts, end) > bisect_left(starts, first) else 0.1


def _places(marker: NumberMarker, lines: Sequence[Line]) -> list[tuple[str, int, int]]:
    """The ladder rungs of a marker's left edge and of its last digit, for numbers may be set flush right."""
    column = lines[marker.line].column
    left, right = int(marker.x0 / _SAME_X), int(marker.x1 / _SAME_X)
    return [(marker.style, column, rung) for rung in (left, left + 1, -right - 1, -right - 2)]
