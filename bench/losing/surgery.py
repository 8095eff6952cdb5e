"""Takes printed things out of a PDF's pages and leaves a real PDF: single operators of its content streams.

PDFium tells where each text operator's glyphs stand (its n-th text object is the page's n-th operator that shows
text), pikepdf rewrites the stream. A place can be cut when the operators that touch it show nothing else; where they
do, or where the rest of the page moves, `Uncut` says so and another place is chosen.
"""

from __future__ import annotations

from collections import Counter
from ctypes import c_double, c_float
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
from bench.losing.address import address
from pypdfium2 import raw

from cgq.exam.pdf.glyphs import upright_quarters
from cgq.exam.pdf.marks import read_marks
from cgq.exam.pdf.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.losing.anatomy import Span

    from cgq.exam.model import BBox

SHOWING = ("Tj", "TJ", "'", '"')
PATHS = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})
PLACED = frozenset({"Do", "INLINE IMAGE"})
PAINTING = PATHS | PLACED | {"sh"}
INVISIBLE, VISIBLE = 3, 0
_STILL = 1.5
_OVER = 1.5


class Uncut(Exception):
    """The place cannot be cut cleanly: another one has to be taken."""


@dataclass(slots=True)
class Piece:
    """What one operator shows: its glyphs' displayed middles, its text, its way along the line in thousandths."""

    points: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    text: str = ""
    advance: float = 0.0


@dataclass(slots=True)
class Drawn:
    """Where one operator of a kind (PATHS or PLACED) draws, displayed."""

    kind: frozenset[str]
    box: BBox


