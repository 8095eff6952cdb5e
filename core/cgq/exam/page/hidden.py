"""Text that a file holds and nobody sees: taken out and reported, unless it is a scan's own layer of text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.findings import INVISIBLE_TEXT, OCR_LAYER
from cgq.exam.geometry import Painted
from cgq.exam.model import Finding
from cgq.exam.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Drawing, Glyph, Ink, Sheet

_TINY = 3.7
_READABLE = 6.0
_WHOLE = 0.9
_SCANNED = 0.5
_PALE = 235
_ALIKE = 12
_FEWEST = 3
_QUOTED = 40
_MOST_GROUNDS = 500
_PAPER: Ink = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Seen:
    """Pages as a person sees them, what was taken out, and the pages whose text lies over a scan."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]
    recognised: frozenset[int]


def seen_of(sheets: Sequence[Sheet]) -> Seen:
    """The pages without text that nobody sees."""
    kept: list[Sheet] = []
    findings: list[Finding] = []
    recognised: set[int] = set()
    for sheet in sheets:
        if len(sheet.outside) >= _FEWEST:
            findings.append(_finding(sheet.number, sheet.outside, "stand outside the page"))
        if _is_layer(sheet):
            recognised.add(sheet.number)
            kept.append(sheet)
            continue
        hidden = _hidden(sheet)
        if len(hidden) >= _FEWEST:
            text = "".join(sheet.glyphs[i].char for i in sorted(hidden))
            findings.append(_finding(sheet.number, text, "cannot be seen"))
        kept.append(_without(sheet, hidden) if hidden else sheet)
    if recognised:
        pages = f"{len(recognised)} pages are scans" if len(recognised) > 1 else "a page is a scan"
        message = f"{pages} with recognised text, which may differ from what is printed: compare with the page"
        findings.append(Finding(code=OCR_LAYER, message=message, page=min(recognised)))
    return Seen(tuple(kept), tuple(findings), frozenset(recognised))


def _finding(page: int, text: str, what: str) -> Finding:
    message = f'{len(text)} characters {what} and were not read ("{printable(text, _QUOTED)}"): look if they matter'
    return Finding(code=INVISIBLE_TEXT, message=message, page=page)


def _is_layer(sheet: Sheet) -> bool:
    """Whether nearly all text of a page is unpainted and a picture covers most of the page."""
    unpainted = sum(p.stop - p.start for p in sheet.painted if not p.painted)
    if not unpainted or unpainted < _WHOLE * len(sheet.glyphs):
        return False
    covered = sum((b[2] - b[0]) * (b[3] - b[1]) for b in sheet.pictures)
    return covered >= _SCANNED * sheet.width * sheet.height


def _hidden(sheet: Sheet) -> set[int]:
    hidden: set[int] = set()
    grounds = [d for d in sheet.drawings if d.fill is not None][-_MOST_GROUNDS:]
    for start, stop, ink, painted in sheet.painted:
        for index in range(start, stop):
            if not painted or _melts(sheet.glyphs[index], ink, sheet, grounds):
                hidden.add(index)
    tiny = [i for i, (_, _, y0, _, y1, _, _) in enumerate(sheet.glyphs) if y1 - y0 < _TINY]
    if tiny and sorted(g.y1 - g.y0 for g in sheet.glyphs)[len(sheet.glyphs) // 2] >= _READABLE:
        hidden.update(tiny)
    return hidden


def _melts(glyph: Glyph, ink: Ink, sheet: Sheet, grounds: Sequence[Drawing]) -> bool:
    """Whether a glyph has the colour of what lies under it: an area, or the paper. Over a picture it may be seen."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    if any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in sheet.pictures):
        return False
    ground = next((d.fill for d in reversed(grounds) if d.fill is not None and _holds(d, x, y)), _PAPER)
    if ground == _PAPER:
        return min(ink) >= _PALE
    return max(abs(a - b) for a, b in zip(ink, ground, strict=True)) <= _ALIKE


def _holds(drawing: Drawing, x: float, y: float) -> bool:
    x0, y0, x1, y1 = drawing.box
    return x0 <= x <= x1 and y0 <= y <= y1


def _without(sheet: Sheet, hidden: set[int]) -> Sheet:
    gone = sorted(hidden)
    painted = [
        Painted(p.start - bisect_right(gone, p.start - 1), p.stop - bisect_right(gone, p.stop - 1), p.ink, p.painted)
        for p in sheet.painted
    ]
    return replace(
        sheet,
        glyphs=tuple(g for i, g in enumerate(sheet.glyphs) if i not in hidden),
        painted=tuple(p for p in painted if p.stop > p.start),
    )
