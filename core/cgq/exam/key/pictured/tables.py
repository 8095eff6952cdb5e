"""One page of grey dots becomes tables of numbers and answers, or of cells that could not be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.key.pictured.blobs import blobs_of
from cgq.exam.key.pictured.blocks import banded_blocks_of, blocks_of
from cgq.exam.key.pictured.circled import Signs
from cgq.exam.key.pictured.labels import Label, Names, prove
from cgq.exam.key.pictured.named import DigitShapes
from cgq.exam.key.pictured.numbering import Numbering, numberings
from cgq.exam.key.pictured.rows import is_small, rows_of
from cgq.exam.key.pictured.shapes import distances, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.pictured.blobs import Blob, Box
    from cgq.exam.key.pictured.blocks import Block, Cell
    from cgq.exam.key.pictured.ink import Ink
    from cgq.exam.key.pictured.labels import Proof
    from cgq.exam.key.pictured.numbering import Entry, Place
    from cgq.exam.key.pictured.rings import Labels
    from cgq.exam.key.pictured.rows import Piece
    from cgq.exam.key.pictured.shapes import Floats

_MOST_PIECES = 3000
_MOST_COLUMNS = 60
_OPTIONS = (1, 2, 3, 4, 5)
_RIVAL = 0.5
_MOST_REFUSED = 0.34
_FEWEST_VALUES = 3


@dataclass(frozen=True, slots=True)
class ReadCell:
    """The options printed for a number, none when they cannot be told; `box` in dots."""

    number: int
    options: tuple[int, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The cells of one table and one form, by number. `columns` forms stand side by side, this is the `form`-th."""

    cells: tuple[ReadCell, ...]
    form: int
    forms: int
    area: Box
    """What the numbers and the answers cover together, in dots."""
    digits: DigitShapes
    """The characters of its numbers whose digits are proven."""

    @property
    def box(self) -> Box:
        boxes = [c.box for c in self.cells]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@dataclass(frozen=True, slots=True)
class _Sample:
    """Where a piece stands: block, row, column and the how many-th character of its cell."""

    block: int
    place: Place
    at: int


class PageShapes:
    """Every character of the blocks of a page, and how far they are from each other."""

    def __init__(self, blocks: Sequence[Block], shapes: dict[_Sample, Floats]) -> None:
        self.blocks = blocks
        self._rows = {sample: n for n, sample in enumerate(shapes)}
        self.shapes = list(shapes.values())
        self.apart = distances(self.shapes, self.shapes)

    def row(self, block: int, place: Place, at: int) -> int:
        return self._rows[_Sample(block, place, at)]

    def rows(self, block: int, place: Place) -> list[int]:
        """The characters of a cell, as rows of the distance matrix."""
        cell = self.blocks[block].cells[place[0]][place[1]]
        return [self.row(block, place, at) for at in range(cell.digits)]

    def split(self, block: int, places: Sequence[Place]) -> tuple[list[int], list[int]]:
        """The characters of cells that stand in rings, and the others."""
        parts: tuple[list[int], list[int]] = ([], [])
        for row, column in places:
            for at, piece in enumerate(characters(self.blocks[block].cells[row][column])):
                parts[piece.ring is None].append(self.row(block, (row, column), at))
        return parts

    def labels(self, block: int, numbering: Numbering) -> list[Label]:
        """What the characters of the index cells must be, if the numbering is right."""
        return [
            Label(self.row(block, e.index, at), int(digit), (block * 100 + e.index[0]) * 100 + e.index[1])
            for e in numbering.entries
            if self.blocks[block].cells[e.index[0]][e.index[1]].digits == len(str(e.number))
            for at, digit in enumerate(str(e.number))
        ]


def read_page(ink: Ink, scale: float) -> list[ReadTable]:
    """The tables of a page in reading order.

    Blocks that gaps part into bands are looked at as one only where their bands by themselves prove nothing.
    """
    blobs, names = blobs_of(ink.mask)
    rows = rows_of(blobs, names, ink.rules, scale)
    signs = Signs(ink.grey, scale)
    tables = _of_blocks(blocks_of(rows), ink, names, signs)
    banded = _of_blocks(banded_blocks_of(rows), ink, names, signs)
    fresh = [table for table in banded if not any(_overlap(table.area, t.area) for t in tables)]
    return sorted([*tables, *fresh], key=lambda t: t.area[1]) if fresh else tables


def _of_blocks(found: Sequence[Block], ink: Ink, names: Labels, signs: Signs) -> list[ReadTable]:
    """The tables of blocks, from the top."""
    blocks = [b for b in found if _may_be_numbered(b)]
    shapes: dict[_Sample, Floats] = {}
    for b, block in enumerate(blocks):
        for r, line in enumerate(block.cells):
            for c, cell in enumerate(line):
                for at, piece in enumerate(characters(cell)):
                    shapes[_Sample(b, (r, c), at)] = shape_of(piece, ink.grey, names)
    if not 0 < len(shapes) <= _MOST_PIECES:
        return []
    page = PageShapes(blocks, shapes)
    tables: list[ReadTable] = []
    for b in range(len(blocks)):
        numbered = _numbered(page, b)
        if numbered is not None:
            tables.extend(_tables(page, b, *numbered, signs))
    return tables


