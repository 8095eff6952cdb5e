"""How the items of jobs stand, counted: success rate and speed (B1). Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.states import ItemState

SQL = load("listing")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCounts:
    """The items of one job by state, and the milliseconds of monotonic time that their last tries took together.

    `expected`: how many its progress counts, 0 where it is done, or reports none. These are all of its items but those
    that only the work brings up (docs/own-kinds.md): a search counts its pages, and a link that is refused is an item.
    """

    done: int = 0
    duplicate: int = 0
    skipped: int = 0
    failed: int = 0
    waiting: int = 0
    ms: int = 0
    expected: int = 0

    @property
    def over(self) -> int:
        """How many are over, whatever they came to."""
        return self.done + self.duplicate + self.skipped + self.failed

    @property
    def total(self) -> int:
        """How many there are, as far as that is known: as are expected, or as have arrived where these are more."""
        return max(self.over + self.waiting, self.expected)

    @property
    def success_rate(self) -> float:
        """Percent that are done of those that are done or failed, with one decimal; 0.0 for nothing."""
        over = self.done + self.failed
        return round(100 * self.done / over, 1) if over else 0.0

    @property
    def speed(self) -> float:
        """Items done per second, with one decimal; 0.0 where nothing was, or no time passed."""
        return round(1000 * self.done / self.ms, 1) if self.ms else 0.0


def item_counts(tx: Transaction, jobs: Iterable[int]) -> dict[int, ItemCounts]:
    """The items of some jobs, by job; a job without items is left out."""
    found: dict[int, dict[ItemState, tuple[int, int]]] = {}
    expected: dict[int, int] = {}
    for job, state, count, ms, total in tx.all(SQL["item_counts"], (json.dumps(list(jobs)),)):
        found.setdefault(job, {})[state] = (count, ms)
        expected[job] = total or 0
    return {job: _counts(by_state, expected[job]) for job, by_state in found.items()}


def _counts(by_state: dict[ItemState, tuple[int, int]], expected: int) -> ItemCounts:
    numbers: dict[str, Any] = {state: count for state, (count, _) in by_state.items()}
    return ItemCounts(**numbers, ms=sum(ms for _, ms in by_state.values()), expected=expected)
