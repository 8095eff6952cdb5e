"""Where the pages of a TIFF are: the chain of its directories (TIFF 6.0, section 2), as far as it can be followed.

Pillow follows that chain only as long as it can read every page; read one by one, a page costs no other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_MOST_DIRECTORIES = 4000
"""Directories of a file that are looked at: a page and its smaller copy for each page of the longest paper."""

_SUBFILE, _REDUCED = 254, 1
"""The tag NewSubfileType, and its bit for a smaller copy of another page."""

_VALUES = {3: "H", 4: "I", 16: "Q"}
"""By the number that a tag has for it, the types of a whole number."""

_CUT_OFF = "it is damaged: the file ends before this page, and what stands behind it is lost, too"
_CIRCLE = "it is damaged: its list of pages leads back from here, and what stands behind is lost"
_ENDLESS = f"it holds more than {_MOST_DIRECTORIES} pictures; this and those behind it were not read"


@dataclass(frozen=True, slots=True)
class TiffPage:
    """A page: the offset of its directory in bytes, or `lost`, why there is none."""

    offset: int
    lost: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a kind of TIFF stores numbers: the place of the first offset, and the sizes of what a directory has."""

    order: str
    first: int
    offset: str
    count: str
    entry: int

    def number(self, data: bytes, at: int, kind: str) -> int:
        """Raises struct.error behind the end of the file."""
        (number,) = struct.unpack_from(self.order + kind, data, at)
        return int(number)


_LAYOUTS = {
    b"II*\x00": _Layout("<", 4, "I", "H", 12),
    b"MM\x00*": _Layout(">", 4, "I", "H", 12),
    b"II+\x00": _Layout("<", 8, "Q", "Q", 20),
    b"MM\x00+": _Layout(">", 8, "Q", "Q", 20),
}
"""By the first bytes of the file; the last two are BigTIFF."""


def tiff_pages(data: bytes) -> tuple[TiffPage, ...]:
    """The pages of a TIFF in their order, none for another file; smaller copies of pages, which it may hold, are none.

    The last one is lost where the chain does not end as it should.
    """
    layout = _LAYOUTS.get(data[:4])
    if layout is None:
        return ()
    pages: list[TiffPage] = []
    copies: list[TiffPage] = []
    seen: set[int] = set()
    offset = _offset(data, layout, layout.first)
    while offset:
        why = _CIRCLE if offset in seen else _ENDLESS if len(seen) == _MOST_DIRECTORIES else ""
        directory = None if why else _directory(data, layout, offset)
        if directory is None:
            pages.append(TiffPage(offset, why or _CUT_OFF))
            break
        seen.add(offset)
        is_copy, following = directory
        (copies if is_copy else pages).append(TiffPage(offset))
        offset = following
    return tuple(pages or copies)


def with_first(data: bytes, page: TiffPage) -> bytes:
    """The file as if it began with this page: its header leads there."""
    layout = _LAYOUTS[data[:4]]
    if _offset(data, layout, layout.first) == page.offset:
        return data
    header = data[: layout.first] + struct.pack(layout.order + layout.offset, page.offset)
    return header + data[len(header) :]


def _offset(data: bytes, layout: _Layout, at: int) -> int:
    """The one that is stored there; 0, as behind the last page, where the file has ended."""
    try:
        return layout.number(data, at, layout.offset)
    except struct.error:
        return 0


def _directory(data: bytes, layout: _Layout, offset: int) -> tuple[bool, int] | None:
    """Whether it is of a smaller copy, and the offset of the next one, 0 behind the last; None where it is cut off."""
    start = offset + struct.calcsize("=" + layout.count)
    try:
        end = start + layout.entry * layout.number(data, offset, layout.count)
        if end > len(data):
            return None
        is_copy = any(_is_reduced(data, layout, at) for at in range(start, end, layout.entry))
    except (struct.error, OverflowError):
        return None
    return is_copy, _offset(data, layout, end)


def _is_reduced(data: bytes, layout: _Layout, at: int) -> bool:
    if layout.number(data, at, "H") != _SUBFILE:
        return False
    kind = _VALUES.get(layout.number(data, at + 2, "H"))
    value = at + 4 + struct.calcsize("=" + layout.offset)
    return kind is not None and bool(layout.number(data, value, kind) & _REDUCED)
