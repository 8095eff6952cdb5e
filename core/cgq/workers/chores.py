"""What a supervisor does besides the jobs of its queues: schedules, hooks, stop requests.

Each chore is a class in the file of its subject; the workspace hands the supervisor those that it is to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.events import Event
    from cgq.queue.books import Books, Ledger


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


@runtime_checkable
class LastingChore(Protocol):
    """A chore whose work goes on between turns, in processes of its own."""

    def committed(self) -> None:
        """The transaction of the last `run` is committed."""
        ...

    def finish(self, ledger: Ledger, *, is_patient: bool, is_hurried: Callable[[], bool]) -> Iterable[Event]:
        """The supervisor's jobs are over: bring to an end what can be; `is_patient` unless it was asked to stop."""
        ...

    def close(self) -> None:
        """Let go of everything at once; safe to call twice."""
        ...


class Chores:
    """A supervisor's chores in their order."""

    def __init__(self, chores: Sequence[Chore] = ()) -> None:
        self._chores = chores
        self._lasting = [chore for chore in chores if isinstance(chore, LastingChore)]
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
        """Report what they did, after the commit, and let them go on."""
        for chore in self._lasting:
            chore.committed()
        events, self._events = self._events, []
        for event in events:
            emit(event)

    def finish(
        self, emit: Callable[[Event], None], ledger: Ledger, *, is_patient: bool, is_hurried: Callable[[], bool]
    ) -> None:
        """The supervisor's jobs are over: bring to an end what lasts."""
        for chore in self._lasting:
            for event in chore.finish(ledger, is_patient=is_patient, is_hurried=is_hurried):
                emit(event)

    def close(self) -> None:
        """Let go of what lasts."""
        for chore in self._lasting:
            chore.close()
