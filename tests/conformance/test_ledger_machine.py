"""The ledger as a state machine: whatever is done to it, in any order, its promises hold (S1-S3, C2, R1-R3, B1, B3).

The machine works on a real file. A trigger writes down each move of each job, so that what happened
inside one transaction is seen, too.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.support.clock import FakeClock
from tests.support.ledger import check, new_database, open_ledger, register

from cgq.config import Rate
from cgq.contract import Done, Item
from cgq.errors import Failure, Missing, Refused
from cgq.queue import claim as claiming
from cgq.queue import items, limiters, operate, settle
from cgq.queue.enqueue import enqueue
from cgq.queue.failures import EVERY
from cgq.queue.job import NewJob
from cgq.queue.limiters import Need
from cgq.queue.states import ENDED, MOVES

if TYPE_CHECKING:
    from cgq.queue.books import Books
    from cgq.queue.job import Job

LANES = (("default", "own"), ("graph_update", "refresh_concepts"))
LOG_MOVES = (
    "CREATE TEMP TABLE moved (job INTEGER, before TEXT, after TEXT)",
    "CREATE TEMP TRIGGER log_moves AFTER UPDATE OF state ON job WHEN old.state <> new.state "
    "BEGIN INSERT INTO moved VALUES (new.id, old.state, new.state); END",
)
RATES = {"host:one": Rate(3, 60.0), "provider:one": Rate(5, 300.0)}
"""Limiters on which calls of the machine start: (number, seconds)."""

FIRST_STATES = ("ready", "scheduled", "blocked")
MOST_ATTEMPTS = 5

picks = st.integers(0, 1000)
letters = st.sampled_from([None, None, "a", "b"])
failures = st.sampled_from(
    [
        Failure(code="stage_error", message="It broke at 0x1f."),
        Failure(code="timeout", message="It took longer than 5 s."),
        Failure(code="encrypted", message="It is locked.", retryable=False),
        Failure(code="rate_limited", message="Later.", retry_after=100.0, provider=True),
    ]
)
requests = st.builds(
    dict,
    kind=st.sampled_from([kind for _, kind in LANES]),
    key=letters,
    mutex=letters,
    coalesce=letters,
    priority=st.sampled_from([None, "critical", "high", "low"]),
    delay=st.sampled_from([0.0, 0.0, 0.0, 5.0, 60.0]),
    ttl=st.sampled_from([None, None, None, 3.0, 30.0]),
    document=st.sampled_from([None, 1, 2]),
    max_attempts=st.sampled_from([None, None, 1, 2]),
)


class LedgerMachine(RuleBasedStateMachine):
    """Two supervisors, and people who enqueue, cancel, retry and give up."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        path = Path(self.folder.name) / "cgq.db"
        shutil.copy(_template(), path)
        self.ledger = open_ledger(path, self.clock)
        self.ledger.random.seed(1)
        for statement in LOG_MOVES:
            self.ledger.database.connection.execute(statement)
        self.held: list[tuple[int, Job]] = []
        self.late: list[Job] = []
        self.ids: list[int] = []
        self.done: set[int] = set()
        self.told: dict[int, int] = {}
        self.supervisors: list[int] = []
        self.calls = 0
        self.handed_out: list[tuple[int, int, list[Need]]] = []
        self.begun: list[tuple[int, int]] = []
        self.starts: list[tuple[int, Need]] = []

    @initialize()
    def start(self) -> None:
        self.supervisors = [self.another_supervisor(), self.another_supervisor()]

    def another_supervisor(self) -> int:
        supervisor = register(self.ledger)
        with self.ledger.write() as books:
            limiters.declare(books, supervisor, RATES)
        return supervisor

    def teardown(self) -> None:
        with self.ledger.database.read() as tx:
            assert tx.value("PRAGMA integrity_check") == "ok"
        self.ledger.database.close()
        self.folder.cleanup()

    def pick(self, choice: int, among: list[Any]) -> Any:
        """One of the last few: the same jobs shall meet again and again."""
        recent = among[-5:]
        return recent[choice % len(recent)]

    def stopped(self, jobs: list[Job]) -> None:
        """These leases are over: whatever still comes for them is late."""
        ids = {(job.id, job.fence) for job in jobs}
        self.held = [entry for entry in self.held if (entry[1].id, entry[1].fence) not in ids]
        self.late += jobs

    def tell(self, books: Books) -> None:
        books.post()
        for root in books.closed_chains:
            self.told[root] = self.told.get(root, 0) + 1

    # People

    @rule(wishes=requests, choice=picks, tie=st.sampled_from(["", "after", "root"]), again=st.booleans())
    def enqueue(self, wishes: dict[str, Any], choice: int, tie: str, again: bool) -> None:
        if tie and self.ids:
            wishes = {**wishes, tie: self.pick(choice, self.ids)}
        with suppress(Refused) if self.is_given_up(wishes.get("after")) else nullcontext():
            self._enqueue(wishes, again=again)

    def is_given_up(self, job: int | None) -> bool:
        """May nothing wait for this job? Known work is found again all the same (S2)."""
        with self.ledger.database.read() as tx:
            return tx.value("SELECT state FROM job WHERE id = ?", (job,)) in ("cancelled", "discarded")

    def _enqueue(self, wishes: dict[str, Any], *, again: bool) -> None:
        with self.ledger.write() as books:
            known = books.tx.value("SELECT job_id FROM work WHERE key = ?", (wishes["key"],))
            count = books.tx.value("SELECT count(*) FROM job")
            (made,) = enqueue(books, [NewJob(**wishes)], again=again)
            if known is not None and not again:
                assert (made.id, made.existing) == (known, True), "known work was enqueued again (S2)"
            assert books.tx.value("SELECT count(*) FROM job") == count + (not made.existing)
            assert books.tx.value("SELECT state FROM job WHERE id = ?", (made.id,)) == made.state
        if not made.existing:
            assert made.state in FIRST_STATES
            assert made.id > max(self.ids, default=0), "an id came back"
            self.ids.append(made.id)

    @rule(wishes=st.lists(requests, min_size=2, max_size=3))
    def enqueue_and_fail(self, wishes: list[dict[str, Any]]) -> None:
        before = self.dump()
        try:
            with self.ledger.write() as books:
                enqueue(books, [*(NewJob(**wish) for wish in wishes), NewJob(kind="own", after=10**9)])
        except Missing:
            assert self.dump() == before, "a refused request left something behind (S1, S3)"

    @precondition(lambda self: self.ids)
    @rule(choice=picks)
    def cancel(self, choice: int) -> None:
        id_ = self.pick(choice, self.ids)
        with self.ledger.write() as books:
            operate.cancel(books, [id_], "somebody")
            self.tell(books)
            assert books.tx.value("SELECT state FROM job WHERE id = ?", (id_,)) in ENDED
        self.stopped([job for _, job in self.held if job.id == id_])

    @precondition(lambda self: self.ids)
    @rule(choice=picks, also=picks)
    def retry(self, choice: int, also: int) -> None:
        wanted = sorted({self.pick(choice, self.ids), self.pick(also, self.ids)})
        with self.ledger.write() as books:
            revived = operate.retry(books, wanted)
            assert operate.retry(books, wanted) == [], "retried twice (T5)"
            for id_ in revived:
                row = books.tx.one("SELECT attempts, crashes FROM job WHERE id = ?", (id_,))
                assert row == (0, 0), "no fresh budget (T5)"

    @precondition(lambda self: self.ids)
    @rule(choice=picks)
    def retry_items(self, choice: int) -> None:
        id_ = self.pick(choice, self.ids)
        with self.ledger.write() as books:
            state = books.tx.value("SELECT state FROM job WHERE id = ?", (id_,))
            failed = books.tx.value("SELECT count(*) FROM item WHERE job_id = ? AND state = 'failed'", (id_,))
            revived = operate.retry_items(books, [id_], EVERY)
            assert revived == ({id_: failed} if failed and state in ("done", "failed") else {})
            assert operate.retry_items(books, [id_], EVERY) == {}, "retried twice (T5)"
        if revived:
            self.done.discard(id_)

    @precondition(lambda self: self.ids)
    @rule(choice=picks)
    def give_up(self, choice: int) -> None:
        with self.ledger.write() as books:
            operate.give_up(books, [self.pick(choice, self.ids)], "me")
            self.tell(books)

    @rule(seconds=st.sampled_from([1, 4, 30, 120, 1000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(seconds)

    # Supervisors

    @rule()
    def wake(self) -> None:
        with self.ledger.write() as books:
            claiming.wake(books)
            claiming.age(books)
            self.tell(books)
            waiting = "state IN ('scheduled', 'ready', 'blocked')"
            now = (self.clock.now(),)
            assert books.tx.all(f"SELECT id FROM job WHERE {waiting} AND expires_at <= ?", now) == []
            assert books.tx.all("SELECT id FROM job WHERE state = 'scheduled' AND due_at <= ?", now) == []

    @rule(who=picks, lane=st.sampled_from(LANES), count=st.integers(1, 4))
    def claim(self, who: int, lane: tuple[str, str], count: int) -> None:
        supervisor = self.pick(who, self.supervisors)
        with self.ledger.write() as books:
            ready = "FROM job WHERE state = 'ready' AND queue = ? AND kind = ?"
            order = f"SELECT id {ready} ORDER BY class, turn, due_at, id LIMIT ?"
            first = [row[0] for row in books.tx.all(order, (*lane, count))]
            jobs = claiming.claim(books, supervisor, *lane, count)
            assert [job.id for job in jobs] == first, "claimed out of order (C3)"
        assert all(job.fence not in {late.fence for late in self.late} for job in jobs)
        self.held += [(supervisor, job) for job in jobs]

    @precondition(lambda self: self.held)
    @rule(choice=picks, more=picks)
    def finish(self, choice: int, more: int) -> None:
        jobs = {job.id: job for job in (self.pick(choice, self.held)[1], self.pick(more, self.held)[1])}
        with self.ledger.write() as books:
            assert settle.finish(books, [(job, '{"n": 1}', 0.5) for job in jobs.values()]) == []
            self.tell(books)
        self.stopped(list(jobs.values()))

    @precondition(lambda self: self.held)
    @rule(choice=picks, key=st.sampled_from("ab"), failure=st.one_of(st.none(), failures))
    def hand_over_an_item(self, choice: int, key: str, failure: Failure | None) -> None:
        job = self.pick(choice, self.held)[1]
        item = Item(key, key, failure or Done(key))
        with self.ledger.write() as books:
            is_new = key in items.wanted(books.tx, job.id, [key])
            kept = items.keep(books, job, [item])
            assert kept or not is_new, "an item that was to be done was not kept (B1)"
            assert items.keep(books, job, [item]) == [], "an item arrived twice and changed something (B1)"
            assert items.wanted(books.tx, job.id, [key]) == [], "an item that arrived is to be done again (B1)"

    @precondition(lambda self: self.held)
    @rule(choice=picks, failure=failures, crashed=st.booleans())
    def fail(self, choice: int, failure: Failure, crashed: bool) -> None:
        job = self.pick(choice, self.held)[1]
        with self.ledger.write() as books:
            settled = settle.fail(books, [(job, failure)], crashed=crashed)
            self.tell(books)
            if job.crashes + crashed >= 3:
                assert settled.failed[0][1].code == "poisoned", "the third crash did not poison (R1)"
            if not failure.retryable:
                assert settled.failed, "tried again what no retry cures (T4)"
        self.stopped([job])

    @precondition(lambda self: self.held)
    @rule(choice=picks)
    def give_back(self, choice: int) -> None:
        job = self.pick(choice, self.held)[1]
        with self.ledger.write() as books:
            assert settle.give_back(books, [job], "stopped", "It was stopped.") == []
            row = books.tx.one("SELECT state, attempts FROM job WHERE id = ?", (job.id,))
            assert row == ("ready", job.attempt - 1), "the attempt was not refunded (R1)"
        self.stopped([job])

    @precondition(lambda self: self.held)
    @rule(choice=picks)
    def discard(self, choice: int) -> None:
        job = self.pick(choice, self.held)[1]
        with self.ledger.write() as books:
            gone = Failure(code="record_gone", message="It was deleted.", retryable=False)
            assert settle.discard(books, [(job, gone)]) == []
            self.tell(books)
        self.stopped([job])

    @rule(choice=picks)
    def supervisor_dies(self, choice: int) -> None:
        supervisor = self.pick(choice, self.supervisors)
        mine = [job for holder, job in self.held if holder == supervisor]
        with self.ledger.write() as books:
            assert claiming.take_over(books, supervisor) == len(mine), "not all of its jobs came back (R2)"
            assert claiming.still_held(books, supervisor) == set()
        self.stopped(mine)
        self.handed_out = [entry for entry in self.handed_out if entry[0] != supervisor]
        self.begun = [entry for entry in self.begun if entry[0] != supervisor]
        self.supervisors[self.supervisors.index(supervisor)] = self.another_supervisor()

    # Limiters

    @rule(who=picks, host=st.integers(1, 3), provider=st.integers(0, 3))
    def hand_out(self, who: int, host: int, provider: int) -> None:
        supervisor = self.pick(who, self.supervisors)
        needs = [Need(name, n) for name, n in zip(RATES, (host, provider), strict=True) if n]
        self.calls += 1
        with self.ledger.write() as books:
            before = dict(limiters.look(books).left)
            fits = all(need.n <= before[need.limiter] for need in needs)
            assert limiters.look(books).take(books, supervisor, self.calls, needs) == fits
            spent = dict(needs) if fits else {}
            expected = {name: left - spent.get(name, 0) for name, left in before.items()}
            assert limiters.look(books).left == expected, "a call took some of its limiters and not all (C2)"
        if fits:
            self.handed_out.append((supervisor, self.calls, needs))

    @precondition(lambda self: self.handed_out)
    @rule(choice=picks)
    def begin(self, choice: int) -> None:
        """A call begins in its worker; its supervisor hears of it later, or dies first."""
        supervisor, call, needs = self.pick(choice, self.handed_out)
        self.handed_out.remove((supervisor, call, needs))
        self.begun.append((supervisor, call))
        self.starts += [(self.clock.now(), need) for need in needs]

    @precondition(lambda self: self.begun)
    @rule(choice=picks)
    def hear_of_a_beginning(self, choice: int) -> None:
        supervisor, call = self.pick(choice, self.begun)
        self.begun.remove((supervisor, call))
        with self.ledger.write() as books:
            limiters.began(books, supervisor, [call])

    @precondition(lambda self: self.late)
    @rule(choice=picks, how=st.sampled_from(["finish", "fail", "give_back", "discard"]), failure=failures)
    def come_late(self, choice: int, how: str, failure: Failure) -> None:
        job = self.pick(choice, self.late)
        before = self.dump()
        with self.ledger.write() as books:
            late = {
                "finish": lambda: settle.finish(books, [(job, None, 1.0)]),
                "fail": lambda: settle.fail(books, [(job, failure)]).late,
                "give_back": lambda: settle.give_back(books, [job], "stopped", ""),
                "discard": lambda: settle.discard(books, [(job, failure)]),
            }[how]()
            assert late == [job], "a late result was not reported (R3)"
        assert self.dump() == before, "a late result changed something (R3)"

    @precondition(lambda self: self.late and self.held)
    @rule(choice=picks, other=picks)
    def finish_one_in_time_and_one_late(self, choice: int, other: int) -> None:
        good, late = self.pick(choice, self.held)[1], self.pick(other, self.late)
        with self.ledger.write() as books:
            assert settle.finish(books, [(late, None, 1.0), (good, None, 1.0)]) == [late]
            self.tell(books)
        self.stopped([good])

    # What always holds

    def dump(self) -> list[tuple[Any, ...]]:
        with self.ledger.database.read() as tx:
            tables = ("job", "attempt", "work", "chain", "tally", "ended")
            return [row for table in tables for row in tx.all(f"SELECT * FROM {table}")]

    @invariant()
    def promises_hold(self) -> None:
        with self.ledger.database.read() as tx:
            check(tx, self.clock.now())
            running = set(tx.all("SELECT id, fence FROM job WHERE state = 'running'"))
            assert running == {(job.id, job.fence) for _, job in self.held}, "leases and running jobs differ (R2)"
            most = f"coalesce(max_attempts, {MOST_ATTEMPTS})"
            assert tx.all(f"SELECT id FROM job WHERE attempts > {most}") == [], "more starts than allowed (T2)"

    @invariant()
    def no_window_holds_more_starts_than_its_number(self) -> None:
        for name, rate in RATES.items():
            starts = [(at, need.n) for at, need in self.starts if need.limiter == name]
            for first, _ in starts:
                inside = sum(n for at, n in starts if 0 <= at - first < rate.seconds * 1000)
                assert inside <= rate.starts, f"{inside} starts of {name} within {rate.seconds} s (C2)"

    @invariant()
    def every_move_is_one_of_the_diagram(self) -> None:
        execute = self.ledger.database.connection.execute
        for job, before, after in execute("SELECT job, before, after FROM moved ORDER BY rowid").fetchall():
            assert after in MOVES[before], f"job {job} went from {before} to {after}"
            if after == "done":
                assert job not in self.done, f"job {job} was finished twice (R4)"
                self.done.add(job)
        execute("DELETE FROM moved")

    @invariant()
    def a_chain_that_closed_was_told(self) -> None:
        with self.ledger.database.read() as tx:
            closed = {row[0] for row in tx.all("SELECT root_id FROM chain WHERE open = 0")}
        for root in closed:
            assert self.told.get(root) == 1, f"chain {root} closed and was told {self.told.get(root, 0)} times (B3)"
        self.told = dict.fromkeys(closed, 1)


def _template(made: list[Path] = []) -> Path:  # noqa: B006 - kept for the whole run
    if not made:
        folder = tempfile.mkdtemp(prefix="cgq-machine-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        made.append(Path(folder) / "cgq.db")
        new_database(made[0])
    return made[0]


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=200, stateful_step_count=50)
TestLedgerMachine.pytestmark = [pytest.mark.timeout(400)]  # a failure is made small, which takes minutes
