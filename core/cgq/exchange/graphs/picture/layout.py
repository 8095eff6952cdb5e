"""A part of the graph laid out: boxes and lines with their places in pixels, whatever draws them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cgq.exchange.graphs.picture.label import broken, text_width
from cgq.exchange.graphs.picture.layers import arcs, layers
from cgq.exchange.graphs.picture.rows import arranged, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.exchange.graphs.picture.rows import Slot
    from cgq.graph.part import Part
    from cgq.graph.read import Concept, ListedEdge

TEXT = 14  # pixels; chosen
"""Height of a name's letters. All lengths of a layout are pixels."""

SMALL = 11  # pixels; chosen
"""Height of the letters of the count below a name."""

LINE = 19  # pixels; chosen
"""From one line of a name to the next."""

PADDING = 12  # pixels; chosen
"""Between a name and the edge of its box, left and right."""

ABOVE = 8  # pixels; chosen
"""The same above and below."""

GAP = 16  # pixels; chosen
"""Between two boxes of a column."""

LANE = 12  # pixels; chosen
"""Height that a line takes which passes a column, with the gap to the next one."""

BETWEEN = 72  # pixels; chosen
"""Between two columns: lines bend there, and an arrow stays readable."""

LEAST_WIDTH = 56  # pixels; chosen
"""Of a box."""

ROW_WIDTH = 900  # pixels; chosen
"""Of the rows of concepts without an edge, at least: those of a usual window."""


@dataclass(frozen=True, slots=True)
class Box:
    """A concept: its upper left corner, its size, its name in lines, and whether that was cut."""

    concept: Concept
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    cut: bool


class Point(NamedTuple):
    """A place that a line passes."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as a line from its source to its target: between each two points of different columns it bends."""

    edge: ListedEdge
    points: tuple[Point, ...]
    aside: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What is drawn where, and how large all of it is."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


class _Size(NamedTuple):
    width: float
    height: float
    lines: tuple[str, ...]
    cut: bool


def laid_out(part: Part) -> Layout:
    """Concepts in columns from left to right in the order of learning, those without an edge in rows below."""
    sizes = {one.concept.id: _size(one.concept) for one in part.concepts}
    joined = {number for edge in part.edges for number in (edge.source.id, edge.target.id)}
    boxes, lines = _joined(part, [one.concept for one in part.concepts if one.concept.id in joined], sizes)
    width = max((box.x + box.width for box in boxes), default=0.0)
    bottom = max([box.y + box.height for box in boxes] + [point.y for line in lines for point in line.points] + [0.0])
    alone = [one.concept for one in part.concepts if one.concept.id not in joined]
    boxes += _rows_of(alone, sizes, max(width, ROW_WIDTH), bottom + 2 * GAP if boxes else 0.0)
    return Layout(
        tuple(boxes),
        tuple(lines),
        max((box.x + box.width for box in boxes), default=0.0),
        max([bottom, *(box.y + box.height for box in boxes)]),
    )


def _joined(part: Part, concepts: Sequence[Concept], sizes: Mapping[int, _Size]) -> tuple[list[Box], list[Line]]:
    """The concepts that edges join, in columns, and the lines between them."""
    nodes = [concept.id for concept in concepts]
    routes = _routes(part, layers(nodes, arcs(part)))
    links = {pair for chain in routes.chains for pair in pairwise(chain)}
    order = arranged(_columns(routes, nodes), links)
    room = {slot: sizes[slot[0]].height + GAP if len(slot) == 1 else LANE for column in order for slot in column}
    middle = placed(order, links, room)
    grid = _Grid(*_columns_across(order, sizes), middle)
    boxes = {one.id: _box(one, sizes[one.id], grid.left[routes.column[one.id]], middle[(one.id,)]) for one in concepts}
    ends = _Ends(boxes, routes, middle)
    lines = [
        _line(edge, _points(ends, routes, grid, number), routes, aside=part.is_aside(edge))
        for number, edge in enumerate(part.edges)
    ]
    return list(boxes.values()), lines


@dataclass(frozen=True, slots=True)
class _Routes:
    """The column of each concept; and for each edge, in the order of the part, the slots that its line passes from left
    to right, both ends among them."""

    column: Mapping[int, int]
    chains: Sequence[Sequence[Slot]]


def _routes(part: Part, column: Mapping[int, int]) -> _Routes:
    chains: list[list[Slot]] = []
    for number, edge in enumerate(part.edges):
        left, right = sorted((edge.source.id, edge.target.id), key=column.__getitem__)
        passed: list[Slot] = [(between, number) for between in range(column[left] + 1, column[right])]
        chains.append([(left,), *passed, (right,)])
    return _Routes(column, chains)


