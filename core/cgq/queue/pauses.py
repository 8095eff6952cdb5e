"""Which queues are paused: one by one, or every queue by one row that stands for all, those to come included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.timeline import Moment

EVERY = "*"
"""What the ledger has instead of a queue's name where every queue is paused: no name holds that sign."""


class Pause(NamedTuple):
    """Why nothing more of a queue starts; `at` in milliseconds. `of_all`: it is the one of every queue."""

    at: int
    by: str
    reason: str
    of_all: bool = False


class Pauses(dict[str, Pause]):
    """The pauses by what they hold: the name of a queue, or EVERY. Of a queue with both its own one counts first."""

    def over(self, queue: str) -> Pause | None:
        """The pause that holds a queue."""
        return next(iter(self.all_over(queue)), None)

    def all_over(self, queue: str) -> list[Pause]:
        """The pauses that hold a queue: its own, then the one of every queue."""
        return [self[name] for name in (queue, EVERY) if name in self]


def on_the_line(tx: Transaction) -> Pauses:
    """The pauses, their moments on the time line."""
    rows = tx.all(SQL["pauses"])
    return Pauses({queue: Pause(at, by, reason, queue == EVERY) for queue, at, by, reason in rows})


def dated(tx: Transaction, at: Moment) -> Pauses:
    """The pauses, their moments as the wall clock counts now."""
    return Pauses({queue: at.dated(pause, "at") for queue, pause in on_the_line(tx).items()})
