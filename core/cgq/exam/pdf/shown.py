"""Whether what a page paints can be seen in the end: the renderer is asked.

What may not be seen (doubts.py) is left out of a drawing of the page. Where that changes nothing, nobody sees it,
whatever the cause is: a cover, a clip, the box of a form, a layer. Objects that lie over one another are left out
one after the other.
"""

from __future__ import annotations

import math
from collections import Counter
from ctypes import addressof, c_double, string_at
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pypdfium2 import raw

from cgq.exam.pdf.calls import address, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cgq.exam.geometry import Unseen
    from cgq.exam.model import BBox
    from cgq.exam.pdf.stack import Stacked
    from cgq.exam.pdf.turn import Turn

_DOTS_A_POINT = 2.0
"""An i of 6 points is then two dots wide."""

_MOST_DOTS = 4_000_000
"""A page of A4 at 2 dots a point has 2 million."""

_DIFFERENT = 10
"""Grey levels of 255 by which a dot must change: pale grey on white changes by 25, rounding by 1 or 2."""

_SEEN = 0.5
"""The share of a character's box that must hold changes: half a letter can be read."""

_MOST_ROUNDS = 10
"""How often a page is drawn at most for objects that lie over one another; what is left is judged with the rest."""

_FEW_DOTS = 4
"""A minus sign and an i are that thin; a dot's breadth decides whether they are met."""

_ACTIVE = plain(raw.FPDFPageObj_SetIsActive)
_TEXT_OBJECT, _CHAR_BOX = plain(raw.FPDFText_GetTextObject), plain(raw.FPDFText_GetCharBox)


class Hidden(NamedTuple):
    """What nobody sees: characters by their index on the page, other objects by their address."""

    chars: Mapping[int, Unseen]
    objects: frozenset[int]


NOTHING = Hidden({}, frozenset())


def hidden_on(
    page: object, stack: Sequence[Stacked], boxes: NDArray[np.float64], doubts: Mapping[int, Unseen], turn: Turn
) -> Hidden:
    """What of the doubted objects of a page nobody sees. `boxes` are raw, one an object of the stack; `turn` is that
    of the page's own rotation."""
    left: dict[int, Unseen] = {n: reason for n, reason in doubts.items() if np.isfinite(boxes[n]).all()}
    if not left:
        return NOTHING
    rows = boxes[list(left)]
    around = turn.box(*rows[:, :2].min(axis=0).tolist(), *rows[:, 2:].max(axis=0).tolist())
    changes = _Changes(Drawing(page, turn, around), stack, boxes, list(left))
    texts = {stack[n].item: n for n in left if stack[n].kind == raw.FPDF_PAGEOBJ_TEXT}
    unseen = _unseen_chars(list(_chars_of(page, texts)), changes)
    others = [n for n in left if stack[n].item not in texts]
    hidden = frozenset(stack[n].item for n in others if not changes.share(n, boxes[n].tolist()))
    chars: dict[int, Unseen] = {char: left[n] for char, n in unseen}
    return Hidden(chars, hidden)


def _unseen_chars(chars: Sequence[tuple[int, int, BBox]], changes: _Changes) -> list[tuple[int, int]]:
    """The characters that are not seen, each with its object. One of which little is seen follows the others of its
    object, and is seen where it is alone: half a letter can be read, and the boxes of some fonts are too large."""
    shares = [(char, n, changes.share(n, box)) for char, n, box in chars]
    votes = Counter[int]()
    for _, n, share in shares:
        votes[n] += 1 if share >= _SEEN else -1 if not share else 0
    return [(char, n) for char, n, share in shares if not share or (share < _SEEN and votes[n] < 0)]


def _chars_of(page: object, texts: Mapping[int, int]) -> Iterator[tuple[int, int, BBox]]:
    """The characters of some text objects, by address: index on the page, what the object is called, raw box."""
    text_page = raw.FPDFText_LoadPage(page) if texts else None
    if not text_page:
        return
    try:
        at, count = address(text_page), max(0, raw.FPDFText_CountChars(text_page))
        edges = [c_double() for _ in range(4)]
        places = [addressof(edge) for edge in edges]
        for char, item in enumerate(map(_TEXT_OBJECT, repeat(at), range(count))):
            if item in texts and _CHAR_BOX(at, char, *places):
                left, right, bottom, top = (edge.value for edge in edges)
                yield char, texts[item], (left, bottom, right, top)
    finally:
        raw.FPDFText_ClosePage(text_page)


