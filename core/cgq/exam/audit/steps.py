"""The ways down a paper: from one line to the next, and from the edges of frames to the lines within."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.geometry import Line, Rule, Sheet
    from cgq.exam.model import BBox

_ENDED = re.compile(r"[.?!:;。？！)\]〉>」』】”’\"'…]\s*$|[은는]\s*$")
_SENTENCE_END = re.compile(r"[.。]\s*$")
_RUNS_ON = re.compile(r"\s*[a-z]{2}")
_FEWEST_ALIKE = 3
_BESIDE = 60.0
_EDGE = 3.0
_SHORT = 0.15
_RING = 4.0

FLOW = "flow"
TOP = ("top of a page within a question",)
LARGE = 10
"""So many distances of a kind are enough to say which are usual."""

Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The way down to the baseline of line `at` from a line or an edge above it, or from it to an edge below.

    `kinds` from the most to the least particular; `top` and `bottom` bound the white; `owner` is the line whose
    question lacks what is missing; `whole` tells that the line above does not run on: a line that bears a marker
    stands below, and the one above is short. `spare` is how much more white a frame has at this edge than at the
    opposite one; `runs_on` tells that the last line in it does. `closes` tells that the options end
    above it.
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
    spare: float | None = None
    runs_on: bool = False
    closes: bool = False


def steps_of(evidence: Evidence) -> list[Step]:
    """The ways down from the first question or its passage to the last question, where nothing is drawn in them."""
    drawn = {sheet.number: _drawn_on(sheet) for sheet in evidence.sheets}
    return [step for step in _steps(evidence) if not _is_drawn(step, evidence, drawn)]


def _steps(evidence: Evidence) -> Iterator[Step]:
    regions = evidence.regions
    if not regions:
        return
    first, last = evidence.start, regions[-1].lines[-1]
    apart = {i for i in range(first, last + 1) if i in evidence.taken or evidence.is_head(i)}
    for above in range(first, last):
        a, b = evidence.lines[above], evidence.lines[above + 1]
        if above in apart or above + 1 in apart:
            continue
        if (a.page, a.column) == (b.page, b.column):
            yield _between(above, evidence)
        elif b.page > evidence.lines[first].page:
            yield Step(above + 1, above + 1, b.base, (("top of a column",),), 0.0, b.box[1])
            inside = evidence.owners.get(above) == evidence.owners.get(above + 1)
            if a.page < b.page and inside and evidence.role(above + 1) in ("stem", "option"):
                yield Step(above + 1, above + 1, b.base, (TOP,), 0.0, b.box[1], ruled=True)
    yield from _edges(evidence, range(first, last + 1))


def _between(above: int, evidence: Evidence) -> Step:
    a, b = evidence.lines[above], evidence.lines[above + 1]
    outer, inner = _frame_at(evidence, a), _frame_at(evidence, b)
    roles: tuple[object, object] = (evidence.role(above), evidence.role(above + 1))
    if outer == inner is not None:
        roles = ("boxed", "boxed")
    edge = outer != inner
    short = is_short(a, evidence)
    ended = (short or bool(_ENDED.search(a.text))) and not _RUNS_ON.match(b.text)
    whole = (short or bool(_SENTENCE_END.search(a.text))) and roles[1] in ("option", "number")
    ends = roles[1] == "number"
    kinds: tuple[Kind, ...] = ((FLOW, edge, ends, *roles, ended), (FLOW, edge, ends, *roles), (FLOW, edge, ends))
    return Step(
        at=above + 1,
        owner=above if ends else above + 1,
        height=b.base - a.base,
        kinds=kinds,
        top=a.box[3],
        bottom=b.box[1],
        ruled=edge,
        whole=whole,
        ended=ended,
        closes=roles[0] in ("option", "more") and roles[1] in ("number", "told"),
    )


def _edges(evidence: Evidence, indexes: Iterable[int]) -> Iterator[Step]:
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
        whole = _together(evidence, first - 1) and _together(evidence, last)
        spare = (a.box[1] - frame.y0) - (frame.y1 - b.box[3])
        if _together(evidence, first - 1):
            kinds, more = (("upper edge",),), spare if whole else None
            yield Step(first, first, a.base - frame.y0, kinds, frame.y0 + 1, a.box[1], ruled=True, spare=more)
        if _together(evidence, last):
            kinds, more = (("lower edge",),), -spare if whole else None
            runs_on = not is_short(b, evidence) and not _ENDED.search(b.text)
            height = frame.y1 - b.base
            yield Step(last, last, height, kinds, b.box[3], frame.y1 - 1, ruled=True, spare=more, runs_on=runs_on)


def is_short(line: Line, evidence: Evidence) -> bool:
    """Whether a line ends well before its column does."""
    return line.box[2] < evidence.right(line) - _SHORT * (evidence.right(line) - line.left)


def _together(evidence: Evidence, above: int) -> bool:
    """Whether a line and the next share a column: a frame that a break cuts has no edge there."""
    pair = evidence.lines[above : above + 2]
    return len({(line.page, line.column) for line in pair}) == 1


def _frame_at(evidence: Evidence, line: Line) -> int | None:
    frames = evidence.frames.get(line.page, ())
    if not frames:
        return None
    middle = line.middle
    return next((n for n, frame in enumerate(frames) if frame.holds(*middle)), None)


def leading_of(steps: Sequence[Step]) -> float:
    """From line to line of running text: the smallest distance that the paper uses often. Lines that overlap by more
    than the distance stand side by side, as the cells of a table do that have other heights."""
    heights = sorted(s.height for s in steps if s.kinds[0][0] == FLOW and s.height > max(0.0, s.top - s.bottom))
    if len(heights) < LARGE:
        return 0.0
    part = max(_FEWEST_ALIKE, len(heights) // 20)
    return next((low for low, high in zip(heights, heights[part - 1 :], strict=False) if high - low <= 1.0), 0.0)


def _drawn_on(sheet: Sheet) -> list[BBox]:
    """The pictures of a page, and its drawings but for areas."""
    return [*sheet.pictures, *(drawing.box for drawing in sheet.drawings if not drawing.framed)]


def _is_drawn(step: Step, evidence: Evidence, drawn: Mapping[int, Sequence[BBox]]) -> bool:
    """Whether a picture reaches into the white of the column, or a rule lies in it; a border round the page does
    neither."""
    line = evidence.lines[step.at]
    sheet = evidence.sheets[line.page - 1]
    if not drawn[line.page] and (step.ruled or not sheet.rules):
        return False
    left, right = evidence.room(line)
    x0 = max(line.box[0] - _BESIDE, left)
    x1 = min(max(line.box[2] + _BESIDE, evidence.right(line)), right)
    pictured = any(d[1] < step.bottom and d[3] > step.top and d[0] < x1 and d[2] > x0 for d in drawn[line.page])
    return pictured or any(
        step.top - _EDGE <= r.y0 and r.y1 <= step.bottom + _EDGE and r.x0 < x1 and r.x1 > x0
        for r in (() if step.ruled else sheet.rules)
        if not (step.closes and _rings(r, line))
    )


def _rings(rule: Rule, line: Line) -> bool:
    """Whether a stroke lies where a ring round the number does that a line starts with."""
    beside = line.x0 - line.em <= rule.x0 and rule.x1 <= line.x0 + _RING * line.em
    return beside and line.box[1] - line.em / 2 <= rule.y0
