"""What stands where on the pages of a paper, read straight from its glyphs: the measure of every place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.limits import Limits
from cgq.exam.pdf.reader import read_paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.exam.geometry import Glyph, Sheet
    from cgq.exam.model import BBox, Document

Boxes = dict[int, list[tuple[float, float, float, float]]]
_EDGE = 0.1


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """The pages of a PDF as the reader sees them."""
    return read_paper(data, None, Limits(), lambda done, total: None).sheets


def accounted(document: Document) -> Boxes:
    """By page, every box in which a document says that something stands."""
    boxes: Boxes = {}
    for question in document.questions:
        for place in question.places:
            boxes.setdefault(place.page, []).append(place.bbox)
    for page in document.layout:
        boxes.setdefault(page.number, []).extend((*page.furniture, *page.headings, *page.keys, *page.unclaimed))
    return boxes


def astray(sheets: Iterable[Sheet], boxes: Boxes) -> list[tuple[int, str]]:
    """Page and character of every glyph that lies in no box."""
    return [
        (sheet.number, glyph.char)
        for sheet in sheets
        for glyph in sheet.glyphs
        if not any(_lies_in(glyph, box) for box in boxes.get(sheet.number, ()))
    ]


def text_in(sheet: Sheet, box: BBox) -> str:
    """The characters inside a box in reading order, without spaces; characters drawn twice come once."""
    inside = [glyph for glyph in sheet.glyphs if _lies_in(glyph, box)]
    return "".join(glyph.char for glyph in _once(sorted(inside, key=lambda g: (round(g.base), g.x0))))


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    last: Glyph | None = None
    for glyph in glyphs:
        if last is None or glyph.char != last.char or abs(glyph.x0 - last.x0) > 1:
            yield glyph
        last = glyph


def _lies_in(glyph: Glyph, box: BBox) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return box[0] - _EDGE <= x <= box[2] + _EDGE and box[1] - _EDGE <= y <= box[3] + _EDGE
