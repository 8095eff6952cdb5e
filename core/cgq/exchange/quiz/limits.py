"""How large a file of a quiz may be, asked before its first question is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import InputFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cgq.exchange.rows import ReadWishes

RAISE = "Split the file, or raise {} under [import] in cgq.toml."


def refuse_large(path: Path, wishes: ReadWishes) -> None:
    """Raise InputFailed for a file of more bytes than are wished for, and for one that cannot be read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputFailed(f"The file cannot be read: {error.strerror}", code="cannot_read") from error
    if size > wishes.most_bytes:
        message = f"The file has {size:,} bytes; at most {wishes.most_bytes:,} are read"
        raise InputFailed(message, code="too_large", hint=RAISE.format("most_bytes"))


def refuse_many(questions: Iterable[object], wishes: ReadWishes) -> None:
    """Walk over all questions of a file; raise InputFailed for more than are wished for, and for none."""
    count = sum(1 for _ in questions)
    if count > wishes.most_rows:
        message = f"The file holds {count:,} questions; at most {wishes.most_rows:,} are read"
        raise InputFailed(message, code="too_many_rows", hint=RAISE.format("most_rows"))
    if count == 0:
        raise InputFailed("The file holds no questions", code="no_rows")
