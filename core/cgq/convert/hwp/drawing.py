"""A document becomes drawings of its pages, in a subprocess: nowhere else does hwp-ingest's native code see it.

The first process draws all pages at once. Where it falls, the next ones draw page by page from the one that was not
drawn: each of them lays the whole document out again, but what a single page does to them costs that page alone. They
see no other page, so that they cannot tell which script a formula shows (page/matched.py), and leave it drawn.
"""

from __future__ import annotations

import struct
import time
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast
from xml.etree.ElementTree import ParseError

import msgspec

from cgq.convert.hwp.ends import check_end
from cgq.convert.hwp.heard import listening
from cgq.convert.hwp.held.content import Held
from cgq.convert.hwp.page.formulas import shapes_in
from cgq.convert.hwp.page.made import make_page
from cgq.convert.hwp.page.matched import match
from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, TOO_LARGE, UNREAD_PAGE
from cgq.exam.limits import Limits
from cgq.exam.model import Finding
from cgq.exam.printable import printable
from cgq.sandbox.apart import End, apart

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from cgq.convert.converted import Effort
    from cgq.convert.form import Form
    from cgq.convert.hwp.page.matched import Match
    from cgq.convert.hwp.page.shapes import Shape

MEMORY = 512 * 1024 * 1024
"""Bytes of the process apart; 66 pages with 203 pictures took 57 MB, and the tree of a page some 30 MB."""
_SHARE = 0.6
"""Of the time that is left, for all drawing; the rest makes the PDF."""
_PAGE_SECONDS = 20.0
"""Seconds until the first page, and for each one where they are drawn singly; 66 pages took 0.2 s."""
_MOST_FALLS = 5
"""Processes in a row that draw no page."""
_LONGEST_HELD = 1_000_000
"""Characters of a document that are compared; the reader reads 700,000 of a paper."""
_MOST_LINES, _LONGEST_LINE = 500, 300
"""Different lines that are kept of what the converter reports, and characters of each; 66 pages gave 40 lines."""
_QUOTED = 200
"""Characters of an error that are quoted. Chosen."""
_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="793.7" height="1122.5" viewBox="0 0 793.7 1122.5"/>'
"""An empty page of A4, in pixels."""


class Opened(msgspec.Struct, tag="opened", frozen=True):
    """A document was laid out on so many pages, in one column where it does not say how its lines break; what it holds,
    as far as that could be read."""

    pages: int
    texts: tuple[str, ...]
    formulas: int
    pictures: int
    running_pictures: int
    is_known: bool
    one_column: bool
    is_long: bool


class Drawn(msgspec.Struct, tag="drawn", frozen=True):
    """A page; see `Made`."""

    number: int
    drawing: bytes
    text: str
    pictures: tuple[str, ...]
    lost_pictures: int
    formulas: tuple[int, int, int]
    notes: tuple[tuple[str, str], ...]


class Unmade(msgspec.Struct, tag="unmade", frozen=True):
    """A page whose drawing is none."""

    number: int
    why: str


class Heard(msgspec.Struct, tag="heard", frozen=True):
    """What the converter wrote to its standard error."""

    lines: str


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """Why there are no pages."""

    code: str
    why: str


T = TypeVar("T")
_Piece = Opened | Drawn | Unmade | Heard | Refused
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Piece)


@dataclass(slots=True)
class Drawing:
    """All pages of a document in order, without their drawings, what it holds, and what was found on the way; `lines`
    are those of the converter, each once."""

    opened: Opened
    pages: list[Drawn] = field(default_factory=list[Drawn])
    findings: list[Finding] = field(default_factory=list[Finding])
    lines: dict[str, None] = field(default_factory=dict[str, None])


def draw(data: bytes, form: Form, effort: Effort, keep: Callable[[bytes], None]) -> Drawing:
    """The pages of a document; the drawing of each is given to `keep` as it comes. Raises InputFailed with a refusal,
    and StageFailed where somebody else ended the process that draws."""
    return _Work(data, form, effort, keep).drawing()


