"""The limits of every reader: how large a file may be and how many rows it may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes, Row, RowFault


def refuse_large_file(path: Path, wishes: ReadWishes) -> None:
    """Refuse a file of more bytes than are wished for. Raises InputFailed: too_large, cannot_read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise cannot_read(error) from error
    if size > wishes.most_bytes:
        raise too_large(f"The file has {size:,} bytes", wishes)


def too_large(what: str, wishes: ReadWishes) -> InputFailed:
    """More bytes than are wished for; `what` says how many of what."""
    message = f"{what}; at most {wishes.most_bytes:,} are read"
    return InputFailed(message, code=TOO_LARGE, hint=_raise("most_bytes"))


def _raise(setting: str) -> str:
    return f"Split the file, or raise kinds.import_questions.settings.{setting} in cgq.toml."


def cannot_read(error: OSError) -> InputFailed:
    """The system does not give the file."""
    return InputFailed(f"The file cannot be read: {error.strerror or error}", code="cannot_read", hint="Look at it.")


def bounded(rows: Iterable[Row | RowFault], wishes: ReadWishes) -> Iterator[Row | RowFault]:
    """The rows, up to as many as are wished for.

    Raises InputFailed: too_many_rows at the first one beyond, no_rows at the end of a file without any.
    """
    count = 0
    for row in rows:
        count += 1
        refuse_many(count, wishes)
        yield row
    refuse_none(count, "Write them below its header.")


def refuse_many(count: int, wishes: ReadWishes) -> None:
    """Refuse more rows than are wished for. Raises InputFailed: too_many_rows."""
    if count > wishes.most_rows:
        message = f"The file has more than {wishes.most_rows:,} rows"
        raise InputFailed(message, code="too_many_rows", hint=_raise("most_rows"))


def refuse_none(count: int, hint: str) -> None:
    """Refuse a file without any row; `hint` says what to do. Raises InputFailed: no_rows."""
    if not count:
        raise InputFailed("The file has no questions", code="no_rows", hint=hint)
