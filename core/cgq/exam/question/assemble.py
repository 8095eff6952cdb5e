"""A region of lines becomes a question: stem, boxes, options, the answer printed with it, and how sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.geometry import around
from cgq.exam.model import Answer, Option, Question
from cgq.exam.page.script import joined
from cgq.exam.question.body import read_body
from cgq.exam.question.cells import Cells, read_cells
from cgq.exam.signs.answers import ANSWER_LINE, EXPLANATION_HEAD, read_answer
from cgq.exam.signs.options import OptionRun, runs_in, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Frame, Line
    from cgq.exam.question.regions import Region
    from cgq.exam.signs.options import Token

_FEWEST = 2
_BOILERPLATE = re.compile(r"^(?:Section\s*:.*|Explanation(?:/Reference)?\s*:?|해\s*설\s*:?)$")
_PRIVATE = re.compile("[\ue000-\uf8ff�]")


@dataclass(frozen=True, slots=True)
class Layout:
    """What every question of a document shares: lines, frames by page, markers by line, the usual count."""

    lines: Sequence[Line]
    frames: dict[int, tuple[Frame, ...]]
    style: str
    other_styles: tuple[str, ...]
    usual: int


def assemble(region: Region, layout: Layout) -> Question:
    """The question of one region. Nothing is guessed: what is not there is empty, and flagged."""
    lines = layout.lines
    run = _options(region, layout)
    cut = _answer_line(region, run, lines)
    own = region.lines[:cut] if cut is not None else region.lines
    if run is not None and cut is not None and run.last_line >= region.lines[cut]:
        run = _shortened(run, region.lines[cut])
    cells = read_cells(run, lines, own) if run is not None else Cells((), (), trailing=False)
    before = _before_options(region, own, run, lines)
    body = read_body(before, lines, layout.frames)
    answer, explanation = _after(region, cut, lines, len(cells.texts))
    answer = answer or _filled(run)
    used = {i for i, _ in before} | set(cells.lines)
    first = lines[region.marker.line]
    question = Question(
        number=region.marker.number,
        stem=body.stem,
        options=tuple(Option(n=n, text=text) for n, text in enumerate(cells.texts, 1)),
        section=region.section,
        passage=region.passage,
        boxes=body.boxes,
        answer=answer,
        explanation=explanation,
        page=first.page,
        bbox=around(lines[i].box for i in used if (lines[i].page, lines[i].column) == (first.page, first.column)),
    )
    misprinted = run is not None and len({lines[t.line].text[t.start : t.end] for t in run.tokens}) < len(run.tokens)
    return _judged(question, trailing=cells.trailing, misprinted=misprinted)


def _options(region: Region, layout: Layout) -> OptionRun | None:
    """The run of options of a region: one of the usual length first, else a later before an earlier."""
    for style in (layout.style, *layout.other_styles):
        tokens = _tokens(region, layout.lines, style)
        runs = [r for r in runs_in(tokens, style) if _is_run(r, layout)]
        if runs:
            runs = [_misprinted(r, tokens, layout) for r in runs]
            return max(
                runs,
                key=lambda r: (len(r.tokens) == layout.usual, len(r.tokens) >= _FEWEST + 1, r.first_line),
            )
    return None


def _misprinted(run: OptionRun, tokens: Sequence[Token], layout: Layout) -> OptionRun:
    """A run one short of the usual whose last marker is printed twice, each time at the start of a line."""
    last = run.tokens[-1]
    if len(run.tokens) != layout.usual - 1 or last.start:
        return run
    again = [t for t in tokens if t.line > last.line and t.value == last.value and t.start == 0]
    if len(again) != 1 or any(t.value > last.value for t in tokens):
        return run
    return OptionRun(run.style, (*run.tokens, replace(again[0], value=last.value + 1)))


def _is_run(run: OptionRun, layout: Layout) -> bool:
    return len(run.tokens) >= (_FEWEST if run.style == layout.style else _FEWEST + 1)


def _tokens(region: Region, lines: Sequence[Line], style: str) -> list[Token]:
    local = [lines[i] for i in region.lines]
    marker_end = region.marker.end
    tokens = tokens_of(local, style, frozenset())
    return [replace(t, line=region.lines[t.line]) for t in tokens if t.line or t.start >= marker_end]


def _shortened(run: OptionRun, before: int) -> OptionRun | None:
    kept = tuple(t for t in run.tokens if t.line < before)
    return OptionRun(run.style, kept) if len(kept) >= _FEWEST else None


def _answer_line(region: Region, run: OptionRun | None, lines: Sequence[Line]) -> int | None:
    """Position in the region of the line where the printed answer or the explanation begins."""
    for position, index in enumerate(region.lines):
        if position == 0 or (run is not None and index <= run.first_line):
            continue
        text = lines[index].text
        if ANSWER_LINE.match(text) or EXPLANATION_HEAD.match(text):
            return position
    return None


def _before_options(
    region: Region, own: Sequence[int], run: OptionRun | None, lines: Sequence[Line]
) -> list[tuple[int, str]]:
    before: list[tuple[int, str]] = []
    for index in own:
        text = lines[index].text
        start = region.marker.end if index == region.marker.line else 0
        if run is not None and index >= run.first_line:
            first = min((t.start for t in run.tokens if t.line == index), default=0)
            if index == run.first_line and text[start:first].strip():
                before.append((index, text[start:first]))
            break
        before.append((index, text[start:]))
    return before


def _after(region: Region, cut: int | None, lines: Sequence[Line], count: int) -> tuple[Answer | None, str | None]:
    """The answer printed below the options, and the explanation that follows it."""
    if cut is None:
        return None, None
    answer: Answer | None = None
    rest: list[str] = []
    for index in region.lines[cut:]:
        text = lines[index].text
        match = ANSWER_LINE.match(text) if answer is None else None
        read = read_answer(match[1], count) if match else None
        if match and read:
            answer = Answer(accepted=read[0], mode=read[1], page=lines[index].page, bbox=around([lines[index].box]))
            text = text[match.end() :]
        if not _BOILERPLATE.match(text.strip()):
            rest.append(EXPLANATION_HEAD.sub("", text, count=1))
    return answer, joined(rest) or None


def _filled(run: OptionRun | None) -> Answer | None:
    """The options whose marker is printed filled, when only some are."""
    if run is None:
        return None
    filled = tuple(t.value for t in run.tokens if t.filled)
    return Answer(accepted=filled) if 0 < len(filled) < len(run.tokens) else None


def _judged(question: Question, *, trailing: bool, misprinted: bool) -> Question:
    flags: list[str] = []
    if not question.options:
        flags.append("no_options")
    if any(not o.text for o in question.options):
        flags.append("empty_option")
    if not question.stem:
        flags.append("empty_stem")
    if misprinted:
        flags.append("misprinted_marker")
    if trailing:
        flags.append("trailing_text")
    if _PRIVATE.search(question.stem + "".join(o.text for o in question.options)):
        flags.append("unmapped_glyphs")
    return flagged(question, flags)
