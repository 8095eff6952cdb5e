"""PDF bytes become sheets of characters, strokes and pictures.

PDFium reads (BSD/Apache; not thread-safe, so one reading per process at a time); pypdf gives a second
opinion on the page count. Whatever either of them raises ends as `InputFailed`.
"""

from __future__ import annotations

import io
import logging
import math
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from cgq.errors import InputFailed
from cgq.exam.geometry import Sheet
from cgq.exam.pdf.glyphs import placed, read_marks, upright_quarters
from cgq.exam.pdf.strokes import Strokes
from cgq.exam.pdf.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq.exam.limits import Limits
    from cgq.exam.model import BBox

_TAIL = 64 * 1024
_LARGEST_PAGE = 20_000.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole file: its sheets in order and the title of its metadata."""

    sheets: tuple[Sheet, ...]
    title: str | None


def read_paper(data: bytes, password: str | None, limits: Limits, progress: Callable[[int, int], None]) -> Paper:
    """Every page of a PDF. Raises `InputFailed` for anything that cannot be read whole."""
    with blaming_the_file():
        document = opened(data, password)
    try:
        with blaming_the_file():
            total = len(document)
            if total > limits.max_pages:
                message = f"{total} pages, and {limits.max_pages} are read: split the file"
                raise InputFailed(message, code="too_large")
            _whole(data, total, password)
        sheets: list[Sheet] = []
        for index in range(total):
            with blaming_the_file():
                sheets.append(_sheet(document.raw, index, limits))
            progress(index + 1, total)
        with blaming_the_file():
            return Paper(tuple(sheets), _title(document))
    finally:
        document.close()


@contextmanager
def blaming_the_file() -> Generator[None]:
    """Whatever a parser raises is the file's doing; what `progress` raises is not, and passes."""
    try:
        yield
    except InputFailed:
        raise
    except MemoryError as error:
        message = "reading it takes more memory than is allowed: split the file"
        raise InputFailed(message, code="too_large") from error
    except Exception as error:
        message = f"the file breaks the reader ({type(error).__name__}): get it again"
        raise InputFailed(message, code="damaged") from error


def opened(data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """The document; no password and an empty one are tried first. Raises `InputFailed`: encrypted, damaged."""
    error: pypdfium2.PdfiumError | None = None
    for attempt in dict.fromkeys((None, "", password)):
        try:
            return pypdfium2.PdfDocument(data, password=attempt)
        except pypdfium2.PdfiumError as refused:
            error = refused
            if refused.err_code != raw.FPDF_ERR_PASSWORD:
                break
    if error is not None and error.err_code == raw.FPDF_ERR_PASSWORD:
        what = "the password does not open it" if password else "it needs a password"
        raise InputFailed(f"{what}: give the right one, or a copy without a password", code="encrypted")
    raise InputFailed(f"no PDF reader can open it ({error}): get the file again", code="damaged")


def _whole(data: bytes, total: int, password: str | None) -> None:
    """Refuse a file that PDFium repaired by leaving pages out: half a paper would look like a whole one."""
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise InputFailed("the file ends too early: get it again", code="damaged")
    if total == 0:
        raise InputFailed("the file opens but holds no page: get it again", code="suspect")
    counted = _second_opinion(data, password)
    if counted is not None and counted > total:
        raise InputFailed(f"{counted} pages are announced and {total} can be read: get the file again", code="suspect")


def _second_opinion(data: bytes, password: str | None) -> int | None:
    """pypdf's page count, or None when it can't say."""
    import pypdf

    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                reader.decrypt(password or "")
            return len(reader.pages)
    except Exception:  # noqa: BLE001 - a second opinion that fails in any way is no opinion
        return None
    finally:
        log.setLevel(level)


def _sheet(document: object, index: int, limits: Limits) -> Sheet:
    page = raw.FPDF_LoadPage(document, index)
    if not page:
        raise InputFailed(f"page {index + 1} cannot be read: get the file again", code="damaged")
    try:
        crop = crop_of(page, index)
        marks, cut = read_marks(page, limits.max_chars_per_page)
        quarters = upright_quarters(marks, raw.FPDFPage_GetRotation(page) % 4)
        turn = Turn.of(crop, quarters)
        strokes = Strokes(turn, limits.max_strokes_per_page)
        strokes.read(page)
        return Sheet(
            number=index + 1,
            width=turn.width,
            height=turn.height,
            glyphs=tuple(placed(marks, turn, quarters)),
            rules=tuple(strokes.rules),
            pictures=tuple(strokes.pictures),
            overfull=cut,
        )
    finally:
        raw.FPDF_ClosePage(page)


def crop_of(page: object, index: int) -> BBox:
    """What of a page is shown, in raw points: left, bottom, right, top. Raises `InputFailed` for no usable size."""
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, rect)
    width, height = rect.right - rect.left, rect.top - rect.bottom
    if not (
        math.isfinite(width) and math.isfinite(height) and 0 < width < _LARGEST_PAGE and 0 < height < _LARGEST_PAGE
    ):
        raise InputFailed(f"page {index + 1} has no usable size: get the file again", code="damaged")
    return (rect.left, rect.bottom, rect.right, rect.top)


def _title(document: pypdfium2.PdfDocument) -> str | None:
    try:
        return document.get_metadata_dict().get("Title") or None
    except (pypdfium2.PdfiumError, UnicodeError):
        return None
