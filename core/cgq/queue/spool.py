"""Paid answers on their way from a worker into the journal: a file each, flushed before anything uses the answer (M1).

    NAME-files/paid/4711       the answer to the request with this number in the table `paid_call`

A worker writes it, any process that holds the database may take it in: the supervisor of the call at once, whoever
comes after a crash as well. It is removed when the journal has it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from cgq.contract import PaidReply
from cgq.db.kept_files import folder_of
from cgq.errors import StageFailed
from cgq.replaced import make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of a file that is taken in: as much as a message of a worker may have."""

_NUMBER = re.compile(r"([1-9]\d{0,17})(?:\.new)?")


class Entry(msgspec.Struct, frozen=True):
    """An answer: the number and key of its request, what its parts are, and the reply."""

    payment: int
    request: str
    model: str
    parts: tuple[str, ...]
    reply: PaidReply


def spool_of(database: Path) -> Path:
    """The folder of answers that are not in the journal yet."""
    return folder_of(database) / "paid"


def write(folder: Path, entry: Entry) -> None:
    """Write an answer and flush it to disk, its name included; it is there whole or not at all."""
    make_private_folder(folder)
    path = folder / str(entry.payment)
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(entry))
        file.flush()
        os.fsync(file.fileno())
    os.rename(new, path)
    _flush(folder)


def read(folder: Path, payment: int) -> Entry | None:
    """The answer to a request, None where none is there. Raises StageFailed for a file that is none."""
    try:
        descriptor = os.open(folder / str(payment), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        entry = msgspec.json.decode(data, type=Entry)
    except (msgspec.DecodeError, ValueError) as error:
        raise StageFailed(f"a paid answer is kept in no shape that is known: {error}", code="bad_spool") from error
    if entry.payment != payment or len(entry.parts) != len(entry.reply.parts):
        raise StageFailed("a paid answer does not belong to its request", code="bad_spool")
    return entry


def left(folder: Path) -> list[int]:
    """The numbers of the requests whose answers lie there, whole or begun, the oldest first."""
    with suppress(FileNotFoundError):
        return sorted({int(found[1]) for name in os.listdir(folder) if (found := _NUMBER.fullmatch(name))})
    return []


def remove(folder: Path, payment: int) -> None:
    """The journal has it; what was only begun of it, by a worker that was killed, goes as well."""
    for name in (str(payment), f"{payment}.new"):
        with suppress(FileNotFoundError):
            os.unlink(folder / name)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
