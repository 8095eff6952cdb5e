"""Source files: their paths as text that SQLite can hold, and their bytes, read with care.

A path is bytes. It is kept as text in which a byte that is no UTF-8 stands as `\\xNN` and a
backslash as two, so that no lone surrogate reaches the database and every path can be told back
exactly. Names written in decomposed Unicode (as macOS does) stay so, for the file lies there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.convert.form import holds_papers
from cgq.db.kept_files import SUFFIX, path_of
from cgq.errors import InputFailed
from cgq.exam.findings import TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MAX_BYTES = 50 * 1024 * 1024

_ESCAPE = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was looked at: its absolute path as text, the hex sha256 of its bytes, its size."""

    path: str
    sha256: str
    size: int


def path_text(path: str | os.PathLike[str]) -> str:
    """A path as text without lone surrogates; `real_path` undoes it."""
    return os.fsencode(path).replace(b"\\", b"\\\\").decode(errors="backslashreplace")


def real_path(text: str) -> str:
    """The path that `path_text` told, as the operating system knows it."""

    def byte(match: re.Match[bytes]) -> bytes:
        return b"\\" if match[1] is None else bytes.fromhex(match[1].decode())

    return os.fsdecode(_ESCAPE.sub(byte, text.encode()))


def still_there(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of some paths (as text) where a file lies."""
    return tuple(text for text in texts if os.path.isfile(real_path(text)))


def where_they_lie_now(paths: Iterable[str], sha256: str, database: Path) -> tuple[str, ...]:
    """The paths (as text) of a file of this content, each once: one that the database keeps itself lies beside it.

    A database may have been moved with its files since the path was stored.
    """
    return tuple(
        dict.fromkeys(path_text(path_of(database, sha256)) if is_kept(path, sha256) else path for path in paths)
    )


def is_kept(path: str, sha256: str) -> bool:
    """Is a path that of a kept file of this content, whichever database it lies beside?"""
    folder, *name = path.rsplit("/", 2)
    return name == [sha256[:2], sha256] and folder.endswith(SUFFIX)


def title_of(text: str) -> str:
    """A paper's title as long as only its file name is known: the stem, composed (NFC), never empty."""
    stem, _ = os.path.splitext(os.path.basename(text))
    return unicodedata.normalize("NFC", stem).strip() or "untitled"


def read(path: str | os.PathLike[str], *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    A named pipe or a device is refused, not waited for. Raises InputFailed with code input_missing,
    input_unreadable (worth another try only when the disk was at fault), not_a_file or too_large.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            _check(os.fstat(descriptor), path, limit)
            data = _read_up_to(descriptor, limit + 1)
        finally:
            os.close(descriptor)
    except ValueError as error:
        raise _missing(path) from error
    except OSError as error:
        raise _refused(path, error) from error
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def is_zip(path: str | os.PathLike[str]) -> bool:
    """Is a regular file a zip of papers? What cannot be read is none: whoever reads it then says why."""
    try:
        descriptor = os.open(path, _FLAGS)
    except (ValueError, OSError):
        return False
    with open(descriptor, "rb") as file:
        try:
            return stat.S_ISREG(os.fstat(descriptor).st_mode) and holds_papers(file)
        except OSError:
            return False


def read_known(paths: Sequence[str], sha256: str, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of the first of these paths (as text) that still holds the content known by its sha256.

    Raises InputFailed: input_changed when a file is there but holds something else, input_missing
    when there is none, else what `read` said of the first.
    """
    first: InputFailed | None = None
    changed: str | None = None
    for text in paths:
        try:
            data = read(real_path(text), limit=limit)
        except InputFailed as error:
            first = first if first is not None and first.code != "input_missing" else error
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
        changed = changed or text
    if changed is not None:
        raise changed_file(changed)
    raise first or _missing(sha256)


def known_path(paths: Sequence[str], sha256: str, *, limit: int) -> str:
    """The first of these paths (as text) where a file of at most `limit` bytes still has the content of this sha256.

    It is not held in memory. Raises InputFailed as `read_known` does.
    """
    first: InputFailed | None = None
    changed: str | None = None
    for text in paths:
        try:
            found = digest(real_path(text), limit=limit)
        except InputFailed as error:
            first = first if first is not None and first.code != "input_missing" else error
            continue
        if found.sha256 == sha256:
            return text
        changed = changed or text
    if changed is not None:
        raise changed_file(changed)
    raise first or _missing(sha256)


def digest(path: str | os.PathLike[str], *, limit: int) -> SourceFile:
    """Know a file by its content, which is read once and not held in memory. Raises InputFailed as `read` does."""
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            _check(os.fstat(descriptor), path, limit)
            found, size = hashlib.sha256(), 0
            while piece := os.read(descriptor, 1 << 20):
                found.update(piece)
                size += len(piece)
        finally:
            os.close(descriptor)
    except ValueError as error:
        raise _missing(path) from error
    except OSError as error:
        raise _refused(path, error) from error
    return SourceFile(path_text(os.path.abspath(path)), found.hexdigest(), size)


def changed_file(text: str) -> InputFailed:
    """The error for a file (its path as text) that is not what it was when it was taken in."""
    return InputFailed(
        f"{text} holds something else than when it was taken in.",
        code="input_changed",
        hint="Enqueue the file again: its new content is a paper of its own.",
    )


def _check(found: os.stat_result, path: str | os.PathLike[str], limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise InputFailed(
            f"{path_text(path)} is not a regular file.", code="not_a_file", hint="Name the file of a paper."
        )
    if found.st_size > limit:
        raise _too_large(path, limit)


def _read_up_to(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0 and (piece := os.read(descriptor, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _too_large(path: str | os.PathLike[str], limit: int) -> InputFailed:
    return InputFailed(
        f"{path_text(path)} is larger than {limit // 1024 // 1024} MB.",
        code=TOO_LARGE,
        hint="Split the file, or save it with smaller pictures.",
    )


def _missing(path: str | os.PathLike[str]) -> InputFailed:
    return InputFailed(
        f"{path_text(path)} is not there any more.",
        code="input_missing",
        hint="Enqueue the file from where it lies now; the job is then taken up again.",
    )


def _refused(path: str | os.PathLike[str], error: OSError) -> InputFailed:
    if error.errno in _GONE:
        return _missing(path)
    failure = InputFailed(
        f"{path_text(path)} cannot be read: {error.strerror}.",
        code="input_unreadable",
        hint="Make the file readable for the user that runs cgq, then try again.",
    )
    failure.retryable = error.errno in {errno.EIO, errno.ESTALE, errno.EAGAIN, errno.ETIMEDOUT}
    return failure
