"""A file where workers can read it again and again: it lies somewhere, or came through a pipe and is spooled."""

from __future__ import annotations

import hashlib
import os
import select
import stat
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.bank.same_name import find_named
from cgq.convert.archive.limits import MAX_ARCHIVE
from cgq.convert.form import WITHIN, content_of
from cgq.errors import Missing, Refused, cannot_write
from cgq.exam.limits import Limits
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Generator
    from io import FileIO

CHUNK = 1 << 20
"""Bytes that are copied at a time. Chosen."""

WRITER_SECONDS = 10.0
"""Seconds that a named pipe may have nobody who writes into it: whoever starts both by hand needs less. Chosen."""


@dataclass(frozen=True, slots=True)
class FileAtRest:
    """A file that workers can read again and again: its path as text (see bank.files), sha256 and size, how many bytes
    it may have at most, and the numbers that are missing between the pictures that it was made of."""

    path: str
    sha256: str
    size: int
    most: int = Limits().max_bytes
    missing: tuple[int, ...] = ()


def find_file(path: Path) -> Path:
    """The file that is meant (see same_name); what is no file to read is refused before any work is done."""
    found = find_named(os.fspath(path))
    if found is None or (os.path.islink(found) and not os.path.exists(found)):
        raise Missing(f"There is no file {path}", code="input_missing", hint="Check the path.")
    if os.path.isdir(found):
        hint = f"Name its files, or take the whole folder in: `cgq run {argument(path)}`"
        raise Refused(f"{path} is a folder", code="is_folder", hint=hint)
    return Path(found)


@contextmanager
def at_rest(path: Path, most: int = Limits().max_bytes) -> Generator[FileAtRest]:
    """A file where workers can read it. What comes through a pipe is spooled, little more than `most` bytes
    of it, of a zip MAX_ARCHIVE, until the `with` ends. Raises as `find_file` does, and Refused for what may not be
    opened, and for a pipe into which nobody writes.
    """
    path = find_file(path)
    with ExitStack() as kept:
        with _blaming(path):
            # Before the pipe is opened: once its writer is there, a signal may come, and nothing may be left behind.
            spool = None if path.is_file() else kept.enter_context(tempfile.NamedTemporaryFile(prefix="cgq-"))
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            # Without a buffer: one swallows what a signal raises while it is made.
            with open(descriptor, "rb", buffering=0) as file:
                first = _await_writer(descriptor, path)
                os.set_blocking(descriptor, True)
                resting = _spooled(file, first, spool, most) if spool else _lying(file, path, most)
        yield resting


@contextmanager
def _blaming(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise Refused(message, code="input_unreadable", hint="Check its permissions.") from error


def _await_writer(descriptor: int, path: Path) -> bytes:
    """Wait until somebody writes into a pipe that was opened without blocking; its first bytes, if they are read by
    then. Anything else than a pipe is not waited for."""
    if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return b""
    changes = select.poll()
    changes.register(descriptor, select.POLLIN)
    until = time.monotonic() + WRITER_SECONDS
    while time.monotonic() < until:
        try:
            if piece := os.read(descriptor, CHUNK):
                return piece
        except BlockingIOError:
            return b""  # there is a writer, who has written nothing yet
        if changes.poll(100):
            return b""
    raise not_regular(path_text(path))


def not_regular(path: str) -> Refused:
    """The error for what is no file, by its path as text."""
    return Refused(f"{path} is not a regular file.", code="not_a_file", hint="Name the file of a paper.")


def _lying(file: FileIO, path: Path, most: int) -> FileAtRest:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileAtRest(path_text(os.path.abspath(path)), sha256, os.fstat(file.fileno()).st_size, most)


def _spooled(file: FileIO, first: bytes, spool: IO[bytes], most: int) -> FileAtRest:
    digest, size, head, piece = hashlib.sha256(), 0, b"", first or file.read(CHUNK)
    while piece:
        size += len(piece)
        digest.update(piece)
        head = head if len(head) >= WITHIN else (head + piece)[:WITHIN]
        _keep(piece, spool)
        is_enough = size > (MAX_ARCHIVE if content_of(head) == "zip" else most)
        piece = b"" if is_enough else file.read(CHUNK)
    return FileAtRest(path_text(spool.name), digest.hexdigest(), size, most)


def _keep(piece: bytes, spool: IO[bytes]) -> None:
    try:
        spool.write(piece)
        spool.flush()
    except OSError as error:
        what = f"What comes through a pipe cannot be kept in {os.path.dirname(spool.name)}"
        raise cannot_write(what, error, hint="Set TMPDIR to another folder.") from error
