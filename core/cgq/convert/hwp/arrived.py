"""Is all of a document's text in the PDF that was made of it? Compared twice: with the drawings, and those with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from cgq.sandbox.apart import apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG = 4
"""Characters of a stretch that is looked for; a text is whole where each of its stretches is there as often."""
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
    page = "\f".join(map(_plain, drawn))
    there = Counter(_stretches(page, _LONG))
    ever = frozenset(there)
    short = {length: frozenset(_stretches(page, length)) for length in range(1, _LONG)}
    missing: list[str] = []
    for text in held:
        for piece in filter(None, _PRIVATE.split(_plain(text))):
            if len(piece) >= _LONG:
                missing += _missing_in(piece, there, ever)
            elif piece not in short[len(piece)]:
                missing.append(piece)
    return missing


def _stretches(text: str, length: int) -> Iterator[str]:
    return (text[n : n + length] for n in range(len(text) - length + 1))


def _missing_in(piece: str, there: Counter[str], ever: frozenset[str]) -> Iterator[str]:
    """What of a piece is not there any more; each stretch that is there is used up.

    Of absent stretches in a row, the first one's characters but the last stand in a present one before, and so behind.
    """
    absent: list[bool] = []
    for stretch in _stretches(piece, _LONG):
        absent.append(not there[stretch])
        there[stretch] -= not absent[-1]
    at = 0
    for is_absent, run in groupby(absent):
        length = len(list(run))
        first, last = at + (_LONG - 1 if at else 0), at + length + (_LONG - 1 if at + length == len(absent) else 0)
        # Where a page turns, fewer stretches than a whole one are not there, and both of its sides are.
        never = length == len(absent) and not ever.issuperset(_stretches(piece, _LONG))
        if is_absent and (length >= _LONG or never):
            yield piece[first:last]
        at += length


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


def texts_of_pdf(pdf: bytes, seconds: float) -> list[str] | None:
    """The text of each page, as PDFium gives it in a process apart within so many seconds; None where it fails."""
    running = apart(partial(_texts, pdf), memory=_MEMORY, seconds=max(1.0, seconds), patience=lambda: max(1.0, seconds))
    texts: list[str] = []
    while True:
        try:
            texts.append(next(running).decode())
        except StopIteration as stop:
            return texts if stop.value.cause == "done" else None


def _texts(pdf: bytes) -> Iterator[bytes]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        yield page.get_textpage().get_text_range().encode("utf-8", "replace")
        page.close()
