"""What Tesseract read of the strips goes back to where it stands on the page, and the rings go in between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocrmypdf.models.ocr_element import Baseline, BoundingBox, OcrClass, OcrElement

from cgq.exam.ocr.strips import strip_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.circled.rings import Ring
    from cgq.exam.ocr.strips import Strip

_BESIDE = 3.0
_WITHIN = 0.6
_SLACK = 0.25


def layer_of(read: OcrElement, size: tuple[int, int], strips: Sequence[Strip], rings: Sequence[Ring]) -> OcrElement:
    """The page's text: lines of words as they stand on the page, the rings among them."""
    lines = [_on_page(line, strips) for line in read.lines]
    for ring in rings:
        line = _line_of(ring, lines)
        if line is None:
            lines.append(_alone(ring))
        else:
            _put(ring, line)
    paragraph = OcrElement(ocr_class=OcrClass.PARAGRAPH, bbox=_whole(size), children=lines)
    return replace(read, bbox=_whole(size), children=[paragraph])


def _whole(size: tuple[int, int]) -> BoundingBox:
    return BoundingBox(0, 0, *size)


def _on_page(line: OcrElement, strips: Sequence[Strip]) -> OcrElement:
    assert line.bbox is not None  # the parser leaves out lines without a box
    strip = strip_at(strips, line.bbox.top)
    dx, dy = strip.left, strip.top - strip.at
    words = [replace(w, bbox=_moved(w.bbox, dx, dy)) for w in line.children if w.bbox is not None]
    return replace(line, bbox=_moved(line.bbox, dx, dy), children=words)


def _moved(box: BoundingBox, dx: float, dy: float) -> BoundingBox:
    return BoundingBox(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)


def _line_of(ring: Ring, lines: Sequence[OcrElement]) -> OcrElement | None:
    """The line that a ring stands in or right beside."""
    left, top, right, bottom = ring.box
    middle, wide = (top + bottom) / 2, right - left
    best: tuple[float, OcrElement] | None = None
    for line in lines:
        box = line.bbox
        if box is None or not box.top - _SLACK * wide <= middle <= box.bottom + _SLACK * wide:
            continue
        if not _WITHIN * wide <= box.height <= wide / _WITHIN * 1.5:
            continue
        gap = max(box.left - right, left - box.right, 0.0)
        away = gap + abs((box.top + box.bottom) / 2 - middle)
        if gap <= _BESIDE * wide and (best is None or away < best[0]):
            best = (away, line)
    return best[1] if best is not None else None


def _put(ring: Ring, line: OcrElement) -> None:
    """The ring as a word of the line, which begins with it where it stands before the others."""
    word = _word(ring)
    box, baseline = line.bbox, line.baseline
    assert box is not None
    at = sum(1 for w in line.children if w.bbox is not None and w.bbox.left < ring.box[0])
    line.children.insert(at, word)
    left = min(box.left, ring.box[0])
    line.bbox = BoundingBox(left, box.top, max(box.right, ring.box[2]), box.bottom)
    if baseline is not None:
        line.baseline = Baseline(baseline.slope, baseline.intercept - baseline.slope * (box.left - left))


def _alone(ring: Ring) -> OcrElement:
    """A line of nothing but the ring."""
    return OcrElement(ocr_class=OcrClass.LINE, bbox=BoundingBox(*ring.box), children=[_word(ring)])


def _word(ring: Ring) -> OcrElement:
    return OcrElement(ocr_class=OcrClass.WORD, bbox=BoundingBox(*ring.box), text=ring.sign)
