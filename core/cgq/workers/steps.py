"""Results that are stored in several steps, each in a transaction of its own (Stage.in_steps)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from cgq.contract import Again
from cgq.errors import Failure, StageFailed
from cgq.queue.settle import lease_holds
from cgq.workers.results import following, small

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.workers.results import Result
    from cgq.workers.roster import Roster
    from cgq.workers.storing import Storing


class Steps:
    """Jobs whose results are being stored, one step a transaction, in turn.

    A job keeps its lease until its last step.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._waiting: deque[tuple[Result, Any]] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def jobs(self) -> list[Job[Any]]:
        """The jobs that are not through."""
        return [result.job for result, _ in self._waiting]

    def begin(self, results: Iterable[Result]) -> None:
        """These results are to be stored; the first step is what `compute` gave."""
        self._waiting += [(result, result.result) for result in results]

    def take(self, books: Books, storing: Storing) -> bool:
        """Store one step of the job whose turn it is, and end the job when it was the last: then True."""
        result, rest = self._waiting.popleft()
        if not lease_holds(books, result.job):
            result.late = True
            storing.adopt(books, result)
            storing.late([result.job.id])
            return True
        try:
            with books.savepoint():
                again = self._store(books, result, rest)
        except (Exception, SystemExit) as error:  # a stage's store fails its job, never the supervisor (R5)
            if not books.is_open():
                raise
            storing.failed(books, result, Failure.of(error))
            return True
        if again is not None:
            self._waiting.append((result, again.rest))
            return False
        self._finish(books, storing, result)
        return True

    def _store(self, books: Books, result: Result, rest: Any) -> Again[Any] | None:
        stage = self._roster.stages[result.job.kind]
        given = list(stage.store(books.tx, [(result.job, rest)]))
        again = [one for one in given if isinstance(one, Again)]
        if len(again) > 1:
            raise StageFailed("store asked to be called again more than once", code="bad_store")
        following(books, [one for one in given if not isinstance(one, Again)])
        return again[0] if again else None

    def _finish(self, books: Books, storing: Storing, result: Result) -> None:
        stage = self._roster.stages[result.job.kind]
        storing.finished(books, result.job.kind, result, small(stage.summary(result.result)))
