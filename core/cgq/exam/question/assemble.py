"""A region of lines becomes a question: stem, boxes, options, the answer printed with it, and how sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import (
    ANSWER_CONFLICT,
    EMPTY_STEM,
    MISPRINTED_MARKER,
    NO_OPTIONS,
    OPTION_COUNT,
    TRAILING_TEXT,
    UNNUMBERED,
)
from cgq.exam.geometry import WORD_JOINER, Span, around, places_of
from cgq.exam.model import Answer, Option, Question
from cgq.exam.page.labels import was_parted
from cgq.exam.page.script import joined
from cgq.exam.question.body import Body, read_body
from cgq.exam.question.cells import Cells, read_cells
from cgq.exam.question.indents import further_in
from cgq.exam.question.inserted import goes_on_behind, inserted_in
from cgq.exam.question.labelled import (
    Offered,
    hold_against_explanation,
    labels_among,
    labels_inserted,
    labels_within,
    marks_of,
    read_labels,
    with_value_below_reported,
)
from cgq.exam.question.tasks import are_tasks
from cgq.exam.signs.answers import EXPLANATION_HEAD, tells
from cgq.exam.signs.labels import label_at, names_answer
from cgq.exam.signs.markers import UNPRINTED
from cgq.exam.signs.options import OptionRun, runs_in, tokens_of
from cgq.exam.signs.passages import instruction
from cgq.exam.vocabulary import begun_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.findings import Flag
    from cgq.exam.geometry import Frame, Line
    from cgq.exam.model import Finding, Part
    from cgq.exam.question.labelled import Labelled
    from cgq.exam.question.regions import Region
    from cgq.exam.signs.options import Token

_FEWEST = 2
_PUNCTUATION = " .,:;)–—-"
"""What may stand between an answer and its explanation."""
_VOTE = rf"(?:[A-H]{{1,6}}|{begun_by('other_options')})\s*\(\d{{1,3}}\s?%\)\s*"
_BOILERPLATE = re.compile(rf"^(?:{begun_by('filing_words')}\s*:.*|{begun_by('vote_titles')}|(?:{_VOTE})+)$")
"""What a site adds to an explanation: where the question belongs, and how its readers voted."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What every question of a document shares: lines, frames by page, markers by line, the usual count, and at what
    height its columns usually start."""

    lines: Sequence[Line]
    frames: dict[int, tuple[Frame, ...]]
    style: str
    other_styles: tuple[str, ...]
    usual: int
    top: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a question and the stretches of lines that it stands on."""

    part: Part
    spans: tuple[Span, ...]
    n: int | None = None


