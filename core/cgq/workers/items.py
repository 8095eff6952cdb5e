"""Finished items of jobs that go on: stored a few hundred a transaction, before the jobs' own outcomes (B1)."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from cgq.contract import PassedOver
from cgq.errors import Failure, StageFailed
from cgq.events import ItemsCounted
from cgq.queue.item_counts import item_counts
from cgq.queue.items import keep, pass_over
from cgq.queue.settle import lease_holds
from cgq.workers import wire
from cgq.workers.asking import files_of
from cgq.workers.engine import Answered, Lost, Outcome
from cgq.workers.results import following

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cgq.contract import Item
    from cgq.db.connection import Transaction
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.item_counts import ItemCounts
    from cgq.queue.job import Job
    from cgq.queue.policy import Policies
    from cgq.stages.stage import Stage
    from cgq.workers.engine import ItemDone
    from cgq.workers.roster import Roster
    from cgq.workers.storing import Storing

E = TypeVar("E", Answered, Lost)

MOST_ITEMS = 500
"""Items a transaction: about 20 ms of inserts, so that other writers get their turn."""

FEWEST_ITEMS = 20
"""Items a transaction where each takes long: fewer would spend their time on commits."""

SECONDS = 0.04
"""What storing the items of one transaction should take, of the 0.1 s for which the lock may be held: the commit, and
what else the turn has to do, come on top."""

MOST_WAITING = 5_000
"""Items that wait, at most; beyond it nothing is read from workers, which then wait themselves. Ten transactions."""


def verified_item(roster: Roster, files: NewFiles, policies: Policies, event: ItemDone) -> Item:
    """An item that a call has handed over, its result and its files checked; what is not right makes it a failure."""
    kind = event.job.kind
    item = roster.decode_item(kind, event.item)
    named = files_of([item.outcome])
    try:
        files.verify(named, trusted=policies.kind(kind).is_trusted)
    except StageFailed as error:
        files.drop(named)
        return replace(item, outcome=Failure.of(error))
    return item


class Items:
    """Items that wait to be stored. Nothing of a job's call is settled before all its items are."""

    def __init__(self, roster: Roster, files: NewFiles, policies: Policies) -> None:
        self._roster = roster
        self._policies = policies
        self._keeper = ItemKeeper(files)
        self._files = files
        self._waiting: deque[tuple[Job[Any], Item]] = deque()
        self._spoiled: dict[tuple[int, int], Failure] = {}
        self._uncounted: dict[int, str] = {}
        self._at_once = MOST_ITEMS // 5

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def are_many(self) -> bool:
        """Do so many wait that no more should be read from workers?"""
        return len(self._waiting) >= MOST_WAITING

    @property
    def leases(self) -> set[tuple[int, int]]:
        """The leases of the jobs whose items wait."""
        return {job.lease for job, _ in self._waiting}

    def arrived(self, event: ItemDone) -> None:
        """A call has handed over an item. It is checked here, before there is a transaction."""
        self._waiting.append((event.job, verified_item(self._roster, self._files, self._policies, event)))

    def store(self, books: Books, storing: Storing) -> None:
        """Store the next items, at most 500, and as many as take no longer than the last ones let expect."""
        started, before = perf_counter(), len(self._waiting)
        self._store(books, storing)
        seconds, count = perf_counter() - started, before - len(self._waiting)
        if count:
            fitting = round(count * SECONDS / max(seconds, 1e-6))
            self._at_once = max(FEWEST_ITEMS, min(fitting, 2 * self._at_once, MOST_ITEMS))

    def _store(self, books: Books, storing: Storing) -> None:
        jobs: dict[tuple[int, int], Job[Any]] = {}
        by_lease: dict[tuple[int, int], list[Item]] = {}
        for _ in range(min(self._at_once, len(self._waiting))):
            job, item = self._waiting.popleft()
            jobs[job.lease] = job
            by_lease.setdefault(job.lease, []).append(item)
        for lease, items in by_lease.items():
            job = jobs[lease]
            if not lease_holds(books, job):
                storing.late([job])
                self._files.drop(files_of(item.outcome for item in items))
                continue
            self._uncounted[job.id] = job.kind
            spoiled = self._keeper.store(books, self._roster.stages[job.kind], job, items)
            if spoiled is not None:
                self._spoiled[lease] = spoiled

    def has_uncounted(self, jobs: Collection[int]) -> bool:
        """Were items of any of these jobs stored since the last count?"""
        return not self._uncounted.keys().isdisjoint(jobs)

    def count(self, tx: Transaction, jobs: Collection[int] | None = None) -> list[ItemsCounted]:
        """How the items stand of jobs of which some were stored since the last count; of these `jobs` alone, if any."""
        kinds = {job: kind for job, kind in self._uncounted.items() if jobs is None or job in jobs}
        for job in kinds:
            del self._uncounted[job]
        return [_counted(job, kinds[job], counts) for job, counts in item_counts(tx, kinds).items()] if kinds else []

    def spoil(self, answer: Answered) -> None:
        """A job of which not even the failure of an item could be stored has failed itself."""
        if not self._spoiled:
            return
        for place, job in enumerate(answer.call.jobs):
            failure = self._spoiled.pop(job.lease, None)
            if failure is not None:
                self._files.drop(answer.outcomes[place].files)
                answer.outcomes[place] = Outcome("failed", wire.raw(failure))


