"""Named limiters: windows that slide, calls that need several, and supervisors that know different ones (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.ledger import register

from cgq.config import Rate
from cgq.queue import limiters
from cgq.queue.limiters import Need

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

HOST, PROVIDER = "host:example.org", "provider:somebody"


def declare(ledger: Ledger, supervisor: int, **rates: Rate) -> None:
    names = {"host": HOST, "provider": PROVIDER}
    with ledger.write() as books:
        limiters.declare(books, supervisor, {names[name]: rate for name, rate in rates.items()})


def take(ledger: Ledger, supervisor: int, call: int, *needs: tuple[str, int]) -> bool:
    with ledger.write() as books:
        return limiters.look(books).take(books, supervisor, call, [Need(*need) for need in needs])


def begin(ledger: Ledger, supervisor: int, *calls: int) -> None:
    with ledger.write() as books:
        limiters.began(books, supervisor, calls)


def left(ledger: Ledger, name: str = HOST) -> int | None:
    with ledger.write() as books:
        return limiters.look(books).left.get(name)


def next_token(ledger: Ledger, name: str = HOST) -> int | None:
    with ledger.write() as books:
        return limiters.next_token(books, limiters.look(books).bounds, name)


def test_C2_a_window_begins_when_the_call_does_and_slides(ledger: Ledger, clock: FakeClock) -> None:
    one = register(ledger)
    declare(ledger, one, host=Rate(3, 10.0))
    assert take(ledger, one, 1, (HOST, 2))
    clock.pass_(60)
    assert left(ledger) == 1, "a call that has not begun counts however long ago it was handed out"
    begin(ledger, one, 1)
    clock.pass_(9)
    assert take(ledger, one, 2, (HOST, 1))
    begin(ledger, one, 2)
    assert (left(ledger), next_token(ledger)) == (0, clock.now() + 1001)
    clock.pass_(1)
    assert left(ledger) == 0, "the window of the first call ends within this millisecond, not before it"
    clock.pass_(0.001)
    assert left(ledger) == 2, "the second call's window goes on"


def test_C2_nobody_knows_when_a_token_comes_that_hangs_on_a_call_to_begin(ledger: Ledger) -> None:
    one = register(ledger)
    declare(ledger, one, host=Rate(1, 10.0))
    take(ledger, one, 1, (HOST, 1))
    assert next_token(ledger) is None
    begin(ledger, one, 1)
    assert next_token(ledger) is not None


def test_C2_a_call_that_needs_several_takes_all_or_none(ledger: Ledger) -> None:
    one = register(ledger)
    declare(ledger, one, host=Rate(5, 10.0), provider=Rate(3, 60.0))
    assert not take(ledger, one, 1, (HOST, 1), (PROVIDER, 4))
    assert (left(ledger), left(ledger, PROVIDER)) == (5, 3)
    assert take(ledger, one, 1, (HOST, 1), (PROVIDER, 3), ("kind:own", 9))
    assert (left(ledger), left(ledger, PROVIDER), left(ledger, "kind:own")) == (4, 0, None)


def test_C2_the_strictest_of_the_living_holds_and_counts_what_all_started(ledger: Ledger, clock: FakeClock) -> None:
    loose, strict = register(ledger), register(ledger)
    declare(ledger, loose, host=Rate(4, 10.0))
    declare(ledger, strict, host=Rate(2, 60.0))
    take(ledger, loose, 1, (HOST, 2))
    begin(ledger, loose, 1)
    clock.pass_(30)
    assert left(ledger) == 0
    with ledger.write() as books:
        books.tx.run("DELETE FROM supervisor WHERE id = ?", (strict,))
    assert left(ledger) == 4


def test_C2_what_a_dead_supervisor_handed_out_counts_for_one_window_more(ledger: Ledger, clock: FakeClock) -> None:
    dead, alive = register(ledger), register(ledger)
    for supervisor in (dead, alive):
        declare(ledger, supervisor, host=Rate(1, 10.0))
    take(ledger, dead, 1, (HOST, 1))
    with ledger.write() as books:
        limiters.leave(books, dead)
    assert left(ledger) == 0
    assert next_token(ledger) == clock.now() + 10_001
    clock.pass_(10.001)
    assert take(ledger, alive, 1, (HOST, 1))
    with ledger.write() as books:
        assert books.tx.all("SELECT supervisor_id FROM limiter_start") == [(alive,)], "what counts no longer is kept"


def test_C2_what_started_by_the_thousand_costs_no_more_than_what_started_by_the_ten(
    ledger: Ledger, clock: FakeClock
) -> None:
    assert steps_to_look(ledger, clock, 10) * 3 > steps_to_look(ledger, clock, 1000)


def steps_to_look(ledger: Ledger, clock: FakeClock, number: int) -> int:
    """Fill a limiter that is known to nobody before; how many steps SQLite takes to count it and find the next token.

    Its calls begin 1 ms apart, the last of them now.
    """
    one, name = register(ledger), f"kind:of_{number}"
    with ledger.write() as books:
        limiters.declare(books, one, {name: Rate(number, 60.0)})
    first = clock.now()
    for call in range(number):
        clock.pass_(0.001)
        assert take(ledger, one, call, (name, 1))
        begin(ledger, one, call)
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with ledger.write() as books:
        books.tx.connection.set_progress_handler(count, 1)
        found = limiters.look(books, {name})
        moment = found.next_moment(books)
        books.tx.connection.set_progress_handler(None, 1)
    assert (found.left, moment) == ({name: 0}, first + 1 + 60_000 + 1)
    return steps


def test_C2_a_limiter_of_which_no_job_is_ready_is_not_looked_at(ledger: Ledger) -> None:
    declare(ledger, register(ledger), host=Rate(3, 10.0), provider=Rate(5, 10.0))
    with ledger.write() as books:
        assert limiters.look(books, {HOST}).left == {HOST: 3}
        assert limiters.look(books, ()).left == {}
