"""What a supervisor does besides the jobs of its queues: schedules, hooks, stop requests.

Each chore is a class in the file of its subject; the workspace hands the supervisor those that it is to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.events import Event
    from cgq.queue.books import Books


class Chore(Protocol):
    """One of a supervisor's own tasks. It is quick, for it runs inside the transaction of a turn."""

    def run(self, books: Books) -> Iterable[Event]:
        """Do what is due now; called in every turn that may claim jobs, before the claim.

        It writes nothing when nothing is due. The events are emitted once the transaction is committed.
        """
        ...

    def next_moment(self, books: Books) -> int | None:
        """When it is due next though nobody else writes to the database, in milliseconds of the ledger's time line."""
        ...


class Chores:
    """A supervisor's chores in their order."""

    def __init__(self, chores: Sequence[Chore] = ()) -> None:
        self._chores = chores
        self._events: list[Event] = []

    def run(self, books: Books) -> None:
        """Do what is due; its events wait for `emit`."""
        for chore in self._chores:
            self._events += chore.run(books)

    def next_moment(self, books: Books) -> int | None:
        """The first moment at which one of them is due."""
        moments = [moment for chore in self._chores if (moment := chore.next_moment(books)) is not None]
        return min(moments, default=None)

    def emit(self, emit: Callable[[Event], None]) -> None:
        """Report what they did, after the commit."""
        events, self._events = self._events, []
        for event in events:
            emit(event)
