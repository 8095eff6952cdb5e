"""PDF bytes become sheets of characters, strokes and pictures, piece by piece.

PDFium reads (BSD/Apache; not thread-safe, so one reading per process at a time); pypdf takes a second look.
A page that cannot be read costs that page; whatever else either of them raises ends as `InputFailed`.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, ENCRYPTED, SUSPECT, TOO_LARGE
from cgq.exam.geometry import Sheet
from cgq.exam.pdf.annotations import with_annotations
from cgq.exam.pdf.calls import address
from cgq.exam.pdf.dots import dots_of, key_area
from cgq.exam.pdf.glyphs import placed, turn_of, upright_quarters
from cgq.exam.pdf.layers import may_hide_layers
from cgq.exam.pdf.marks import read_marks
from cgq.exam.pdf.objects import objects_of
from cgq.exam.pdf.outlined import without_outlined
from cgq.exam.pdf.paper import gathered
from cgq.exam.pdf.pieces import Opening, Unread
from cgq.exam.pdf.revisions import is_cut, may_have_more, with_pages_uncounted
from cgq.exam.pdf.sight import sight_of
from cgq.exam.pdf.strokes import Strokes
from cgq.exam.pdf.turn import LARGEST_PAGE, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from cgq.exam.limits import Limits
    from cgq.exam.model import BBox
    from cgq.exam.pdf.paper import Paper
    from cgq.exam.pdf.pieces import Piece

_TAIL = 64 * 1024


def read_paper(data: bytes, password: str | None, limits: Limits, progress: Callable[[int, int], None]) -> Paper:
    """The whole paper, in this process. Raises `InputFailed` for a file of which nothing can be read."""
    return gathered(read_pieces(data, password, limits), limits, progress)


def read_pieces(data: bytes, password: str | None, limits: Limits, first: int = 1) -> Iterator[Piece]:
    """The opening, the pages from `first` on, and the second look.

    Raises `InputFailed` before the first page for a file of which nothing can be read.
    """
    from cgq.exam.pdf.second import second_look

    with blaming_the_file():
        document = opened(data, password)
    try:
        with blaming_the_file():
            opening = Opening(len(document), _title(document), cut=is_cut(data))
            _check(opening, data, limits)
        yield opening
        layered = may_hide_layers(data)
        for number in range(first, opening.pages + 1):
            yield _page(document.raw, number, opening.pages, limits, layered=layered)
    finally:
        document.close()
    yield second_look(data, password)


def page_count(data: bytes) -> int:
    """How many pages a file has. Raises `InputFailed` for one that cannot be opened."""
    with blaming_the_file():
        document = opened(data, None)
        try:
            return len(document)
        finally:
            document.close()


@contextmanager
def blaming_the_file() -> Generator[None]:
    """Whatever a parser raises is the file's doing."""
    try:
        yield
    except InputFailed:
        raise
    except MemoryError as error:
        message = "reading it takes more memory than is allowed: split the file"
        raise InputFailed(message, code=TOO_LARGE) from error
    except Exception as error:
        message = f"the file breaks the reader ({type(error).__name__}): get it again"
        raise InputFailed(message, code=DAMAGED) from error


