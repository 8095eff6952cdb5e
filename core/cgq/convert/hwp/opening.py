"""What the head of a Hangul document says before a converter is let at it: whether it is locked, how large it gets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from cgq.convert.archive import problems
from cgq.convert.archive.directory import DEFLATED, STORED, UnreadableArchive, read_directory
from cgq.convert.hwp.ole import Ole
from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, ENCRYPTED, TOO_LARGE
from cgq.exam.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.convert.archive.directory import Entry
    from cgq.convert.form import Form

_SIGNATURE = b"HWP Document File".ljust(32, b"\0")
"""How FileHeader begins."""
_UNIT = 64
"""Bytes of the smallest sector of an OLE file, at whose start a small stream begins."""
_FLAGS_AT = 36
"""Bytes before the flags in FileHeader: 32 of the signature, 4 of the version."""
_PASSWORD, _DRM, _CERTIFICATE, _CERTIFICATE_DRM = 1 << 1, 1 << 4, 1 << 8, 1 << 10
"""Bits of the file header (Hancom, "HWP document file formats 5.0", table 3). A document for distribution has bit 2; it
is locked against changes only, and is read."""
_MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of all files in a package: ten times what the file itself may have, for its text is packed to a tenth."""
_MANIFEST = "META-INF/manifest.xml"
_MOST_MANIFEST = 1 << 20
"""Bytes of the manifest that are read; it names a dozen parts. Chosen."""

_DAMAGED = "the package of the document is damaged: get the file again"
_UNLOCKED = "Open it in Hangul and save it without, or print it to a PDF."
"""What to do about a document that is locked: no password of cgq's opens it."""


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
        raise InputFailed("The document has a password.", code=ENCRYPTED, hint=_UNLOCKED)
    if flags & (_CERTIFICATE | _CERTIFICATE_DRM):
        raise InputFailed("The document is encrypted with a certificate.", code=ENCRYPTED, hint=_UNLOCKED)
    if flags & _DRM:
        hint = "Print it to a PDF where you may open it."
        raise InputFailed("The document is locked by rights management (DRM).", code=ENCRYPTED, hint=hint)


def _flags(data: bytes) -> int:
    """The flags of the file header; 0 where there is none.

    Where the file is too damaged for its directory, the header is looked for at the start of each sector; a whole
    file is not searched, for a document that is embedded in it has a header of its own.
    """
    try:
        header = Ole(data).read("FileHeader")
    except (ValueError, KeyError, struct.error):
        at = data.find(_SIGNATURE)
        while at >= 0 and at % _UNIT:
            at = data.find(_SIGNATURE, at + 1)
        header = data[at : at + _FLAGS_AT + 4] if at >= 0 else b""
    if len(header) < _FLAGS_AT + 4:
        return 0
    flags: int = struct.unpack_from("<I", header, _FLAGS_AT)[0]
    return flags


def _check_package(data: bytes) -> None:
    try:
        files = read_directory(io.BytesIO(data))
    except UnreadableArchive as error:
        if error.problem == problems.MANY_ENTRIES:
            raise InputFailed(
                "the package of the document lists more files than any paper has", code=TOO_LARGE
            ) from error
        raise InputFailed(_DAMAGED, code=DAMAGED) from error
    _check_sizes(files)
    is_locked = any(file.problem == problems.ENCRYPTED for file in files)
    if not is_locked and any(file.method not in (STORED, DEFLATED) for file in files):
        message = "the package of the document is packed by a method that is not read: save it anew in Hangul"
        raise InputFailed(message, code=DAMAGED)
    if is_locked or _is_encrypted(data):
        raise InputFailed("The document has a password.", code=ENCRYPTED, hint=_UNLOCKED)


def _check_sizes(files: Sequence[Entry]) -> None:
    unpacked = sum(file.size for file in files)
    if unpacked > _MOST_UNPACKED:
        size = f"{len(files)} files of {unpacked / 2**20:.0f} MB in all"
        raise InputFailed(f"the document unpacks to {size}, more than any paper has", code=TOO_LARGE)


def _is_encrypted(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if _MANIFEST not in package.namelist():
                return False
            with package.open(_MANIFEST) as manifest:
                return b"encryption-data" in manifest.read(_MOST_MANIFEST)
    except (zlib.error, zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        return False  # a damaged list locks nothing
