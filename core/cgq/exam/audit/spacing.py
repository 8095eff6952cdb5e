"""Holes: places where a line's height of white stands and the paper leaves none.

Papers are set evenly: from one line to the next there are a handful of distances, each used again and again. A
distance that the paper uses nowhere else in such a place, larger by whole lines than one that it does use, with
nothing drawn in between, is where something was printed that the file does not hold, or that could not be read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.geometry import Line

_ENDED = re.compile(r"[.?!:;。？！)\]〉>」』】”’\"'…]\s*$|[은는]\s*$")
_SENTENCE_END = re.compile(r"[.。]\s*$")
_ENOUGH = 10
_USUAL_SHARE = 0.97
_EVEN_SHARE = 0.93
_USUAL_PART = 0.03
_FEWEST_ALIKE = 3
_TOLERANCE = 0.12
_LINE = 0.75
_OFF = 0.2
_MANY_LINES = 3.5
_WHITE_LINES = 7
_MOST_HOLES = 3
_HOLE_PART = 0.02
_BESIDE = 60.0
_EDGE = 3.0
_SHORT = 0.15
_FOOT = 0.85

_FLOW = "flow"

Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """The way down to the baseline of line `at` from a line or an edge above it, or from it to an edge below.

    `kinds` from the most to the least particular; `top` and `bottom` bound the white; `owner` is the line whose
    question lacks what is missing; `whole` tells that the line above does not run on: a line that bears a marker
    stands below, and the one above is short.
    """

    at: int
    owner: int
    height: float
    kinds: tuple[Kind, ...]
    top: float
    bottom: float
    ruled: bool = False
    whole: bool = False
    ended: bool = False


def holes(evidence: Evidence) -> list[Finding]:
    """A finding for each hole; none where the paper's spacing is too uneven to tell."""
    steps = [step for step in _steps(evidence) if not _drawn(step, evidence)]
    leading = _leading(steps)
    if not leading:
        return []
    groups: dict[Kind, list[float]] = defaultdict(list)
    for step in steps:
        for kind in step.kinds:
            groups[kind].append(step.height)
    known = {kind: _Group(sorted(heights), leading) for kind, heights in groups.items()}
    even = _even(steps, known)
    found = [s for s in steps if _is_white(s, leading, evidence) or (even and _is_hole(s, known, leading))]
    if len(found) > max(_MOST_HOLES, _HOLE_PART * len(steps)):
        return []
    return [_finding(step, evidence) for step in found]


def _even(steps: Sequence[_Step], known: dict[Kind, _Group]) -> bool:
    """Whether the distances of the common kinds are mostly usual ones."""
    common = [known[s.kinds[1]].is_usual(s.height) for s in steps if len(s.kinds) > 1 and known[s.kinds[1]].large]
    return sum(common) >= _EVEN_SHARE * len(common)


class _Group:
    """The distances of one kind, sorted."""

    def __init__(self, heights: list[float], leading: float) -> None:
        self._heights = heights
        self._near = _TOLERANCE * leading
        self._least = max(_FEWEST_ALIKE, _USUAL_PART * len(heights))
        usual = [h for h in heights if self.is_usual(h)]
        self.large = len(heights) >= _ENOUGH
        self.tells = self.large and len(usual) >= _USUAL_SHARE * len(heights)
        self._usual = usual
        self.is_one = bool(usual) and usual[-1] - usual[0] < _LINE * leading

    def is_usual(self, height: float) -> bool:
        """Whether the paper has this distance again and again."""
        low, high = height - self._near, height + self._near
        return bisect_right(self._heights, high) - bisect_left(self._heights, low) >= self._least

    def below(self, height: float) -> float | None:
        """The largest usual distance below a distance."""
        at = bisect_left(self._usual, height)
        return self._usual[at - 1] if at else None


def _steps(evidence: Evidence) -> Iterator[_Step]:
    regions = evidence.regions
    if not regions:
        return
    first, last = regions[0].lines[0], regions[-1].lines[-1]
    apart = {i for i in range(first, last + 1) if i in evidence.taken or evidence.is_head(i)}
    for above in range(first, last):
        a, b = evidence.lines[above], evidence.lines[above + 1]
        if above in apart or above + 1 in apart:
            continue
        if (a.page, a.column) == (b.page, b.column):
            yield _between(above, evidence)
        elif b.page > evidence.lines[first].page:
            yield _Step(above + 1, above + 1, b.base, (("top of a column",),), 0.0, b.box[1])
    yield from _edges(evidence, range(first, last + 1))


