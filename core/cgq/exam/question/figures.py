"""Which figure belongs to which question, and which of them are options."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.geometry import Span, box_of
from cgq.exam.model import Place
from cgq.exam.page.figures import Figure, figures_among
from cgq.exam.signs.passages import TALLEST_HEAD, passage_heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import BBox, Option, Part, Question
    from cgq.exam.question.assemble import Assembled

_BESIDE = 3.0
_CELL_NEAR = 3.0
_BELOW = 24.0
_ROWS = 3.0
_CROSSING = 20.0
_SAME_X = 15.0
_SMALL = 4.0


class Owner(NamedTuple):
    """A question, by its position, and the part of it that stands above."""

    question: int
    part: Part


class Marker(NamedTuple):
    """Where an option starts."""

    n: int
    page: int
    box: BBox


@dataclass(frozen=True, slots=True)
class Loose:
    """A figure that belongs to no question; `line` is the one above it, -1 at the start."""

    page: int
    box: BBox
    line: int


def with_figures(
    assembled: Sequence[Assembled], figures: Iterable[Figure], lines: Sequence[Line]
) -> tuple[list[Assembled], list[Loose]]:
    """The questions with their figures and drawn options; and the figures of none."""
    owners = _owners(assembled)
    mine: dict[int, list[tuple[Figure, Part]]] = defaultdict(list)
    loose: list[Loose] = []
    pages = [line.page for line in lines]
    for figure in sorted(figures, key=lambda f: (f.page, f.box[1], f.box[0])):
        above = _above(figure, lines, pages)
        found = owners.get(above) or _announced(above, assembled, lines)
        for owner in found:
            mine[owner.question].append((figure, owner.part))
        if not found and not figure.is_ornament:
            loose.append(Loose(figure.page, figure.box, above))
    return [
        replace(a, question=_illustrated(a, mine[n], lines)) if n in mine else a for n, a in enumerate(assembled)
    ], loose


def _owners(assembled: Sequence[Assembled]) -> dict[int, list[Owner]]:
    """By line, the questions that it is a part of: several only for a passage that they share."""
    owners: dict[int, list[Owner]] = {}
    for n, a in enumerate(assembled):
        for piece in a.pieces:
            for span in piece.spans:
                others = owners.get(span.line, [])
                shared = piece.part == "passage" and all(o.part == "passage" for o in others)
                kept = [o for o in others if shared and o.question != n]
                owners[span.line] = [*kept, Owner(n, piece.part)]
    return owners


def _above(figure: Figure, lines: Sequence[Line], pages: Sequence[int]) -> int:
    """The last line that is read before a figure's middle, in its column or before it; -1 for none."""
    x0, y0, x1, y1 = figure.box
    middle = (y0 + y1) / 2
    start, end = bisect_left(pages, figure.page), bisect_right(pages, figure.page)
    lefts: dict[int, float] = {}
    for line in lines[start:end]:
        if line.column > 1:
            lefts[line.column] = min(line.left, lefts.get(line.column, line.left))
    column = 0
    if lefts and not any(x0 < left - _CROSSING < x1 - 2 * _CROSSING for left in lefts.values()):
        column = max((c for c, left in lefts.items() if (x0 + x1) / 2 > left), default=1)
    last = start - 1
    for index in range(start, end):
        line = lines[index]
        if (not column or line.column in (0, column)) and line.middle[1] <= middle:
            last = index
    if last < start or lines[last].column != column:  # it starts its column: the columns before are read first
        while last + 1 < end and 0 < lines[last + 1].column < column:
            last += 1
    return last


def _announced(above: int, assembled: Sequence[Assembled], lines: Sequence[Line]) -> list[Owner]:
    """The questions of a passage's head that nothing but a figure follows."""
    heads = [h for h in passage_heads(lines, max(0, above - TALLEST_HEAD), above + 1) if above <= h.stop]
    if not heads:
        return []
    covered = range(heads[-1].first, heads[-1].last + 1)
    first = next((n for n, a in enumerate(assembled) if a.pieces[0].spans[0].line > above), len(assembled))
    near = assembled[first : first + len(covered)]
    return [Owner(first + n, "passage") for n, a in enumerate(near) if a.question.number in covered]


