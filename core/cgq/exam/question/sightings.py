"""What is seen at each option that may mark it: ink, a ground, a sign, a drawing, an underline.

A sighting is certain of its option, or it is a stray: a mark in a question that stands at none of its options, or at
two of them alike. What the sightings of a whole paper tell is decided in marks.py.
"""

from __future__ import annotations

import colorsys
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.geometry import Span, box_of
from cgq.exam.question.drawn import Drawn, drawn_at, framed_rows
from cgq.exam.signs.alphabets import FILLED
from cgq.exam.signs.ticks import LETTER_SIGNS, OTHER_SIGNS, TICKS
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.geometry import Drawing, Ink, Line, Rule, Sheet
    from cgq.exam.model import BBox, Part
    from cgq.exam.page.ticks import Tick
    from cgq.exam.question.assemble import Assembled

Sign = str
"""A kind of mark: "sign ✓", "ink red", "marker red", "ground yellow", "ground", "drawn", "drawn filled", "filled",
"underline", "framed", "struck", "named"."""

_TICKS, _SIGNS = "".join(sorted(TICKS)), re.escape("".join(sorted(OTHER_SIGNS | LETTER_SIGNS)))
AT_START = re.compile(rf"^([{_TICKS}*＊★])\s?|^([{_SIGNS}])\s")
AT_END = re.compile(rf"\s?([{_TICKS}*＊★])$|\s([{_SIGNS}]|[(\[][{_TICKS}oOxXvV][)\]])$")
NAMED = re.compile(rf"\s*[(\[（【]\s*(?i:{any_of('right_marks')})\s*[)\]）】]$")
"""What stands before or behind an option's text and is no part of it."""
_WITHIN = re.compile(rf"[{_TICKS}]")
_ALONE = re.compile(rf"\s*([{_TICKS}{_SIGNS}])\s*")
_HUES = ("red", "yellow", "green", "cyan", "blue", "magenta")
_COLOURED, _TINTED = 60, 12
"""How far the parts of an ink, or of a ground, lie apart (0 to 255) where it has a hue; paper that was scanned in
colour differs by up to 8."""
_MOSTLY = 0.6
"""Share of an option's characters in one ink, from which on the option is set in it, and not a word of it."""
_COVERED = 0.6
"""The share of a row that a ground lies behind, across and down; it has the row for itself where no other is."""
_TOUCHED = 0.3
"""The share from which on a ground may have been meant for a row: half of what settles it, the runner-up's bound."""
_CORE = (0.55, 0.05)
"""Ems above and below the baseline between which a row's letters stand."""
_UNDER, _OUT = 0.4, 3.0
"""Ems between an underline and the row's foot, and between its left end and the marker."""
_THROUGH = 0.1
"""Ems above the baseline from which on a rule strikes letters through; an underline is never so high."""
STRUCK = "struck"
"""An option that is struck through: a wrong one, or a right one, which no paper says."""
_SAME = 0.5
"""Points by which the x of a sign's marker and of an option's differ at most: they are the same glyph."""
_MARKER = 0.5
"""Heights of a marker by which its baseline and that of its line differ at most."""


class Row(NamedTuple):
    """A stretch of a question on one line: which part it is (with its number), and where its letters stand."""

    question: int
    part: Part
    n: int | None
    box: BBox
    base: float
    em: float


class Cell(NamedTuple):
    """An option: its page, its marker's box and baseline, its rows by page, how many characters they hold."""

    question: int
    n: int
    page: int
    marker: BBox
    base: float
    rows: tuple[tuple[int, Row], ...]
    length: int


@dataclass(slots=True)
class Marked:
    """What is seen in one question: for each sign the options that have it; the signs of strays; and those that were
    taken off the text, or are never a part of one, so that they must be reported."""

    options: dict[Sign, set[int]] = field(default_factory=lambda: defaultdict[Sign, set[int]](set))
    strays: set[Sign] = field(default_factory=set[Sign])
    loud: set[Sign] = field(default_factory=set[Sign])


@dataclass(frozen=True, slots=True)
class Sightings:
    """What is seen in each question, in their order, and the drawings that are marks."""

    marked: list[Marked]
    drawn: frozenset[Drawing]


