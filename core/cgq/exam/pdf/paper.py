"""The pieces of a reading become a paper: a sheet for every page, and what is to be said of those not read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import ACTIVE_CONTENT, CUT_REVISION, DAMAGED_PAGE, SUSPECT, TOO_LARGE, UNREAD_PAGE
from cgq.exam.geometry import Sheet
from cgq.exam.model import Finding
from cgq.exam.pdf.pieces import Opening, SecondLook, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.exam.limits import Limits
    from cgq.exam.pdf.pieces import Piece

_WIDTH, _HEIGHT = 595.0, 842.0
_CUT = "the file ends inside its last change, and what was there before may be read: get the file again"
_TOO_MUCH = "the paper holds more text than is read at once: split the file"


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole file: its sheets in order, blank ones for pages that were not read; its title; what to say of it."""

    sheets: tuple[Sheet, ...]
    title: str | None
    findings: tuple[Finding, ...]


def gathered(pieces: Iterable[Piece], limits: Limits, progress: Callable[[int, int], None]) -> Paper:
    """The paper of a reading. Raises `InputFailed` when no page of it was read, or pages are kept back."""
    opening, look = Opening(0, None), SecondLook()
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    chars = 0
    for piece in pieces:
        if isinstance(piece, Opening):
            opening = piece
        elif isinstance(piece, SecondLook):
            look = piece
            continue
        else:
            chars += len(piece.glyphs) if isinstance(piece, Sheet) else 0
            if chars > limits.max_chars:
                break
            sheets.append(piece if isinstance(piece, Sheet) else blank(piece.page))
            unread += [piece] if isinstance(piece, Unread) else []
        progress(len(sheets), opening.pages)
    left = range(len(sheets) + 1, opening.pages + 1)
    sheets += [blank(page) for page in left]
    unread += [Unread(page, TOO_LARGE, _TOO_MUCH) for page in left]
    if len(unread) == len(sheets):
        raise _nothing_read(unread)
    if look.pages is not None and look.pages > opening.pages:
        message = f"{look.pages} pages are announced and {opening.pages} can be read: get the file again"
        raise InputFailed(message, code=SUSPECT)
    cut = [Finding(code=CUT_REVISION, message=_CUT)] if opening.cut else []
    return Paper(tuple(sheets), opening.title, (*cut, *_unread(unread), *_seen(look)))


def blank(page: int) -> Sheet:
    """A sheet for a page that was not read, so that the others keep their numbers."""
    return Sheet(number=page, width=_WIDTH, height=_HEIGHT, glyphs=())


def _nothing_read(unread: Sequence[Unread]) -> InputFailed:
    (code, why), _ = Counter((page.code, page.why) for page in unread).most_common(1)[0]
    pages = f"none of its {len(unread)} pages" if len(unread) > 1 else "its only page"
    return InputFailed(f"{pages} could {'' if len(unread) > 1 else 'not '}be read, {why}", code=code)


def _unread(unread: Sequence[Unread]) -> list[Finding]:
    """One finding for each run of pages that share a reason."""
    runs = groupby(enumerate(unread), key=lambda item: (item[1].page - item[0], item[1].why))
    findings: list[Finding] = []
    for (_, why), run in runs:
        pages = [page.page for _, page in run]
        which = f"page {pages[0]} was" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]} were"
        findings.append(Finding(code=UNREAD_PAGE, message=f"{which} not read, {why}", page=pages[0]))
    return findings


def _seen(look: SecondLook) -> list[Finding]:
    message = "the data of this page are damaged, and some of it may be missing or changed: get the file again"
    damaged = [Finding(code=DAMAGED_PAGE, message=message, page=page) for page in look.damaged]
    if not look.active:
        return damaged
    told = f"nothing of it was followed or run: {'; '.join(look.active)}"
    return [*damaged, Finding(code=ACTIVE_CONTENT, message=told)]