def _between(above: int, evidence: Evidence) -> _Step:
    a, b = evidence.lines[above], evidence.lines[above + 1]
    outer, inner = _frame_at(evidence, a), _frame_at(evidence, b)
    roles: tuple[object, object] = (evidence.role(above), evidence.role(above + 1))
    if outer == inner is not None:
        roles = ("boxed", "boxed")
    edge = outer != inner
    short = a.box[2] < evidence.right(a) - _SHORT * (evidence.right(a) - a.left)
    ended = short or bool(_ENDED.search(a.text))
    whole = (short or bool(_SENTENCE_END.search(a.text))) and roles[1] in ("option", "number")
    ends = roles[1] == "number"
    kinds: tuple[Kind, ...] = ((_FLOW, edge, ends, *roles, ended), (_FLOW, edge, ends, *roles), (_FLOW, edge, ends))
    return _Step(
        above + 1, above if ends else above + 1, b.base - a.base, kinds, a.box[3], b.box[1], edge, whole, ended
    )


def _edges(evidence: Evidence, indexes: Iterable[int]) -> Iterator[_Step]:
    """From the upper edge of each frame to its first line, and from its last line to the lower edge."""
    held: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index in indexes:
        line = evidence.lines[index]
        within = _frame_at(evidence, line)
        if within is not None and index not in evidence.taken:
            held[line.page, within].append(index)
    for (page, number), inside in held.items():
        frame = evidence.frames[page][number]
        first, last = inside[0], max(inside, key=lambda i: evidence.lines[i].base)
        a, b = evidence.lines[first], evidence.lines[last]
        if _together(evidence, first - 1):
            yield _Step(first, first, a.base - frame.y0, (("upper edge",),), frame.y0 + 1, a.box[1], ruled=True)
        if _together(evidence, last):
            yield _Step(last, last, frame.y1 - b.base, (("lower edge",),), b.box[3], frame.y1 - 1, ruled=True)


def _together(evidence: Evidence, above: int) -> bool:
    """Whether a line and the next share a column: a frame that a break cuts has no edge there."""
    pair = evidence.lines[above : above + 2]
    return len({(line.page, line.column) for line in pair}) == 1


def _frame_at(evidence: Evidence, line: Line) -> int | None:
    frames = evidence.frames.get(line.page, ())
    return next((n for n, frame in enumerate(frames) if frame.holds(*line.middle)), None)


def _leading(steps: Sequence[_Step]) -> float:
    """From line to line of running text: the smallest distance that the paper uses often."""
    heights = sorted(s.height for s in steps if s.height > 0 and s.kinds[0][0] == _FLOW)
    if len(heights) < _ENOUGH:
        return 0.0
    part = max(_FEWEST_ALIKE, len(heights) // 20)
    return next((low for low, high in zip(heights, heights[part - 1 :], strict=False) if high - low <= 1.0), 0.0)


def _is_white(step: _Step, leading: float, evidence: Evidence) -> bool:
    """Whether so much white stands inside a question that something drawn must be missing; a lone last line
    of a page may be its foot."""
    if step.height <= _WHITE_LINES * leading or step.owner != step.at or step.kinds[0][0] != _FLOW:
        return False
    line, following = evidence.lines[step.at], evidence.lines[step.at + 1 : step.at + 2]
    return line.base < _FOOT * evidence.sheets[line.page - 1].height or any(f.page == line.page for f in following)


def _is_hole(step: _Step, known: dict[Kind, _Group], leading: float) -> bool:
    group = next((known[kind] for kind in step.kinds if known[kind].tells), None)
    if group is None or group.is_usual(step.height):
        return False
    usual = group.below(step.height)
    if usual is None:
        return False
    lines = (step.height - usual) / leading
    if lines < _MANY_LINES and (step.whole or (step.ended and not group.is_one)):
        return False
    return lines >= _LINE and (lines >= _MANY_LINES or abs(lines - round(lines)) <= _OFF)


def _drawn(step: _Step, evidence: Evidence) -> bool:
    """Whether a picture reaches into the white of the column, or a rule lies in it; a border round the page does
    neither."""
    line = evidence.lines[step.at]
    sheet = evidence.sheets[line.page - 1]
    x0, x1 = line.box[0] - _BESIDE, max(line.box[2] + _BESIDE, evidence.right(line))
    drawn = [*sheet.pictures, *(drawing.box for drawing in sheet.drawings if not drawing.framed)]
    pictured = any(d[1] < step.bottom and d[3] > step.top and d[0] < x1 and d[2] > x0 for d in drawn)
    return pictured or any(
        step.top - _EDGE <= r.y0 and r.y1 <= step.bottom + _EDGE and r.x0 < x1 and r.x1 > x0
        for r in (() if step.ruled else sheet.rules)
    )


def _finding(step: _Step, evidence: Evidence) -> Finding:
    line = evidence.lines[step.at]
    where = f"“{line.text[:24].strip()}”"
    message = f"white stands at {where} where this paper leaves none: look whether a line or a picture is lost"
    return Finding(code="hole", message=message, page=line.page, number=evidence.number_at(step.owner))
