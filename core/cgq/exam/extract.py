"""A PDF becomes a `Document`. Pure: bytes in, document out, never an exception."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.compose import compose
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF, SUSPECT, TOO_LARGE, UNREAD_PAGE
from cgq.exam.limits import Limits
from cgq.exam.model import EXTRACTOR, Document, Finding
from cgq.exam.pdf.paper import blank, gathered
from cgq.exam.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.model import Hint
    from cgq.exam.pdf.paper import Paper
    from cgq.exam.pdf.pieces import Piece

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024
_LONGEST_SAID = 200


def _silent(done: int, total: int) -> None:
    """Nobody asked about progress."""


def read_document(
    data: bytes,
    *,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None] = _silent,
    pieces: Callable[[], Iterable[Piece]] | None = None,
    hints: Sequence[Hint] = (),
) -> Document:
    """Read one paper or key. `progress(pages done, pages in all)` is called after each page.

    A file that cannot be read comes back as a document with the finding that says why. Nothing is raised
    but what `progress` raises, which is how a caller stops a reading. The file is opened in this process
    unless `pieces` gives its pages: whoever has a hostile file reads it elsewhere. `hints` name lines of
    this version's `Document.doubtful`.
    """

    def paper() -> Paper:
        _check_bytes(data, limits)
        if pieces is None:
            return _read_here(data, password, limits, progress)
        return gathered(pieces(), limits, progress)

    digest = hashlib.sha256(data).hexdigest()
    with _uncollected():
        return _document(digest, paper, hints)


def _document(digest: str, paper: Callable[[], Paper], hints: Sequence[Hint]) -> Document:
    try:
        read = paper()
    except InputFailed as why:
        finding = Finding(code=why.code, message=why.message)
        return Document(sha256=digest, pages=0, extractor=EXTRACTOR, findings=(finding,))
    return _laid_out(digest, read, hints)


@contextmanager
def _uncollected() -> Generator[None]:
    """Reading makes very many small things and hardly a cycle of them; looking for cycles would take a fifth of it.
    They should be gone before the `with` ends, for that looks through whatever is left."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _check_bytes(data: bytes, limits: Limits) -> None:
    if not data:
        raise InputFailed("the file is empty: get it again", code=EMPTY_FILE)
    if len(data) > limits.max_bytes:
        size = f"{len(data) / 2**20:.0f} MB, and {limits.max_bytes / 2**20:.0f} MB are read"
        raise InputFailed(f"{size}: split the file", code=TOO_LARGE)
    if _SIGNATURE not in data[:_SIGNATURE_WITHIN]:
        raise InputFailed("the file does not start like a PDF: convert it to PDF first", code=NOT_A_PDF)


def _read_here(data: bytes, password: str | None, limits: Limits, progress: Callable[[int, int], None]) -> Paper:
    from cgq.exam.pdf.reader import read_paper

    return read_paper(data, password, limits, progress)


def _laid_out(digest: str, paper: Paper, hints: Sequence[Hint]) -> Document:
    """The document of a paper; a page whose layout nobody foresaw costs that page, if it alone is at fault."""
    try:
        try:
            document = compose(digest, paper.sheets, paper.title, hints)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a finding like any other
            broken = {sheet.number for sheet in paper.sheets if sheet.ink and _breaks(sheet)}
            if not broken:
                return _not_laid_out(digest, paper, SUSPECT, f"its layout {_breaking(error)}")
            sheets = [blank(sheet.number) if sheet.number in broken else sheet for sheet in paper.sheets]
            document = compose(digest, sheets, paper.title, hints)
            message = f"this page was not read, its layout {_breaking(error)}"
            notes = [Finding(code=UNREAD_PAGE, message=message, page=number) for number in sorted(broken)]
            document = replace(document, findings=(*notes, *document.findings))
    except MemoryError:
        return _not_laid_out(digest, paper, TOO_LARGE, "reading it takes more memory than is allowed: split the file")
    except Exception as error:  # noqa: BLE001 - it breaks without those pages, too
        return _not_laid_out(digest, paper, SUSPECT, f"its layout {_breaking(error)}")
    return replace(document, findings=(*paper.findings, *document.findings))


def _breaks(sheet: Sheet) -> bool:
    try:
        compose("", [blank(n) for n in range(1, sheet.number)] + [sheet], None, ())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - that is the question
        return True
    return False


def _breaking(error: Exception) -> str:
    said = printable(str(error), _LONGEST_SAID)
    return f"breaks the reader ({type(error).__name__}: {said}): please report it"


def _not_laid_out(digest: str, paper: Paper, code: str, message: str) -> Document:
    findings = (Finding(code=code, message=message), *paper.findings)
    return Document(sha256=digest, pages=len(paper.sheets), extractor=EXTRACTOR, findings=findings)
