"""How many jobs a filter leaves, by state. Reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.listing import SQL, page_states
from cgq.queue.names import is_meant

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.listing import Filter

MOST_COUNTED = 20_000
"""Jobs that are counted one by one, at most: 30 ms, so that a list of a million jobs opens at once (C4)."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many jobs a filter leaves, by state; where they are not all counted (`is_exact` False), the newest are."""

    states: dict[str, int]
    is_exact: bool = True

    @property
    def jobs(self) -> int:
        """How many were counted."""
        return sum(self.states.values())


def totals(tx: Transaction, wanted: Filter) -> Totals:
    """The jobs that are meant: from the counters where these know them, else at most MOST_COUNTED."""
    uncounted = (wanted.file, wanted.since, wanted.text, wanted.batch)
    if not wanted.top and uncounted == (None, None, None, None):
        return Totals(_counted(tx, wanted))
    found = page_states(tx, wanted, MOST_COUNTED + 1)
    states: Counter[str] = Counter(state for _, state in found[:MOST_COUNTED])
    return Totals(dict(states), is_exact=len(found) <= MOST_COUNTED)


def _counted(tx: Transaction, wanted: Filter) -> dict[str, int]:
    counts: dict[str, int] = {}
    for queue, kind, state, n in tx.all(SQL["state_counts"]):
        if wanted.state in (None, state) and is_meant(wanted.queue, queue) and wanted.kind in (None, kind):
            counts[state] = counts.get(state, 0) + n
    return counts
