"""The ledger's books: one open transaction with the counts that it must leave right.

Every move of a job goes through `Books`, which adds up what changes in the counters and in the
chains and writes both once, before the commit (C4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar

from cgq.clock import Clock, SystemClock
from cgq.db.queries import load
from cgq.queue import hooks, timeline
from cgq.queue.latency import HOUR_MS, bucket, minutes_of_hours
from cgq.queue.states import LIVING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from cgq.db.connection import Database, Transaction
    from cgq.events import LedgerEvent
    from cgq.queue.hooks import Hook
    from cgq.queue.latency import Measure
    from cgq.queue.policy import Policies
    from cgq.queue.timeline import Kept, Moment

K = TypeVar("K")
V = TypeVar("V")

SQL = load("ledger")


@dataclass(slots=True)
class Books:
    """One transaction on the ledger. `moment` is when it takes place; `events` are reported once it is committed, and
    `hooks` are to hear of what happens in it."""

    tx: Transaction
    policies: Policies
    moment: Moment
    random: Random
    hooks: Sequence[Hook] = ()
    closed_chains: list[int] = field(default_factory=list[int])
    events: list[LedgerEvent] = field(default_factory=list["LedgerEvent"])
    _counts: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    _ended: dict[tuple[int, str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    _latency: dict[tuple[int, str, str, Measure, int], int] = field(default_factory=lambda: defaultdict(int))
    _chains: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    _batches: bool = False

    @property
    def now(self) -> int:
        """Its moment on the time line, in milliseconds: no wait and no duration goes by the wall clock (B5)."""
        return self.moment.now

    @property
    def hour(self) -> int:
        """The hour in which it takes place, counted since 1970."""
        return self.now // HOUR_MS

    def moved(self, queue: str, kind: str, before: str | None, after: str, n: int = 1) -> None:
        """`n` jobs went from one state to another; before None, they are new."""
        if before is not None:
            self._counts[queue, kind, before] -= n
        self._counts[queue, kind, after] += n

    def removed(self, queue: str, kind: str, state: str, n: int = 1) -> None:
        """`n` jobs in this state are there no more (B6)."""
        self._counts[queue, kind, state] -= n

    def ended(self, queue: str, kind: str, state: str) -> None:
        """A job ended that did not run, or whose run counts for nothing."""
        self._ended[self.hour, queue, kind, state][0] += 1
        self._batches = True

    def ran(self, queue: str, kind: str, state: str, since: int, durations: Sequence[float]) -> None:
        """Jobs ended, having taken so many milliseconds each; the first of them started at `since`."""
        entry = self._ended[self.hour, queue, kind, state]
        entry[0] += len(durations)
        entry[1] += int(sum(durations))
        for hour, minutes in minutes_of_hours(since, self.now).items():
            self._ended[hour, queue, kind, state][2] |= minutes
        self._measure(queue, kind, "running", durations)
        self._batches = True

    def waited(self, queue: str, kind: str, durations: Iterable[float]) -> None:
        """Jobs started, having been ready for so many milliseconds each."""
        self._measure(queue, kind, "waiting", durations)

    def _measure(self, queue: str, kind: str, measure: Measure, durations: Iterable[float]) -> None:
        hour = self.hour
        for number, jobs in Counter(map(bucket, durations)).items():
            self._latency[hour, queue, kind, measure, number] += jobs

    def look_at_batches(self) -> None:
        """A batch may be over: that is looked at before the counts are written."""
        self._batches = True

    def chain(self, root: int, opened: int, failed: int = 0) -> None:
        """`opened` more descendants of `root` are not over (fewer, when negative)."""
        entry = self._chains[root]
        entry[0] += opened
        entry[1] += failed

    def has_blocked(self) -> bool:
        """Is any job blocked at all, this transaction's own moves included?"""
        stored: int = self.tx.value(SQL["blocked_count"])
        return stored + sum(n for key, n in self._counts.items() if key[2] == "blocked") > 0

    @contextmanager
    def savepoint(self) -> Generator[Callable[[], None]]:
        """Statements that can be taken back, counts included: by the handed function, or by raising."""
        counts, ended, chains = dict(self._counts), _copies(self._ended), _copies(self._chains)
        latency = dict(self._latency)
        reported = len(self.events)
        self.tx.run("SAVEPOINT step")
        open_ = True

        def undo() -> None:
            nonlocal open_
            if not open_ or not self.is_open():
                return
            open_ = False
            self.tx.run("ROLLBACK TO step")
            self.tx.run("RELEASE step")
            _restore(self._counts, counts)
            _restore(self._ended, ended)
            _restore(self._latency, latency)
            _restore(self._chains, chains)
            del self.events[reported:]

        try:
            yield undo
        except BaseException:
            undo()
            raise
        if open_:
            self.tx.run("RELEASE step")

    def is_open(self) -> bool:
        """Is the transaction still there? SQLite gives it up by itself when the disk is full (R8)."""
        return self.tx.connection.in_transaction

    def post(self) -> None:
        """Write what was added up so far; done last by itself, and earlier by who needs to read the counts.

        A batch of which the last job has ended closes before: it enqueues a job.
        """
        if self._batches:
            self._close_batches()
        for (queue, kind, state), n in self._counts.items():
            names = {"queue": queue, "kind": kind, "state": state, "n": n}
            if n and not self.tx.run(SQL["tally_add"], names):
                self.tx.run(SQL["tally_start"], names)
        self.tx.many(SQL["ended_add"], [(*key, *counted) for key, counted in self._ended.items()])
        self.tx.many(SQL["ended_total_add"], [(*key[1:], n, ms) for key, (n, ms, _) in self._ended.items() if n])
        self.tx.many(SQL["latency_add"], [(*key, n) for key, n in self._latency.items()])
        for root, (opened, failed) in self._chains.items():
            if opened or failed:
                closed = self.tx.value(
                    SQL["chain_add"], {"root": root, "opened": opened, "failed": failed, "now": self.now}
                )
                if closed is not None and opened < 0:
                    self.closed_chains.append(root)
        lanes = _lanes_left(self._counts) if self.hooks else ()
        for added in (self._counts, self._ended, self._latency, self._chains):
            added.clear()
        hooks.ran_empty(self, lanes)

    def _close_batches(self) -> None:
        from cgq.queue.batches import close  # it enqueues, which uses the books

        self._batches = False
        close(self)


