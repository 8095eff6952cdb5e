"""Formulas on a page become text along the line, from the scripts that the document holds.

The converter draws a formula as letters in two directions, a root and tall brackets as strokes. Of 25 usual formulas,
read by their places, 17 came out as something else ("x2+y2", "x+1" for the root of it, half of a matrix), without any
sign that they did; from their scripts, none. So the text that the script means stands in the place of the drawing,
visible: what a person sees on the page is what was read. Text that nobody sees would be honest to nobody, and the
reader reports it as such (exam/page/hidden.py). A formula whose script is not surely known (page/matched.py) stays as
it was drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import ParseError, SubElement

from cgq.convert.hwp.page.matched import Match
from cgq.convert.hwp.page.places import SVG, clips_of, texts_of, width_of
from cgq.convert.hwp.page.safe import parse
from cgq.convert.hwp.page.shapes import shape_of_drawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

    from cgq.convert.hwp.page.places import Placed
    from cgq.convert.hwp.page.shapes import Shape

_UNKNOWN = Match(None)
_FONT = "'Latin Modern Math'"
"""The first font of the converter's formulas, and of nothing else."""
_SMALLEST = 0.6
"""Times its size that the text of a formula becomes at least where it has to be narrow."""
_NEAR = 0.5
"""Pixels between baselines of one line."""
_BROADER = 1.15
"""Times its estimated width that a text is granted, for fonts that are broader than most."""
_FINE = 10.0
"""Times its size that a text is set and then scaled down: librsvg puts each character on a whole pixel."""
_LINES = 1.5
"""Ems above and below a baseline within which the next column's text is looked for."""


class Written(NamedTuple):
    """How many formulas of a page became text, how many stay as they were drawn, and how many of both belong to a head,
    foot or master page."""

    as_text: int
    as_drawn: int
    again: int


def shapes_in(drawing: bytes) -> list[Shape]:
    """The shapes of the formulas of a page, in the order in which they are drawn; none of what is no page."""
    if _FONT.strip("'").encode() not in drawing:
        return []
    try:
        return [shape_of_drawing(node) for node in _formulas(parse(drawing))]
    except (ParseError, ValueError, RecursionError):
        return []  # whoever makes the page of it says so


def write_formulas(root: Element, matches: Sequence[Match]) -> Written:
    """Put the text that was found for it in the place of each formula of a page.

    Without one for each (an unsafe part of the page was taken out) it is not known which belongs to which: all stay.
    """
    drawings = _formulas(root)
    found = matches if len(matches) == len(drawings) else [_UNKNOWN] * len(drawings)
    texts = [match.text for match in found]
    if any(text is not None for text in texts):
        _write(root, drawings, texts)
    as_text = sum(text is not None for text in texts)
    return Written(as_text, len(texts) - as_text, sum(match.again for match in found))


def _formulas(root: Element) -> list[Element]:
    return [node for node in root.iter(f"{SVG}g") if _is_formula(node)]


def _is_formula(node: Element) -> bool:
    """A group with nothing but a place, in which texts of a formula stand, and no group."""
    if set(node.attrib) != {"transform"} or not node.get("transform", "").startswith("translate("):
        return False
    fonts = [child.get("font-family", "") for child in node if child.tag == f"{SVG}text"]
    return any(font.startswith(_FONT) for font in fonts)


def _write(root: Element, drawings: Sequence[Element], found: Sequence[str | None]) -> None:
    owners = {id(text): n for n, drawing in enumerate(drawings) for text in drawing}
    page = _Page(root, owners, drawings)
    for owner, first, last in page.spans():
        text = found[owner]
        if text is not None:
            page.replace(owner, first, last, text)


