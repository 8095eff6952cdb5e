"""What an HWP 5 document holds, from the records of its sections (Hancom, "HWP document file formats 5.0", 4.3)."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from cgq.convert.hwp.held.content import Held, Script
from cgq.convert.hwp.ole import Ole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.convert.hwp.held.content import Place

_COMPRESSED, _FOR_DISTRIBUTION = 1, 4
"""Bits of the flags in FileHeader."""
_FLAGS_AT = 36
"""Bytes before the flags in FileHeader: 32 of the signature, 4 of the version."""
_MOST_BYTES = 64 * 1024 * 1024
"""Bytes of a section when it is inflated; a long paper has 2 MB."""
_BEGIN = 0x10
"""From which the kinds of records are counted (HWPTAG_BEGIN)."""
_PARAGRAPH_TEXT, _CONTROL = _BEGIN + 51, _BEGIN + 55
"""Kinds of records: HWPTAG_PARA_TEXT, HWPTAG_CTRL_HEADER."""
_PICTURE, _EQUATION, _MEMOS = _BEGIN + 69, _BEGIN + 72, _BEGIN + 77
"""Kinds of records: a picture, a formula, the list of memos, behind which nothing is printed."""
_NOT_SHOWN = frozenset({b"secd", b"head", b"foot", b"tcmt"})
"""Controls whose text is that of a master page, the head or foot of pages, or a hidden comment."""
_RUNNING = frozenset({b"secd", b"head", b"foot"})
"""Of those, what is drawn on each of its pages."""
_RUBY = b"tdut"
"""A word with small print above or below it: each a length in units, and the text."""
_FOOTNOTE, _ENDNOTE = b"fn  ", b"en  "
_OF_LINE, _OF_NOTE = 2, 4
"""Levels of a formula in a paragraph of the text, and of an endnote in that: each control adds two."""
_AS_CHARACTER = 1
"""Bit of an object's properties: it stands in its line."""
_NOTE = 17
"""The control character of a note's mark."""
_SECTION = re.compile(r"BodyText/Section(\d+)")

_WIDE = frozenset((*range(1, 10), *range(11, 13), *range(14, 24)))
"""Control characters that are eight units long; those of `_INLINE` part no text, the others stand for an object."""
_INLINE = frozenset({4, 5, 6, 7, 8, 9, 19, 20})
"""Those within a line: the end of a field (4), the mark of a title (8), a tab (9); 5 to 7, 19 and 20 are reserved."""
_SPACES = frozenset({9, 30, 31})
"""Control characters that are spaces: a tab, one that joins words, one of fixed width."""
_HYPHEN = 24
"""The control character of a hyphen."""


def read_records(data: bytes) -> Held:
    """What an HWP 5 file holds. Raises ValueError, KeyError, struct.error or zlib.error where it is damaged."""
    ole = Ole(data)
    (flags,) = struct.unpack_from("<I", ole.read("FileHeader"), _FLAGS_AT)
    if flags & _FOR_DISTRIBUTION:
        return Held(is_known=False)
    held = Held()
    sections = sorted((int(found[1]), found[0]) for path in ole.paths if (found := _SECTION.fullmatch(path)))
    if not sections:
        raise ValueError("no sections")
    for _, path in sections:
        raw = ole.read(path)
        _read_section(_inflated(raw) if flags & _COMPRESSED else raw, held, is_single=len(sections) == 1)
    return held


def _inflated(raw: bytes) -> bytes:
    inflating = zlib.decompressobj(-15)
    found = inflating.decompress(raw, _MOST_BYTES)
    if inflating.unconsumed_tail:
        raise ValueError("a section is larger than any paper's")
    return found


def _read_section(raw: bytes, held: Held, *, is_single: bool) -> None:
    """Add what a section holds; of several (not `is_single`) it is not known whether endnotes are drawn behind each."""
    hidden: tuple[int, bool] | None = None
    marks: list[bool] = []
    outer = inner = b""
    for tag, level, body in _records(raw):
        if hidden is not None and level > hidden[0]:
            if hidden[1]:
                _take_running(tag, body, held)
            continue
        hidden = None
        if tag == _CONTROL:
            inner = body
            outer = body if level == 1 else outer
        if tag == _MEMOS or (tag == _CONTROL and body[:4][::-1] in _NOT_SHOWN):
            hidden = level, tag == _CONTROL and body[:4][::-1] in _RUNNING
        elif tag == _PARAGRAPH_TEXT:
            stretches, begins = _stretches(body)
            held.texts += stretches
            marks = begins + marks
        elif tag == _CONTROL and body[:4][::-1] in (_FOOTNOTE, _ENDNOTE) and marks:
            begins_paragraph = marks.pop(0)
            held.notes += [begins_paragraph] if body[:4][::-1] == _ENDNOTE else []
        elif tag == _EQUATION:
            place = _place(level, outer, inner)
            held.scripts.append(Script(_script(body), place if is_single or place != "note" else "apart"))
        elif tag == _PICTURE:
            held.pictures += 1
        elif tag == _CONTROL and body[:4][::-1] == _RUBY:
            held.texts += _ruby(body)


def _take_running(tag: int, body: bytes, held: Held) -> None:
    if tag == _EQUATION:
        held.scripts.append(Script(_script(body), "running"))
    elif tag == _PICTURE:
        held.running_pictures += 1


def _place(level: int, outer: bytes, inner: bytes) -> Place:
    """Where a formula stands, by its level, the control of the text that it lies in, and its own."""
    if len(inner) < 8 or not struct.unpack_from("<I", inner, 4)[0] & _AS_CHARACTER:
        return "apart"
    if level == _OF_LINE:
        return "line"
    return "note" if level == _OF_NOTE and outer[:4][::-1] == _ENDNOTE else "apart"


def _records(raw: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Tag, level and body of each record; its head has 10 bits each for tag and level, 12 for the size."""
    at = 0
    while at + 4 <= len(raw):
        (head,) = struct.unpack_from("<I", raw, at)
        size, at = head >> 20, at + 4
        if size == 0xFFF:
            (size,) = struct.unpack_from("<I", raw, at)
            at += 4
        yield head & 0x3FF, head >> 10 & 0x3FF, raw[at : at + size]
        at += size


def _stretches(body: bytes) -> tuple[list[str], list[bool]]:
    """The texts of a paragraph between its objects, and of each mark of a note whether no text stands before it."""
    units = struct.unpack(f"<{len(body) // 2}H", body[: len(body) // 2 * 2])
    stretches: list[list[int]] = [[]]
    marks: list[bool] = []
    at = 0
    while at < len(units):
        unit = units[at]
        at += 8 if unit in _WIDE else 1
        if unit == _NOTE:
            marks.append(not any(stretches))
        if unit >= 32:
            stretches[-1].append(unit)
        elif unit in _SPACES:
            stretches[-1].append(32)
        elif unit == _HYPHEN:
            stretches[-1].append(45)
        elif unit in _WIDE - _INLINE:
            stretches.append([])
    return [_text(stretch) for stretch in stretches if stretch], marks


def _text(units: list[int]) -> str:
    return struct.pack(f"<{len(units)}H", *units).decode("utf-16-le", "replace")


def _script(body: bytes) -> str:
    """The script of a formula: a property, its length in units, and itself."""
    (length,) = struct.unpack_from("<H", body, 4)
    return body[6 : 6 + 2 * length].decode("utf-16-le", "replace")


def _ruby(body: bytes) -> list[str]:
    texts: list[str] = []
    at = 4
    for _ in range(2):
        (length,) = struct.unpack_from("<H", body, at)
        texts.append(body[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
        at += 2 + 2 * length
    return texts
