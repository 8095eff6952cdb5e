"""What a person should know of how a PDF was made of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.findings import PICTURE_PREPARED, UNREAD_PAGE
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.convert.pictures.pieces import Deed, Lost, Made

_DEEDS: dict[Deed, str] = {
    "cut": "cut out of the background",
    "split": "half of a picture of two pages, which was split at the fold",
    "turned": "turned, for the lines did not run level or stood upside down",
}


def findings_of(pages: Sequence[Made | None], lost: Sequence[tuple[int, Lost]], pictures: int) -> tuple[Finding, ...]:
    """One note for each deed, one finding for each page that was lost or is in doubt."""
    named = _Named(pages, lost, pictures)
    return (*_notes(pages), *_losses(lost, named), *_doubts(pages, named))


class _Named:
    """What each frame of each picture is called."""

    def __init__(self, pages: Sequence[Made | None], lost: Sequence[tuple[int, Lost]], pictures: int) -> None:
        self._pictures = pictures
        known: list[Made | Lost] = [*(page for page in pages if page is not None), *(what for _, what in lost)]
        self._several = {piece.picture for piece in known if piece.frame > 1}

    def __call__(self, piece: Made | Lost) -> str:
        """`picture 3`, `page 2 of picture 3`, and `page 2 of the picture` where there is no other."""
        which = f"picture {piece.picture}" if self._pictures > 1 else "the picture"
        return f"page {piece.frame} of {which}" if piece.picture in self._several else which


def _notes(pages: Sequence[Made | None]) -> Iterator[Finding]:
    for deed, words in _DEEDS.items():
        numbers = [n for n, page in enumerate(pages, start=1) if page is not None and deed in page.deeds]
        if numbers:
            which = "page" if len(numbers) == 1 else "pages"
            yield Finding(code=PICTURE_PREPARED, message=f"{which} {_ranges(numbers)}: {words}")


def _losses(lost: Sequence[tuple[int, Lost]], named: _Named) -> Iterator[Finding]:
    for page, what in lost:
        yield Finding(code=UNREAD_PAGE, message=f"{named(what)} was not read: {what.why}", page=page)


def _doubts(pages: Sequence[Made | None], named: _Named) -> Iterator[Finding]:
    """Those of a picture stand once, with its first page."""
    known: set[tuple[int, int]] = set()
    for number, page in enumerate(pages, start=1):
        if page is None or (page.picture, page.frame) in known:
            continue
        known.add((page.picture, page.frame))
        for code, words in page.noted:
            yield Finding(code=code, message=f"{named(page)}: {words}", page=number)


def _ranges(numbers: Sequence[int]) -> str:
    """1, 3-5"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