class _Page:
    """The texts of a page in the order in which they are drawn, and how far each was moved to the right."""

    def __init__(self, root: Element, owners: Mapping[int, int], drawings: Sequence[Element]) -> None:
        placed = texts_of(root)
        self._placed, self._owners, self._drawings = placed, [owners.get(id(t.node)) for t in placed], drawings
        self._edges = {name: edges[2] for name, (_, edges) in clips_of(root).items()}
        self._moved = [0.0] * len(placed)

    def spans(self) -> list[tuple[int, int, int]]:
        """Each drawing, and where its texts begin and end."""
        spans: dict[int, tuple[int, int]] = {}
        for at, owner in enumerate(self._owners):
            if owner is not None:
                spans[owner] = (spans.get(owner, (at, at))[0], at + 1)
        return [(owner, first, last) for owner, (first, last) in sorted(spans.items())]

    def replace(self, owner: int, first: int, last: int, text: str) -> None:
        """Make a drawing, whose texts are `first` to `last`, its text at the baseline of the line that it stands in.

        What follows in the line makes room, as far as the line has any; then the text becomes small and narrow.
        """
        parts = self._placed[first:last]
        line, base, size = self._line(first, last)
        left = min(part.box[0] for part in parts) + self._moved[first]
        drawn_to = max(part.box[2] for part in parts) + self._moved[first]
        following = self._following(last, base)
        has_more = bool(following) and self._left_of(following[0]) > left
        room = (self._left_of(following[0]) if has_more else drawn_to) - left
        wanted = width_of(text) * size * _BROADER
        if wanted > room:
            end = self._right_of(following[-1]) if has_more else drawn_to
            more = min(wanted - room, max(0.0, self._limit(parts[0], end, base, size) - end))
            room += more
            self._move(following, more)
        fill = parts[0].node.get("fill", "#000000")
        font = line.node.get("font-family", "serif") if line else "serif"
        _become(self._drawings[owner], text, (left, base), _fitting(room / max(1.0, wanted), size), font, fill)

    def _line(self, first: int, last: int) -> tuple[Placed | None, float, float]:
        """A text of the line that a drawing stands in, the line's baseline and the size of its text."""
        parts = self._placed[first:last]
        top, bottom = min(part.box[1] for part in parts), max(part.box[3] for part in parts)
        for at in (first - 1, last):
            near = self._placed[at] if 0 <= at < len(self._placed) else None
            if near and self._owners[at] is None and top <= near.y <= bottom:
                return near, near.y, near.size
        largest = max(parts, key=lambda part: part.size)
        return None, largest.y, largest.size

    def _following(self, last: int, base: float) -> list[int]:
        """What stands behind a drawing in its line: texts on its baseline, and drawings around that."""
        found: list[int] = []
        for at in range(last, len(self._placed)):
            text = self._placed[at]
            is_in = abs(text.y - base) <= (_NEAR if self._owners[at] is None else text.size * 2)
            if not is_in or (found and text.x < self._placed[found[-1]].x - 4 * text.size):
                break
            found.append(at)
        return found

    def _left_of(self, at: int) -> float:
        return self._placed[at].box[0] + self._moved[at]

    def _right_of(self, at: int) -> float:
        return self._placed[at].box[2] + self._moved[at]

    def _limit(self, part: Placed, end: float, base: float, size: float) -> float:
        """How far to the right a line that ends at `end` may go: to the edge of its cell or of the print, or to the
        text of the next column."""
        texts = self._placed
        edges = [self._edges[clip] for clip in part.clips if clip in self._edges]
        beside = [t.box[0] - size for t in texts if t.box[0] > end and abs(t.y - base) <= _LINES * size]
        return min([*edges, *beside], default=max(text.box[2] for text in texts))

    def _move(self, following: Sequence[int], by: float) -> None:
        if by <= 0:
            return
        whole: set[int] = set()
        for at in following:
            self._moved[at] += by
            owner = self._owners[at]
            node = self._placed[at].node if owner is None else self._drawings[owner]
            if owner is not None and owner in whole:
                continue
            if owner is not None:
                whole.add(owner)
            node.set("transform", f"translate({by:.4f},0) {node.get('transform', '')}".strip())


class _Fitting(NamedTuple):
    """The size of a text, and its width as a share of the usual one."""

    size: float
    narrow: float


def _fitting(share: float, size: float) -> _Fitting:
    """How to set a text that has only a share of the room that it wants: half of it by being smaller."""
    if share >= 1:
        return _Fitting(size, 1.0)
    smaller = max(_SMALLEST, share**0.5)
    return _Fitting(size * smaller, min(1.0, share / smaller))


def _become(drawing: Element, text: str, start: tuple[float, float], fitting: _Fitting, font: str, fill: str) -> None:
    tail = drawing.tail
    drawing.clear()
    drawing.tail = tail
    element = SubElement(drawing, f"{SVG}text")
    element.text = text
    x, y = start
    scales = f"{fitting.narrow / _FINE:.5f},{1 / _FINE:.5f}"
    element.set("transform", f"translate({x:.4f},{y:.4f}) scale({scales})")
    element.set("font-family", font)
    element.set("font-size", f"{_FINE * fitting.size:.4f}")
    element.set("fill", fill)
