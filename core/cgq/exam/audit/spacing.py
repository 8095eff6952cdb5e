"""Finds vertical gaps of a line or more that occur nowhere else in the paper: holes.

Papers are set evenly: from one line to the next there are a handful of distances, each used again and again. A
distance that the paper uses nowhere else in such a place, larger by whole lines than one that it does use, with
nothing drawn in between, is where something was printed that the file does not hold, or that could not be read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.exam.audit.steps import FLOW, LARGE, TOP, leading_of
from cgq.exam.findings import HOLE
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.audit.steps import Kind, Step

_FEWEST_EXACT = 4
_SETTLED = 32
_USUAL_SHARE = 0.97
_EVEN_SHARE = 0.93
_USUAL_PART = 0.03
_FEWEST_ALIKE = 3
_TOLERANCE = 0.12
_LINE = 0.75
_OFF = 0.2
_SPARE_OFF = 0.3
_MANY_LINES = 3.5
_WHITE_LINES = 7
_MOST_HOLES = 3
_HOLE_PART = 0.02
_FOOT = 0.85


def holes(steps: Sequence[Step], evidence: Evidence) -> list[Finding]:
    """A finding for each hole; none where the paper's spacing is too uneven to tell."""
    leading = leading_of(steps)
    if not leading:
        return []
    heights: dict[Kind, list[float]] = defaultdict(list)
    for step in steps:
        for kind in step.kinds:
            heights[kind].append(step.height)
    known = {kind: _Group(sorted(each), leading) for kind, each in heights.items()}
    even = _even(steps, known)
    found = [s for s in steps if _is_white(s, leading, evidence) or (even and _is_hole(s, known, leading))]
    found += [s for s in _high(steps, leading, evidence) if not any(s.at == other.at for other in found)]
    if len(found) > max(_MOST_HOLES, _HOLE_PART * len(steps)):
        return []
    return [_finding(step, evidence) for step in found]


def _even(steps: Sequence[Step], known: dict[Kind, _Group]) -> bool:
    """Whether the distances of the common kinds are mostly usual ones."""
    common = [known[s.kinds[1]].is_usual(s.height) for s in steps if len(s.kinds) > 1 and known[s.kinds[1]].large]
    return sum(common) >= _EVEN_SHARE * len(common)


class _Group:
    """The distances of one kind, sorted. One that is not usual is held against all the others.

    `tells`: the others are many and nearly all usual, or a few and all the same. `settled`: they are so many, and
    so alike, that even a paragraph's end explains no other one.
    """

    def __init__(self, heights: list[float], leading: float) -> None:
        self._heights = heights
        self._near = _TOLERANCE * leading
        self._least = max(_FEWEST_ALIKE, _USUAL_PART * len(heights))
        self._usual = [h for h in heights if self.is_usual(h)]
        self.large = len(heights) >= LARGE
        others, spread = len(heights) - 1, self._usual[-1] - self._usual[0] if self._usual else leading
        self.many = others >= LARGE
        agreed = self.many and len(self._usual) >= _USUAL_SHARE * others
        self.tells = agreed or (others >= _FEWEST_EXACT and len(self._usual) == others and spread < self._near)
        self.settled = self.tells and others >= _SETTLED and spread < _LINE * leading

    def is_usual(self, height: float) -> bool:
        """Whether the paper has this distance again and again."""
        low, high = height - self._near, height + self._near
        return bisect_right(self._heights, high) - bisect_left(self._heights, low) >= self._least

    def below(self, height: float) -> float | None:
        """The largest usual distance below a distance."""
        at = bisect_left(self._usual, height)
        return self._usual[at - 1] if at else None

    def agreed(self, height: float) -> float | None:
        """What all the others measure, however few they are; 0 when there are none, None when they differ."""
        others = list(self._heights)
        others.remove(height)
        if not others:
            return 0.0
        return others[-1] if others[-1] - others[0] < self._near else None


def _is_white(step: Step, leading: float, evidence: Evidence) -> bool:
    """Whether so much white stands inside a question that something drawn must be missing; a lone last line
    of a page may be its foot."""
    if step.height <= _WHITE_LINES * leading or step.owner != step.at or step.kinds[0][0] != FLOW:
        return False
    line, following = evidence.lines[step.at], evidence.lines[step.at + 1 : step.at + 2]
    return line.base < _FOOT * evidence.sheets[line.page - 1].height or any(f.page == line.page for f in following)


def _high(steps: Sequence[Step], leading: float, evidence: Evidence) -> list[Step]:
    """Where a question goes on at the top of a page below so much white, and no stroke is drawn in it."""
    tops = [s for s in steps if s.kinds[0] == TOP]
    least = min((s.height for s in tops), default=0.0)
    high = [s for s in tops if s.height - least > _WHITE_LINES * leading]
    strokes = {s.at: evidence.sheets[evidence.lines[s.at].page - 1].rules for s in high}
    return [s for s in high if not any(r.is_horizontal and least < r.y0 < s.height for r in strokes[s.at])]


def _is_hole(step: Step, known: dict[Kind, _Group], leading: float) -> bool:
    groups = [known[kind] for kind in step.kinds if known[kind].tells and kind != TOP]
    if step.owner != step.at:  # a few questions have no habit of what they leave above a number
        groups = [group for group in groups if group.many]
    if not groups:
        return step.spare is not None and _is_uneven(step, step.spare, known[step.kinds[0]], leading)
    if groups[0].is_usual(step.height):
        return False
    group = next((g for g in groups if g.settled), groups[0]) if step.ended else groups[0]
    usual = group.below(step.height)
    if usual is None:
        return False
    lines = (step.height - usual) / leading
    if lines < _MANY_LINES and (step.whole or (step.ended and not group.settled)):
        return False
    return _is_lines(lines, _OFF) or lines >= _MANY_LINES


def _is_uneven(step: Step, spare: float, group: _Group, leading: float) -> bool:
    """Whether a frame has whole lines more of white at one edge than at the other, where the paper's few others have
    none, or where it has no other and its last line runs on."""
    others = group.agreed(step.height)
    if others is None or not (others or step.runs_on) or not _is_lines(spare / leading, _SPARE_OFF):
        return False
    return not others or _is_lines((step.height - others) / leading, _OFF)


def _is_lines(lines: float, off: float) -> bool:
    """Whether so many lines are some, and whole ones."""
    return lines >= _LINE and abs(lines - round(lines)) <= off


def _finding(step: Step, evidence: Evidence) -> Finding:
    line = evidence.lines[step.at]
    where = f"“{line.text[:24].strip()}”"
    message = f"unusually large vertical gap at {where}: look whether a line or a picture is missing"
    return Finding(code=HOLE, message=message, page=line.page, number=evidence.number_at(step.owner))
