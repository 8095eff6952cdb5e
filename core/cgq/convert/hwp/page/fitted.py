"""No text and no picture of a page is cut off: clips are widened to it, and the page itself grows.

The converter lays text out with other fonts than the document was made with, so that a line, a table or the content of
a box may run past its foot; it cuts it there. What was cut is lost to whoever looks at the page and to its reader, and
an official document of 66 pages lost 282 characters so. Text that runs on is seen and read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.convert.hwp.page.places import PRINT, SVG, Placed, clips_of, number_of, pictures_of, texts_of, transform_of
from cgq.convert.hwp.page.safe import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

    from cgq.convert.hwp.page.places import Box, Picture

_MOST_GROWTH = 3.0
"""Times its own width and height that a page may become."""
_EDGE = 4.0
"""Pixels left around text that stood outside of the page."""
_APART = 0.45
"""Lines whose baselines differ by less of the smaller font lie over each other."""
_OVER = 0.5
"""Share of the narrower of two characters that the other covers, from which on it hides it."""
_ALIKE = 2.0
"""Times its size from which on a text behind another is a watermark."""
_FEWEST = 2
"""Characters that lie over others, from which on it is reported: one may be a mark on a letter."""
_DEEPEST = 20
"""Groups within groups of a foot; a table in it takes two."""
_CELL = 24.0
"""Pixels of a square of the grid in which neighbours are looked for: a line's height."""
_MOST_NEIGHBOURS = 200
"""Characters near one that are compared with it; more lie on a heap."""


class Fit(NamedTuple):
    """What had to be done: `grown` are pixels by which the page grew to the right and down, `uncut` the characters that
    had been cut off, `lost` those that lie too far away for any page, `overlaid` those that lie over others."""

    grown: tuple[float, float]
    uncut: int
    lost: str
    overlaid: str


def fit(root: Element, texts: Sequence[Placed]) -> Fit:
    """Widen what clips a text or a picture, and the page; `texts` are all of the page."""
    wide, high = (number_of(root.get(name), 1.0) for name in ("width", "height"))
    near = [text for text in texts if _is_near(text.box, wide, high)]
    lost = "".join(text.text for text in texts if not _is_near(text.box, wide, high))
    pictures = [picture for picture in pictures_of(root) if _is_near(picture.box, wide, high) and _is_cut(picture)]
    down = _lower_foot(root, [*near, *pictures])
    uncut = _widen_clips(root, near, pictures)
    written = [text.box for text in near if text.text.strip()]
    grown = _grow(root, [*written, *(picture.box for picture in pictures)], wide, high, down)
    overlaid = _overlaid(texts_of(root) if down else near)
    return Fit(grown, uncut, lost, "".join(text.text for text in overlaid))


def _is_near(box: Box, wide: float, high: float) -> bool:
    furthest = [min(_MOST_GROWTH * side, LARGEST / 2) for side in (wide, high)]
    return box[0] >= -wide and box[1] >= -high and box[2] <= max(furthest[0], wide) and box[3] <= max(furthest[1], high)


def _is_cut(picture: Picture) -> bool:
    """Whether a picture may be cut by mistake: one behind the text may mean to lie over the page's edges."""
    return any(clip.startswith(PRINT) for clip in picture.clips)


def _widen_clips(root: Element, texts: Sequence[Placed], pictures: Sequence[Picture]) -> int:
    """Widen each clip to the texts and pictures that it cuts; how many of the texts' characters it cut."""
    clips = clips_of(root)
    wanted: dict[str, list[Box]] = {}
    cut = 0
    shown: list[Placed | Picture] = [*texts, *pictures]
    for one in shown:
        edges = [(name, clips[name][1]) for name in one.clips if name in clips]
        for name, clip in edges:
            if not _is_within(one.box, clip):
                wanted.setdefault(name, [clip]).append(one.box)
        is_cut = any(not _has_middle(one.box, clip) for _, clip in edges)
        cut += len(one.text.strip()) if is_cut and isinstance(one, Placed) else 0
    for name, boxes in wanted.items():
        _set_edges(clips[name][0], _around(boxes))
    return cut


def _set_edges(rect: Element, box: Box) -> None:
    left, top, right, bottom = box
    for name, value in (("x", left), ("y", top), ("width", right - left), ("height", bottom - top)):
        rect.set(name, f"{value:.2f}")