class _Changes:
    """What changes on a page without its doubted objects: without all of them, and without those of each round."""

    def __init__(self, drawing: Drawing, stack: Sequence[Stacked], boxes: NDArray[np.float64], doubts: list[int]):
        self._drawing = drawing
        rounds = _rounds(doubts, boxes)
        whole = drawing.without([]).astype(np.int16)
        changed = [np.abs(drawing.without([stack[n].item for n in some]) - whole) > _DIFFERENT for some in rounds]
        self._own = {n: change for some, change in zip(rounds, changed, strict=True) for n in some}
        self._any = np.logical_or.reduce(changed)
        self._all = self._any
        if len(rounds) > 1:
            self._all = np.abs(drawing.without([stack[n].item for n in doubts]) - whole) > _DIFFERENT

    def share(self, n: int, box: BBox) -> float:
        """The share of a raw box that a doubted object spans there of what is seen.

        Of a text that is printed twice for a bold look neither print makes a change alone, but both together do.
        """
        own = self._spanned(self._own[n], box) if n in self._own else 0.0
        if not own and not self._spanned(self._any, box):
            return self._spanned(self._all, box)
        return own

    def _spanned(self, changed: NDArray[np.bool_], box: BBox) -> float:
        part = self._drawing.part(changed, box)
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if not len(rows):
            return 0.0
        spanned = int(rows[-1] - rows[0] + 1) * int(columns[-1] - columns[0] + 1)
        most: int = max(1, part.shape[0] - 1) * max(1, part.shape[1] - 1)  # dots at its edges are hardly touched
        return spanned / most


def _rounds(doubts: Sequence[int], boxes: NDArray[np.float64]) -> list[list[int]]:
    """The doubted objects in `_MOST_ROUNDS` sets at most of which no two lie over one another; those that fit into
    none of them are left out."""
    rounds: list[list[int]] = []
    drawn: list[NDArray[np.float64]] = []
    for n in doubts:
        for together, known in zip(rounds, drawn, strict=True):
            others = known[: len(together)]
            clear = (others[:, 2] <= boxes[n, 0]) | (others[:, 0] >= boxes[n, 2])
            clear |= (others[:, 3] <= boxes[n, 1]) | (others[:, 1] >= boxes[n, 3])
            if clear.all():
                known[len(together)] = boxes[n]
                together.append(n)
                break
        else:
            if len(rounds) < _MOST_ROUNDS:
                rounds.append([n])
                drawn.append(np.empty((len(doubts), 4)))
                drawn[-1][0] = boxes[n]
    return rounds


class Drawing:
    """An area of a page, displayed, that is drawn again and again, in grey."""

    def __init__(self, page: object, turn: Turn, area: BBox, *, annotated: bool = False) -> None:
        self._page = page
        self._flags = raw.FPDF_GRAYSCALE | (raw.FPDF_ANNOT if annotated else 0)
        self._turn = turn
        self._scale = min(_DOTS_A_POINT, math.sqrt(_MOST_DOTS / (turn.width * turn.height)))
        self._whole = [max(1, math.ceil(side * self._scale)) for side in (turn.width, turn.height)]
        self._corner = [max(0, math.floor(edge * self._scale) - _FEW_DOTS) for edge in area[:2]]
        ends = [math.ceil(edge * self._scale) + _FEW_DOTS for edge in area[2:]]
        self._size = [
            max(1, min(end, side) - start) for start, end, side in zip(self._corner, ends, self._whole, strict=True)
        ]

    def dots(self) -> NDArray[np.uint8]:
        """Rows of dots from the top, 0 is black."""
        (left, top), (width, height), (across, down) = self._corner, self._size, self._whole
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            raw.FPDF_RenderPageBitmap(bitmap, self._page, -left, -top, across, down, 0, self._flags)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            rows = string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return np.frombuffer(rows, np.uint8).reshape(height, stride)[:, :width]

    def without(self, items: Sequence[int]) -> NDArray[np.uint8]:
        """The page without some of its objects."""
        for item in items:
            _ACTIVE(item, 0)
        try:
            return self.dots()
        finally:
            for item in items:
                _ACTIVE(item, 1)

    def part(self, dots: NDArray[np.bool_], box: Sequence[float]) -> NDArray[np.bool_]:
        """What of a drawing lies in a raw box; nothing off the page, or where the box has no numbers."""
        if not np.isfinite(box).all():
            return np.zeros((1, 1), bool)
        left, bottom, right, top = box
        x0, y0, x1, y1 = (edge * self._scale for edge in self._turn.box(left, bottom, right, top))
        x, y = self._corner
        part = dots[_range(y0 - y, y1 - y), _range(x0 - x, x1 - x)]
        return part if part.size else np.zeros((1, 1), bool)


def _range(start: float, stop: float) -> slice:
    """The dots between two edges; of what is a few dots wide, those that it may touch, too."""
    more = 1 if stop - start < _FEW_DOTS else 0
    return slice(max(0, round(start) - more), max(0, round(stop) + more))
