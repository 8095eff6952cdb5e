"""The text of each option: what stands between its marker and the next, and what continues it below."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.geometry import Span
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.page.script import joined
from cgq.exam.signs.options import are_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.options import OptionRun, Token

_TRAILING_GAP = 3.2
_FAR_DOWN = 12.0
_LEFT_OF_MARKER = 0.6
_HANGS = 3.0
"""Ems to the right of its marker up to which an option's second line may begin."""
_MOST_ROWS = 4
"""Lines below its marker on which a cell of a grid may still go on."""
_SEGMENT = re.compile(r"[^\t]+")


@dataclass(frozen=True, slots=True)
class Cells:
    """The options' labels and texts in order, where each stands with its marker, the lines that they use, and whether
    text trails behind the last."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    spans: tuple[tuple[Span, ...], ...]
    lines: tuple[int, ...]
    trailing: bool


def read_cells(run: OptionRun, lines: Sequence[Line], body: Sequence[int], top: float) -> Cells:
    """Text by option for a run whose tokens stand in the lines `body`; `top` is where columns usually start."""
    by_line: dict[int, list[Token]] = defaultdict(list)
    for token in run.tokens:
        by_line[token.line].append(token)
    parts: dict[int, list[Span]] = defaultdict(list)
    row: list[Token] = []
    used: list[int] = []
    above: Line | None = None
    for index in body:
        line = lines[index]
        here = sorted(by_line.get(index, ()), key=lambda t: t.start)
        if not here and (not row or index < run.first_line):
            continue
        if not here and index > run.last_line and _ends(line, above, top):
            return _cells(run, parts, lines, used, trailing=True)
        if here:
            _continue(Span(index, 0, here[0].start), row, lines, parts)
            own = _end_of_own(here[-1], row, line, lines)
            for token, following in zip(here, [*here[1:], None], strict=True):
                stop = following.start if following else own
                parts[token.value].append(Span(index, token.start, stop))
            _continue(Span(index, own, len(line.text)), row, lines, parts)
            row = [*here, *_still_open(row, here[-1], lines)]
        else:
            _continue(Span(index, 0, len(line.text)), row, lines, parts)
        used.append(index)
        above = line
    return _cells(run, parts, lines, used, trailing=False)


def _end_of_own(last: Token, row: Sequence[Token], line: Line, lines: Sequence[Line]) -> int:
    """Where the text of a line's last option ends: before a cell that hangs under an option further right in the row
    above, which goes on there."""
    for segment in _SEGMENT.finditer(line.text, last.end):
        x = line.xs[segment.start()] - line.left
        for token in _still_open(row, last, lines):
            if 0 <= x - (token.x - lines[token.line].left) + _LEFT_OF_MARKER * line.em <= _HANGS * line.em:
                return segment.start()
    return len(line.text)


def _still_open(row: Sequence[Token], last: Token, lines: Sequence[Line]) -> list[Token]:
    """The options of the rows above that stand further right than a row's last: they may go on below it. In a running
    paragraph, where hardly a marker begins a cell, none does."""
    least = last.x + _HANGS * lines[last.line].em
    near = [t for t in row if last.line - t.line <= _MOST_ROWS and _column(t, lines) == _column(last, lines)]
    return [t for t in near if t.leads and t.x > least]


def _column(token: Token, lines: Sequence[Line]) -> tuple[int, int]:
    return lines[token.line].page, lines[token.line].column


def _cells(
    run: OptionRun, parts: dict[int, list[Span]], lines: Sequence[Line], used: Sequence[int], *, trailing: bool
) -> Cells:
    tokens = sorted(run.tokens, key=lambda t: t.value)
    texts = tuple(joined(_text(span, token, lines) for span in parts[token.value]) for token in tokens)
    labels = tuple(token.label for token in tokens)
    return Cells(labels, texts, tuple(tuple(parts[token.value]) for token in tokens), tuple(used), trailing)


def _text(span: Span, token: Token, lines: Sequence[Line]) -> str:
    """What a stretch says, its marker left out."""
    start = token.end if (span.line, span.start) == (token.line, token.start) else span.start
    return lines[span.line].text[start : span.stop]


def _ends(line: Line, above: Line | None, top: float) -> bool:
    """Below a large gap nothing continues the last option, and nothing that starts far down another column."""
    if above is None:
        return False
    if above.page != line.page or above.column != line.column:
        return line.base - top > _FAR_DOWN * line.em
    return line.base - above.base > _TRAILING_GAP * max(line.em, above.em)


def usual_top(lines: Sequence[Line]) -> float:
    """The height at which the columns of a document usually start: three quarters of them no lower."""
    tops: dict[tuple[int, int], float] = {}
    for line in lines:
        place = (line.page, line.column)
        tops[place] = min(line.base, tops.get(place, line.base))
    ordered = sorted(tops.values())
    return ordered[3 * (len(ordered) - 1) // 4] if ordered else 0.0


def _continue(whole: Span, row: Sequence[Token], lines: Sequence[Line], parts: dict[int, list[Span]]) -> None:
    """Give each segment of a line to the option of the row above whose marker stands left of it, or over it where the
    row is markers alone; in a running paragraph the whole line goes on with the last."""
    line = lines[whole.line]
    if not row or not line.text[whole.start : whole.stop].strip():
        return
    over = are_alone([t for t in row if t.line == row[0].line], lines[row[0].line])
    if len(row) == 1 or (not over and _is_running(line, row, lines)):
        parts[row[-1].value].append(whole)
        return
    for segment in _SEGMENT.finditer(line.text, whole.start, whole.stop):
        if over:
            nearest = min(row, key=lambda t: abs(_middle(t, lines[t.line]) - _middle_of(segment, line)))
            parts[nearest.value].append(Span(whole.line, *segment.span()))
            continue
        x = line.xs[segment.start()] - line.left + _LEFT_OF_MARKER * line.em
        left_of = [t for t in row if t.x - lines[t.line].left <= x]
        parts[(left_of[-1] if left_of else row[0]).value].append(Span(whole.line, *segment.span()))


def _middle(token: Token, line: Line) -> float:
    """The middle of a marker, from the left edge of its column."""
    sign = line.text[token.start : token.end].rstrip()
    return (line.xs[token.start] + line.ends[token.start + len(sign) - 1]) / 2 - line.left


def _middle_of(segment: re.Match[str], line: Line) -> float:
    """The middle of a segment, from the left edge of its column."""
    return (line.xs[segment.start()] + line.ends[segment.end() - 1]) / 2 - line.left


def _is_running(line: Line, row: Sequence[Token], lines: Sequence[Line]) -> bool:
    """Whether options are set as one paragraph: what goes on starts no further in than they do, and the gaps
    before their markers are no wider than those between words."""
    above = lines[row[0].line]
    if any(t.line != row[0].line for t in row):
        return False
    if line.x0 - line.left > row[0].x - above.left + _LEFT_OF_MARKER * line.em:
        return False
    before = {t.start - 1 for t in row[1:]}
    wide = {at for at, char in enumerate(above.text) if char == WIDE_GAP and at >= row[0].end}
    return not before <= wide or bool(wide - before)
