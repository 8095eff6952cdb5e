"""The bank as JSON Lines: one question record a line, sorted by content hash.

The same content gives the same bytes, in whatever order the papers were read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.browse import every_record
from cgq.bank.record import line
from cgq.exchange.assets import with_files
from cgq.exchange.concepts import tested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Transaction
    from cgq.exchange.assets import Figures


def lines(tx: Transaction, figures: Figures | None = None) -> Iterator[bytes]:
    """UTF-8 lines, each with its newline; only a few hundred questions are in memory at a time.

    With `figures` drawings are called by their files.
    """
    for record in every_record(tx, tested):
        yield line(record if figures is None else with_files(record, figures))