def _overlap(left: Box, right: Box) -> bool:
    return left[0] < right[2] and right[0] < left[2] and left[1] < right[3] and right[1] < left[3]


def _may_be_numbered(block: Block) -> bool:
    """Whether there is any sense in looking at its characters."""
    return block.width <= _MOST_COLUMNS and any(True for _ in numberings(block))


def characters(cell: Cell) -> list[Piece]:
    """The pieces of a cell that are no commas and no specks."""
    high = max((p.box.height for p in cell.pieces), default=0)
    return [p for p in cell.pieces if not is_small(p, high)]


def _numbered(page: PageShapes, block: int) -> tuple[Numbering, list[Label], Proof] | None:
    """The numbering that its own characters prove, the longest of them; None when two disagree."""
    proven: list[tuple[Numbering, list[Label], Proof]] = []
    for start in (1, None):
        tried = numberings(page.blocks[block], (1,)) if start else numberings(page.blocks[block])
        for numbering in tried:
            labels = page.labels(block, numbering)
            proof = prove(labels, page.apart)
            if proof.holds and (start or not proof.wrong):
                proven.append((numbering, labels, proof))
        if proven:
            break
    if not proven:
        return None
    best = max(proven, key=lambda p: p[2].right)
    numbers = {e.index: e.number for e in best[0].entries}
    rivals = [n for n, _, proof in proven if proof.right >= _RIVAL * best[2].right]
    if any(numbers.get(e.index, e.number) != e.number for n in rivals for e in n.entries):
        return None
    return best


def _tables(
    page: PageShapes, block: int, numbering: Numbering, labels: Sequence[Label], proof: Proof, signs: Signs
) -> list[ReadTable]:
    """A table for each part and form; none at all when one of them holds no answers: then the columns mean
    something else."""
    names = Names(tuple(labels), proof.digits, page.apart)
    tables: list[ReadTable] = []
    for entries in numbering.tables:
        for form in range(len(entries[0].answers)):
            places = [e.answers[form] for e in entries]
            ringed, plain = page.split(block, places)
            told = names.of_group(ringed, _OPTIONS)
            told |= _named(names.used_to(plain), plain)
            are_circled = signs.are_circles([_boxes(page, block, place) for place in places])
            cells = tuple(_read(page, block, e, e.answers[form], told, signs, are_circled) for e in entries)
            area = _area(page.blocks[block], entries)
            tables.append(ReadTable(cells, form, len(entries[0].answers), area, _digits(page, labels, proof)))
    return tables if all(_is_key(t.cells) for t in tables) else []


def _area(block: Block, entries: Sequence[Entry]) -> Box:
    """What the cells of some entries cover."""
    places = [place for entry in entries for place in (entry.index, *entry.answers)]
    boxes = [box for row, column in places if (box := _around(block.cells[row][column])) is not None]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _digits(page: PageShapes, labels: Sequence[Label], proof: Proof) -> DigitShapes:
    proven = [label for label in labels if label.digit in proof.digits]
    return DigitShapes(tuple(x.digit for x in proven), tuple(page.shapes[x.piece] for x in proven))


def _named(names: Names, pieces: Sequence[int]) -> dict[int, int]:
    return {piece: digit for piece in pieces if (digit := names.of(piece)) is not None}


def _is_key(cells: Sequence[ReadCell]) -> bool:
    """Whether they can be answers at all: most can be told, and they differ."""
    told = [c.options for c in cells if c.options]
    return len(told) >= (1 - _MOST_REFUSED) * len(cells) and len(set(told)) >= _FEWEST_VALUES


def _boxes(page: PageShapes, block: int, place: Place) -> list[Blob]:
    return [piece.box for piece in page.blocks[block].cells[place[0]][place[1]].pieces]


def _read(
    page: PageShapes,
    block: int,
    entry: Entry,
    place: Place,
    told: dict[int, int],
    signs: Signs,
    are_circled: bool,  # the answers of the table
) -> ReadCell:
    cells = page.blocks[block].cells
    cell, index = cells[place[0]][place[1]], cells[entry.index[0]][entry.index[1]]
    box = _around(cell) or _around(index) or (0, 0, 0, 0)
    options = _options(cell, page.rows(block, place), told)
    circled = signs.options_in(_boxes(page, block, place))
    if not options or (are_circled and any(piece.ring is None for piece in characters(cell))):
        options = circled  # a digit whose circle is no ink may be the rest of another digit
    elif circled and circled != options:
        options = ()
    return ReadCell(entry.number, options, box)


def _options(cell: Cell, rows: Sequence[int], told: dict[int, int]) -> tuple[int, ...]:
    """The digits of a cell, a comma between each two; nothing when one of them cannot be told.

    A comma at either end means that a digit beside it was lost.
    """
    high = max((p.box.height for p in cell.pieces), default=0)
    options: list[int] = []
    awaited = True
    for piece in cell.pieces:
        if is_small(piece, high):
            if awaited:
                return ()
            awaited = True
            continue
        digit = told.get(rows[len(options)]) if awaited else None
        if digit is None or digit not in _OPTIONS or digit in options:
            return ()
        options.append(digit)
        awaited = False
    return () if awaited else tuple(options)


def _around(cell: Cell) -> Box | None:
    if not cell.pieces:
        return None
    boxes = [p.box for p in cell.pieces]
    return (min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
