"""What of a page's texts and drawings is seen, and how it is painted: the one place that decides for the reader.

What has the colour of its ground, or is too small to be read, is told later from the finished sheet (page/hidden.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.pdf.doubts import doubted
from cgq.exam.pdf.paints import fills_of, paints_of
from cgq.exam.pdf.shadows import shadows_of
from cgq.exam.pdf.shown import hidden_on
from cgq.exam.pdf.stack import boxes_of, stack_of

if TYPE_CHECKING:
    from cgq.exam.geometry import Unseen
    from cgq.exam.pdf.objects import Objects
    from cgq.exam.pdf.paints import Paint
    from cgq.exam.pdf.shown import Hidden
    from cgq.exam.pdf.turn import Turn


def sight_of(page: object, objects: Objects, turn: Turn, *, layered: bool) -> tuple[dict[int, Paint], Hidden]:
    """The unusual paints of a page by the address of their text object, and what is painted and not seen. `turn` is
    that of the page's own rotation; `layered` tells that the file may hide layers."""
    stack = stack_of(objects)
    boxes = boxes_of(stack)
    at = [n for n, stacked in enumerate(stack) if stacked.kind == raw.FPDF_PAGEOBJ_TEXT]
    texts = [stack[n].item for n in at]
    fills = fills_of(texts)
    paints = paints_of(texts, fills)
    unpainted = {n for n in at if (paint := paints.get(stack[n].item)) and paint.unseen}
    paints |= shadows_of(page, texts, boxes[at], fills)
    doubts: dict[int, Unseen] = {
        n: why for n, why in doubted(stack, boxes, layered=layered).items() if n not in unpainted
    }
    return paints, hidden_on(page, stack, boxes, doubts, turn)
