"""Signs written at option markers: ticks, stars, arrows, filled rings. They are taken off before there are lines.

A tick before a marker shifts its line to the left, one on a marker hides it: with it in the text, neither the marker
nor its x would be found. Which option a sign marks, and whether it tells anything, is decided where the questions are
known (question/marks.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.exam.signs.alphabets import STYLES, narrow, styles_in, value_of
from cgq.exam.signs.markers import question_number
from cgq.exam.signs.ticks import LETTER_SIGNS, OTHER_SIGNS, TICKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Glyph, Sheet
    from cgq.exam.model import BBox

_ANY_SIGN = TICKS | OTHER_SIGNS | LETTER_SIGNS
_MOST = 400
"""Signs on a page beyond which none is looked at: a drawing made of characters."""
_LEVEL = 0.45
"""Ems by which the middles of a sign and of a marker differ at most: fonts of signs have boxes of their own."""
_FAR = 60.0
"""Points from a sign in the margin to the marker of its row: the deepest indent of options seen is 45."""
_NEAR = 1.5
"""Ems within which a sign stands at its marker, and not only in its row."""
_CELL = 0.8
"""Ems before which what stands in a row begins a cell of its own."""
_WORD = 0.18
"""Ems of a gap between words, as in lines.py."""
_NEARER = 0.67
"""How much nearer to the marker a sign must stand than to the text on its left, which it might follow instead."""
_OFF_ROW = 0.5
"""The share of the distance to the next row that a sign may stand off its own; raised signs are up to 0.3 off."""
_ALIGNED = 2.0
"""Points between the x of options that stand below each other."""
_SIBLING = 20.0
"""Ems between the baselines of two options of a question."""
_FEWEST = 3
"""Signs that stand alike, from which on others of their kind do."""
_LONGEST = 8
"""Characters in which a marker is found."""


Placement = Literal["before", "behind", "between", "off row"]
"""Where a sign stands: before a marker, behind another text, as near to the one as to the other, or nearly as far off
its row as off the next one."""


class Tick(NamedTuple):
    """A sign, where it stands, and the left edge and baseline of the marker on its right, or under it.

    `far`: it stands in that marker's row, as in a margin, and not at it; `between`: it is as near to other text on
    its left, or to the row above or below.
    """

    page: int
    sign: str
    box: BBox
    marker: tuple[float, float]
    far: bool
    between: bool


class _Start(NamedTuple):
    """A marker that begins a cell: its first glyph, each style (of options, or "number …") that it may be of with its
    value."""

    glyph: Glyph
    values: dict[str, int]


class _Candidate(NamedTuple):
    """A sign (an index of the page's glyphs), and the marker on its right or under it; the rest as of a Tick."""

    sign: int
    start: _Start
    far: bool = False
    placement: Placement = "before"


def split_ticks(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Tick]]:
    """The sheets without the signs that stand at markers, and these. Only the glyphs of the sheets are good for use."""
    kept: list[Sheet] = []
    ticks: list[Tick] = []
    for sheet, candidates in zip(sheets, _settled(sheets), strict=True):
        found = [candidate for candidate in candidates if candidate.placement != "behind"]
        taken = {candidate.sign for candidate in found}
        ticks += [_tick(sheet, candidate) for candidate in found]
        glyphs = tuple(g for n, g in enumerate(sheet.glyphs) if n not in taken) if taken else sheet.glyphs
        kept.append(replace(sheet, glyphs=glyphs, painted=()) if taken else sheet)
    return kept, ticks


def _settled(sheets: Sequence[Sheet]) -> list[list[_Candidate]]:
    """The signs at markers by page; one between a text and a marker stands as every other of its kind does."""
    pages: list[list[_Candidate]] = []
    votes: dict[str, Counter[Placement]] = defaultdict(Counter)
    for sheet in sheets:
        signs = _signs_on(sheet)
        pages.append(list(_candidates(sheet, signs)) if 0 < len(signs) <= _MOST else [])
        for candidate in pages[-1]:
            votes[sheet.glyphs[candidate.sign].char][candidate.placement] += 1
    usual = {char: placement for char, counts in votes.items() if (placement := _usual(counts)) is not None}
    for sheet, candidates in zip(sheets, pages, strict=True):
        for n, candidate in enumerate(candidates):
            if candidate.placement == "between":
                placement = usual.get(sheet.glyphs[candidate.sign].char, "between")
                candidates[n] = candidate._replace(placement=placement)
    return pages


