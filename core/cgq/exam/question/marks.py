"""Answers that are marked at their option: its colour, a highlight behind it, a tick printed or drawn at it.

A mark tells the answer only where the whole paper marks the same way; elsewhere it may be emphasis, or
somebody's guess, and is only reported.
"""

from __future__ import annotations

import colorsys
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.confidence import flagged
from cgq.exam.findings import ANSWER_CONFLICT, KEY_MISMATCH, MARKED_OPTION
from cgq.exam.geometry import Span, box_of, places_of
from cgq.exam.model import Answer, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Ink, Line, Rule, Sheet
    from cgq.exam.model import AnswerEvidence, BBox, Question
    from cgq.exam.page.figures import Figure
    from cgq.exam.question.assemble import Assembled

_TICK = re.compile(
    r"[✓✔☑✅]|(?:^|\s)√(?=\s|$)|(?:^|(?<=\t))[*＊★→▶☞➔]\s?"
    r"|[(\[（【]\s*(?:정답|답|正解|正答|答案|(?i:correct(?: answer)?|answer))\s*[)\]）】]"
)
_HUES = ("red", "yellow", "green", "cyan", "blue", "magenta")
_COLOURED = 60
_TINTED = 30
_MOSTLY = 0.6
_COVERED = 0.6
_TALLEST = 3.0
_DRAWN = (4.0, 26.0)
_UNDER = 0.4
_SILENT = ("drawn", "underline")
"""Signs that mean something else where a paper does not mark most of its questions with them."""
_FEWEST = 3
_CONSISTENT = 0.8

Sign = str
Marked = dict[Sign, set[int]]


class _Cell(NamedTuple):
    """An option: its page, its marker's box, the boxes of its lines, how many characters they hold."""

    n: int
    page: int
    marker: BBox
    boxes: tuple[tuple[int, BBox], ...]
    length: int


@dataclass(frozen=True, slots=True)
class Marks:
    """The questions with the answers that their marks tell, the figures that are no ticks, and findings."""

    assembled: list[Assembled]
    figures: list[Figure]
    findings: list[Finding]


def with_marks(
    assembled: Sequence[Assembled], figures: Sequence[Figure], sheets: Sequence[Sheet], lines: Sequence[Line]
) -> Marks:
    """Look at each option's colour, ground and ticks; take the one sign that the whole paper uses."""
    inks = {sheet.number: _inks(sheet) for sheet in sheets}
    grounds = {sheet.number: _grounds(sheet) for sheet in sheets}
    level = {sheet.number: [rule for rule in sheet.rules if rule.is_horizontal] for sheet in sheets}
    small: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if all(_DRAWN[0] <= side <= _DRAWN[1] for side in _sides(figure.box)):
            small[figure.page].append(figure)
    marked: list[Marked] = []
    for a in assembled:
        signs: Marked = defaultdict(set)
        for cell in _cells(a, lines):
            seen = (*_set_in(cell, inks), *_behind(cell, grounds), *_ticked(cell, a, lines, small))
            for sign in (*seen, *_underlined(cell, level)):
                signs[sign].add(cell.n)
        marked.append(signs)
    adopted = _adopted(assembled, marked)
    findings: list[Finding] = []
    told = [_told(a, signs, adopted, lines, findings) for a, signs in zip(assembled, marked, strict=True)]
    if adopted == "drawn":
        ticks = {f for a in assembled for cell in _cells(a, lines) for f in _beside(cell, small)}
        figures = [f for f in figures if f not in ticks]
    return Marks(told, list(figures), findings)


def _sides(box: BBox) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _cells(assembled: Assembled, lines: Sequence[Line]) -> list[_Cell]:
    cells: list[_Cell] = []
    for piece in assembled.pieces:
        if piece.part != "option" or piece.n is None:
            continue
        first = piece.spans[0]
        marker = box_of(Span(first.line, first.start, first.start + 1), lines)
        boxes = tuple((lines[s.line].page, b) for s in piece.spans if (b := box_of(s, lines)) is not None)
        if marker is not None:
            length = sum(len("".join(lines[s.line].text[s.start : s.stop].split())) for s in piece.spans)
            cells.append(_Cell(piece.n, lines[first.line].page, marker, boxes, length))
    return cells


def _hue(ink: Ink, least: int) -> str | None:
    if max(ink) - min(ink) < least:
        return None
    return _HUES[round(colorsys.rgb_to_hsv(*(part / 255 for part in ink))[0] * 6) % 6]