class _Work:
    """One document on its way through as many processes as it takes."""

    def __init__(self, data: bytes, form: Form, effort: Effort, keep: Callable[[bytes], None]) -> None:
        self._pieces = partial(_encoded, data, form)
        self._keep = keep
        self._effort = effort
        self._until = time.monotonic() + _SHARE * effort.remaining()
        self._drawing: Drawing | None = None

    def drawing(self) -> Drawing:
        """See draw."""
        at_once, falls = True, 0
        while falls < _MOST_FALLS and (at_once or self._left() > 0):
            before = self._count()
            end = self._run(at_once=at_once)
            drawing = self._drawing
            if drawing is not None and len(drawing.pages) >= drawing.opened.pages:
                break
            check_end(end, "draws the document")
            if drawing is None:
                _refuse(end)
            falls = 0 if self._count() > before else falls + 1
            if not at_once:  # the first one did not come to single pages
                self._skip(drawing, _FALLS[end.cause].format(end.told))
            at_once = False
        if self._drawing is None:
            _refuse(End("crash"))
        self._fill(self._drawing)
        return self._drawing

    def _count(self) -> int:
        return len(self._drawing.pages) if self._drawing else 0

    def _run(self, *, at_once: bool) -> End:
        first = self._count() + 1
        running = apart(
            partial(self._pieces, first, at_once=at_once),
            memory=MEMORY,
            seconds=max(1.0, self._left()),
            patience=lambda: max(0.0, min(_PAGE_SECONDS, self._left())),
        )
        with closing(running):
            return self._taken(running)

    def _taken(self, running: Generator[bytes, None, End]) -> End:
        while True:
            try:
                self._take(_DECODER.decode(next(running)))
            except StopIteration as stop:
                return cast("End", stop.value)
            except msgspec.MsgspecError as error:
                return End("crash", f"it sent what no converter sends: {error}")

    def _take(self, piece: _Piece) -> None:
        if isinstance(piece, Refused):
            raise InputFailed(piece.why, code=piece.code)
        if isinstance(piece, Opened):
            if self._drawing is None:
                self._drawing = Drawing(piece)
                self._effort.progress(0, piece.pages)
                self._until = time.monotonic() + _SHARE * self._effort.remaining()  # each page brings time of its own
            return
        drawing = self._drawing
        if drawing is None:
            raise msgspec.ValidationError("a page before the document")
        if isinstance(piece, Heard):
            for line in piece.lines.splitlines():
                if len(drawing.lines) < _MOST_LINES:
                    drawing.lines[line[:_LONGEST_LINE]] = None
            return
        if piece.number != len(drawing.pages) + 1 or piece.number > drawing.opened.pages:
            raise msgspec.ValidationError(f"page {piece.number} instead of {len(drawing.pages) + 1}")
        if isinstance(piece, Unmade):
            self._skip(drawing, piece.why)
            return
        self._add(drawing, piece)
        drawing.findings += [Finding(code=code, message=why, page=piece.number) for code, why in piece.notes]
        self._effort.progress(len(drawing.pages), drawing.opened.pages)

    def _add(self, drawing: Drawing, page: Drawn) -> None:
        self._keep(page.drawing)
        drawing.pages.append(msgspec.structs.replace(page, drawing=b""))

    def _skip(self, drawing: Drawing, why: str) -> None:
        """A blank page in the place of one that could not be drawn: each page keeps its number."""
        number = len(drawing.pages) + 1
        if number > drawing.opened.pages:
            return
        self._add(drawing, Drawn(number, _BLANK.encode(), "", (), 0, (0, 0, 0), ()))
        message = f"this page could not be converted, {why}: look at the original"
        drawing.findings.append(Finding(code=UNREAD_PAGE, message=message, page=number))

    def _fill(self, drawing: Drawing) -> None:
        while len(drawing.pages) < drawing.opened.pages:
            self._skip(drawing, "the pages before took too long or broke the converter too often")

    def _left(self) -> float:
        return self._until - time.monotonic()


_FALLS = {
    "done": "it was not drawn",
    "crash": "it breaks the converter ({})",
    "memory": "it takes more memory than a page may ({})",
    "timeout": "it takes longer than a page may ({})",
}


def _refuse(end: End) -> NoReturn:
    """Why a document could not even be laid out."""
    if end.cause == "memory":
        raise InputFailed(f"laying it out takes more memory than is allowed ({end.told}): split it", code=TOO_LARGE)
    if end.cause == "timeout":
        raise InputFailed(f"laying it out takes longer than is allowed ({end.told}): split it", code=TOO_LARGE)
    raise InputFailed(f"it breaks the converter ({end.told}): save it anew in Hangul", code=DAMAGED)


