"""Zips for tests: as people pack them, and as nobody who means well does."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DATE = (2024, 3, 2, 9, 0, 0)


def zip_of(entries: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries.items():
            made.writestr(zipfile.ZipInfo(name, DATE), data, method)
    return out.getvalue()


def raw_zip(
    entries: list[tuple[bytes, bytes]],
    *,
    flags: int = 0,
    method: int = 8,
    extra: bytes = b"",
    size: int | None = None,
    made: int = 20,
    attributes: int = 0,
    offsets: list[int] | None = None,
    crc: int | None = None,
) -> bytes:
    """A zip with names as bytes, whose headers say whatever is given: `size` unpacked, `offsets` in place of where the
    entries stand, `made` by which system, `attributes` of the files."""
    body, listed = b"", b""
    for number, (name, data) in enumerate(entries):
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = squeezer.compress(data) + squeezer.flush() if method == 8 else data
        told = (
            flags,
            method,
            0,
            0x21,
            zlib.crc32(data) if crc is None else crc,
            len(packed),
            len(data) if size is None else size,
        )
        offset = len(body) if offsets is None else offsets[number]
        body += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, *told, len(name), len(extra)) + name + extra + packed
        listed += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", made, 20, *told, len(name), len(extra), 0, 0, 0, attributes, offset
        )
        listed += name + extra
    count = len(entries)
    return body + listed + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), len(body), 0)


def unicode_path(raw: bytes, name: str) -> bytes:
    """The extra field with a name in UTF-8, as Info-ZIP writes it."""
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


def overlapping(count: int, kernel: bytes) -> bytes:
    """A bomb whose entries all share the bytes of one (Fifield, "A better zip bomb", the simplest of its kinds)."""
    return raw_zip([(b"%d.pdf" % number, kernel) for number in range(count)], offsets=[0] * count)
