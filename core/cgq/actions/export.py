"""The bank as lines that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.reading import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.config import Settings


def export_jsonl(settings: Settings, write: Callable[[bytes], object]) -> int:
    """Every question as one line of JSON, sorted, the same bytes for the same bank; how many there were."""
    from cgq.exchange.jsonl import lines

    count = 0
    with reading(settings) as tx:
        if tx is None:
            return 0
        for line in lines(tx):
            write(line)
            count += 1
    return count