def _counted(job: int, kind: str, counts: ItemCounts) -> ItemsCounted:
    return ItemsCounted(
        job=job,
        kind=kind,
        total=counts.total,
        over=counts.over,
        done=counts.done,
        duplicate=counts.duplicate,
        skipped=counts.skipped,
        failed=counts.failed,
        waiting=counts.waiting,
        success_rate=counts.success_rate,
        speed=counts.speed,
    )


class ItemKeeper:
    """Stores items of one job; one that cannot be stored never stops the others (R5, B1).

    `chained`: the job is one of the ledger, which keeps a row an item, and the jobs that follow belong to its chain.
    """

    def __init__(self, files: NewFiles, *, chained: bool = True) -> None:
        self._files = files
        self._chained = chained
        self.followed = 0

    def store(self, books: Books, stage: Stage[Any, Any, Any], job: Job[Any], items: Sequence[Item]) -> Failure | None:
        """Store items together, else one by one; one that cannot be stored is stored as failed.

        Returns why not even the failure of one could be stored; None when that did not happen.
        """
        error = self._try(books, stage, job, items)
        if error is None:
            return None
        spoiled: Failure | None = None
        for item in items:
            one = error if len(items) == 1 else self._try(books, stage, job, [item])
            if one is not None:
                self._files.drop(files_of([item.outcome]))
                spoiled = self._try(books, stage, job, [replace(item, outcome=one)]) or spoiled
        return spoiled

    def _try(self, books: Books, stage: Stage[Any, Any, Any], job: Job[Any], items: Sequence[Item]) -> Failure | None:
        """Store items with their rows in the ledger, or say why that cannot be; then nothing of them is stored."""
        try:
            with books.savepoint():
                new = keep(books, job, items) if self._chained else items
                followed = self._stored(books, stage, job, new) if new else 0
                self._files.adopt(books, [(job.id, file) for file in files_of(item.outcome for item in new)])
        except (Exception, SystemExit) as error:
            if not books.is_open():
                raise
            return Failure.of(error)
        self.followed += followed
        kept = {id(item) for item in new}
        self._files.drop(files_of(item.outcome for item in items if id(item) not in kept))
        return None

    def _stored(self, books: Books, stage: Stage[Any, Any, Any], job: Job[Any], new: Sequence[Item]) -> int:
        """What the stage made of new items, kept; how many jobs follow."""
        made = list(stage.store_items_with(books, job, new))
        passed = [one for one in made if isinstance(one, PassedOver)]
        if self._chained:
            pass_over(books, job.id, passed)
        return following(books, [one for one in made if not isinstance(one, PassedOver)], chained=self._chained)


def without_leases(leases: set[tuple[int, int]], events: Sequence[E]) -> tuple[list[E], list[E]]:
    """Events none of whose jobs has one of these leases, and the others."""
    if not leases:
        return list(events), []
    free = [event for event in events if leases.isdisjoint(job.lease for job in event.jobs)]
    held = [event for event in events if not leases.isdisjoint(job.lease for job in event.jobs)]
    return free, held