def _encoded(data: bytes, form: Form, first: int, *, at_once: bool) -> Iterator[bytes]:
    """In the process apart: every piece as bytes."""
    for piece in _pieces(data, form, first, at_once=at_once):
        yield _ENCODER.encode(piece)


def _pieces(data: bytes, form: Form, first: int, *, at_once: bool) -> Iterator[_Piece]:
    from hwp_ingest import analyze_bytes, to_svg_pages

    held = _held(data, form)
    unbroken = _in_one_column(data) if form == "hwpx" and held.is_known else None
    data = unbroken or data
    with listening() as heard:
        pages = _native(lambda: analyze_bytes(data).page_count)
        if isinstance(pages, Refused):
            yield pages
            return
        if not 0 < pages <= Limits().max_pages:
            yield _uncountable(pages)
            return
        yield _opened(pages, held, one_column=bool(unbroken))
        if at_once:
            drawings = _native(lambda: to_svg_pages(data))
            yield Heard(heard())
            yield from () if isinstance(drawings, Refused) else _all(drawings, held)
            return
        for number in range(first, pages + 1):
            drawn = _native(partial(_single, to_svg_pages, data, number))
            yield Heard(heard())
            yield Unmade(number, drawn.why) if isinstance(drawn, Refused) else _made(drawn, number, (), held)


def _opened(pages: int, held: Held, *, one_column: bool) -> Opened:
    formulas = sum(script.place != "running" for script in held.scripts)
    texts = tuple(held.texts)
    return Opened(pages, texts, formulas, held.pictures, held.running_pictures, held.is_known, one_column, held.is_long)


def _all(drawings: Sequence[bytes], held: Held) -> Iterator[_Piece]:
    """All pages of a document; which script each formula shows follows from all formulas."""
    shapes: list[list[Shape]] = []
    for drawing in drawings:
        shapes.append(shapes_in(drawing))
        yield Heard("")  # a sign of life: the next page comes after all were looked through
    matches = iter(match([shape for page in shapes for shape in page], held.scripts))
    for number, (drawing, page) in enumerate(zip(drawings, shapes, strict=True), 1):
        yield _made(drawing, number, list(islice(matches, len(page))), held)


def _single(to_svg_pages: Callable[..., list[bytes]], data: bytes, number: int) -> bytes:
    return to_svg_pages(data, page_index=number - 1)[0]


def _native(work: Callable[[], T]) -> T | Refused:
    """What native code gives, or why it does not: its errors, and its panics, which are no Exceptions."""
    try:
        return work()
    except BaseException as error:  # noqa: BLE001 - this process lives for nothing else
        said = printable(str(error), _QUOTED) or type(error).__name__
        return Refused(DAMAGED, f"the converter cannot read it ({said}): save it anew in Hangul, or print it to a PDF")


def _uncountable(pages: int) -> Refused:
    if pages <= 0:
        return Refused(DAMAGED, "the document has no pages: get the file again")
    return Refused(TOO_LARGE, f"{pages} pages, and {Limits().max_pages} are read: split the file")


def _made(drawing: bytes, number: int, formulas: Sequence[Match], held: Held) -> Drawn | Unmade:
    try:
        page = make_page(drawing, formulas, held.notes)
    except (ParseError, ValueError, RecursionError) as error:
        return Unmade(number, f"its drawing is none ({printable(str(error), _QUOTED)})")
    return Drawn(number, page.drawing, page.text, page.pictures, page.lost_pictures, page.formulas, page.notes)


_UNREADABLE = (
    *(ValueError, LookupError, struct.error, zlib.error, zipfile.BadZipFile, OSError, ParseError, EOFError),
    *(NotImplementedError, RuntimeError, MemoryError),
)
"""What damaged documents end with; the last ones are of zipfile, for another compression or a password."""


def _in_one_column(data: bytes) -> bytes | None:
    from cgq.convert.hwp.held.unbroken import in_one_column

    try:
        return in_one_column(data)
    except _UNREADABLE:
        return None


def _held(data: bytes, form: Form) -> Held:
    """What the document holds; unknown where this reader cannot make it out, though the converter may."""
    from cgq.convert.hwp.held.markup import read_markup
    from cgq.convert.hwp.held.records import read_records

    try:
        held = read_records(data) if form == "hwp" else read_markup(data)
    except _UNREADABLE:
        return Held(is_known=False)
    return held if sum(map(len, held.texts)) <= _LONGEST_HELD else replace(held, texts=[], is_long=True)
