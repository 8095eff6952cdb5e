"""Results that are stored in several steps, each in a transaction of its own (Stage.in_steps)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from cgq.errors import Failure, StageFailed
from cgq.queue.settle import lease_holds
from cgq.workers.results import following, split_step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.clock import Clock
    from cgq.contract import Again
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.workers.results import Result
    from cgq.workers.roster import Roster
    from cgq.workers.storing import Storing


class Steps:
    """Jobs whose results are being stored, one step a transaction, in turn.

    A job keeps its lease until its last step. All steps together may take as long as a call (`timeout`).
    """

    def __init__(self, roster: Roster, clock: Clock) -> None:
        self._roster = roster
        self._clock = clock
        self._waiting: deque[tuple[Result, Any, float]] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def jobs(self) -> list[Job[Any]]:
        """The jobs that are not through."""
        return [result.job for result, _, _ in self._waiting]

    def begin(self, results: Iterable[Result]) -> None:
        """These results are to be stored; the first step is what `compute` gave."""
        now = self._clock.monotonic()
        self._waiting += [(result, result.result, now) for result in results]

    def take(self, books: Books, storing: Storing) -> bool:
        """Store one step of the job whose turn it is, and end the job when it was the last: then True."""
        result, rest, began = self._waiting.popleft()
        if not lease_holds(books, result.job):
            storing.late_result(result)
            return True
        try:
            with books.savepoint():
                again = self._store(books, result, rest)
                if again is None:
                    storing.finish_stored(books, result)
                elif self._clock.monotonic() - began > books.policies.kind(result.job.kind).timeout:
                    raise StageFailed("Its result was being stored for longer than a call may take", code="timeout")
                else:
                    storing.keep_files(books, result, again.files)
        except (Exception, SystemExit) as error:  # a stage's store fails its job, never the supervisor (R5)
            if not books.is_open():
                raise
            storing.failed(books, result, Failure.of(error))
            return True
        if again is not None:
            self._waiting.append((result, again.rest, began))
        return again is None

    def _store(self, books: Books, result: Result, rest: Any) -> Again[Any] | None:
        stage = self._roster.stages[result.job.kind]
        again, jobs = split_step(stage.store_with(books, [(result.job, rest)]))
        following(books, jobs)
        return again