def _lanes_left(counts: dict[tuple[str, str, str], int]) -> set[tuple[str, str]]:
    """The lanes (queue, kind) of which fewer jobs are to be done than before."""
    changed: dict[tuple[str, str], int] = defaultdict(int)
    for (queue, kind, state), n in counts.items():
        if state in LIVING:
            changed[queue, kind] += n
    return {lane for lane, n in changed.items() if n < 0}


def _copies(entries: dict[K, list[int]]) -> dict[K, list[int]]:
    return {key: list(entry) for key, entry in entries.items()}


def _restore(entries: dict[K, V], before: dict[K, V]) -> None:
    entries.clear()
    entries.update(before)


class Ledger:
    """The queue of one database: policies, clock and chance, and the way to open its books.

    `subscriber` is given what each transaction reported, after its commit.
    """

    def __init__(
        self,
        database: Database,
        policies: Policies,
        clock: Clock | None = None,
        random: Random | None = None,
        subscriber: Callable[[Sequence[LedgerEvent]], None] | None = None,
        hooks: Sequence[Hook] = (),
    ) -> None:
        self.database = database
        self.policies = policies
        self.clock = clock or SystemClock()
        self.random = random or Random()  # noqa: S311 - jitter and fences, no secrets
        self._subscriber = subscriber
        self.hooks = hooks
        self._kept: Kept | None = None

    @contextmanager
    def write(self) -> Generator[Books]:
        """The books in a transaction: all of it is stored, counts included, or nothing."""
        with self.database.write() as tx:
            self._kept = timeline.keep(tx, self.clock)
            books = Books(tx, self.policies, self._kept.moment, self.random, self.hooks)
            yield books
            books.post()
        if books.events and self._subscriber is not None:
            self._subscriber(books.events)

    @contextmanager
    def look(self) -> Generator[Books]:
        """The books to read as the claim reads them: nothing of them is stored."""
        with self.read() as (tx, moment):
            yield Books(tx, self.policies, moment, self.random)

    @contextmanager
    def read(self) -> Generator[tuple[Transaction, Moment]]:
        """A consistent look, and the moment at which it is taken."""
        with self.database.read() as tx:
            yield tx, timeline.read(tx, self.clock)

    def now(self) -> int:
        """The time on the line (milliseconds) as it goes on from the last transaction, without a look at the file."""
        return timeline.look(self._kept, self.clock).now

    def wall_was_set(self) -> bool:
        """Was the wall clock set since the last transaction, so that what waits for it is due elsewhere?"""
        return self._kept is not None and timeline.look(self._kept, self.clock).ahead != self._kept.ahead
