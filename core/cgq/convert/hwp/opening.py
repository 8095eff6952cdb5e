"""What the head of a Hangul document says before a converter is let at it: whether it is locked, how large it gets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, ENCRYPTED, TOO_LARGE
from cgq.exam.limits import Limits

if TYPE_CHECKING:
    from cgq.convert.form import Form

_SIGNATURE = b"HWP Document File".ljust(32, b"\0")
_UNIT = 64
"""Bytes of the smallest sector of an OLE file, at whose start a small stream begins."""
_FLAGS_AT = 36
_PASSWORD, _DRM, _CERTIFICATE, _CERTIFICATE_DRM = 1 << 1, 1 << 4, 1 << 8, 1 << 10
"""Bits of the file header (Hancom, "HWP document file formats 5.0", table 3). A document for distribution has bit 2; it
is locked against changes only, and is read."""
_MOST_FILES = 20_000
_MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of all files in a package: ten times what the file itself may have, for its text is packed to a tenth."""
_MANIFEST = "META-INF/manifest.xml"
_MOST_MANIFEST = 1 << 20
_ENCRYPTED = 1
"""Bit of a file's flags in a zip."""

_LOCKED = "{}. Open it in Hangul and save it without, or print it to a PDF"
"""A colon behind "password" would make a secret of what follows (secrets/masking.py)."""


def check_opening(data: bytes, form: Form) -> None:
    """Raise InputFailed with a refusal for a document that is locked or too large; what is damaged may pass."""
    most = Limits().max_bytes
    if len(data) > most:
        size = f"{len(data) / 2**20:.0f} MB, and {most / 2**20:.0f} MB are read"
        raise InputFailed(f"{size}: split the file", code=TOO_LARGE)
    if form == "hwp":
        _check_header(data)
    else:
        _check_package(data)


def _check_header(data: bytes) -> None:
    flags = _flags(data)
    if flags & _PASSWORD:
        raise InputFailed(_LOCKED.format("the document has a password"), code=ENCRYPTED)
    if flags & (_CERTIFICATE | _CERTIFICATE_DRM):
        raise InputFailed(_LOCKED.format("the document is encrypted with a certificate"), code=ENCRYPTED)
    if flags & _DRM:
        message = "the document is locked by rights management (DRM): print it to a PDF where you may open it"
        raise InputFailed(message, code=ENCRYPTED)


def _flags(data: bytes) -> int:
    """The flags of the file header, which is found wherever it lies; 0 where there is none."""
    at = data.find(_SIGNATURE)
    while at >= 0 and at % _UNIT:
        at = data.find(_SIGNATURE, at + 1)
    if at < 0 or at + _FLAGS_AT + 4 > len(data):
        return 0
    flags: int = struct.unpack_from("<I", data, at + _FLAGS_AT)[0]
    return flags


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            files = package.infolist()
            _check_sizes(files)
            if any(file.flag_bits & _ENCRYPTED for file in files) or _is_encrypted(package):
                raise InputFailed(_LOCKED.format("the document has a password"), code=ENCRYPTED)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise InputFailed("the package of the document is damaged: get the file again", code=DAMAGED) from error


def _check_sizes(files: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(file.file_size for file in files)
    if len(files) > _MOST_FILES or unpacked > _MOST_UNPACKED:
        size = f"{len(files)} files of {unpacked / 2**20:.0f} MB in all"
        raise InputFailed(f"the document unpacks to {size}, more than any paper has", code=TOO_LARGE)


def _is_encrypted(package: zipfile.ZipFile) -> bool:
    if _MANIFEST not in package.namelist():
        return False
    try:
        with package.open(_MANIFEST) as manifest:
            return b"encryption-data" in manifest.read(_MOST_MANIFEST)
    except (zlib.error, zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
        return False  # a damaged list locks nothing
