"""Text that a file holds and nobody sees: taken out and reported, unless it is a scan's own layer of text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq.exam.findings import OCR_LAYER
from cgq.exam.geometry import Painted, Unseen, around
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cgq.exam.geometry import Drawing, Glyph, Ink, Sheet
    from cgq.exam.model import BBox

_TINY = 3.7
_READABLE = 6.0
_WHOLE = 0.9
_SCANNED = 0.5
_PALE = 235
_ALIKE = 12
_FEWEST = 3
_FEWEST_UNDER = 100
"""Characters under a picture from which on they are the text of a scan: a covered foot has some thirty."""

_MOST_GROUNDS = 500
_PAPER: Ink = (255, 255, 255)


Why = Unseen | Literal["outside", "ground", "tiny"]
"""Why nobody sees a text: as the reader found, or because it stands outside of the page, has the colour of its
ground, or is too small to be read."""

_MEANT: frozenset[Why] = frozenset({"covered", "cut", "layer"})
"""What was once to be seen: a single character of it may be an answer."""


@dataclass(frozen=True, slots=True)
class Concealed:
    """Characters of a page that nobody sees for one reason; where they stand, if on the page."""

    page: int
    why: Why
    text: str
    box: BBox | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Pages as a person sees them, what was taken out, notes, and the pages whose text lies over a scan."""

    sheets: tuple[Sheet, ...]
    concealed: tuple[Concealed, ...]
    findings: tuple[Finding, ...]
    recognised: frozenset[int]


def seen_of(sheets: Sequence[Sheet]) -> Seen:
    """The pages without text that nobody sees."""
    kept: list[Sheet] = []
    concealed: list[Concealed] = []
    findings: list[Finding] = []
    recognised: set[int] = set()
    for sheet in sheets:
        if len(sheet.outside) >= _FEWEST:
            concealed.append(Concealed(sheet.number, "outside", sheet.outside))
        if _is_layer(sheet):
            recognised.add(sheet.number)
            kept.append(sheet)
            continue
        hidden = _hidden(sheet)
        concealed += _concealed(sheet, hidden)
        kept.append(_without(sheet, hidden) if hidden else sheet)
    if recognised:
        pages = f"{len(recognised)} pages are scans" if len(recognised) > 1 else "a page is a scan"
        message = f"{pages} with recognised text, which may differ from what is printed: compare with the page"
        findings.append(Finding(code=OCR_LAYER, message=message, page=min(recognised)))
    return Seen(tuple(kept), tuple(concealed), tuple(findings), frozenset(recognised))


def _concealed(sheet: Sheet, hidden: Mapping[int, Why]) -> list[Concealed]:
    """What is hidden, reason by reason. A shadow is seen, and the text that it belongs to is read; of what was never
    meant for a reader a character or two are no text."""
    found: list[Concealed] = []
    for why in sorted(set(hidden.values())):
        glyphs = [sheet.glyphs[i] for i in sorted(hidden) if hidden[i] == why]
        if why != "shadow" and (why in _MEANT or len(glyphs) >= _FEWEST):
            text = "".join(glyph.char for glyph in glyphs)
            found.append(Concealed(sheet.number, why, text, around(glyph[1:5] for glyph in glyphs)))
    return found


def _is_layer(sheet: Sheet) -> bool:
    """Whether nearly all text of a page is unpainted, or lies under pictures, and a picture covers most of the page."""
    unpainted = sum(p.stop - p.start for p in sheet.painted if p.unseen == "unpainted")
    under = sum(p.stop - p.start for p in sheet.painted if p.unseen == "covered")
    unseen = unpainted + under if under >= _FEWEST_UNDER else unpainted
    if not unseen or unseen < _WHOLE * len(sheet.glyphs):
        return False
    covered = sum((b[2] - b[0]) * (b[3] - b[1]) for b in sheet.pictures)
    return covered >= _SCANNED * sheet.width * sheet.height


def _hidden(sheet: Sheet) -> dict[int, Why]:
    """The glyphs that nobody sees, each with the reason."""
    hidden: dict[int, Why] = {}
    grounds = [d for d in sheet.drawings if d.fill is not None][-_MOST_GROUNDS:]
    for start, stop, ink, unseen in sheet.painted:
        for index in range(start, stop):
            if unseen is not None:
                hidden[index] = unseen
            elif _melts(sheet.glyphs[index], ink, sheet, grounds):
                hidden[index] = "ground"
    heights = [y1 - y0 for _, _, y0, _, y1, _, _ in sheet.glyphs]
    if min(heights, default=_TINY) < _TINY and sorted(heights)[len(heights) // 2] >= _READABLE:
        hidden.update((i, "tiny") for i, height in enumerate(heights) if height < _TINY)
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


def _without(sheet: Sheet, hidden: Collection[int]) -> Sheet:
    gone = sorted(hidden)
    painted = [
        Painted(p.start - bisect_right(gone, p.start - 1), p.stop - bisect_right(gone, p.stop - 1), p.ink, p.unseen)
        for p in sheet.painted
    ]
    return replace(
        sheet,
        glyphs=tuple(g for i, g in enumerate(sheet.glyphs) if i not in hidden),
        painted=tuple(p for p in painted if p.stop > p.start),
    )