def _usual(counts: Counter[Placement]) -> Placement | None:
    """How the signs of a kind stand where that is clear; None where some stand before markers and some behind text."""
    before, behind = counts["before"], counts["behind"]
    if min(before, behind) or max(before, behind) < _FEWEST:
        return None
    return "before" if before else "behind"


def _signs_on(sheet: Sheet) -> list[int]:
    """The glyphs of a page that may be marks; every character of every paper is asked, so one look-up must do."""
    return [
        n
        for n, glyph in enumerate(sheet.glyphs)
        if glyph.char in _ANY_SIGN and (glyph.char not in LETTER_SIGNS or _is_letter_alone(n, sheet.glyphs))
    ]


def _is_letter_alone(n: int, glyphs: Sequence[Glyph]) -> bool:
    """Whether a letter that may be a mark opens a cell and is set apart from what follows."""
    last, glyph, following = glyphs[n - 1 : n] or None, glyphs[n], glyphs[n + 1 : n + 2]
    if following and not following[0].spaced and _is_next(glyph, following[0], _WORD):
        return False
    return not last or not _is_next(last[0], glyph, _CELL)


def _is_next(left: Glyph, right: Glyph, gap: float) -> bool:
    """Whether a glyph is right of another on its baseline, with a gap below that many ems."""
    return (
        abs(right.base - left.base) < _WORD * left.em and right.x0 - left.x0 >= 0 and right.x0 - left.x1 < gap * left.em
    )


def _tick(sheet: Sheet, candidate: _Candidate) -> Tick:
    glyph, marker = sheet.glyphs[candidate.sign], candidate.start.glyph
    box = (glyph.x0, glyph.y0, glyph.x1, glyph.y1)
    between = candidate.placement in ("between", "off row")
    return Tick(sheet.number, glyph.char, box, (marker.x0, marker.base), candidate.far, between)


def _candidates(sheet: Sheet, signs: Sequence[int]) -> Iterator[_Candidate]:
    """The signs of a page that stand at markers, if they are ticks or the marker has a sibling without that sign."""
    others = set(signs)
    text = sorted((g for n, g in enumerate(sheet.glyphs) if n not in others), key=lambda g: g.base)
    bases = [glyph.base for glyph in text]
    candidates: list[_Candidate] = []
    for index in signs:
        sign = sheet.glyphs[index]
        row = text[bisect_left(bases, sign.base - sign.em) : bisect_right(bases, sign.base + sign.em)]
        level = [g for g in row if abs((g.y0 + g.y1) - (sign.y0 + sign.y1)) / 2 <= _LEVEL * max(g.em, sign.em)]
        candidate = _at_marker(index, sign, sorted(level, key=lambda g: g.x0))
        if candidate is not None:
            candidates.append(candidate)
    if not candidates:
        return
    signed: dict[tuple[float, float], str] = {}
    for candidate in candidates:
        signed[candidate.start.glyph.x0, candidate.start.glyph.base] = sheet.glyphs[candidate.sign].char
    starts = [start for row in _rows(text) for start in _starts(row)]
    for candidate in (_doubted(candidate, sheet, starts) for candidate in candidates):
        sign = sheet.glyphs[candidate.sign]
        if (
            sign.char in TICKS
            or candidate.placement == "behind"
            or any(_is_sibling(start, candidate.start, sign, signed) for start in starts)
        ):
            yield candidate