def sightings_of(
    assembled: Sequence[Assembled], sheets: Sequence[Sheet], lines: Sequence[Line], ticks: Sequence[Tick]
) -> Sightings:
    """Every mark at an option, and every stray."""
    rows = _rows(assembled, lines)
    cells = [cell for n, one in enumerate(assembled) for cell in _cells(n, one, lines)]
    at_page: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        at_page[cell.page].append(cell)
    marked = [Marked() for _ in assembled]
    drawn: set[Drawing] = set()
    for sheet in sheets:
        here = at_page.get(sheet.number, [])
        if not here:
            continue
        level = rows.get(sheet.number, [])
        inks = _inks(sheet)
        boxes = framed_rows(sheet, [cell.rows[0][1].box for cell in here])
        for n in boxes:
            marked[here[n].question].options["framed"].add(here[n].n)
        rules = [r for r in sheet.rules if r.is_horizontal and not any(_is_side(r, box) for box in boxes.values())]
        _see_grounds(sheet, level, marked)
        for cell in here:
            for sign in (*_set_in(cell, sheet.number, inks), *_ruled(cell, rules)):
                marked[cell.question].options[sign].add(cell.n)
        for found in drawn_at(sheet, [(cell.question, cell.marker, cell.rows[0][1].box) for cell in here]):
            drawn.add(found.drawing)
            _see_drawn(found, here, marked)
    for tick in ticks:
        _see_tick(tick, at_page.get(tick.page, []), rows.get(tick.page, []), marked)
    for n, one in enumerate(assembled):
        _see_texts(one, lines, marked[n])
    return Sightings(marked, frozenset(drawn))


def _rows(assembled: Sequence[Assembled], lines: Sequence[Line]) -> dict[int, list[Row]]:
    """Every stretch of the questions by page."""
    found: dict[int, list[Row]] = defaultdict(list)
    for n, one in enumerate(assembled):
        for piece in one.pieces:
            for span in piece.spans if piece.part != "passage" else ():
                box = box_of(span, lines)
                if box is not None:
                    line = lines[span.line]
                    found[line.page].append(Row(n, piece.part, piece.n, box, line.base, line.em))
    return found


def _cells(n: int, assembled: Assembled, lines: Sequence[Line]) -> Iterator[Cell]:
    for piece in assembled.pieces:
        if piece.part != "option" or piece.n is None:
            continue
        first = piece.spans[0]
        line = lines[first.line]
        marker = box_of(Span(first.line, first.start, first.start + 1), lines)
        if marker is None:
            continue
        boxes = ((lines[s.line], box_of(s, lines)) for s in piece.spans)
        own = tuple((at.page, Row(n, "option", piece.n, b, at.base, at.em)) for at, b in boxes if b is not None)
        length = sum(len("".join(lines[s.line].text[s.start : s.stop].split())) for s in piece.spans)
        yield Cell(n, piece.n, line.page, marker, line.base, own, length)


def _hue(ink: Ink, least: int) -> str | None:
    if max(ink) - min(ink) < least:
        return None
    return _HUES[round(colorsys.rgb_to_hsv(*(part / 255 for part in ink))[0] * 6) % 6]


def _inks(sheet: Sheet) -> list[tuple[float, float, str]]:
    """Middle and hue of each coloured glyph, from the top."""
    found: list[tuple[float, float, str]] = []
    for start, stop, ink, _ in sheet.painted:
        hue = _hue(ink, _COLOURED)
        if hue is not None:
            found += [((g.y0 + g.y1) / 2, (g.x0 + g.x1) / 2, hue) for g in sheet.glyphs[start:stop]]
    return sorted(found)


def _set_in(cell: Cell, page: int, inks: Sequence[tuple[float, float, str]]) -> Iterator[Sign]:
    """The colours in which most of an option, or its marker, is set."""
    counts: Counter[str] = Counter()
    for box in [row.box for at, row in cell.rows if at == page]:
        counts.update(_hues_in(box, inks))
    for hue, count in counts.items():
        if count >= _MOSTLY * cell.length:
            yield f"ink {hue}"
    for hue in set(_hues_in(cell.marker, inks)):
        yield f"marker {hue}"


def _hues_in(box: BBox, inks: Sequence[tuple[float, float, str]]) -> list[str]:
    """The hues of the coloured glyphs whose middles lie in a box."""
    x0, y0, x1, y1 = box
    start, stop = bisect_left(inks, (y0,)), bisect_right(inks, (y1, float("inf")))
    return [hue for _, x, hue in inks[start:stop] if x0 <= x <= x1]


def _see_grounds(sheet: Sheet, rows: Sequence[Row], marked: list[Marked]) -> None:
    """Areas of colour behind one option and nothing else; one that lies between two rows is a stray in both."""
    for drawing in sheet.drawings:
        if not drawing.framed or drawing.fill is None or drawing.picture:
            continue
        hue = _hue(drawing.fill, _TINTED) or "grey"
        covered = [(share, row) for row in rows if (share := _share(drawing.box, row)) >= _TOUCHED]
        whole = {(row.question, row.part, row.n) for share, row in covered if share >= _COVERED}
        touched = {(row.question, row.part, row.n) for _, row in covered}
        if not whole or (len(whole) == 1 and touched != whole):
            for _, row in covered:
                marked[row.question].strays.add("ground")
        elif len(whole) == 1:
            ((question, part, n),) = whole
            if part == "option" and n is not None:
                marked[question].options[f"ground {hue}"].add(n)
                marked[question].options["ground"].add(n)