class Page:
    """One page on the operating table. Pages count from 1."""

    def __init__(self, data: bytes, number: int) -> None:
        self.number = number
        self._data = data
        document = pypdfium2.PdfDocument(data)
        try:
            page = raw.FPDF_LoadPage(document.raw, number - 1)
            self.upright, self._turn = _turn(page)
            self.pieces, self.drawn = _objects(page, self._turn)
            raw.FPDF_ClosePage(page)
        finally:
            document.close()

    def in_spans(self, spans: Iterable[Span]) -> set[int]:
        """The pieces that stand in the spans. Raises Uncut when one of them reaches out of them."""
        return self._inside([s.box for s in spans if s.page == self.number])

    def in_box(self, box: BBox) -> set[int]:
        """The pieces that stand in a box. Raises Uncut when one of them reaches out of it."""
        return self._inside([box])

    def _inside(self, boxes: Sequence[BBox]) -> set[int]:
        found: set[int] = set()
        for index, piece in enumerate(self.pieces):
            inside = [any(_holds(box, x, y) for box in boxes) for x, y in piece.points]
            if any(inside) and not all(inside):
                raise Uncut
            if any(inside):
                found.add(index)
        if not found:
            raise Uncut
        return found

    def told(self, span: Span, wanted: Callable[[str], bool]) -> list[int]:
        """The pieces that stand in a span and whose text is wanted."""
        return [
            n
            for n, p in enumerate(self.pieces)
            if p.points and wanted(p.text) and all(_holds(span.box, *at) for at in p.points)
        ]

    def without(self, pieces: set[int]) -> bytes:
        """The document without these pieces."""
        return self._written(lambda ops: _blanked(ops, pieces, self.pieces), removed=pieces)

    def hiding(self, pieces: set[int]) -> bytes:
        """The document with these pieces there and not to be seen."""
        return self._written(lambda ops: _hidden(ops, pieces), removed=set())

    def without_figure(self, figure: BBox) -> bytes:
        """The document without what is drawn inside a box. Raises Uncut where nothing is, or all of it is text's."""
        gone = {n for n, drawn in enumerate(self.drawn) if _within(drawn.box, figure)}
        if not gone:
            raise Uncut
        return self._written(lambda ops: _undrawn(ops, gone, self.drawn), removed=set())

    def swapped(self, gutter: float, shift: float) -> bytes:
        """The document with the page's two columns in each other's place, `shift` points apart."""
        if not self.upright:
            raise Uncut
        left = {n for n, p in enumerate(self.pieces) if p.points and all(x <= gutter for x, _ in p.points)}
        right = {n for n, p in enumerate(self.pieces) if p.points and all(x > gutter for x, _ in p.points)}
        every = set(range(len(self.pieces)))

        def columns(ops: Sequence[Any]) -> list[Any]:
            parts = ((left, shift, False), (right, -shift, False), (every - left - right, 0.0, True))
            return [
                op
                for kept, by, drawn in parts
                for op in _moved(_blanked(ops, every - kept, self.pieces), by, 0.0, drawn=drawn)
            ]

        return self._written(columns, removed=None)

    def moved(self, shifts: Sequence[tuple[set[int], float, float]]) -> bytes:
        """The document with pieces moved: each set by so many points to the right and down, as displayed."""
        return self._shifted(shifts, left_out={n for pieces, _, _ in shifts for n in pieces})

    def copied(self, pieces: set[int], right: float, down: float, over: set[int]) -> bytes:
        """The document with copies of pieces, so many points to the right and down, in the place of others."""
        return self._shifted([(pieces, right, down)], left_out=over)

    def with_moved(self, area: BBox, right: float, down: float) -> bytes:
        """The document with everything that stands in an area moved, what is drawn there, too."""
        if not self.upright:
            raise Uncut
        inside = {n for n, p in enumerate(self.pieces) if p.points and all(_holds(area, *at) for at in p.points)}
        drawn = {n for n, d in enumerate(self.drawn) if _within(d.box, area)}
        return self._parted(inside, drawn, right, down)

    def _parted(self, pieces: set[int], drawn: set[int], right: float, down: float) -> bytes:
        """The document with pieces and drawings moved, and all others as they were."""
        other_pieces = set(range(len(self.pieces))) - pieces
        other_drawn = set(range(len(self.drawn))) - drawn

        def parts(ops: Sequence[Any]) -> list[Any]:
            staying = _undrawn(_blanked(ops, pieces, self.pieces), drawn, self.drawn)
            moving = _undrawn(_blanked(ops, other_pieces, self.pieces), other_drawn, self.drawn)
            return [*_moved(staying, 0.0, 0.0, drawn=True), *_moved(moving, right, down, drawn=True)]

        return self._written(parts, removed=None)

    def _shifted(self, shifts: Sequence[tuple[set[int], float, float]], left_out: set[int]) -> bytes:
        if not self.upright:
            raise Uncut
        every = set(range(len(self.pieces)))

        def parts(ops: Sequence[Any]) -> list[Any]:
            changed = _moved(_blanked(ops, left_out, self.pieces), 0.0, 0.0, drawn=True)
            for kept, right, down in shifts:
                changed += _moved(_blanked(ops, every - kept, self.pieces), right, down, drawn=False)
            return changed

        return self._written(parts, removed=None)

    def _written(self, change: Callable[[Sequence[Any]], list[Any]], removed: set[int] | None) -> bytes:
        """The document with the page's operators changed; the pieces that are not `removed` must stand as they did."""
        with pikepdf.open(BytesIO(self._data)) as pdf:
            page = pdf.pages[self.number - 1]
            ops = list(pikepdf.parse_content_stream(page))
            if sum(_shows(op) for op in ops) != len(self.pieces):
                raise Uncut
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(ops)))
            target = BytesIO()
            pdf.save(target)
        data = target.getvalue()
        if removed is not None:
            left = [p for n, p in enumerate(self.pieces) if n not in removed]
            if not _same(left, Page(data, self.number).pieces):
                raise Uncut
        return data


def without_page(data: bytes, number: int) -> bytes:
    """The document without a page."""
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.pages[number - 1]
        return _saved(pdf)


