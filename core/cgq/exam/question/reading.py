"""The questions of a paper, from its lines: the chain of numbers, a region a number, a question a region."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import LOOSE_TEXT, UNCERTAIN_EXAM
from cgq.exam.page.frames import frames_of
from cgq.exam.question.assemble import Layout, assemble
from cgq.exam.question.below import loose_text
from cgq.exam.question.cells import usual_top
from cgq.exam.question.choice import choose_style
from cgq.exam.question.drawn import without_marks
from cgq.exam.question.exam_signs import Surroundings, directs
from cgq.exam.question.figures import with_figures
from cgq.exam.question.heads import section_heads
from cgq.exam.question.labelled import labels_among
from cgq.exam.question.likely import Verdict, judge
from cgq.exam.question.marks import with_marks
from cgq.exam.question.named import with_named_answers
from cgq.exam.question.regions import regions_of
from cgq.exam.question.stems import with_stem_answers
from cgq.exam.question.strays import without_strays
from cgq.exam.question.unnumbered import with_unprinted
from cgq.exam.question.verdicts import refused, uncertain
from cgq.exam.signs.options import usual_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Frame, Span
    from cgq.exam.model import Finding, Hint, Question
    from cgq.exam.page.pages import Pages
    from cgq.exam.question.choice import Choice
    from cgq.exam.question.figures import Loose
    from cgq.exam.question.regions import Region
    from cgq.exam.signs.markers import NumberMarker

_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Reading:
    """The questions with their regions, in the same order.

    `starts` are the lines on which they start, `heads` those that head sections; `wholly` tells
    that no run of options stands before the first. `spans` are the stretches of lines that they stand on; `loose`
    are the figures that belong to none. `claims` are the stretches that one question has for itself, with its index:
    all but passages.
    """

    questions: Sequence[Question] = ()
    regions: Sequence[Region] = ()
    frames: dict[int, tuple[Frame, ...]] = field(default_factory=dict[int, "tuple[Frame, ...]"])
    style: str = ""
    starts: Sequence[int] = ()
    heads: frozenset[int] = frozenset()
    wholly: bool = False
    spans: Sequence[Span] = ()
    claims: Sequence[tuple[int, Span]] = ()
    loose: Sequence[Loose] = ()
    findings: Sequence[Finding] = ()


def read_questions(
    pages: Pages, taken: frozenset[int], hints: Sequence[Hint], keyed: frozenset[int] = frozenset()
) -> Reading:
    """The questions among the lines that are not `taken`; none, with a finding, for what only looks like an exam.

    `keyed` are the numbers that the file's own keys answer.
    """
    labels = frozenset(labels_among(range(len(pages.lines)), pages.lines))
    choice = choose_style(pages.lines, taken | labels, hints)
    choice = with_unprinted(choice, pages.lines) if choice else None
    if choice is None or not choice.chain.markers:
        return Reading()
    return _assembled(pages, taken, choice, keyed)


def _called_questions(markers: Sequence[NumberMarker]) -> bool:
    """Whether a word at nearly every number calls what follows a question; 문제 may also be a problem that one has."""
    return sum(1 for marker in markers if marker.style == "word") >= _NEARLY_ALL * len(markers)


def _assembled(pages: Pages, taken: frozenset[int], choice: Choice, keyed: frozenset[int]) -> Reading:
    lines, markers = pages.lines, choice.chain.markers
    drawn = {sheet.number: frames_of(sheet) for sheet in pages.sheets}
    frames = without_marks(drawn, lines, choice.style)
    layout = Layout(lines, frames, choice.style, choice.others, usual_count(choice.runs), usual_top(lines))
    widths = {sheet.number: sheet.width for sheet in pages.sheets}
    heads = section_heads(choice.chain, lines, frames, taken, choice.runs, widths)
    regions = regions_of(choice.chain, lines, heads, taken, choice.runs)
    each = with_named_answers([assemble(region, layout) for region in regions], lines)
    marks = with_marks(each, pages.figures, pages.sheets, lines, pages.ticks)
    assembled, loose = with_figures(marks.assembled, marks.figures, lines)
    assembled = without_strays(assembled, lines)
    questions = with_stem_answers(assembled, lines)
    own = {index for region in regions for index in region.lines}
    directed = _called_questions(markers) or any(directs(line.text) for n, line in enumerate(lines) if n not in own)
    title = [line.text for line in (*lines[: markers[0].line], *pages.opening_heads)]
    around = Surroundings(directed, keyed, title)
    verdict = judge(questions, around)
    if verdict is Verdict.NO_EXAM:
        return Reading(frames=frames, findings=[refused(questions, around)])
    doubts = [UNCERTAIN_EXAM] if verdict is Verdict.UNCERTAIN else []
    questions = [flagged(q, doubts) for q in questions]
    return Reading(
        questions=[flagged(q, [LOOSE_TEXT] if r.below.apart else []) for q, r in zip(questions, regions, strict=True)],
        regions=regions,
        frames=frames,
        style=choice.style,
        starts=[marker.line for marker in markers],
        wholly=markers[0].number == 1 and all(run.first_line >= markers[0].line for run in choice.runs),
        spans=[span for found in assembled for piece in found.pieces for span in piece.spans],
        claims=[
            (n, span)
            for n, found in enumerate(assembled)
            for piece in found.pieces
            if piece.part != "passage"
            for span in piece.spans
        ],
        loose=loose,
        heads=heads,
        findings=[
            *([uncertain(questions)] if doubts else []),
            *marks.findings,
            *(f for a in assembled for f in a.findings),
            *(f for r in regions if (f := loose_text(r.below, lines, r.marker.number))),
        ],
    )
