"""Budgets: what may be spent with providers in a day, in a month and in one run (M2).

A day and a month are those of UTC, by the wall clock: all processes of a database agree on them, whatever their zone,
and providers bill by them. What is under way counts with its estimate from the moment in which it may begin, and what
was lost keeps counting with it. So the requests that begin in one day never come to more than its budget, as long as
none costs more than it was estimated at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cgq.db.queries import load
from cgq.queue.reasons import OverBudget, Period, Reason, Unpriced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.queue.books import Books

SQL = load("payments")

DAY_MS = 86_400_000
"""Milliseconds of a day."""


class Prices(Protocol):
    """Whoever knows what models cost (see enrich.prices)."""

    def cost(
        self, provider: str, model: str, tokens_in: int, tokens_out: int = 0, *, in_batch: bool = False
    ) -> int | None:
        """Millionths of a dollar; None where no price is known, `in_batch` that of the batch API."""
        ...


class _NoPrices:
    """A price list with nothing in it."""

    def cost(
        self,
        provider: str,  # noqa: ARG002
        model: str,  # noqa: ARG002
        tokens_in: int,  # noqa: ARG002
        tokens_out: int = 0,  # noqa: ARG002
        *,
        in_batch: bool = False,  # noqa: ARG002
    ) -> int | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the settings allow, in millionths of a US dollar; None for any amount. `prices` is the price list."""

    per_day: int | None = None
    per_month: int | None = None
    prices: Prices = field(default_factory=_NoPrices)

    @property
    def is_set(self) -> bool:
        """Is anything bounded?"""
        return self.per_day is not None or self.per_month is not None


class Request(NamedTuple):
    """What a budget asks of a request. `cost` in millionths of a dollar, None where no price is known."""

    kind: str
    provider: str
    model: str
    cost: int | None


class Span(NamedTuple):
    """A period of a budget: its days, counted since 1970, and the millisecond of the wall clock in which it ends."""

    first: int
    last: int
    ends: int


def span_of(period: Period, wall: int) -> Span:
    """The period of UTC in which a moment of the wall clock (milliseconds) lies."""
    day = wall // DAY_MS
    if period == "day":
        return Span(day, day, (day + 1) * DAY_MS)
    at = datetime.fromtimestamp(wall / 1000, UTC)
    first = int(datetime(at.year, at.month, 1, tzinfo=UTC).timestamp() * 1000) // DAY_MS
    after = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
    ends = int(after.timestamp() * 1000)
    return Span(first, ends // DAY_MS - 1, ends)


def spent(books: Books, period: Period) -> int:
    """What was spent or is reserved in the period of now; the cost does not depend on how many requests that were."""
    span = span_of(period, books.moment.wall)
    found: int = books.tx.value(SQL["spent_between"], {"first": span.first, "last": span.last})
    return found


def why_not(books: Books, request: Request) -> Reason | None:
    """What keeps a request from beginning as far as the settings bound it; None where it may."""
    budget = books.policies.budget
    if request.cost == 0 or not budget.is_set:
        return None
    if request.cost is None:
        return Unpriced(kind=request.kind, provider=request.provider, model=request.model)
    caps: list[tuple[Period, int | None]] = [("month", budget.per_month), ("day", budget.per_day)]
    for period, cap in caps:  # the one that holds longer is the one to report
        if cap is None:
            continue
        before = spent(books, period)
        if before + request.cost > cap:
            ends = books.moment.on_the_line(span_of(period, books.moment.wall).ends)
            until = None if request.cost > cap else ends
            return OverBudget(kind=request.kind, period=period, cap=cap, spent=before, need=request.cost, until=until)
    return None


def refused(books: Books, request: Request) -> None:
    """Close a kind until its budget holds such a request."""
    row = {"kind": request.kind, "provider": request.provider, "model": request.model, "cost": request.cost}
    books.tx.run(SQL["unaffordable_set"], {**row, "now": books.now})


def reopen(books: Books, kinds: Iterable[str]) -> None:
    """Let kinds ask anew: a supervisor starts, and its settings may name another model, or none that is paid."""
    books.tx.many(SQL["affordable_again"], [(kind,) for kind in kinds])


def closed(books: Books) -> dict[str, Reason]:
    """The kinds that may start nothing now, each with the reason: those whose last request would be refused again."""
    found: dict[str, Reason] = {}
    for kind, provider, model, cost in books.tx.all(SQL["unaffordable"]):
        if cost is None and books.policies.budget.prices.cost(provider, model, 0) is not None:
            continue  # the price list has it by now
        reason = why_not(books, Request(kind, provider, model, cost))
        if reason is not None:
            found[kind] = reason
    return found


def next_moment(books: Books) -> int | None:
    """When the next closed kind opens by itself (ms of the line)."""
    moments = (reason.until for reason in closed(books).values())
    return min((moment for moment in moments if moment is not None), default=None)
