"""Budgets: what begins in a day never comes to more than the day's money, whoever asks and whatever becomes of it."""

from __future__ import annotations

import hashlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.clock import FakeClock
from tests.support.ledger import ANY, new_database, open_ledger

from cgq.contract import PaidReply, RateLeft
from cgq.enrich.prices import load
from cgq.errors import Failure, Spent
from cgq.queue import budget, payments
from cgq.queue.budget import DAY_MS, Budget, span_of
from cgq.queue.payments import Begun, Beyond, Waits, Wanted
from cgq.queue.policy import Policies
from cgq.queue.reasons import OverBudget, Unpriced
from cgq.queue.spool import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Books, Ledger

DAY = 1_800_057_600_000
"""Midnight of a day, UTC."""


@contextmanager
def ledger_with(path: Path, clock: FakeClock, **caps: int | None) -> Iterator[Ledger]:
    policies = Policies(ANY, budget=Budget(**caps, prices=load()))  # type: ignore[arg-type]
    ledger = open_ledger(path, clock, policies)
    with closing(ledger.database):
        yield ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_database(tmp_path / "cgq.db")
    return tmp_path / "cgq.db"


def wanted(text: str, cost: int | None, kind: str = "own", model: str = "echo", tokens: int = 1) -> Wanted:
    return Wanted(
        request=hashlib.sha256(text.encode()).hexdigest(),
        provider="openai",
        model=model,
        purpose="chat",
        tokens_in=tokens,
        tokens_out=0,
        cost=cost,
        kind=kind,
        job=None,
        jobs=1,
    )


def begin(ledger: Ledger, text: str, cost: int | None, **more: str | int) -> Begun | Beyond:
    with ledger.write() as books:
        found = payments.begin(books, None, wanted(text, cost, **more))  # type: ignore[arg-type]
    assert isinstance(found, Begun | Beyond)
    return found


def answer(ledger: Ledger, payment: int, text: str, cost: int | None, tokens: int = 0) -> None:
    reply = PaidReply(parts=(b"x",), tokens_in=tokens, cost=cost)
    request = hashlib.sha256(text.encode()).hexdigest()
    with ledger.write() as books:
        payments.answered(books, "openai", Entry(payment, request, "echo", ("answer",), reply), keeps_nothing)


def keeps_nothing(_books: Books, _kind: str, _model: str, _parts: object) -> bool:
    return False


