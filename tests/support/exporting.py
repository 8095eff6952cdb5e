"""Records written in a format of an export, without a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange import formats
from cgq.exchange.format import Contents, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cgq.bank.record import QuestionRecord


def write(
    name: str,
    records: Iterable[QuestionRecord],
    to: Path,
    pictures: Mapping[str, Path] | None = None,
    title: str = "A title",
) -> list[Loss]:
    """Write records by content hash as an export does; what the format could not hold."""
    losses: list[Loss] = []
    found = pictures or {}
    ordered = sorted(records, key=lambda record: record.id)
    formats.make(name).write(Contents(records=ordered, title=title, picture=found.get, lost=losses.append), to)
    return losses