def _is_within(box: Box, outer: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _has_middle(box: Box, outer: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _grow(root: Element, boxes: Sequence[Box], wide: float, high: float, down: float) -> tuple[float, float]:
    """Enlarge the page to all of its texts and pictures that lie over its edges, and to a foot that was moved down.

    A full stop stands in the lowest part of its line: it lies outside where the middle of the line does not.
    """
    outside = [box for box in boxes if not _is_within(box, (0.0, 0.0, wide, high))]
    if not outside and not down:
        return 0.0, 0.0
    left, top, right, bottom = _around([(0.0, 0.0, wide, high), *outside])
    left, top = (edge - _EDGE if edge < 0 else 0.0 for edge in (left, top))
    right, bottom = (edge + _EDGE if edge > own else own for edge, own in ((right, wide), (bottom, high)))
    bottom = max(bottom, high + down)
    root.set("viewBox", f"{left:.2f} {top:.2f} {right - left:.2f} {bottom - top:.2f}")
    root.set("width", f"{right - left:.2f}")
    root.set("height", f"{bottom - top:.2f}")
    return right - left - wide, bottom - top - high


def _lower_foot(root: Element, shown: Sequence[Placed | Picture]) -> float:
    """Move the foot of a page below what runs on into it or past it, and by how many pixels."""
    prints = {name: edges[3] for name, (_, edges) in clips_of(root).items() if name.startswith(PRINT)}
    end = max(prints.values(), default=None)
    lowest = max((one.box[3] for one in shown if prints.keys() & one.clips), default=0.0)
    if end is None or lowest <= end:
        return 0.0
    foot = [node for node in root if PRINT not in node.get("clip-path", "") and _top(node, 0) >= end]
    top = min((_top(node, 0) for node in foot), default=lowest)
    if top >= lowest:
        return 0.0
    down = lowest - top + _EDGE
    for node in foot:
        node.set("transform", f"translate(0,{down:.4f}) {node.get('transform', '')}".strip())
    return down


def _top(node: Element, depth: int) -> float:
    """The upper edge of an element, about; that of a group is its highest one's."""
    if node.tag == f"{SVG}g" and depth < _DEEPEST:
        outer = transform_of(node.get("transform")).f
        return outer + min((_top(child, depth + 1) for child in node), default=0.0)
    if node.tag == f"{SVG}text":
        y = number_of(node.get("y")) - 0.8 * number_of(node.get("font-size"), 12.0)
    elif node.tag == f"{SVG}line":
        y = min(number_of(node.get("y1")), number_of(node.get("y2")))
    elif node.tag in (f"{SVG}rect", f"{SVG}image", f"{SVG}svg"):
        y = number_of(node.get("y"))
    else:
        return 0.0
    return y + transform_of(node.get("transform")).f


def _overlaid(texts: Sequence[Placed]) -> list[Placed]:
    """The texts of other lines that lie over text which was drawn before, in their order; none where they are few."""
    grid: dict[tuple[int, int], list[int]] = {}
    over: list[Placed] = []
    for n, text in enumerate(texts):
        if not text.upright or text.centred or not text.text.strip():
            continue
        cells = list(_cells(text.box))
        near = {other for cell in cells for other in grid.get(cell, ())[-_MOST_NEIGHBOURS:]}
        if any(_lies_over(text, texts[other]) for other in near):
            over.append(text)
        for cell in cells:
            grid.setdefault(cell, []).append(n)
    return over if len(over) >= _FEWEST else []


def _cells(box: Box) -> Iterable[tuple[int, int]]:
    left, top, right, bottom = (int(edge // _CELL) for edge in box)
    for x in range(left, min(right, left + 40) + 1):
        for y in range(top, min(bottom, top + 10) + 1):
            yield x, y


def _lies_over(text: Placed, other: Placed) -> bool:
    """Whether two characters hide each other; those of one line only stand close, and a shadow is its own letter."""
    down, small = abs(text.y - other.y), min(text.size, other.size)
    if max(text.size, other.size) > _ALIKE * small or down > _APART * small or text.text == other.text:
        return False
    (left, _, right, _), (start, _, end, _) = text.box, other.box
    across = min(right, end) - max(left, start)
    if across <= _OVER * min(text.width, other.width):
        return False
    return down > 0.1 * small or abs(text.x - other.x) < 0.1 * small
