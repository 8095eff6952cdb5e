"""Several pictures as one file, a page each: an uncompressed zip with nothing in it but the pictures, in their order.

The bytes follow from the pictures alone (no names, no dates), so that the same pictures are the same paper from a
folder or from a zip. The first entry, `mimetype`, says what it is; `0001`, `0002` … follow, then the directory of a
zip, so that any program that opens zips shows the pictures.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from cgq.convert.form import BUNDLE_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BUNDLE = 300 * 1024 * 1024
"""Bytes of a bundle: 60 photographs of 5 MB, of which a phone makes 3 to 6 MB each. Chosen."""

MAX_PICTURES = 300
"""Pictures in a bundle: three times the pages of the longest paper that is printed. Chosen."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 10
"""Version 1.0 of the format: stored entries need no more (APPNOTE 4.4.3)."""
_EPOCH = 0x21
"""The first day that a zip can name, 1 January 1980, as MS-DOS writes dates (APPNOTE 4.4.6)."""
_MIMETYPE = b"mimetype"


def write_bundle(pictures: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of the file that holds these pictures. One picture is held in memory at a time."""
    directory: list[bytes] = []
    offset = 0
    for name, data in _entries(pictures):
        crc, size = zlib.crc32(data), len(data)
        common = (0, 0, 0, _EPOCH, crc, size, size, len(name), 0)
        yield _LOCAL.pack(b"PK\x03\x04", _VERSION, *common) + name
        yield data
        directory.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *common, 0, 0, 0, 0, offset) + name)
        offset += _LOCAL.size + len(name) + size
    listed = b"".join(directory)
    yield listed + _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listed), offset, 0)


def read_bundle(data: bytes) -> list[memoryview]:
    """The pictures in a bundle, in their order; views of `data`. Raises ValueError for what was not written
    by `write_bundle`."""
    view = memoryview(data)
    pictures: list[memoryview] = []
    offset = 0
    while bytes(view[offset : offset + 4]) == b"PK\x03\x04":
        if offset + _LOCAL.size > len(view) or len(pictures) > MAX_PICTURES:
            raise ValueError("it is cut off, or has too many pictures")
        _, _, flags, method, _, _, _, packed, size, long, extra = _LOCAL.unpack_from(view, offset)
        start = offset + _LOCAL.size + long
        wanted = b"%04d" % len(pictures) if pictures else _MIMETYPE
        if (flags, method, extra, packed) != (0, 0, 0, size) or bytes(view[start - long : start]) != wanted:
            raise ValueError(f"entry {len(pictures)} is not as it was written")
        offset = start + size
        if offset > len(view):
            raise ValueError(f"entry {len(pictures)} is cut off")
        pictures.append(view[start:offset])
    if len(pictures) < 2 or bytes(pictures[0]) != BUNDLE_TYPE or bytes(view[offset : offset + 4]) != b"PK\x01\x02":
        raise ValueError("it is cut off, or holds no pictures")
    return pictures[1:]


def _entries(pictures: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    yield _MIMETYPE, BUNDLE_TYPE
    for number, data in enumerate(pictures, start=1):
        yield b"%04d" % number, data