def _illustrated(assembled: Assembled, figures: Sequence[tuple[Figure, Part]], lines: Sequence[Line]) -> Question:
    question = assembled.question
    markers = _markers(assembled, lines)
    told = [figure for figure, part in figures if part in ("answer", "explanation") and not figure.is_ornament]
    own = [figure for figure, part in figures if part not in ("answer", "explanation")]
    drawn, rest = _options_drawn(own, markers, question.options)
    rest = [figure for figure in rest if not figure.is_ornament]
    return replace(
        question,
        options=tuple(replace(o, asset=drawn[o.n].asset) if o.n in drawn else o for o in question.options),
        figures=tuple(figure.asset for figure in rest),
        places=(
            *question.places,
            *(_place("figure", figure, n) for n, figure in enumerate(rest, 1)),
            *(_place("option", figure, n) for n, figure in sorted(drawn.items())),
            *(_place("explanation", figure, None) for figure in told),
        ),
    )


def _place(part: Part, figure: Figure, n: int | None) -> Place:
    return Place(part=part, page=figure.page, bbox=figure.box, n=n, asset=figure.asset)


def _markers(assembled: Assembled, lines: Sequence[Line]) -> list[Marker]:
    markers: list[Marker] = []
    for piece in assembled.pieces:
        if piece.part == "option" and piece.n is not None:
            first = piece.spans[0]
            box = box_of(Span(first.line, first.start, first.start + 1), lines)
            markers += [Marker(piece.n, lines[first.line].page, box)] if box is not None else []
    return markers


def _options_drawn(
    figures: Sequence[Figure], markers: Sequence[Marker], options: Sequence[Option]
) -> tuple[dict[int, Figure], list[Figure]]:
    """By option, what is drawn for it; and the figures that are left."""
    empty = {o.n for o in options if not o.text}
    if not empty and _one_each(figures, markers):
        empty = {o.n for o in options}
    cells: dict[int, list[Figure]] = defaultdict(list)
    rest: list[Figure] = []
    for figure in figures:
        if empty & {n for part in _apart(figure) if (n := _cell(part, markers, empty)) is not None}:
            for part in _apart(figure):
                n = _cell(part, markers, empty)
                (cells[n] if n in empty else rest).append(part)
            continue
        n = None if figure.is_ornament else _inline(figure, markers)
        (rest if n is None else cells[n]).append(figure)
    return {n: _one(parts) for n, parts in cells.items()}, rest


def _one_each(figures: Sequence[Figure], markers: Sequence[Marker]) -> bool:
    """Whether a figure stands beside every marker: then the options are drawn, and their text labels them."""
    every = {m.n for m in markers}
    return bool(every) and {_cell(f, markers, every) for f in figures if not f.is_ornament} >= every


def _apart(figure: Figure) -> list[Figure]:
    """A figure's own groups: drawn options may stand so near that they look like one."""
    return [
        part
        for part in figures_among(figure.page, figure.drawings, figure.rules, _CELL_NEAR)
        if max(part.box[2] - part.box[0], part.box[3] - part.box[1]) >= _SMALL
    ]


def _one(parts: Sequence[Figure]) -> Figure:
    drawings = tuple(d for part in parts for d in part.drawings)
    return Figure(parts[0].page, drawings, tuple(dict.fromkeys(r for part in parts for r in part.rules)))


def _cell(figure: Figure, markers: Sequence[Marker], empty: set[int]) -> int | None:
    """The option in whose cell a figure stands: right of its marker at its height, or right below it."""
    x0, y0, x1, y1 = figure.box
    left = [m for m in markers if m.page == figure.page and m.box[0] <= x0 + _BESIDE]
    level = [m for m in left if y0 - _BESIDE <= (m.box[1] + m.box[3]) / 2 <= y1 + _BESIDE]
    if level:
        column = max(m.box[0] for m in level)
        beside = [m for m in level if column - m.box[0] <= _SAME_X]
        return min(beside, key=lambda m: abs(m.box[1] + m.box[3] - y0 - y1)).n
    over = [m for m in markers if m.page == figure.page and 0 <= y0 - m.box[3] + _BESIDE <= _BELOW and m.box[0] <= x1]
    nearest = max(over, key=lambda m: (round(m.box[3]), m.box[0] <= x0 + _SAME_X, m.box[0]), default=None)
    return nearest.n if nearest is not None and nearest.n in empty else None


def _inline(figure: Figure, markers: Sequence[Marker]) -> int | None:
    """The one option in whose line a low figure stands: a formula that is a picture."""
    x0, y0, _, y1 = figure.box
    level = [
        m
        for m in markers
        if m.page == figure.page and m.box[0] <= x0 and y0 - _BESIDE <= (m.box[1] + m.box[3]) / 2 <= y1 + _BESIDE
    ]
    if not level or y1 - y0 > _ROWS * (level[0].box[3] - level[0].box[1]):
        return None
    rows = {round(m.box[1]) for m in level}
    return max(level, key=lambda m: m.box[0]).n if len(rows) == 1 else None
