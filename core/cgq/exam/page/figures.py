"""Figures: the pictures and drawings of a page that stand together, without what only decorates text."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cgq.exam.geometry import around

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cgq.exam.geometry import Drawing, Glyph, Rule, Sheet
    from cgq.exam.model import BBox
    from cgq.exam.page.runs import Run

Sign = tuple[int, int, int, int, str]
Group = tuple["BBox", list["Drawing"]]

_NEAR = 6.0
_STRIPS = 1.5
_TOUCHING = 2.0
_MARGIN = 12.0
_MOST_GROUPS = 400
_MOST_ROUNDS = 8
_MOST_FRAMES = 2000
_WHOLE_PAGE = 0.7
_SHARE = 0.3
_FEWEST = 2
_RUNG = 4.0
_AREA = 6.0
_PICTURE = 5.0
_DRAWN = 12.0
_LONG, _FLAT = 20.0, 6.0
_ROUND_AT = 0.37
_PLAIN = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Drawings that stand together on a page, with the rules among them."""

    page: int
    drawings: tuple[Drawing, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def box(self) -> BBox:
        """The smallest box around it."""
        return around([*(d.box for d in self.drawings), *((r.x0, r.y0, r.x1, r.y1) for r in self.rules)])

    @property
    def is_ornament(self) -> bool:
        """Whether it is too small or too plain to say anything: bullets, a slash, bars of colour."""
        x0, y0, x1, y1 = around(d.box for d in self.drawings)
        low, high = sorted((x1 - x0, y1 - y0))
        if any(d.picture for d in self.drawings):
            return low < _PICTURE
        if all(d.framed for d in self.drawings) and len(self.drawings) < _PLAIN:
            return True
        if sum(len(d.points) for d in self.drawings) < _PLAIN:
            return True
        return low < _DRAWN and not (low >= _FLAT and high >= _LONG)

    @property
    def asset(self) -> str:
        """Hex sha256 of what the file draws: an image's bytes, or the points of paths from the figure's own
        corner in whole points, so that the same figure has the same hash on another page."""
        if len(self.drawings) == 1 and not self.rules and self.drawings[0].picture:
            return self.drawings[0].picture
        left, top, _, _ = self.box
        told = [_told(d, left, top) for d in self.drawings]
        told += [f"rule {_rounded([(r.x0, r.y0), (r.x1, r.y1)], left, top)}" for r in self.rules]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def _told(drawing: Drawing, left: float, top: float) -> str:
    x0, y0, x1, y1 = drawing.box
    points = drawing.points or ((x0, y0), (x1, y1))
    return f"{drawing.picture or 'path'} {_rounded(points, left, top)}"


def _rounded(points: Iterable[tuple[float, float]], left: float, top: float) -> str:
    """Whole points, cut where producers' coordinates, which are round, never fall."""
    return " ".join(f"{math.floor(x - left + _ROUND_AT)},{math.floor(y - top + _ROUND_AT)}" for x, y in points)


def figures_of(
    sheets: Sequence[Sheet], pages: Sequence[Sequence[Run]], copies: Collection[int]
) -> tuple[list[Figure], list[tuple[int, BBox]]]:
    """The figures of a document, ornaments included; and page and box of what stands at the same place on
    many pages: logos and watermarks. What lies under a whole page of text is neither.

    `pages` are the runs of each page, without its head and foot; `copies` are the numbers of pages that are
    printed again, with all their figures.
    """
    seen: dict[Sign, set[int]] = defaultdict(set)
    for sheet in (s for s in sheets if s.number not in copies):
        for drawing in sheet.drawings:
            for sign in _signs(drawing):
                seen[sign].add(sheet.number)
    least = max(_FEWEST, _SHARE * (len(sheets) - len(copies)))
    figures: list[Figure] = []
    repeated: list[tuple[int, BBox]] = []
    for sheet, runs in zip(sheets, pages, strict=True):
        if not sheet.drawings:
            continue
        text = Text(glyph for run in runs for glyph in run.glyphs)
        whole = _WHOLE_PAGE * sheet.width * sheet.height
        own: list[Drawing] = []
        for drawing in sheet.drawings:
            if _size(drawing.box) > whole and text.stands_in(drawing.box):
                continue
            if any(len(seen[sign]) >= least for sign in _signs(drawing)):
                repeated.append((sheet.number, drawing.box))
            else:
                own.append(drawing)
        together = figures_among(sheet.number, _seen(own, text), sheet.rules)
        figures += [f for f in together if _size(f.box) <= whole or not text.stands_in(f.box)]
    return figures, repeated


def _signs(drawing: Drawing) -> list[Sign]:
    """What makes a drawing the same on another page; its place is told in two ways, for rounding parts some."""
    x0, y0, x1, y1 = drawing.box
    mark = drawing.picture or str(len(drawing.points))
    return [
        (int((x0 + off) // _RUNG), int((y0 + off) // _RUNG), int((x1 + off) // _RUNG), int((y1 + off) // _RUNG), mark)
        for off in (0.0, _RUNG / 2)
    ]


def _size(box: BBox) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _seen(drawings: Sequence[Drawing], text: Text) -> list[Drawing]:
    """Without frames and areas of colour round text: those only set it off."""
    seen: list[Drawing] = []
    frames = 0
    for drawing in drawings:
        if drawing.framed and not drawing.picture:
            frames += 1
            if frames > _MOST_FRAMES or text.stands_in(drawing.box):
                continue
        seen.append(drawing)
    return seen


class Text:
    """The middles of a page's glyphs, sorted by height so that a box is asked for quickly."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._glyphs = glyphs

    @cached_property
    def _middles(self) -> list[tuple[float, float]]:
        """Put in order when first asked for: most pages have no box to ask about."""
        return sorted(((g.y0 + g.y1) / 2, (g.x0 + g.x1) / 2) for g in self._glyphs)

    def stands_in(self, box: BBox) -> bool:
        """Whether any glyph's middle lies in a box."""
        x0, y0, x1, y1 = box
        start, stop = bisect_left(self._middles, (y0, x0)), bisect_right(self._middles, (y1, x1))
        return any(x0 < self._middles[n][1] < x1 for n in range(start, stop))


def figures_among(page: int, drawings: Sequence[Drawing], rules: Sequence[Rule], near: float = _NEAR) -> list[Figure]:
    """Drawings grouped by nearness, images only where they touch: scanners and drivers cut one into strips."""
    groups: list[Group] = []
    for drawing in drawings:
        if drawing.framed and min(drawing.box[2] - drawing.box[0], drawing.box[3] - drawing.box[1]) < _AREA:
            continue
        last = groups[-1] if groups else None
        if last is not None and (len(groups) >= _MOST_GROUPS or _belong(last, (drawing.box, [drawing]), near)):
            last[1].append(drawing)
            groups[-1] = (_both(last[0], drawing.box), last[1])
        else:
            groups.append((drawing.box, [drawing]))
    groups = _merged(groups, near)
    return [Figure(page, tuple(members), _rules_in(box, rules)) for box, members in groups]


def _belong(a: Group, b: Group, near: float) -> bool:
    pictures = all(d.picture for d in a[1]) and all(d.picture for d in b[1])
    return _touch(a[0], b[0], _STRIPS if pictures else near)


def _merged(groups: list[Group], near: float) -> list[Group]:
    for _ in range(_MOST_ROUNDS):
        merged: list[Group] = []
        for group in groups:
            for n, other in enumerate(merged):
                if _belong(group, other, near):
                    merged[n] = (_both(group[0], other[0]), other[1] + group[1])
                    break
            else:
                merged.append(group)
        if len(merged) == len(groups):
            return merged
        groups = merged
    return groups


def _both(a: BBox, b: BBox) -> BBox:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _touch(a: BBox, b: BBox, near: float) -> bool:
    return a[0] - near <= b[2] and b[0] - near <= a[2] and a[1] - near <= b[3] and b[1] - near <= a[3]


def _rules_in(box: BBox, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that touch a figure and hardly leave it: axes and wires, not the frame of a column."""
    x0, y0, x1, y1 = box
    return tuple(
        r
        for r in rules
        if _touch(box, (r.x0, r.y0, r.x1, r.y1), _TOUCHING)
        and r.x0 >= x0 - _MARGIN
        and r.x1 <= x1 + _MARGIN
        and r.y0 >= y0 - _MARGIN
        and r.y1 <= y1 + _MARGIN
    )