def _columns(routes: _Routes, nodes: Iterable[int]) -> list[list[Slot]]:
    found: dict[int, set[Slot]] = defaultdict(set)
    for node in nodes:
        found[routes.column[node]].add((node,))
    for chain in routes.chains:
        for slot in chain[1:-1]:
            found[slot[0]].add(slot)
    return [sorted(found[number]) for number in range(max(found, default=-1) + 1)]


def _size(concept: Concept) -> _Size:
    lines, cut = broken(concept.label)
    widest = max([text_width(line) * TEXT for line in lines] + [text_width(count_text(concept)) * SMALL])
    height = len(lines) * LINE + 2 * ABOVE + SMALL + 3
    return _Size(max(LEAST_WIDTH, widest + 2 * PADDING), height, tuple(lines), cut)


def count_text(concept: Concept) -> str:
    """How many questions test a concept, as it stands in its box."""
    return f"{concept.questions:,} {'question' if concept.questions == 1 else 'questions'}"


def _columns_across(order: Sequence[Sequence[Slot]], sizes: Mapping[int, _Size]) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is."""
    widths = [max([sizes[slot[0]].width for slot in column if len(slot) == 1], default=0.0) for column in order]
    left = [0.0]
    for width in widths:
        left.append(left[-1] + width + BETWEEN)
    return left, widths


def _box(concept: Concept, size: _Size, x: float, middle: float) -> Box:
    return Box(concept, x, middle - size.height / 2, size.width, size.height, size.lines, size.cut)


class _Ends:
    """Where lines leave and reach boxes: spread over a side in the order of what they lead to."""

    def __init__(self, boxes: Mapping[int, Box], routes: _Routes, middle: Mapping[Slot, float]) -> None:
        self._boxes = boxes
        self._leaving: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._reaching: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for number, chain in enumerate(routes.chains):
            left, right = chain[0][0], chain[-1][0]
            self._leaving[left].append((middle[chain[1]], number))
            self._reaching[right].append((middle[chain[-2]], number))
        for ends in (*self._leaving.values(), *self._reaching.values()):
            ends.sort()

    def leaving(self, node: int, line: int) -> Point:
        """On the right of a box, where a line begins."""
        box = self._boxes[node]
        return Point(box.x + box.width, _spread(box, self._leaving[node], line))

    def reaching(self, node: int, line: int) -> Point:
        """On the left of a box, where a line ends."""
        box = self._boxes[node]
        return Point(box.x, _spread(box, self._reaching[node], line))


def _spread(box: Box, ends: Sequence[tuple[float, int]], line: int) -> float:
    place = [number for _, number in ends].index(line)
    return box.y + box.height * (place + 1) / (len(ends) + 1)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where columns begin, how wide they are, and the middle of each slot in them."""

    left: Sequence[float]
    widths: Sequence[float]
    middle: Mapping[Slot, float]


def _points(ends: _Ends, routes: _Routes, grid: _Grid, line: int) -> list[Point]:
    """From left to right: level through the columns between its ends, bent between two columns."""
    chain = routes.chains[line]
    first, last = chain[0][0], chain[-1][0]
    start = ends.leaving(first, line)
    column = routes.column[first]
    points = [start, Point(grid.left[column] + grid.widths[column], start.y)]
    for slot in chain[1:-1]:
        begins, y = grid.left[slot[0]], grid.middle[slot]
        points += [Point(begins, y), Point(begins + grid.widths[slot[0]], y)]
    return [*points, ends.reaching(last, line)]


def _line(edge: ListedEdge, points: Sequence[Point], routes: _Routes, *, aside: bool) -> Line:
    """The line from the edge's source, which stands on the right where a circle set the edge aside."""
    is_forward = routes.column[edge.source.id] < routes.column[edge.target.id]
    return Line(edge, tuple(points if is_forward else reversed(points)), aside)


def _rows_of(concepts: Iterable[Concept], sizes: Mapping[int, _Size], width: float, top: float) -> list[Box]:
    """Concepts without an edge, row by row."""
    found: list[Box] = []
    x, y, highest = 0.0, top, 0.0
    for concept in concepts:
        size = sizes[concept.id]
        if x and x + size.width > width:
            x, y, highest = 0.0, y + highest + GAP, 0.0
        found.append(Box(concept, x, y, size.width, size.height, size.lines, size.cut))
        x, highest = x + size.width + GAP, max(highest, size.height)
    return found
