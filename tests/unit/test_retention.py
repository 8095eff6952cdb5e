"""How long jobs stay once they are over, and what goes with them (B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import check, open_ledger, put, register, start, state

from cgq.actions import prune as action
from cgq.config import Settings
from cgq.errors import Failure, Missing
from cgq.queue import listing, operate, retention
from cgq.queue.enqueue import enqueue
from cgq.queue.items import settle
from cgq.queue.job import NewJob
from cgq.queue.policy import HOUR, Kind, Policies, Policy
from cgq.queue.pruning import Pruning, step
from cgq.queue.retention import Span, Which
from cgq.queue.settle import fail, finish
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.clock import FakeClock

    from cgq.db.connection import Transaction
    from cgq.queue.books import Ledger

HOPELESS = Failure(code="encrypted", message="It is locked.", retryable=False)
DAY = 24 * HOUR
KEEP = 3
KINDS = {
    "own": Kind(Policy(keep_newest=KEEP)),
    "probe": Kind(Policy(keep_done=HOUR, keep_failed=2 * HOUR, keep_newest=0)),
    "process_pdf": Kind(Policy(keep_newest=0)),
}


@pytest.fixture
def books(tmp_path: Path, empty_database: Path, clock: FakeClock) -> Iterator[Ledger]:
    path = tmp_path / "cgq.db"
    path.write_bytes(empty_database.read_bytes())
    opened = open_ledger(path, clock, Policies(KINDS))
    yield opened
    opened.database.close()


def end(ledger: Ledger, job: int, how: str = "done") -> int:
    """A job that waits ends so."""
    kind, queue = row(ledger, job)
    with ledger.write() as books:
        if how == "cancelled":
            operate.cancel(books, [job], "a test")
            return job
    (claimed,) = start(ledger, 1, kind=kind, queue=queue)
    assert claimed.id == job
    with ledger.write() as books:
        if how == "done":
            finish(books, [(claimed, None, 0.1)])
        else:
            fail(books, [(claimed, HOPELESS)])
    return job


def row(ledger: Ledger, job: int) -> tuple[str, str]:
    with ledger.database.read() as tx:
        found = tx.one("SELECT kind, queue FROM job WHERE id = ?", (job,))
    assert found is not None
    return found[0], found[1]


def ended(ledger: Ledger, how: str = "done", **wishes: object) -> int:
    return end(ledger, put(ledger, **wishes), how)  # type: ignore[arg-type]


def iter_spans(tx: Transaction) -> Iterator[Span]:
    """All ids, some at a time."""
    at = 1
    while (span := retention.span_from(tx, at)) is not None:
        yield span
        at = span.last + 1


def prune(ledger: Ledger, **which: object) -> set[int]:
    """Prune; the ids that went. What must always be true of a ledger still is."""
    wanted = Which(**which)  # type: ignore[arg-type]
    gone: set[int] = set()
    with ledger.read() as (tx, at):
        rules = retention.rules(tx, ledger.policies, at.now, wanted)
        found = {job.id for jobs in retention.find(tx, rules, wanted.queue) for job in jobs}
    with ledger.write() as books:
        for span in iter_spans(books.tx):
            gone |= {job.id for job in retention.prune(books, rules, wanted.queue, span)}
    assert gone == found
    with ledger.database.read() as tx:
        check(tx, ledger.now())
    return gone


def test_B6_a_done_job_goes_after_its_time_unless_it_is_among_the_newest(books: Ledger, clock: FakeClock) -> None:
    old = [ended(books) for _ in range(5)]
    clock.pass_(DAY + 1)
    assert prune(books) == set(old[: 5 - KEEP])
    assert prune(books) == set(), "the newest stay however old they are"


def test_B6_before_its_time_nothing_goes(books: Ledger, clock: FakeClock) -> None:
    for _ in range(5):
        ended(books)
    clock.pass_(DAY - 1)
    assert prune(books) == set()
    assert prune(books, older_than=HOUR) == {1, 2}, "another time may be given, the newest stay"


def test_B6_what_ended_otherwise_has_a_time_of_its_own(books: Ledger, clock: FakeClock) -> None:
    done, failed, cancelled = (ended(books, how, kind="probe") for how in ("done", "failed", "cancelled"))
    clock.pass_(HOUR + 1)
    assert prune(books) == {done}
    clock.pass_(HOUR)
    assert prune(books, state="failed") == {failed}
    assert prune(books, queue="low_priority") == set()
    assert prune(books) == {cancelled}
    with books.database.read() as tx:
        assert tx.value("SELECT count(*) FROM attempt") == 0, "its attempts go with it"


def test_B6_what_is_not_over_stays_with_the_whole_chain(books: Ledger, clock: FakeClock) -> None:
    root = ended(books, kind="probe")
    child = ended(books, kind="probe", root=root, parent=root)
    last = put(books, "probe", root=root, parent=child)
    clock.pass_(DAY)
    assert prune(books) == set()
    end(books, last)
    clock.pass_(DAY)
    assert prune(books) == {root, child, last}
    with books.database.read() as tx:
        assert tx.value("SELECT count(*) FROM chain") == 0


def test_B6_a_failed_descendant_that_stays_is_still_counted(books: Ledger, clock: FakeClock) -> None:
    root = ended(books, kind="probe")
    child = ended(books, "failed", kind="probe", root=root, parent=root)
    clock.pass_(HOUR + 1)
    assert prune(books) == {root}
    with books.write() as open_books:
        assert operate.retry(open_books, [child]) == [child]
    end(books, child)
    clock.pass_(DAY)
    assert prune(books) == {child}


def test_B6_what_another_job_waits_for_stays(books: Ledger, clock: FakeClock) -> None:
    parent = ended(books, "failed", kind="probe")
    child = put(books, "probe", after=parent)
    clock.pass_(DAY)
    assert state(books, child) == "blocked"
    assert prune(books) == set()
    end(books, child, "cancelled")
    assert prune(books) == {parent}


@pytest.mark.parametrize(("how", "remembered"), [("done", None), ("failed", "failed"), ("cancelled", "cancelled")])
def test_S2_work_is_known_after_its_job_is_gone(
    books: Ledger, clock: FakeClock, how: str, remembered: str | None
) -> None:
    job = ended(books, how, kind="probe", key="work")
    clock.pass_(DAY)
    assert prune(books) == {job}
    with books.write() as open_books:
        (known,) = enqueue(open_books, [NewJob(kind="probe", key="work")])
        assert (known.id, known.state, known.existing, known.pruned) == (job, remembered, True, True)
        (again,) = enqueue(open_books, [NewJob(kind="probe", key="work")], again=True)
        (known,) = enqueue(open_books, [NewJob(kind="probe", key="work")])
    assert (known.id, known.state, known.pruned) == (again.id, "ready", False)


def test_S2_work_whose_file_was_missing_is_asked_for_anew(books: Ledger, clock: FakeClock) -> None:
    job = put(books, "probe", key="work")
    (claimed,) = start(books, 1, kind="probe")
    with books.write() as open_books:
        fail(open_books, [(claimed, Failure(code="input_missing", message="It is gone.", retryable=False))])
    clock.pass_(DAY)
    assert prune(books) == {job}
    with books.write() as open_books:
        (made,) = enqueue(open_books, [NewJob(kind="probe", key="work")])
    assert not made.existing


def paper(ledger: Ledger, status: str) -> int:
    with ledger.write() as books:
        return books.tx.insert(
            "INSERT INTO material (sha256, title, status, created_at, updated_at) VALUES (?, 'A paper', ?, 0, 0)",
            ("0" * 64, status),
        )


def standing(ledger: Ledger) -> tuple[str, str | None]:
    with ledger.database.read() as tx:
        found = tx.one("SELECT status, error_code FROM papers")
    assert found is not None
    return found[0], found[1]


def test_B6_a_paper_whose_reading_was_called_off_keeps_why(books: Ledger, clock: FakeClock) -> None:
    document = paper(books, "pending")
    ended(books, "cancelled", kind="process_pdf", queue="default", document=document)
    clock.pass_(8 * DAY)
    assert standing(books) == ("cancelled", "cancelled")
    assert prune(books) == {1}
    assert standing(books) == ("failed", "cancelled")


def test_B6_the_last_reading_of_a_paper_stays_while_an_older_one_does(books: Ledger, clock: FakeClock) -> None:
    document = paper(books, "completed")
    failed = ended(books, "failed", kind="process_pdf", queue="default", document=document)
    done = ended(books, kind="process_pdf", queue="default", document=document)
    clock.pass_(2 * DAY)
    assert prune(books) == set(), "the paper would count as failed"
    assert standing(books)[0] == "completed"
    clock.pass_(6 * DAY)
    assert prune(books) == {failed}
    assert prune(books) == {done}
    assert standing(books)[0] == "completed"


def test_B6_counts_and_ranks_of_long_ago_go(books: Ledger, clock: FakeClock) -> None:
    ended(books, document=1)
    with books.write() as open_books:
        open_books.tx.run("INSERT INTO limiter_start VALUES (9, 1, 'kind:own', 1, ?, 1)", (clock.now(),))
        open_books.tx.run("UPDATE queue_turn SET current = 7")
    clock.pass_(367 * DAY)
    with books.write() as open_books:
        assert not retention.forget_old(open_books)
        left = [
            open_books.tx.value(f"SELECT count(*) FROM {table}")
            for table in ("ended", "limiter_start", "document_turn")
        ]
    assert left == [0, 0, 0]


def test_B6_many_go_in_batches_and_the_file_shrinks(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "cgq.db"
    path.write_bytes(empty_database.read_bytes())
    count = retention.BATCH + 500
    with Workspace(Settings(db=path, jobs=1, durability="NORMAL")) as workspace:
        with workspace.database.write() as tx:
            tx.many(
                "INSERT INTO job (id, queue, kind, state, priority, class, due_at, created_at, ready_at, finished_at, "
                "result, args) VALUES (?, 'default', 'process_pdf', 'done', 3, 3, 1, 1, 1, 1, ?, '{}')",
                [(id_, f'"{"x" * 2000}"') for id_ in range(1, count + 1)],
            )
            tx.run("INSERT INTO tally VALUES ('default', 'process_pdf', 'done', ?)", (count,))
            tx.run("UPDATE last_job SET id = ?", (count,))
        would = action.would_prune(workspace, Which())
        assert (would.jobs, would.bytes) == (count - 100, None)
        before = path.stat().st_size
        done = action.prune(workspace, Which())
        assert done.jobs == count - 100
        assert done.bytes is not None
        assert done.bytes > 2000 * done.jobs
        assert path.stat().st_size < before // 2
        with workspace.database.read() as tx:
            check(tx, workspace.ledger.now())
            assert tx.value("SELECT count(*) FROM job") == 100


def test_B6_what_belongs_to_a_batch_stays_until_that_is_closed(books: Ledger, clock: FakeClock) -> None:
    job = ended(books, kind="probe")
    with books.database.write() as tx:
        tx.run("INSERT INTO batch (id, name, then_args, opened_at, filling_until) VALUES (7, 'b', '{}', 1, 1)")
        tx.run("UPDATE job SET batch_id = 7")
    clock.pass_(DAY)
    assert prune(books) == set()
    with books.database.write() as tx:
        tx.run("UPDATE batch SET closed_at = 2")
    assert prune(books) == {job}


def test_B6_a_batch_goes_with_the_last_of_its_jobs_and_a_run_of_a_hook_after_a_week(
    books: Ledger, clock: FakeClock
) -> None:
    ended(books, kind="probe")
    with books.write() as open_books:
        tx = open_books.tx
        tx.run("INSERT INTO batch (id, name, then_args, opened_at, filling_until) VALUES (7, 'b', '{}', 1, 1)")
        tx.run("UPDATE batch SET closed_at = 2")
        tx.run("UPDATE job SET batch_id = 7")
        tx.run(
            "INSERT INTO hook_run (hook, occasion, due_at, created_at, payload) VALUES ('mail', 'batch', 1, ?, '{}')",
            (open_books.now,),
        )
    kept = "SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM hook_run)"
    clock.pass_(6 * DAY)
    with books.write() as open_books:
        assert not retention.forget_old(open_books)
        assert open_books.tx.one(kept) == (1, 1)
    clock.pass_(2 * DAY)
    prune(books)
    with books.write() as open_books:
        assert not retention.forget_old(open_books)
        assert open_books.tx.one(kept) == (0, 0)


def test_B1_a_job_goes_before_its_items_do_so_that_nobody_does_them_again(
    books: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ended(books, "failed", kind="probe")
    monkeypatch.setattr(retention, "ITEMS", 10)
    with books.write() as open_books:
        settle(open_books, job, map(str, range(25)))
    clock.pass_(DAY)
    assert prune(books) == {job}
    with books.write() as open_books, pytest.raises(Missing):
        operate.retry(open_books, [job])
    left: list[int] = []
    is_more = True
    while is_more:
        with books.write() as open_books:
            is_more = retention.remove_items(open_books)
            left.append(open_books.tx.value("SELECT count(*) FROM item"))
    assert left == [15, 5, 0]
    with books.database.read() as tx:
        assert tx.value("SELECT count(*) FROM pruned_with_items") == 0


def test_B6_items_that_a_kill_left_behind_go_with_the_next_pruning(
    books: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, stays = ended(books, kind="probe"), put(books)
    with books.write() as open_books:
        settle(open_books, job, "abc")
        settle(open_books, stays, "abc")
    clock.pass_(DAY)
    prune(books)
    pruning = Pruning()
    with books.write() as open_books:
        while step(open_books, pruning):
            pass
        assert open_books.tx.all("SELECT DISTINCT job_id FROM item") == [(stays,)]


def test_an_id_whose_job_was_pruned_is_not_one_that_never_was(books: Ledger, clock: FakeClock) -> None:
    job = ended(books, kind="probe")
    clock.pass_(DAY)
    prune(books)
    with books.database.read() as tx:
        assert (listing.no_such(tx, job).code, listing.no_such(tx, job + 1).code) == ("pruned", "not_found")


def test_B6_what_was_retried_since_it_was_looked_for_stays(books: Ledger, clock: FakeClock) -> None:
    job = ended(books, "failed", kind="probe")
    clock.pass_(DAY)
    with books.read() as (tx, at):
        rules = retention.rules(tx, books.policies, at.now, Which())
        (span,) = iter_spans(tx)
    with books.write() as open_books:
        operate.retry(open_books, [job])
        assert retention.prune(open_books, rules, None, span) == []


@pytest.fixture(autouse=True)
def supervisor(books: Ledger) -> int:
    return register(books)