def _doubted(candidate: _Candidate, sheet: Sheet, starts: Sequence[_Start]) -> _Candidate:
    """The candidate; one that stands nearly as far off its row as off the row above or below might mean either."""
    sign, own = sheet.glyphs[candidate.sign], candidate.start.glyph
    aligned = [s.glyph.base for s in starts if abs(s.glyph.x0 - own.x0) <= _ALIGNED and s.glyph.base != own.base]
    other = min((abs(base - sign.base) for base in aligned), default=float("inf"))
    if abs(own.base - sign.base) <= _OFF_ROW * other:
        return candidate
    return candidate._replace(placement="off row")


def _at_marker(index: int, sign: Glyph, row: Sequence[Glyph]) -> _Candidate | None:
    """The marker that a sign stands on, or right before; `row` are the other glyphs at its height, from the left."""
    middle = (sign.x0 + sign.x1) / 2
    on = next((n for n, g in enumerate(row) if g.x0 <= middle <= g.x1), None)
    if on is not None:
        first = _cell_start(row, on)
        start = _start(row, first) if on - first < _LONGEST // 2 else None
        return _Candidate(index, start) if start is not None else None
    right = next((n for n, g in enumerate(row) if g.x0 > middle), None)
    if right is None or row[right].x0 - sign.x1 > _FAR:
        return None
    start = _start(row, right)
    if start is None:
        return None
    gap = max(0.0, row[right].x0 - sign.x1)
    before = sign.x0 - row[right - 1].x1 if right else float("inf")
    if before < (_WORD if sign.char in TICKS else _CELL) * sign.em:
        return None
    placement: Placement = "between" if gap > _NEARER * before else "before"
    if before <= _NEARER * gap:
        placement = "behind"
    return _Candidate(index, start, gap > _NEAR * sign.em, placement)


def _cell_start(row: Sequence[Glyph], at: int) -> int:
    while at and row[at].x0 - row[at - 1].x1 < _WORD * row[at].em:
        at -= 1
    return at


def _rows(text: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs, sorted by their baselines, by rows from left to right."""
    row: list[Glyph] = []
    for glyph in text:
        if row and glyph.base - row[0].base > _WORD * row[0].em:
            yield sorted(row, key=lambda g: g.x0)
            row = []
        row.append(glyph)
    yield sorted(row, key=lambda g: g.x0)


def _starts(row: Sequence[Glyph]) -> Iterator[_Start]:
    for n, glyph in enumerate(row):
        if n and glyph.x0 - row[n - 1].x1 < _CELL * glyph.em:
            continue
        start = _start(row, n)
        if start is not None:
            yield start


def _start(row: Sequence[Glyph], at: int) -> _Start | None:
    """The marker with which the text of a row begins at a glyph."""
    text = row[at].char
    for last, glyph in zip(row[at:], row[at + 1 : at + _LONGEST], strict=False):
        gap = glyph.x0 - last.x1
        text += (
            "\t" if gap >= _NEAR * glyph.em else " " if glyph.spaced or gap >= _WORD * glyph.em else ""
        ) + glyph.char
    text = narrow(text)
    matches = {style: match for style in styles_in(text) if (match := STYLES[style].match(text))}
    values = {style: value_of(next(g for g in m.groups() if g), style) for style, m in matches.items()}
    number = question_number(text)
    if number is not None:
        values[f"number {number[0]}"] = number[1]
    return _Start(row[at], values) if values else None


def _is_sibling(start: _Start, marked: _Start, sign: Glyph, signed: dict[tuple[float, float], str]) -> bool:
    """Whether a marker is that of another option of the same question, or the number of another question, and has not
    got the same sign."""
    if signed.get((start.glyph.x0, start.glyph.base)) == sign.char:
        return False
    others = [style for style, value in marked.values.items() if start.values.get(style, value) != value]
    near = abs(start.glyph.base - marked.glyph.base) <= _SIBLING * sign.em
    if not any(near or style.startswith("number") for style in others):
        return False
    below = min(abs(start.glyph.x0 - marked.glyph.x0), abs(start.glyph.x0 - sign.x0)) <= _ALIGNED
    return below or abs(start.glyph.base - marked.glyph.base) <= _ALIGNED
