"""When the recurring entries are due next, and which of them nobody enqueues (B4). Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("schedule")

OVERDUE_MS = 600_000
"""Milliseconds after a slot from which it counts as overdue. A supervisor fires within a second, `cgq schedule tick`
in a crontab within a minute, or within the five or ten of a sparing one; chosen above all of these."""


class NextSlot(NamedTuple):
    """An entry's next slot in milliseconds of the wall clock, None where none will come; `refused` is why its last
    slot has no job, None where that was not refused."""

    entry: str
    slot: int | None
    refused: str | None

    def is_overdue(self, wall: int) -> bool:
        """Has its slot passed without anybody to fire it?"""
        return is_overdue(self.slot, wall)


def is_overdue(slot: int | None, wall: int) -> bool:
    """Did a next slot pass so long ago that nobody seems to fire it?"""
    return slot is not None and wall - slot > OVERDUE_MS


def next_slots(tx: Transaction, prefix: str) -> list[NextSlot]:
    """One for each entry of an environment, by name."""
    return [NextSlot._make(row) for row in tx.all(SQL["next_slots"], {"prefix": prefix})]
