"""Which of the calls that count on a limiter have begun, until that is written down (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue import limiters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.books import Books
    from cgq.workers.engine import WorkCall


class Beginnings:
    """What one supervisor has heard of its calls since its last transaction."""

    def __init__(self, supervisor: int) -> None:
        self._supervisor = supervisor
        self._begun: set[int] = set()
        self._never: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._begun or self._never)

    def heard(self, calls: Iterable[WorkCall]) -> None:
        """These have begun, now or before. What was lost counts so, too: nobody knows that it had not."""
        self._begun.update(call.number for call in calls if call.number)

    def failed(self, calls: Iterable[WorkCall]) -> None:
        """These never began: their worker ended before it was ready."""
        self._never.update(call.number for call in calls if call.number)

    def write(self, books: Books) -> None:
        """Let the windows of those that have begun begin, and count the others no more."""
        limiters.began(books, self._supervisor, self._begun)
        limiters.give_back(books, self._supervisor, self._never)
        self._begun.clear()
        self._never.clear()
