"""Finished items of jobs that go on: stored a few hundred a transaction, before the jobs' own outcomes (B1)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from cgq.contract import Item
from cgq.errors import Failure
from cgq.queue.settle import lease_holds
from cgq.workers import wire
from cgq.workers.engine import Outcome
from cgq.workers.results import following

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Artifact
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.workers.engine import Answered, ItemsDone
    from cgq.workers.roster import Roster
    from cgq.workers.storing import Storing

MOST_ITEMS = 500
"""Items a transaction: about 20 ms of inserts, so that other writers get their turn."""


class Items:
    """Items that wait to be stored. Nothing of a call is settled before all its items are."""

    def __init__(self, roster: Roster, files: NewFiles) -> None:
        self._roster = roster
        self._files = files
        self._waiting: deque[tuple[Job[Any], wire.ItemReply]] = deque()
        self._spoiled: dict[tuple[int, int], Failure] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def arrived(self, event: ItemsDone) -> None:
        """A call has handed over items."""
        self._waiting += [(event.job, item) for item in event.items]

    def store(self, books: Books, storing: Storing) -> None:
        """Store the next items, at most 500."""
        jobs: dict[tuple[int, int], Job[Any]] = {}
        by_lease: dict[tuple[int, int], list[wire.ItemReply]] = {}
        for _ in range(min(MOST_ITEMS, len(self._waiting))):
            job, item = self._waiting.popleft()
            jobs[job.lease] = job
            by_lease.setdefault(job.lease, []).append(item)
        for lease, replies in by_lease.items():
            job = jobs[lease]
            items = [self._roster.decode_item(job.kind, reply) for reply in replies]
            if lease_holds(books, job):
                self._store(books, job, items)
            else:
                storing.late([job.id])
                self._files.drop(_files_of(items))

    def _store(self, books: Books, job: Job[Any], items: Sequence[Item]) -> None:
        """Store items together, else one by one; one that cannot be stored is stored as failed."""
        error = self._try(books, job, items)
        if error is None:
            return
        for item in items:
            one = error if len(items) == 1 else self._try(books, job, [item])
            if one is None:
                continue
            self._files.drop(_files_of([item]))
            spoiled = self._try(books, job, [Item(item.key, item.name, one)])
            if spoiled is not None:
                self._spoiled[job.lease] = spoiled

    def _try(self, books: Books, job: Job[Any], items: Sequence[Item]) -> Failure | None:
        """Store items, or say why that cannot be; then nothing of them is stored."""
        stage = self._roster.stages[job.kind]
        files = _files_of(items)
        try:
            with books.savepoint():
                self._files.check(files, trusted=books.policies.kind(job.kind).memory is None)
                following(books, stage.store_items(books.tx, job, items))
        except (Exception, SystemExit) as error:  # an item that cannot be stored never stops the others (R5, B1)
            if not books.is_open():
                raise
            return Failure.of(error)
        self._files.adopt(books, job.id, files)
        return None

    def spoil(self, answer: Answered) -> None:
        """A job of which not even the failure of an item could be stored has failed itself."""
        for place, job in enumerate(answer.call.jobs):
            failure = self._spoiled.pop(job.lease, None)
            if failure is not None:
                self._files.drop(answer.outcomes[place].files)
                answer.outcomes[place] = Outcome("failed", wire.raw(failure))


def _files_of(items: Sequence[Item]) -> list[Artifact]:
    return [file for item in items if not isinstance(item.outcome, Failure) for file in item.outcome.files]