def _share(ground: BBox, row: Row) -> float:
    """How much of a row's letters a ground lies behind; 0 where it is as narrow as a word."""
    x0, _, x1, _ = row.box
    if min(x1, ground[2]) - max(x0, ground[0]) < _COVERED * (x1 - x0):
        return 0.0
    top, bottom = row.base - _CORE[0] * row.em, row.base + _CORE[1] * row.em
    return max(0.0, min(bottom, ground[3]) - max(top, ground[1])) / (bottom - top)


def _is_side(rule: Rule, box: BBox) -> bool:
    """Whether a level rule is the upper or the lower side of a frame round an option."""
    level = min(abs(rule.y0 - box[1]), abs(rule.y0 - box[3])) <= 1
    return level and box[0] - 1 <= rule.x0 and rule.x1 <= box[2] + 1


def _ruled(cell: Cell, rules: Iterable[Rule]) -> Iterator[Sign]:
    """Whether a rule runs below the whole first row of an option and hardly further, or through it."""
    x0, _, x1, y1 = cell.rows[0][1].box
    base, em = cell.rows[0][1].base, cell.rows[0][1].em
    for rule in rules:
        if not x0 - 2 <= rule.x0 <= x0 + _OUT * em or abs(rule.x1 - x1) > _UNDER * em:
            continue
        if base - _CORE[0] * em <= rule.y0 <= base - _THROUGH * em:
            yield STRUCK
        elif abs(rule.y0 - y1) <= _UNDER * em:
            yield "underline"


def _see_drawn(found: Drawn, cells: Sequence[Cell], marked: list[Marked]) -> None:
    cell = cells[found.at]
    if found.shared:
        marked[cell.question].strays.add("drawn")
        return
    marked[cell.question].options[f"drawn {found.kind}"].add(cell.n)
    marked[cell.question].options["drawn"].add(cell.n)


def _see_tick(tick: Tick, cells: Sequence[Cell], rows: Sequence[Row], marked: list[Marked]) -> None:
    """A sign at a marker belongs to the option whose marker that is; else it is a stray of the question there."""
    sign = f"sign {tick.sign}"
    x, base = tick.marker
    level = [c for c in cells if abs(c.base - base) <= _MARKER * (c.marker[3] - c.marker[1])]
    cell = next((c for c in level if abs(c.marker[0] - x) <= _SAME), None)
    if cell is not None:
        marked[cell.question].loud.add(sign)
        shared = tick.far and sum(c.question == cell.question for c in level) > 1
        if tick.between or shared:
            marked[cell.question].strays.add(sign)
        else:
            marked[cell.question].options[sign].add(cell.n)
        return
    near = [row for row in rows if row.box[1] <= base <= row.box[3] and row.box[0] - _SAME <= x <= row.box[2]]
    if near and near[0].part != "number":
        marked[near[0].question].strays.add(sign)
        marked[near[0].question].loud.add(sign)


def _see_texts(assembled: Assembled, lines: Sequence[Line], marked: Marked) -> None:
    """Signs and words before and behind the texts of options, and markers that are printed filled."""
    for piece in assembled.pieces:
        if piece.part != "option" or piece.n is None:
            continue
        first = piece.spans[0]
        opening = lines[first.line].text[first.start : first.stop].lstrip()[:1]
        text = assembled.question.options[piece.n - 1].text
        alone = set(_signs_alone(piece.spans[1:], lines))
        marked.strays |= alone
        marked.loud |= alone
        printed = {*signs_of_text(text), *(f"sign {c}" for c in opening if c in TICKS or c in OTHER_SIGNS)}
        for sign in printed - alone:
            marked.options[sign].add(piece.n)
            if sign.removeprefix("sign ") in TICKS:
                marked.loud.add(sign)
        if opening in FILLED and opening:
            marked.options["filled"].add(piece.n)
        if _WITHIN.search(bare(text)):
            within = {f"sign {sign}" for sign in _WITHIN.findall(bare(text))}
            marked.strays |= within
            marked.loud |= within


def _signs_alone(spans: Iterable[Span], lines: Sequence[Line]) -> Iterator[Sign]:
    """The signs that are all of a line below an option's first: they stand between two rows, and at neither."""
    for span in spans:
        match = _ALONE.fullmatch(lines[span.line].text[span.start : span.stop])
        if match is not None:
            yield f"sign {match[1]}"


def signs_of_text(text: str) -> Iterable[Sign]:
    """The marks before and behind an option's text; a text that is nothing else is none."""
    if not bare(text):
        return
    if NAMED.search(text):
        yield "named"
    for pattern in (AT_START, AT_END):
        match = pattern.search(text)
        if match is not None:
            yield f"sign {match[1] or match[2]}"


@lru_cache(maxsize=2048)
def bare(text: str) -> str:
    """An option's text without the signs and words that mark it."""
    for pattern in (NAMED, AT_END, AT_START):
        text = pattern.sub("", text)
    return text
