"""Rules, pictures and drawings of a page: what tables, boxes and exhibits are drawn with."""

from __future__ import annotations

from ctypes import addressof, c_float, c_int, c_uint
from itertools import repeat
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.geometry import Drawing, Rule
from cgq.exam.pdf.calls import plain
from cgq.exam.pdf.images import hash_of, is_blank, shown_part
from cgq.exam.pdf.objects import STILL, inside, matrix_of, moved, times

if TYPE_CHECKING:
    from collections.abc import Container

    from cgq.exam.geometry import Ink
    from cgq.exam.model import BBox
    from cgq.exam.pdf.objects import Matrix, Objects
    from cgq.exam.pdf.turn import Turn

_THIN = 2.5
_BLANK = 250
_THICK = 5.0
_MOST_BARS = 8
_SHORTEST = 3.0
_DEEPEST = 3
_MOST_SEGMENTS = 4000

_BOUNDS = plain(raw.FPDFPageObj_GetBounds)
_DRAW_MODE = plain(raw.FPDFPath_GetDrawMode)
_FILL_COLOUR, _STROKE_COLOUR = plain(raw.FPDFPageObj_GetFillColor), plain(raw.FPDFPageObj_GetStrokeColor)
_STROKE_WIDTH = plain(raw.FPDFPageObj_GetStrokeWidth)
_SEGMENTS, _SEGMENT = plain(raw.FPDFPath_CountSegments), plain(raw.FPDFPath_GetPathSegment)
_POINT, _SEGMENT_KIND = plain(raw.FPDFPathSegment_GetPoint), plain(raw.FPDFPathSegment_GetType)
_CLOSES = plain(raw.FPDFPathSegment_GetClose)

Segment = tuple[float, float, float, float]
Point = tuple[float, float]
_SLANTED = 1.0
_FRAMED = 0.5
_TALLEST_GROUND = 30.0
"""Points: an area without a stroke that is no taller lies behind a line or two of text, at most 15 points apart. Its
edges are where a colour ends and no strokes, so neither an underline nor a frame."""
_GAUDY = 100
"""How far the parts of an ink (0 to 255) lie apart in the colours of a marker pen; boxes round a text are paler."""