def totals(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.database.read() as tx:
        return list(
            tx.all("SELECT day, state, calls, unknown, tokens_in, cost FROM spending ORDER BY day, state, provider")
        )


def test_M3_what_a_day_s_money_does_not_hold_does_not_begin(path: Path) -> None:
    with ledger_with(path, FakeClock(DAY + 1), per_day=1000) as ledger:
        assert isinstance(begin(ledger, "a", 600), Begun)
        refused = begin(ledger, "b", 600)
        assert isinstance(refused, Beyond)
        assert isinstance(refused.reason, OverBudget)
        assert refused.reason.until == DAY + DAY_MS
        assert "$0.0006 of $0.001 a day (UTC) are spent or reserved" in refused.message
        assert isinstance(begin(ledger, "c", 400), Begun)


def test_M3_a_kind_is_closed_until_the_next_day_and_opens_by_itself(path: Path) -> None:
    clock = FakeClock(DAY + DAY_MS - 5_000)
    with ledger_with(path, clock, per_day=1000) as ledger:
        begin(ledger, "a", 1000)
        begin(ledger, "b", 1)
        with ledger.look() as books:
            assert set(budget.closed(books)) == {"own"}
            assert budget.next_moment(books) == DAY + DAY_MS
        clock.pass_(5)
        with ledger.look() as books:
            assert budget.closed(books) == {}
        assert isinstance(begin(ledger, "b", 1), Begun)


def test_M3_money_that_was_reserved_and_not_needed_opens_it_again(path: Path) -> None:
    with ledger_with(path, FakeClock(DAY), per_day=1000) as ledger:
        first = begin(ledger, "a", 1000)
        assert isinstance(first, Begun)
        assert isinstance(begin(ledger, "b", 500), Beyond)
        answer(ledger, first.payment, "a", 300)
        with ledger.look() as books:
            assert budget.closed(books) == {}


def test_M3_a_higher_budget_opens_it_for_who_was_started_with_it(path: Path) -> None:
    clock = FakeClock(DAY)
    with ledger_with(path, clock, per_day=1000) as ledger:
        begin(ledger, "a", 1000)
        begin(ledger, "b", 1)
    with ledger_with(path, clock, per_day=2000) as ledger, ledger.look() as books:
        assert budget.closed(books) == {}


def test_M3_a_month_is_bounded_by_itself_and_a_set_clock_grants_no_day_twice(path: Path) -> None:
    clock = FakeClock(DAY)
    with ledger_with(path, clock, per_day=600, per_month=1000) as ledger:
        assert isinstance(begin(ledger, "a", 600), Begun)
        clock.set_wall(DAY_MS / 1000)
        refused = begin(ledger, "b", 600)
        assert isinstance(refused, Beyond)
        assert isinstance(refused.reason, OverBudget)
        assert refused.reason.period == "month"
        assert isinstance(begin(ledger, "c", 400), Begun)
        clock.set_wall(-DAY_MS / 1000)
        assert isinstance(begin(ledger, "d", 1), Beyond)
        clock.set_wall(31 * DAY_MS / 1000)
        assert isinstance(begin(ledger, "b", 600), Begun)


def test_M3_a_request_dearer_than_the_whole_budget_is_never_promised(path: Path) -> None:
    with ledger_with(path, FakeClock(DAY), per_day=10) as ledger:
        refused = begin(ledger, "a", 11)
        assert isinstance(refused, Beyond)
        assert refused.reason.until is None
        assert "One request costs more than the budget" in refused.reason.hint


def test_M3_an_unknown_price_is_refused_under_a_budget_alone(path: Path) -> None:
    clock = FakeClock(DAY)
    with ledger_with(path, clock, per_month=10) as ledger:
        refused = begin(ledger, "a", None)
        assert isinstance(refused, Beyond)
        assert isinstance(refused.reason, Unpriced)
        assert '[openai.models] "echo"' in refused.reason.hint
        assert totals(ledger) == []
    with ledger_with(path, clock) as ledger:
        assert isinstance(begin(ledger, "a", None), Begun)


def test_the_price_list_says_what_nobody_else_does(path: Path) -> None:
    with ledger_with(path, FakeClock(DAY), per_day=1000) as ledger:
        begun = begin(ledger, "a", None, model="text-embedding-3-small", tokens=10_000)
        assert begun == Begun(1, 200)
        answer(ledger, 1, "a", None, tokens=5_000)
        assert totals(ledger) == [(DAY // DAY_MS, "answered", 1, 0, 5_000, 100)]


def test_what_costs_nothing_needs_no_money(path: Path) -> None:
    with ledger_with(path, FakeClock(DAY), per_day=0) as ledger:
        assert isinstance(begin(ledger, "a", 0), Begun)
        assert isinstance(begin(ledger, "b", 1), Beyond)


@pytest.mark.parametrize(
    ("wall", "first", "days"),
    [("2026-02-10", "2026-02-01", 28), ("2028-02-29", "2028-02-01", 29), ("2026-12-31", "2026-12-01", 31)],
)
def test_a_month_is_one_of_utc(wall: str, first: str, days: int) -> None:
    from datetime import UTC, date, datetime, time

    at = int(datetime.combine(date.fromisoformat(wall), time(23, 59, 59), UTC).timestamp() * 1000)
    span = span_of("month", at)
    begins = (date.fromisoformat(first) - date(1970, 1, 1)).days
    assert (span.first, span.last, span.ends) == (begins, begins + days - 1, (begins + days) * DAY_MS)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(("begin", "answer", "lose", "refuse", "pass", "set")),
        st.integers(0, 700),
        st.integers(0, 1),
    ),
    max_size=40,
)


@settings(max_examples=30)
@given(moves=MOVES)
def test_M3_whatever_happens_no_day_exceeds_its_budget_and_the_totals_fit_the_rows(
    moves: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("budget") / "cgq.db"
    new_database(path)
    clock = FakeClock(DAY)
    with ledger_with(path, clock, per_day=1000) as one, ledger_with(path, clock, per_day=1000) as two:
        open_: list[tuple[int, str, int]] = []
        for number, (move, amount, who) in enumerate(moves):
            ledger = (one, two)[who]
            if move == "begin":
                found = begin(ledger, f"t{number}", amount)
                if isinstance(found, Begun):
                    open_.append((found.payment, f"t{number}", amount))
            elif move == "pass":
                clock.pass_(amount * 100)
            elif move == "set":
                clock.set_wall((amount - 350) * 1000)
            elif open_:
                payment, text, cost = open_.pop(amount % len(open_))
                if move == "answer":
                    answer(ledger, payment, text, cost - cost // 3)
                else:
                    with ledger.write() as books:
                        gone = Failure(code="gone", message="gone")
                        payments.failed(books, payment, "openai", gone, Spent() if move == "refuse" else None)
            with ledger.database.read() as tx:
                kept = list(tx.all("SELECT day, sum(cost), sum(calls) FROM spending GROUP BY day"))
                counted = list(
                    tx.all("SELECT asked_wall / 86400000, sum(cost), count(*) FROM paid_call GROUP BY 1 ORDER BY 1")
                )
            assert kept == counted
            assert all(cost <= 1000 for _, cost, _ in kept)


def test_M2_a_rest_that_a_provider_asked_for_outlives_the_answer_to_an_older_request(
    path: Path, clock: FakeClock
) -> None:
    with ledger_with(path, clock) as ledger:
        older, refused = begin(ledger, "older", 1), begin(ledger, "refused", 1)
        assert isinstance(older, Begun)
        assert isinstance(refused, Begun)
        failure = Failure(code="provider_rate_limited", message="too many", retry_after=60.0, provider=True)
        with ledger.write() as books:
            payments.failed(books, refused.payment, "openai", failure, Spent())
        reply = PaidReply(parts=(b"x",), left=RateLeft(requests=10, requests_seconds=1.0))
        request = wanted("older", 1).request
        with ledger.write() as books:
            payments.answered(books, "openai", Entry(older.payment, request, "echo", ("answer",), reply), keeps_nothing)
            found = payments.begin(books, None, wanted("next", 1))
            assert isinstance(found, Waits)
            assert found.until == books.now + 60_000
