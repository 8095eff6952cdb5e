"""HWP 5 files that a reader may have to refuse: for distribution only, or with marks in their header."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = b"HWP Document File"
FLAGS = 36
"""Where the marks stand after the beginning of the header: 32 bytes of signature, 4 of version."""
PASSWORD, DISTRIBUTION, SCRIPT, DRM = 1 << 1, 1 << 2, 1 << 3, 1 << 4
CERTIFICATE, CERTIFICATE_DRM = 1 << 8, 1 << 10
"""Marks of the header (HWP 5.0 format, FileHeader)."""
DISTRIBUTE_DOC_DATA = 0x10 + 12
"""Tag of the record that a distribution document's sections begin with."""


def marked(hwp: bytes, mark: int) -> bytes:
    """The file with a mark in its header and nothing else changed: what it holds is not what the mark announces."""
    at = hwp.index(HEADER) + FLAGS
    flags = int.from_bytes(hwp[at : at + 4], "little") | mark
    return hwp[:at] + flags.to_bytes(4, "little") + hwp[at + 4 :]


def distributed(hwp: bytes) -> bytes:
    """The file as a distribution document (배포용 문서): the text encrypted by a key that the file itself holds.

    Each section is a record of 256 bytes, scrambled by a generator of numbers whose seed it begins with, that holds the
    key; then the packed text in AES-128, block by block.
    """
    from hwpx.hwp5.cfb import CompoundFile, build_compound_file

    source = CompoundFile(hwp)
    streams: list[tuple[str, bytes]] = []
    for path in source.stream_paths():
        data = source.read(path)
        if path == "FileHeader":
            data = marked(data, DISTRIBUTION)
        if path.startswith("BodyText/"):
            data = _section(data)
        streams.append((path.replace("BodyText", "ViewText"), data))
    return build_compound_file(streams)


def _section(packed: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    assert zlib.decompress(packed, -15)
    seed, key = 20250301, bytes(range(65, 81))
    plain = bytearray(seed.to_bytes(4, "little") + bytes(252))
    start = 4 + (plain[0] & 15)
    plain[start : start + 16] = key
    scrambled = plain[:4] + bytes(a ^ b for a, b in zip(plain[4:], list(_noise(seed))[4:], strict=True))
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    padded = packed + bytes(-len(packed) % 16)
    head = DISTRIBUTE_DOC_DATA | 256 << 20
    return head.to_bytes(4, "little") + bytes(scrambled) + encryptor.update(padded) + encryptor.finalize()


def _noise(seed: int) -> Iterator[int]:
    """256 bytes in runs of 1 to 16 equal ones, by Microsoft's rand()."""
    rest = value = 0
    for _ in range(256):
        if not rest:
            seed = (seed * 214013 + 2531011) & 0xFFFFFFFF
            value = seed >> 16 & 0xFF
            seed = (seed * 214013 + 2531011) & 0xFFFFFFFF
            rest = (seed >> 16 & 0xF) + 1
        yield value
        rest -= 1