@dataclass(frozen=True, slots=True)
class _After:
    """What stands behind the options: the printed answer, the explanation, and where they stand."""

    answer: Answer | None = None
    explanation: str | None = None
    answer_spans: tuple[Span, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """A question and every stretch of the lines that went into it; `named` are the lines of labels that stand with it
    and name another question."""

    question: Question
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()
    offered: Offered | None = None
    named: tuple[int, ...] = ()


def assemble(region: Region, layout: Layout) -> Assembled:
    """The question of one region. Nothing is guessed: what is not there is empty, and flagged."""
    lines = layout.lines
    labels = labels_among(region.lines[1:], lines)
    run = _options(region, layout, frozenset(labels))
    inserted = inserted_in(region.lines[1:], run, lines)
    within = labels_within(labels_inserted(labels, inserted, lines), run, lines)
    region = replace(region, lines=tuple(i for i in region.lines if i not in {*within, *inserted}))
    cut = _answer_line(region, run, lines)
    own = region.lines[:cut] if cut is not None else region.lines
    whole = run
    if run is not None and cut is not None and run.last_line >= region.lines[cut]:
        run = _shortened(run, region.lines[cut])
    parted = run is not whole and len(run.tokens if run is not None else ()) < layout.usual
    cells = read_cells(run, lines, own, layout.top) if run is not None else Cells((), (), (), (), trailing=False)
    before = _before_options(region, own, run, lines)
    body = _told(read_body(before, lines, layout.frames), region, lines)
    below_options = region.lines[cut:] if cut is not None else ()
    below = _labels_below(below_options, lines)
    offered = Offered(body.stem, cells.texts, marks_of(run, lines), region.marker.number)
    labelled = read_labels((*within, *below), offered, lines)
    labelled = with_value_below_reported(labelled, below_options, lines)
    after = _after((*inserted, *below_options), lines, labelled)
    labelled = hold_against_explanation(labelled, after.explanation, offered)
    after = replace(after, answer=labelled.answer)
    used = {span.line for span in before} | set(cells.lines)
    parts = _parts(region, body, cells, after, lines)
    first = lines[region.marker.line]
    question = Question(
        number=region.marker.number,
        stem=body.stem,
        options=_printed_options(cells),
        section=region.section,
        passage=region.passage.text if region.passage is not None else None,
        boxes=body.boxes,
        answer=after.answer,
        explanation=after.explanation,
        page=first.page,
        bbox=around(lines[i].box for i in used if (lines[i].page, lines[i].column) == (first.page, first.column)),
        places=tuple(place for p in parts for place in places_of(p.part, p.spans, lines, p.n)),
    )
    misprinted = run is not None and len({lines[t.line].text[t.start : t.end] for t in run.tokens}) < len(run.tokens)
    if region.marker.style == UNPRINTED:
        question = flagged(question, [UNNUMBERED])
    judged = _judged(question, trailing=cells.trailing, misprinted=misprinted, parted=parted)
    judged = flagged(judged, [ANSWER_CONFLICT] if labelled.code == ANSWER_CONFLICT else [])
    return Assembled(judged, tuple(parts), labelled.findings(judged), offered, labelled.named)


def _printed_options(cells: Cells) -> tuple[Option, ...]:
    printed = enumerate(zip(cells.labels, cells.texts, strict=True), 1)
    return tuple(Option(n=n, label=label, text=text) for n, (label, text) in printed)


def _told(body: Body, region: Region, lines: Sequence[Line]) -> Body:
    """A body whose stem, where it has none, is what the head above tells to do in several questions."""
    head = region.told
    if body.stem or head is None or head.open or region.passage is not None:
        return body
    spans = tuple(Span(i, 0, len(lines[i].text)) for i in range(head.line, head.stop))
    return replace(body, stem=joined([instruction(head, lines)]), stem_spans=spans)


def _parts(region: Region, body: Body, cells: Cells, after: _After, lines: Sequence[Line]) -> list[Piece]:
    """What the question is made of and where it stands, in the order of a question's fields."""
    passage = region.passage.lines if region.passage is not None else ()
    parts = [
        Piece("number", (Span(region.marker.line, 0, region.marker.end),)),
        Piece("stem", body.stem_spans),
        *(Piece("box", spans, n) for n, spans in enumerate(body.box_spans, 1)),
        Piece("passage", tuple(Span(i, 0, len(lines[i].text)) for i in passage)),
        *(Piece("option", spans, n) for n, spans in enumerate(cells.spans, 1)),
        Piece("answer", after.answer_spans),
        Piece("explanation", after.spans),
    ]
    return [part for part in parts if part.spans]


def _options(region: Region, layout: Layout, labels: frozenset[int]) -> OptionRun | None:
    """The run of options of a region: one of the usual length first, else a later before an earlier. The sign behind
    a label is none."""
    for style in (layout.style, *layout.other_styles):
        found = _tokens(region, layout.lines, style)
        every = [t for t in found if t.line not in labels and not _is_in_label(t, layout.lines)]
        inner = further_in(every, region.marker, layout.lines, style)
        tokens = inner if any(_is_run(r, layout) for r in runs_in(inner, style)) else every
        runs = [r for r in runs_in(tokens, style) if _is_run(r, layout)]
        runs = _before_answer(runs, region, layout) or runs
        if runs:
            runs = [_misprinted(r, tokens, layout) for r in runs]
            best = max(
                runs,
                key=lambda r: (len(r.tokens) == layout.usual, len(r.tokens) >= _FEWEST + 1, r.first_line),
            )
            end = region.lines[-1] + 1
            return None if are_tasks(best, end, layout.lines, style=layout.style, usual=layout.usual) else best
    return None


def _before_answer(runs: Sequence[OptionRun], region: Region, layout: Layout) -> list[OptionRun]:
    """The whole runs before the line that tells the answer: explanations go through the options once more."""
    lines = layout.lines
    below = (i for i in region.lines[1:] if not was_parted(lines, i))
    told = next((i for i in below if names_answer(lines[i].text)), None)
    if told is None or any(goes_on_behind(r, told, layout.usual, lines) for r in runs):
        return []
    return [r for r in runs if r.last_line < told and len(r.tokens) > _FEWEST]


def _misprinted(run: OptionRun, tokens: Sequence[Token], layout: Layout) -> OptionRun:
    """A run one short of the usual whose last marker is printed twice, each time at the start of a line."""
    last = run.tokens[-1]
    if len(run.tokens) != layout.usual - 1 or last.start:
        return run
    again = [t for t in tokens if t.line > last.line and t.value == last.value and t.start == 0]
    if len(again) != 1 or any(t.value > last.value for t in tokens):
        return run
    return OptionRun(run.style, (*run.tokens, again[0]._replace(value=last.value + 1)))


def _is_in_label(token: Token, lines: Sequence[Line]) -> bool:
    """Whether a marker is the sign of an answer with which its line begins: "[정답] ① [해설] …"."""
    label = label_at(lines[token.line].text)
    return label is not None and label.value[0] <= token.start < label.stop


def _is_run(run: OptionRun, layout: Layout) -> bool:
    return len(run.tokens) >= (_FEWEST if run.style == layout.style else _FEWEST + 1)


def _tokens(region: Region, lines: Sequence[Line], style: str) -> list[Token]:
    local = [lines[i] for i in region.lines]
    marker_end = region.marker.end
    tokens = tokens_of(local, style, frozenset())
    return [t._replace(line=region.lines[t.line]) for t in tokens if t.line or t.start >= marker_end]


def _shortened(run: OptionRun, before: int) -> OptionRun | None:
    kept = tuple(t for t in run.tokens if t.line < before)
    return OptionRun(run.style, kept) if len(kept) >= _FEWEST else None


def _answer_line(region: Region, run: OptionRun | None, lines: Sequence[Line]) -> int | None:
    """Position in the region of the line where the printed answer or the explanation begins."""
    for position, index in enumerate(region.lines):
        if position == 0 or (run is not None and index <= run.first_line):
            continue
        if tells(lines[index].text):
            return position
    return None


def _before_options(region: Region, own: Sequence[int], run: OptionRun | None, lines: Sequence[Line]) -> list[Span]:
    before: list[Span] = []
    for index in own:
        text = lines[index].text
        start = region.marker.end if index == region.marker.line else 0
        if run is not None and index >= run.first_line:
            first = min((t.start for t in run.tokens if t.line == index), default=0)
            if index == run.first_line and text[start:first].strip():
                before.append(Span(index, start, first))
            break
        before.append(Span(index, start, len(text)))
    return before


def _labels_below(indexes: Sequence[int], lines: Sequence[Line]) -> tuple[int, ...]:
    """The first line that a label begins, among those below the options, and every other that is a label alone or has
    an answer of its own."""
    begun = [i for i in indexes if label_at(lines[i].text) is not None]
    sure = [i for i in begun[1:] if _is_answered(lines[i])]
    return (*begun[:1], *sorted({*labels_among(begun[1:], lines), *sure}))


def _is_answered(line: Line) -> bool:
    """Whether a line begins with a label that can be nothing else, and can be read."""
    label = label_at(line.text)
    return label is not None and label.sure and not label.shared and label.parsed is not None


def _after(below: Sequence[int], lines: Sequence[Line], labelled: Labelled) -> _After:
    """The answer printed with the question, and the explanation: of the lines that stand `below` its options, or
    between two of them."""
    rest: list[str] = []
    spans: list[Span] = []
    starts = {span.line: span.stop for span in labelled.spans}
    explained = [n for n, stop in starts.items() if n not in below and lines[n].text[stop:].strip(" ." + WORD_JOINER)]
    for index in (*explained, *below):
        text, start = lines[index].text, starts.get(index, 0)
        spans.append(Span(index, start, len(text)))
        if not _BOILERPLATE.match(text[start:].strip()):
            said = text[start:].lstrip(_PUNCTUATION) if start else text
            rest.append(EXPLANATION_HEAD.sub("", said, count=1))
    return _After(labelled.answer, joined(rest) or None, labelled.spans, tuple(spans))


def _judged(question: Question, *, trailing: bool, misprinted: bool, parted: bool) -> Question:
    """The question with its doubts; `parted`: what answers it stands before options that the paper usually has."""
    flags: list[Flag] = []
    if parted and question.options:
        flags.append(OPTION_COUNT)
    if not question.options:
        flags.append(NO_OPTIONS)
    if not question.stem:
        flags.append(EMPTY_STEM)
    if misprinted:
        flags.append(MISPRINTED_MARKER)
    if trailing:
        flags.append(TRAILING_TEXT)
    return flagged(question, flags)
