"""The archive of a workbook: checked before anything of it is parsed, and its parts read as streams."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import contextmanager
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import ENCRYPTED, TOO_LARGE
from cgq.exchange.importing.read_limits import cannot_read, refuse_large_file, too_large
from cgq.exchange.table.workbook.xml_stream import Handler, damaged, parse_all

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes

_CHUNK = 1 << 16
"""Bytes of a part that are parsed at once."""

_MOST_PARTS = 10_000
"""The most entries of an archive; a workbook with 500 sheets and their drawings has a tenth."""

_COMPOUND = b"\xd0\xcf\x11\xe0"
"""How a compound file begins: an old .xls, or a workbook that is encrypted ([MS-CFB], [MS-OFFCRYPTO])."""

_ENCRYPTED = 0x1
_KINDS = ("/officeDocument", "/worksheet", "/sharedStrings", "/styles")
"""The ends of the types of relationships that are followed, the same in both variants of the standard."""


class Package:
    """An opened archive.

    Raises InputFailed, also while parts are read: not_a_workbook, encrypted, too_large, damaged, cannot_read.
    """

    def __init__(self, path: Path, wishes: ReadWishes) -> None:
        refuse_large_file(path, wishes)
        self._wishes = wishes
        with _damage():
            _refuse_other_files(path)
            self._archive = zipfile.ZipFile(path)
        try:
            self._parts = {info.filename.lower(): info for info in self._archive.infolist()}
            self._refuse_bomb()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def has(self, part: str) -> bool:
        """Is there such a part? Names of parts have no case."""
        return part.lower() in self._parts

    def read(self, part: str) -> Generator[bytes]:
        """The bytes of a part, piece by piece; all that is read counts against the limit."""
        info = self._parts.get(part.lower())
        if info is None:
            raise damaged(f"it has no {part}")
        if info.flag_bits & _ENCRYPTED:
            raise InputFailed("The workbook is encrypted", code=ENCRYPTED, hint="Save it without a password.")
        return self._read(info)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to ("" is the package): the id -> the end of the type, and the name of the part."""
        folder, _, name = part.rpartition("/")
        relations = join(folder, "_rels", f"{name}.rels")
        found = _Relations(dirname(part))
        if self.has(relations):
            parse_all(self.read(relations), found)
        return found.targets

    def _read(self, info: zipfile.ZipInfo) -> Generator[bytes]:
        left = self._wishes.most_bytes
        with _damage(), self._archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise self._too_large(info.filename, info.file_size)
                yield chunk

    def _refuse_bomb(self) -> None:
        if len(self._parts) > _MOST_PARTS:
            raise InputFailed(
                f"The workbook has {len(self._parts):,} parts; at most {_MOST_PARTS:,} are read",
                code=TOO_LARGE,
                hint="Save its sheet as a workbook of its own.",
            )
        largest = max(self._parts.values(), key=lambda info: info.file_size, default=None)
        total = sum(info.file_size for info in self._parts.values() if info.filename.endswith((".xml", ".rels")))
        if largest is not None and total > self._wishes.most_bytes:
            raise self._too_large(largest.filename, total)

    def _too_large(self, part: str, size: int) -> InputFailed:
        return too_large(f"The workbook unpacks to {size:,} bytes, most of them in {part}", self._wishes)


class _Relations(Handler):
    """Reads a part of relationships."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        kind = next((end for end in _KINDS if attributes.get("Type", "").endswith(end)), "")
        if name == "Relationship" and kind:
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join(self._folder, target))
            self.targets[attributes.get("Id", "")] = (kind[1:], part)


@contextmanager
def _damage() -> Generator[None]:
    """What the archive's library raises, as InputFailed."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged(str(error) or "it ends too early") from error
    except (NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(f"its archive is not as a workbook's: {error}") from error
    except OSError as error:
        raise cannot_read(error) from error


def _refuse_other_files(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if start == _COMPOUND:
        message = "The file is an old .xls, or a workbook with a password"
        raise InputFailed(message, code="not_a_workbook", hint="Save it as .xlsx, without a password.")
    if not start.startswith(b"PK"):
        message = "The file is no .xlsx workbook"
        raise InputFailed(message, code="not_a_workbook", hint="Save it as .xlsx; text with delimiters is named .csv.")