def with_page_twice(data: bytes, number: int) -> bytes:
    """The document with a page pasted behind itself."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.pages.insert(number, pdf.pages[number - 1])
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()


def _turn(page: Any) -> tuple[bool, Turn]:
    marks, _ = read_marks(page, 100_000)
    quarters = upright_quarters(marks, raw.FPDFPage_GetRotation(page) % 4)
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, rect)
    return quarters % 4 == 0, Turn.of((rect.left, rect.bottom, rect.right, rect.top), quarters)


def _objects(page: Any, turn: Turn) -> tuple[list[Piece], list[Drawn]]:
    """The text objects of a page, and what it draws, in its order."""
    pieces: dict[int, Piece] = {}
    drawn: list[Drawn] = []
    kinds = {raw.FPDF_PAGEOBJ_PATH: PATHS, raw.FPDF_PAGEOBJ_IMAGE: PLACED, raw.FPDF_PAGEOBJ_FORM: PLACED}
    edges = [c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            pieces[address(item)] = Piece()
        elif kind in kinds:
            raw.FPDFPageObj_GetBounds(item, *edges)
            drawn.append(Drawn(kinds[kind], turn.box(*(edge.value for edge in edges))))
    text = raw.FPDFText_LoadPage(page)
    try:
        _fill(pieces, text, turn)
    finally:
        raw.FPDFText_ClosePage(text)
    return list(pieces.values()), drawn


def _fill(pieces: dict[int, Piece], text: Any, turn: Turn) -> None:
    rect, x, y = raw.FS_RECTF(), c_double(), c_double()
    size, matrix = c_float(), raw.FS_MATRIX()
    for index in range(raw.FPDFText_CountChars(text)):
        item = raw.FPDFText_GetTextObject(text, index)
        piece = pieces.get(address(item)) if item else None
        if piece is None or raw.FPDFText_IsGenerated(text, index):
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, rect) or not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        raw.FPDFTextObj_GetFontSize(item, size)
        raw.FPDFPageObj_GetMatrix(item, matrix)
        scale = size.value * (matrix.a if abs(matrix.a) > abs(matrix.b) else matrix.b)
        if scale:
            along = rect.right - matrix.e if abs(matrix.a) > abs(matrix.b) else rect.top - matrix.f
            piece.advance = max(piece.advance, 1000 * along / scale)
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if not char.isspace():
            x0, y0, x1, y1 = turn.box(rect.left, rect.bottom, rect.right, rect.top)
            piece.points.append(((x0 + x1) / 2, (y0 + y1) / 2))
            piece.text += char


def _shows(op: Any) -> bool:
    """Whether an operator shows at least one character."""
    name = str(op.operator)
    if name == "TJ":
        return any(isinstance(part, pikepdf.String) and bytes(part) for part in op.operands[0])
    return name in SHOWING and bool(bytes(op.operands[-1]))


def _blanked(ops: Sequence[Any], gone: set[int], pieces: Sequence[Piece]) -> list[Any]:
    """The operators, those that show the pieces in `gone` only moving on as far as they did."""
    changed: list[Any] = []
    index = -1
    for op in ops:
        index += _shows(op)
        if not _shows(op) or index not in gone:
            changed.append(op)
            continue
        if str(op.operator) in ("'", '"'):
            changed.append(pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*")))
        way = pikepdf.Array([-round(pieces[index].advance, 2)])
        changed.append(pikepdf.ContentStreamInstruction([way], pikepdf.Operator("TJ")))
    return changed


def _hidden(ops: Sequence[Any], hidden: set[int]) -> list[Any]:
    changed: list[Any] = []
    index = -1
    for op in ops:
        index += _shows(op)
        if _shows(op) and index in hidden:
            modes = [pikepdf.ContentStreamInstruction([m], pikepdf.Operator("Tr")) for m in (INVISIBLE, VISIBLE)]
            changed += [modes[0], op, modes[1]]
        else:
            changed.append(op)
    return changed


def _undrawn(ops: Sequence[Any], gone: set[int], drawn: Sequence[Drawn]) -> list[Any]:
    """The operators without those that draw the things in `gone`; a path is built and left undrawn."""
    painters = [n for n, op in enumerate(ops) if str(op.operator) in PATHS | PLACED]
    kinds = [str(ops[n].operator) in PATHS for n in painters]
    if kinds != [d.kind is PATHS for d in drawn]:
        raise Uncut
    without = {painters[n] for n in gone}
    ends = pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))
    kept = [ends if n in without and str(op.operator) in PATHS else op for n, op in enumerate(ops)]
    return [op for n, op in enumerate(kept) if n not in without or op is ends]


def _moved(ops: Sequence[Any], right: float, down: float, *, drawn: bool) -> list[Any]:
    """The operators moved to the right and down; without what they draw when `drawn` is False."""
    kept = [op for op in ops if drawn or str(op.operator) not in PAINTING]
    frame = [
        pikepdf.ContentStreamInstruction([], pikepdf.Operator("q")),
        pikepdf.ContentStreamInstruction([1, 0, 0, 1, right, -down], pikepdf.Operator("cm")),
    ]
    return [*frame, *kept, pikepdf.ContentStreamInstruction([], pikepdf.Operator("Q"))]


def _same(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Whether the same glyphs stand at the same places."""
    old = Counter((p.text, *_place(p)) for p in before if p.points)
    new = Counter((p.text, *_place(p)) for p in after if p.points)
    return old == new


def _place(piece: Piece) -> tuple[int, int]:
    x, y = piece.points[0]
    return round(x / _STILL), round(y / _STILL)


def _holds(box: BBox, x: float, y: float) -> bool:
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _within(box: BBox, other: BBox) -> bool:
    left, top = box[0] - other[0], box[1] - other[1]
    right, bottom = other[2] - box[2], other[3] - box[3]
    return min(left, top, right, bottom) >= -_OVER