class Strokes:
    """Walks the objects of one page once and keeps straight rules, pictures and drawings, in displayed
    points; `outlined` counts the points of curved and slanted paths, of which outlined characters are made."""

    def __init__(self, turn: Turn, limit: int, unseen: Container[int] = frozenset()) -> None:
        """`unseen` are the addresses of objects that are left out."""
        self.rules: list[Rule] = []
        self.pictures: list[BBox] = []
        self.drawings: list[Drawing] = []
        self.outlined = 0
        self._turn = turn
        self._left = limit
        self._unseen = unseen

    @property
    def overfull(self) -> bool:
        """Whether the limit ended the walk."""
        return self._left <= 0

    def read(self, objects: Objects) -> None:
        """Walk every object of a page."""
        self._walk(objects, STILL, 0)

    def _walk(self, objects: Objects, outer: Matrix, depth: int) -> None:
        for kind, item in objects:
            self._left -= 1
            if item in self._unseen:
                continue
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._picture(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                self._walk(inside(item), times(matrix_of(item), outer), depth + 1)
            if self.overfull:
                return

    def _picture(self, item: int, outer: Matrix) -> None:
        left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
        if _BOUNDS(item, *map(addressof, (left, bottom, right, top))):
            xa, ya = moved(outer, left.value, bottom.value)
            xb, yb = moved(outer, right.value, top.value)
            box = self._turn.box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
            self.pictures.append(box)
            shown = shown_part(item, box, self._turn)
            if shown is not None and not is_blank(item):
                self.drawings.append(Drawing(shown, picture=hash_of(item, box, shown)))

    def _path(self, item: int, outer: Matrix) -> None:
        fill, stroke = c_int(), c_int()
        _DRAW_MODE(item, addressof(fill), addressof(stroke))
        if not fill.value and not stroke.value:
            return
        matrix = times(matrix_of(item), outer)
        pieces = _pieces(item)
        segments, points = _outline(pieces, self._displayed(matrix, _points(pieces)))
        self._left -= len(points)
        self._draw(item, segments, points, filled=bool(fill.value), stroked=bool(stroke.value))
        if not fill.value:
            self._draw_bars(item, segments)
        if fill.value and not stroke.value:
            whole = _bounds(segments)
            if whole is not None and min(whole[2] - whole[0], whole[3] - whole[1]) <= _THIN:
                self._keep(whole)
                return
            ink = _fill_of(item)
            if whole is not None and _is_ground(whole, ink):
                return
            if ink is not None and min(ink) >= _BLANK:
                return  # nobody sees the edges of a correction's ground
        for x0, y0, x1, y1 in segments:
            if abs(x1 - x0) <= 1 or abs(y1 - y0) <= 1:
                self._keep((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _draw(self, item: int, segments: list[Segment], points: list[Point], *, filled: bool, stroked: bool) -> None:
        """Keep a path that is curved, slanted or an area of colour; straight strokes are rules and no more."""
        curved = len(points) > 2 * len(segments) + 1
        slanted = any(abs(c - a) > _SLANTED and abs(d - b) > _SLANTED for a, b, c, d in segments)
        if not points or not (curved or slanted or filled):
            return
        self.outlined += len(points) if curved or slanted else 0
        x0, y0, x1, y1 = (*map(min, zip(*points, strict=True)), *map(max, zip(*points, strict=True)))
        if not (curved or slanted) and min(x1 - x0, y1 - y0) <= _THIN:
            return
        colour = _fill_of(item) if filled else None
        if colour is not None and min(colour) >= _BLANK and not stroked:
            return
        along = sum(abs(c - a) + abs(d - b) for a, b, c, d in segments if abs(c - a) <= 1 or abs(d - b) <= 1)
        framed = along >= _FRAMED * 2 * (x1 - x0 + y1 - y0)
        self.drawings.append(Drawing((x0, y0, x1, y1), None, tuple(points), framed, colour))

    def _draw_bars(self, item: int, segments: list[Segment]) -> None:
        """Straight strokes so thick that text may stand on them are areas of colour."""
        width = c_float()
        if len(segments) > _MOST_BARS or not _STROKE_WIDTH(item, addressof(width)) or width.value < _THICK:
            return
        r, g, b, opacity = c_uint(), c_uint(), c_uint(), c_uint()
        _STROKE_COLOUR(item, *map(addressof, (r, g, b, opacity)))
        half = width.value / 2
        for x0, y0, x1, y1 in segments:
            if abs(x1 - x0) <= 1:
                box = (x0 - half, min(y0, y1), x0 + half, max(y0, y1))
            elif abs(y1 - y0) <= 1:
                box = (min(x0, x1), y0 - half, max(x0, x1), y0 + half)
            else:
                continue
            self.drawings.append(Drawing(box, None, (), True, (r.value, g.value, b.value)))

    def _keep(self, box: Segment) -> None:
        if max(box[2] - box[0], box[3] - box[1]) >= _SHORTEST:
            self.rules.append(Rule(*box))

    def _displayed(self, matrix: Matrix, points: list[Point]) -> list[Point]:
        a, b, c, d, e, f, _, _ = self._turn
        placed = [moved(matrix, x, y) for x, y in points]
        return [(a * x + b * y + c, d * x + e * y + f) for x, y in placed]


def _is_ground(box: Segment, fill: Ink | None) -> bool:
    """Whether a filled area sets off text, rather than frames it. A white one parts rows and shows nothing itself."""
    if fill is None or min(fill) >= _BLANK:
        return False
    return max(fill) - min(fill) >= _GAUDY or box[3] - box[1] <= _TALLEST_GROUND


def _fill_of(item: int) -> Ink | None:
    r, g, b, opacity = c_uint(), c_uint(), c_uint(), c_uint()
    if not _FILL_COLOUR(item, *map(addressof, (r, g, b, opacity))) or not opacity.value:
        return None
    return (r.value, g.value, b.value)


def _pieces(path: int) -> list[int]:
    """Where PDFium keeps the segments of a path, straight and curved, and the moves between them."""
    return list(map(_SEGMENT, repeat(path), range(min(_SEGMENTS(path), _MOST_SEGMENTS))))


def _points(pieces: list[int]) -> list[Point]:
    """The origin, and where each piece of a path ends."""
    x, y = c_float(), c_float()
    at_x, at_y = addressof(x), addressof(y)
    points = [(0.0, 0.0)]
    for piece in pieces:
        _POINT(piece, at_x, at_y)
        points.append((x.value, y.value))
    return points


def _outline(pieces: list[int], points: list[Point]) -> tuple[list[Segment], list[Point]]:
    """The straight segments of a path, and all its points: curves come with their control points. The first of the
    given points is the origin, where a path starts that says nothing else."""
    segments: list[Segment] = []
    start = last = points[0]
    for here, kind, closes in zip(points[1:], map(_SEGMENT_KIND, pieces), map(_CLOSES, pieces), strict=True):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            segments.append((*last, *here))
        last = here
        if closes:
            segments.append((*last, *start))
            last = start
    return segments, points[1:]


def _bounds(segments: list[Segment]) -> Segment | None:
    if not segments:
        return None
    xs = [x for s in segments for x in (s[0], s[2])]
    ys = [y for s in segments for y in (s[1], s[3])]
    return (min(xs), min(ys), max(xs), max(ys))
