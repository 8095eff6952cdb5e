"""The bank as `cgq export` writes it, for tests that have a transaction and no workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.record import line
from cgq.bank.selection import Selection, selected_records
from cgq.exchange.records.concepts import tested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Transaction


def exported_lines(tx: Transaction) -> Iterator[bytes]:
    """Every question as one line of JSON."""
    for record in selected_records(tx, Selection(), tested):
        yield line(record)
