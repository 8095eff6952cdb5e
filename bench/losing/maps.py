"""Spoils what a PDF says of its fonts: the map from drawn shapes to characters."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdf
from bench.losing.surgery import Uncut
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject

if TYPE_CHECKING:
    import random

_TARGET = re.compile(rb"(<[0-9A-Fa-f]{2,4}>\s*)(<[0-9A-Fa-f]{4}>)(?=\s*\n)")
_PRIVATE = 0xE000
_SHARE = 0.15
_EMPTY_MAP = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap endcmap end end"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def blanked(data: bytes, chance: random.Random) -> bytes:
    """One font of the file without its map: taken out, or there and empty."""
    writer, font = _one_font(data, chance)
    if chance.random() < 0.5:
        del font["/ToUnicode"]
    else:
        stream = DecodedStreamObject()
        stream.set_data(_EMPTY_MAP)
        font[NameObject("/ToUnicode")] = writer._add_object(stream)
    return _bytes(writer)


def made_private(data: bytes, chance: random.Random) -> bytes:
    """A part of one font's characters mapped to private-use characters."""
    writer, font = _one_font(data, chance)
    entry = font["/ToUnicode"].get_object()
    if not isinstance(entry, StreamObject):
        raise Uncut
    changed = 0

    def private(found: re.Match[bytes]) -> bytes:
        nonlocal changed
        if chance.random() > _SHARE:
            return found[0]
        changed += 1
        return found[1] + b"<%04X>" % (_PRIVATE + changed)

    stream = DecodedStreamObject()
    stream.set_data(_TARGET.sub(private, entry.get_data()))
    if not changed:
        raise Uncut
    font[NameObject("/ToUnicode")] = writer._add_object(stream)
    return _bytes(writer)


def digits_swapped(data: bytes, chance: random.Random) -> tuple[bytes, str]:
    """One font's characters with two digits exchanged in what the file says of them; and which two."""
    writer, font = _one_font(data, chance)
    entry = font["/ToUnicode"].get_object()
    if not isinstance(entry, StreamObject):
        raise Uncut
    mapped = entry.get_data()
    held = sorted({int(found[2][1:-1], 16) for found in _TARGET.finditer(mapped)} & set(range(0x30, 0x3A)))
    if len(held) < 2:
        raise Uncut
    one, other = chance.sample(held, 2)
    exchanged = {one: other, other: one}

    def exchange(found: re.Match[bytes]) -> bytes:
        code = int(found[2][1:-1], 16)
        return found[1] + b"<%04X>" % exchanged.get(code, code)

    stream = DecodedStreamObject()
    stream.set_data(_TARGET.sub(exchange, mapped))
    font[NameObject("/ToUnicode")] = writer._add_object(stream)
    return _bytes(writer), f"{one:c} and {other:c}"


def _one_font(data: bytes, chance: random.Random) -> tuple[pypdf.PdfWriter, DictionaryObject]:
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    fonts: dict[int, DictionaryObject] = {}
    for page in writer.pages:
        resources: Any = page.get("/Resources")
        held: Any = resources.get_object().get("/Font") if resources else None
        for entry in (held.get_object() if held else {}).values():
            font: Any = entry.get_object()
            if "/ToUnicode" in font:
                fonts[id(font)] = font
    if not fonts:
        raise Uncut
    return writer, chance.choice(list(fonts.values()))


def _bytes(writer: pypdf.PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