def _inks(sheet: Sheet) -> list[tuple[float, float, str]]:
    """Middle and hue of each coloured glyph."""
    found: list[tuple[float, float, str]] = []
    for start, stop, ink, _ in sheet.painted:
        hue = _hue(ink, _COLOURED)
        if hue is not None:
            found += [((g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2, hue) for g in sheet.glyphs[start:stop]]
    return found


def _grounds(sheet: Sheet) -> list[tuple[BBox, str]]:
    return [(d.box, hue) for d in sheet.drawings if d.framed and d.fill is not None and (hue := _hue(d.fill, _TINTED))]


def _set_in(cell: _Cell, inks: dict[int, list[tuple[float, float, str]]]) -> Iterable[Sign]:
    """The colours in which most of an option, or its marker, is set."""
    counts: dict[str, int] = defaultdict(int)
    for page, box in cell.boxes:
        for x, y, hue in inks.get(page, ()):
            counts[hue] += box[0] <= x <= box[2] and box[1] <= y <= box[3]
    for hue, count in counts.items():
        if count >= _MOSTLY * cell.length:
            yield f"text {hue}"
    x0, y0, x1, y1 = cell.marker
    for hue in {hue for x, y, hue in inks.get(cell.page, ()) if x0 <= x <= x1 and y0 <= y <= y1}:
        yield f"marker {hue}"


def _behind(cell: _Cell, grounds: dict[int, list[tuple[BBox, str]]]) -> Iterable[Sign]:
    """The colours of areas that lie behind an option's first line and hardly behind more."""
    page, (x0, y0, x1, y1) = cell.boxes[0]
    for box, hue in grounds.get(page, ()):
        wide = min(x1, box[2]) - max(x0, box[0])
        level = box[1] <= (y0 + y1) / 2 <= box[3] and box[3] - box[1] <= _TALLEST * (y1 - y0)
        if level and wide >= _COVERED * (x1 - x0):
            yield f"ground {hue}"


def _ticked(cell: _Cell, assembled: Assembled, lines: Sequence[Line], small: dict[int, list[Figure]]) -> Iterable[Sign]:
    spans = _spans(assembled, cell.n)
    if any(_TICK.search(lines[s.line].text, s.start, s.stop) for s in spans):
        yield "tick"
    if any(_beside(cell, small)):
        yield "drawn"


def _underlined(cell: _Cell, level: dict[int, list[Rule]]) -> Iterable[Sign]:
    """Whether a rule runs below the whole first line of an option and hardly further."""
    page, (x0, y0, x1, y1) = cell.boxes[0]
    height = y1 - y0
    for rule in level.get(page, ()):
        below = abs(rule.y0 - y1) <= _UNDER * height
        if below and x0 - 2 <= rule.x0 <= x0 + _TALLEST * height and abs(rule.x1 - x1) <= _UNDER * height:
            yield "underline"


def _spans(assembled: Assembled, n: int) -> tuple[Span, ...]:
    return next(piece.spans for piece in assembled.pieces if (piece.part, piece.n) == ("option", n))


def _beside(cell: _Cell, small: dict[int, list[Figure]]) -> list[Figure]:
    """Small drawings over an option's marker or right before it."""
    x0, y0, x1, y1 = cell.marker
    found: list[Figure] = []
    for figure in small.get(cell.page, ()):
        x, y = (figure.box[0] + figure.box[2]) / 2, (figure.box[1] + figure.box[3]) / 2
        if y0 <= y <= y1 and x0 - _DRAWN[1] <= x <= x1 + _DRAWN[0]:
            found.append(figure)
    return found


def _adopted(assembled: Sequence[Assembled], marked: Sequence[Marked]) -> Sign | None:
    """The sign that marks one option, seldom a few, of most questions."""
    asked = [(len(a.question.options), signs) for a, signs in zip(assembled, marked, strict=True)]
    asked = [(k, signs) for k, signs in asked if k]
    if len(asked) < _FEWEST:
        return None
    best: tuple[int, Sign] | None = None
    for sign in sorted({sign for signs in marked for sign in signs}):
        counts = [(len(signs.get(sign, ())), k) for k, signs in asked]
        some, one = sum(0 < m < k for m, k in counts), sum(m == 1 for m, _ in counts)
        if some >= _CONSISTENT * len(asked) and one >= _MOSTLY * len(asked) and (best is None or some > best[0]):
            best = (some, sign)
    return best[1] if best is not None else None


def _told(
    assembled: Assembled, signs: Marked, sign: Sign | None, lines: Sequence[Line], findings: list[Finding]
) -> Assembled:
    question = assembled.question
    chosen = tuple(sorted(signs.get(sign, ()))) if sign is not None else ()
    if sign is not None and 0 < len(chosen) < len(question.options):
        return _answered(assembled, chosen, sign, lines, findings)
    stray = {n for s, ns in signs.items() if s not in (sign, *_SILENT) and len(ns) < len(question.options) for n in ns}
    if not stray or sign is not None:
        return assembled
    named = ", ".join(map(str, sorted(stray)))
    message = f"option {named} is set apart by a colour or a tick, and most questions have none: no answer was taken"
    findings.append(_finding(question, MARKED_OPTION, message))
    return replace(assembled, question=flagged(question, [MARKED_OPTION]))


def _answered(
    assembled: Assembled, chosen: tuple[int, ...], sign: Sign, lines: Sequence[Line], findings: list[Finding]
) -> Assembled:
    question = assembled.question
    if question.answer is not None and question.answer.accepted != chosen:
        printed, marks = (", ".join(map(str, ns)) for ns in (question.answer.accepted, chosen))
        message = f"the paper prints {printed} and marks {marks}: neither is taken, look at both"
        findings.append(_finding(question, KEY_MISMATCH, message))
        kept = replace(question, answer=None, places=tuple(p for p in question.places if p.part != "answer"))
        return replace(assembled, question=flagged(kept, [ANSWER_CONFLICT]))
    where = [p for n in chosen for p in places_of("answer", _spans(assembled, n), lines)]
    options = question.options
    if sign == "tick":
        options = tuple(replace(o, text=" ".join(_TICK.sub(" ", o.text).split())) for o in options)
    answer = question.answer or Answer(
        accepted=chosen,
        mode="any" if len(chosen) == 1 else "all",
        evidence=_evidence_of(sign),
        page=where[0].page,
        bbox=where[0].bbox,
    )
    places = question.places if question.answer is not None else (*question.places, *where)
    return replace(assembled, question=replace(question, options=options, answer=answer, places=places))


def _evidence_of(sign: Sign) -> AnswerEvidence:
    return "mark" if sign in ("tick", "drawn") else "colour"


def _finding(question: Question, code: str, message: str) -> Finding:
    return Finding(code=code, message=message, page=question.page, number=question.number)