def opened(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """The document, with all pages of its tree. Raises `InputFailed`: encrypted, damaged.

    PDFium takes the number of pages from the tree's root; where that is too small, the last ones would be lost.
    """
    document = _opened(data, password)
    if not may_have_more(data, len(document)):
        return document
    try:
        uncounted = _opened(with_pages_uncounted(data), password)
    except InputFailed:
        return document
    if len(uncounted) <= len(document):
        uncounted, document = document, uncounted
    document.close()
    return uncounted


def _opened(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """Without a password first, which is also how a file opens that only restricts printing."""
    error: pypdfium2.PdfiumError | None = None
    for attempt in dict.fromkeys((None, "", password)):
        try:
            return pypdfium2.PdfDocument(data, password=attempt)
        except pypdfium2.PdfiumError as refused:
            error = refused
            if refused.err_code != raw.FPDF_ERR_PASSWORD:
                break
    if error is not None and error.err_code == raw.FPDF_ERR_PASSWORD:
        # No colon after "password": what follows one is masked as a secret.
        what = "the password does not open it" if password else "it needs a password"
        raise InputFailed(what, code=ENCRYPTED)
    if error is not None and error.err_code == raw.FPDF_ERR_SECURITY:
        what = "it is locked, and not by a password"
        cure = "open it in the program that it was locked for and print it to a new PDF"
        raise InputFailed(f"{what}: {cure}", code=ENCRYPTED)
    raise InputFailed(f"no PDF reader can open it ({str(error).rstrip('.')}): get the file again", code=DAMAGED)


def _check(opening: Opening, data: bytes, limits: Limits) -> None:
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise InputFailed("the file ends too early: get it again", code=DAMAGED)
    if opening.pages == 0:
        raise InputFailed("the file opens but holds no page: get it again", code=SUSPECT)
    if opening.pages > limits.max_pages:
        message = f"{opening.pages} pages, and {limits.max_pages} are read: split the file"
        raise InputFailed(message, code=TOO_LARGE)


def _page(document: object, number: int, pages: int, limits: Limits, *, layered: bool) -> Sheet | Unread:
    try:
        with blaming_the_file():
            return _sheet(document, number, pages, limits, layered=layered)
    except InputFailed as error:
        return Unread(number, error.code, error.message)


def _sheet(document: object, number: int, pages: int, limits: Limits, *, layered: bool) -> Sheet:
    page, crop, unread = loaded(document, number, layered=layered)
    try:
        objects = objects_of(address(page))
        own = raw.FPDFPage_GetRotation(page) % 4
        paints, hidden = sight_of(page, objects, Turn.of(crop, own), layered=layered)
        marks, cut = read_marks(page, limits.max_chars_per_page, paints, hidden.chars)
        quarters = upright_quarters(marks, own)
        turn = turn_of(marks, crop, quarters)
        strokes = Strokes(turn, limits.max_strokes_per_page, hidden.objects)
        strokes.read(objects)
        found = placed(marks, turn, quarters)
        painted = without_outlined(found.painted, found.glyphs, strokes.drawings, whole=not strokes.overfull)
        sheet = Sheet(
            number=number,
            width=turn.width,
            height=turn.height,
            glyphs=found.glyphs,
            rules=tuple(rule for rule in strokes.rules if math.isfinite(sum(rule))),
            pictures=tuple(box for box in strokes.pictures if math.isfinite(sum(box))),
            drawings=tuple(d for d in strokes.drawings if math.isfinite(sum(d.box) + sum(map(sum, d.points)))),
            painted=painted,
            lettering=found.lettering,
            outside=found.outside,
            sideways=found.sideways,
            overfull=cut,
            unread=unread,
        )
        area = key_area(sheet, strokes.outlined, pages)
        if area is None:
            return sheet
        return replace(sheet, dots=dots_of(page, sheet, area, (quarters - own) % 4))
    finally:
        raw.FPDF_ClosePage(page)


def loaded(document: object, number: int, *, layered: bool) -> tuple[object, BBox, int]:
    """A page (from 1) with what lies over it, what of it is shown, and how many annotations cannot be read. Raises
    `InputFailed` for a page that is not there or has no usable size."""
    page = raw.FPDF_LoadPage(document, number - 1)
    try:
        crop = crop_of(page)
        page, unread = with_annotations(document, number, page, crop, layered=layered)
        if page:
            return page, crop, unread
    except InputFailed:
        if page:
            raw.FPDF_ClosePage(page)
        raise
    raise InputFailed("it is damaged or missing: get the file again", code=DAMAGED)


def crop_of(page: object) -> BBox:
    """What of a page is shown, in raw points: left, bottom, right, top. Raises `InputFailed` for no page, or for no
    usable size."""
    if not page:
        raise InputFailed("it is damaged or missing: get the file again", code=DAMAGED)
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, rect)
    width, height = rect.right - rect.left, rect.top - rect.bottom
    if not (math.isfinite(width) and math.isfinite(height) and 0 < width < LARGEST_PAGE and 0 < height < LARGEST_PAGE):
        raise InputFailed("it has no usable size: get the file again", code=DAMAGED)
    return (rect.left, rect.bottom, rect.right, rect.top)


def _title(document: pypdfium2.PdfDocument) -> str | None:
    try:
        return document.get_metadata_dict().get("Title") or None
    except (pypdfium2.PdfiumError, UnicodeError):
        return None
