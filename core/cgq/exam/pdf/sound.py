"""Whether the data that a page is made of are whole. PDFium shows in silence what it could get.

Looked at are a page's text and the fonts and forms that it uses: whether deflated data have their end and the
checksum that stands there, whether references lead to something, whether fonts that are chosen are there, and
whether they have a width for each of their characters. What only colours a page may be missing.
"""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING, Any

from pypdf.generic import ArrayObject, DictionaryObject, NullObject, StreamObject

from cgq.exam.pdf.fonts import is_whole
from cgq.exam.pdf.walk import Walk, entries, value, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_INFLATED = 128 * 1024 * 1024
_STEP = 1 << 20
_FILTERS = frozenset(
    f"/{name}"
    for name in (
        *("ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "FlateDecode", "Fl"),
        *("RunLengthDecode", "RL", "CCITTFaxDecode", "CCF", "JBIG2Decode", "DCTDecode", "DCT", "JPXDecode", "Crypt"),
    )
)
_DEPENDED_ON = ("/Font", "/XObject")
_HEADERS = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
"""How zlib's data start (RFC 1950), by how hard was tried."""

_CHOSEN = re.compile(rb"/([A-Za-z0-9_.+-]+)\s+-?[\d.]+\s+Tf\b")


class Soundness:
    """Looks at pages one after the other; what they share is looked at once."""

    def __init__(self) -> None:
        self._walk = Walk()
        self._inflatable = _MOST_INFLATED
        self._known: dict[int, bool] = {}
        self._whole: set[tuple[int, int]] = set()

    def damaged(self, page: DictionaryObject) -> bool:
        """Whether something that the page's text depends on is not whole; no, once the budget is spent."""
        dangling = self._walk.dangling
        resources = value(page, "/Resources")
        roots = wanted(page, ("/Contents",))
        roots += wanted(resources, _DEPENDED_ON) if isinstance(resources, DictionaryObject) else []
        seen = set(self._whole)
        parts = [item for root in roots for item in self._walk.under(root, seen)]
        if not _has_contents(page):
            return True
        if self._walk.dangling > dangling or not all(self._is_sound(part) for part in parts):
            return True
        self._whole = seen
        return not self._chosen(page) <= _fonts(page)

    def _is_sound(self, item: DictionaryObject) -> bool:
        if id(item) not in self._known:
            self._known[id(item)] = is_whole(item) and self._inflates(item)
        return self._known[id(item)]

    def _inflates(self, item: DictionaryObject) -> bool:
        if entries(item).get("/Subtype") == "/Image":
            return True
        filters = _filters(item)
        if not filters <= _FILTERS or (not filters and _is_deflated(item)):
            return False
        try:
            for _ in self._inflated(item):
                pass
        except (zlib.error, EOFError, ValueError):
            return False
        return True

    def _inflated(self, item: DictionaryObject) -> Iterator[bytes]:
        """The data of a deflated stream, piece by piece; raises when they are damaged, EOFError without their end."""
        data = _deflated(item)
        if data is None:
            return
        inflater = zlib.decompressobj()
        while not inflater.eof and self._inflatable > 0:
            piece = inflater.decompress(data, _STEP)
            self._inflatable -= len(piece)
            data = inflater.unconsumed_tail
            yield piece
            if not piece and not data and not inflater.eof:
                raise EOFError

    def _chosen(self, page: DictionaryObject) -> set[bytes]:
        """The names of the fonts that the page's text chooses."""
        parts = [item for root in wanted(page, ("/Contents",)) for item in self._walk.under(root)]
        return {name for part in parts for piece in self._inflated(part) for name in _CHOSEN.findall(piece)}


def _has_contents(page: DictionaryObject) -> bool:
    """Whether its contents are streams; a page with fonts and without contents was meant to hold text."""
    if "/Contents" not in page:
        return not _fonts(page)
    return isinstance(value(page, "/Contents"), StreamObject | ArrayObject | NullObject | None)


def _fonts(page: DictionaryObject) -> set[bytes]:
    resources = value(page, "/Resources")
    fonts = value(resources, "/Font") if isinstance(resources, DictionaryObject) else None
    return {name[1:].encode() for name in entries(fonts)} if isinstance(fonts, DictionaryObject) else set()


def _filters(item: DictionaryObject) -> set[str]:
    """The names of the ways in which a stream was packed."""
    given = value(item, "/Filter") if isinstance(item, StreamObject) else None
    names = given if isinstance(given, ArrayObject) else [given] if given is not None else []
    return {str(name) for name in names}


def _is_deflated(item: DictionaryObject) -> bool:
    """Whether a stream starts like deflated data: one that says nothing of it has lost its /Filter."""
    data: Any = getattr(item, "_data", None)
    return isinstance(data, bytes) and data[:2] in _HEADERS


def _deflated(item: DictionaryObject) -> bytes | None:
    """The data of a stream that is only deflated, or written in letters after that; None for any other."""
    data: Any = getattr(item, "_data", None)
    if not isinstance(item, StreamObject) or not isinstance(data, bytes):
        return None
    given = value(item, "/Filter")
    filters = [str(name) for name in given] if isinstance(given, ArrayObject) else [str(given)]
    if filters[:1] in (["/ASCII85Decode"], ["/A85"]):
        filters = filters[1:]
        data = base64.a85decode(data.split(b"~>")[0].strip().removeprefix(b"<~"))
    return data if filters[:1] in (["/FlateDecode"], ["/Fl"]) else None
