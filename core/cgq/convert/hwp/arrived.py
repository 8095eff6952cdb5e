"""Is all of a document's text in the PDF that was made of it? Compared twice: with the drawings, and those with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import closing
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from cgq.convert.hwp.ends import check_end
from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, TOO_LARGE
from cgq.sandbox.apart import apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cgq.sandbox.apart import End

_LONG = 4
"""Characters of a stretch that is looked for; a text is whole where each of its stretches is there as often."""
_EDGE = 200
"""Characters at the end and the start of a page among which text that runs on is looked for, with its foot and head."""
_NEXT = 2
"""Characters that are looked for together with fewer than a stretch."""
_MEMORY = 320 * 1024 * 1024
"""Bytes of the process that reads the PDF: what the reader of papers has."""
_UNSEEN = re.compile(r"[\s\-\u2010\u2011\u00ad\u200b-\u200f\u2060\ufeff\ufffc\u3164]+")
"""What has no shape, and hyphens: the converter draws a row of them as a line."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def missing_stretches(held: Sequence[str], drawn: Sequence[str]) -> list[str]:
    """The stretches of a document's texts that stand on none of its pages, as they are written.

    A paragraph is drawn line by line, so that its text is found whole but for the turn of a page; `held` are texts
    without an object inside, `drawn` the texts of the pages.
    """
    pages = list(map(_plain, drawn))
    page = "\f".join(pages)
    there = Counter(_stretches(page, _LONG))
    short = {length: frozenset(_stretches(page, length)) for length in range(1, _LONG)}
    turns = _Turns(pages)
    pieces = [piece for text in held for piece in _PRIVATE.split(_plain(text)) if piece]
    missing: list[str] = []
    for before, piece, behind in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if len(piece) >= _LONG:
            missing += _missing_in(piece, there, partial(turns.is_at, before, piece, behind))
        elif piece not in short[len(piece)]:
            missing.append(piece)
    return missing


def _stretches(text: str, length: int) -> Iterator[str]:
    return (text[n : n + length] for n in range(len(text) - length + 1))


class _Turns:
    """Where pages end and begin, heads and feet included."""

    def __init__(self, pages: Sequence[str]) -> None:
        self._turns = [(ended[-_EDGE:], begun[:_EDGE]) for ended, begun in pairwise(pages)]

    def is_at(self, before: str, piece: str, behind: str, at: int) -> bool:
        """Whether a page may turn between the characters of a piece before `at` and from there on; a few characters are
        looked for together with those of the piece before or behind, which follow on the page."""
        left, right = piece[:at][-_LONG:], piece[at:][:_LONG]
        if len(left) < _LONG:
            left = before[-_NEXT:] + left
        if len(right) < _LONG:
            right += behind[:_NEXT]
        return any(left in ended and right in begun for ended, begun in self._turns)


def _missing_in(piece: str, there: Counter[str], turns: Callable[[int], bool]) -> Iterator[str]:
    """What of a piece is not there any more; each stretch that is there is used up. `turns` tells whether a page may
    turn before a character.

    Of absent stretches in a row, the first one's characters but the last stand in a present one before, and so behind.
    Where a page turns within, three stretches are not there, and both of its sides are.
    """
    absent: list[bool] = []
    for stretch in _stretches(piece, _LONG):
        absent.append(not there[stretch])
        there[stretch] -= not absent[-1]
    at = 0
    for is_absent, run in groupby(absent):
        length = len(list(run))
        is_last = at + length == len(absent)
        first, last = at + (_LONG - 1 if at else 0), at + length + (_LONG - 1 if is_last else 0)
        if is_absent and first < last and not (length < _LONG and any(map(turns, _edges(first, last, len(piece))))):
            yield piece[first:last]
        at += length


def _edges(first: int, last: int, length: int) -> Iterable[int]:
    """Before which character of a piece the page would have turned where these characters are missed."""
    if first == 0:
        return range(1, length) if last == length else (last,)
    return (first,)


def lacking_letters(drawn: str, read: str) -> Counter[str]:
    """The characters of a drawn page, without shadows, that its PDF lacks as text, and how many of each.

    Counted, for a single sign that lies off the page or that no font has is a loss too: on 145 pages of real documents
    each drawn character was there as often.
    """
    lacking = Counter(_plain(drawn))
    lacking.subtract(_plain(read))
    return Counter({char: count for char, count in lacking.items() if count > 0 and not _PRIVATE.match(char)})


def _plain(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def texts_of_pdf(pdf: bytes, seconds: float) -> list[str]:
    """The text of each page, as PDFium gives it in a subprocess within so many seconds.

    Raises InputFailed with a refusal, and StageFailed where somebody else ended that process.
    """
    running = apart(partial(_texts, pdf), memory=_MEMORY, seconds=max(1.0, seconds), patience=lambda: max(1.0, seconds))
    texts: list[str] = []
    with closing(running):
        while True:
            try:
                texts.append(next(running).decode())
            except StopIteration as stop:
                _check(stop.value)
                return texts


def _check(end: End) -> None:
    """Raise where the text of a PDF could not be read to its end."""
    check_end(end, "reads the PDF")
    if end.cause in ("memory", "timeout"):
        what = "more memory" if end.cause == "memory" else "longer"
        raise InputFailed(
            f"reading the PDF made of it takes {what} than is allowed ({end.told}): split it", code=TOO_LARGE
        )
    if end.cause != "done":
        raise InputFailed(f"no whole PDF could be made of it ({end.told}): print it to a PDF in Hangul", code=DAMAGED)


def _texts(pdf: bytes) -> Iterator[bytes]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        yield page.get_textpage().get_text_range().encode("utf-8", "replace")
        page.close()
