"""Paid answers that a killed process left are taken in, and none is removed before the journal has it (M1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.toll import Toll, open_toll

from cgq.contract import PaidReply, PaidRequest
from cgq.errors import StageFailed, StorageFailed
from cgq.queue import payments
from cgq.queue.job import NORMAL, Job
from cgq.queue.spool import Entry, left, read, spool_of, write
from cgq.workers import wire
from cgq.workers.engine import Asked, Payment, WorkCall
from cgq.workers.payments import Payments
from cgq.workers.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.pool import Pool

GONE = 999
"""The number of a supervisor that is not there any more."""


@pytest.fixture
def toll() -> Iterator[Toll]:
    with open_toll() as opened:
        yield opened


def request_of(text: str, toll: Toll) -> PaidRequest:
    """What a job of the kind `paying` asks for this text."""
    body = text.encode()
    return PaidRequest(provider="toll", address=toll.url, model="echo", purpose="chat", body=body, tokens_in=len(text))


def began(pool: Pool, request: PaidRequest) -> int:
    """A request that a supervisor made which is gone; its number."""
    wanted = payments.Wanted(
        request=request.key,
        provider=request.provider,
        model=request.model,
        purpose=request.purpose,
        tokens_in=request.tokens_in,
        tokens_out=0,
        cost=250,
        kind="paying",
        job=None,
        jobs=1,
    )
    with pool.workspace.ledger.write() as books:
        found = payments.begin(books, GONE, wanted)
    assert isinstance(found, payments.Begun)
    return found.payment


def spool(pool: Pool, payment: int, request: PaidRequest) -> None:
    """What the worker of that request was answered."""
    reply = PaidReply(parts=(b"<kept>",), tokens_in=request.tokens_in, cost=250)
    write(spool_of(pool.settings.db), Entry(payment, request.key, request.model, request.parts, reply))


def states(pool: Pool) -> list[str]:
    with pool.workspace.database.read() as tx:
        return [state for (state,) in tx.all("SELECT state FROM paid_call ORDER BY id")]


def test_M1_an_answer_is_taken_in_where_nobody_is_left_to_take_jobs_back_from(pool: Pool, toll: Toll) -> None:
    request = request_of("dear", toll)
    spool(pool, began(pool, request), request)
    pool.put("probe")
    pool.work()
    assert states(pool) == ["answered"]
    job = pool.put("paying", text="dear", url=toll.url)
    pool.work()
    assert pool.state(job) == "done"
    assert not toll.paid


def test_M3_a_request_that_nobody_is_left_to_settle_is_not_reserved_for_ever(pool: Pool, toll: Toll) -> None:
    began(pool, request_of("dear", toll))
    pool.put("probe")
    pool.work()
    assert states(pool) == ["lost"]


def test_M1_an_answer_that_was_written_after_its_request_was_given_up_is_taken_in(pool: Pool, toll: Toll) -> None:
    request = request_of("dear", toll)
    payment = began(pool, request)
    with pool.workspace.ledger.write() as books:
        payments.lost(books, payment)
    spool(pool, payment, request)
    job = pool.put("paying", text="dear", url=toll.url)
    pool.work()
    assert pool.state(job) == "done"
    assert not toll.paid
    assert states(pool) == ["answered"]
    assert left(spool_of(pool.settings.db)) == []


def test_what_the_journal_has_leaves_the_spool_though_its_supervisor_was_killed_before(pool: Pool, toll: Toll) -> None:
    request = request_of("dear", toll)
    payment = began(pool, request)
    spool(pool, payment, request)
    pool.work()
    spool(pool, payment, request)
    (spool_of(pool.settings.db) / f"{payment}.new").write_bytes(b'{"payment":')
    pool.work()
    assert states(pool) == ["answered"]
    assert list(spool_of(pool.settings.db).iterdir()) == []


def test_M3_an_answer_of_another_database_settles_no_request(pool: Pool, toll: Toll) -> None:
    """The number of a request is given again where a database of before is put back."""
    payment = began(pool, request_of("dear", toll))
    spool(pool, payment, request_of("another", toll))
    pool.put("probe")
    pool.work()
    assert states(pool) == ["lost"]
    assert left(spool_of(pool.settings.db)) == []


def test_M1_an_answer_stays_in_the_spool_until_the_transaction_that_journals_it_holds(pool: Pool, toll: Toll) -> None:
    ledger, request = pool.workspace.ledger, request_of("dear", toll)
    till = Payments(Roster({}), GONE, spool_of(pool.settings.db))
    call = WorkCall([Job(NORMAL, 0, 0, 1, "paying", "default", "", 1, 0, None, None, None, None, 0, 0)], [])
    tokens, heard = len("dear"), list[wire.AskAnswer]()
    ask = wire.Ask(1, 0, 1, request.key, "toll", "echo", "chat", tokens, 0, 250)
    till.take(Asked(call, "paying", ask, heard.append))
    with ledger.write() as books:
        till.write(books)
    till.committed()
    (granted,) = heard
    assert isinstance(granted, wire.Granted)
    spool(pool, granted.payment, request)
    till.take(Payment(call, wire.Paid(1, 0, granted.payment)))
    with pytest.raises(StorageFailed):
        _write_to_a_full_disk(pool, till)
    with ledger.write() as books:  # as a supervisor does that an error ends
        till.close(books)
    till.committed()
    assert states(pool) == ["asked"]
    pool.put("probe")
    pool.work()
    assert states(pool) == ["answered"]


def _write_to_a_full_disk(pool: Pool, till: Payments) -> None:
    with pool.workspace.ledger.write() as books:
        till.write(books)
        raise StorageFailed("the disk is full", code="disk_full")


def test_R9_an_answer_with_counts_that_nothing_has_is_not_believed(tmp_path: Path) -> None:
    reply = PaidReply(parts=(b"x",), tokens_in=-1)
    write(tmp_path, Entry(7, "0" * 64, "echo", ("answer",), reply))
    with pytest.raises(StageFailed, match="no shape that is known"):
        read(tmp_path, 7)
