"""What was spent with providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.database import Database
from cgq.money import PER_DOLLAR

if TYPE_CHECKING:
    from cgq.actions.cost import Costs, Left
    from cgq.chosen_bank import ChosenBank
    from cgq.queue import costs


class Spent(Struct, frozen=True, kw_only=True):
    """What some paid requests came to. Amounts are US dollars, exact to a millionth."""

    name: str
    """What they have in common: the number of a job, `-` for a command without one, a model, a day of UTC, a kind, a
    provider; empty for all together."""
    calls: int
    """How many requests were made."""
    failed: int
    """How many of them brought nothing that could be used."""
    lost: int
    """How many were sent and never answered: they may have been paid."""
    under_way: int
    """How many are not over."""
    unknown: int
    """How many have no known price; `cost` is without them."""
    tokens_in: int
    """Tokens that were sent: counted by the provider, or estimated where it has not."""
    tokens_out: int
    """Tokens that came back."""
    cost: float
    """What they cost, the lost and those under way as estimated."""
    lost_cost: float
    """What of that was lost, as estimated."""

    @staticmethod
    def of(found: costs.Cost) -> Spent:
        """One row."""
        return Spent(
            name=found.name,
            calls=found.calls,
            failed=found.failed,
            lost=found.lost,
            under_way=found.under_way,
            unknown=found.unknown,
            tokens_in=found.tokens_in,
            tokens_out=found.tokens_out,
            cost=found.cost / PER_DOLLAR,
            lost_cost=found.lost_cost / PER_DOLLAR,
        )


class BudgetLeft(Struct, frozen=True, kw_only=True):
    """A budget and what was spent of it."""

    period: Literal["day", "month"]
    """Its period, of UTC."""
    spent: float
    """US dollars that were spent or are reserved in the period of now."""
    cap: float | None
    """US dollars that may be; null for any amount."""

    @staticmethod
    def of(found: Left) -> BudgetLeft:
        """One budget."""
        cap = None if found.cap is None else found.cap / PER_DOLLAR
        return BudgetLeft(period=found.period, spent=found.spent / PER_DOLLAR, cap=cap)


class Cost(Document, frozen=True, kw_only=True, tag="cost"):
    """What was spent with providers: `cgq cost`."""

    by: Literal["job", "model", "day", "kind", "provider"]
    """What it is added up by."""
    since: str | None
    """Since when, from the beginning of that day of UTC; null for all that is kept."""
    rows: list[Spent]
    """Days in their order, all others from the dearest on."""
    total: Spent
    """All of it together."""
    budgets: list[BudgetLeft]
    """What all processes may spend in a day and in a month, and did."""
    database: Database
    """Where all this is kept."""

    @staticmethod
    def of(found: Costs, bank: ChosenBank) -> Cost:
        """What was found in the database that was used."""
        return Cost(
            by=found.by,
            since=None if found.since is None else rfc3339(found.since),
            rows=[Spent.of(row) for row in found.rows],
            total=Spent.of(found.total),
            budgets=[BudgetLeft.of(one) for one in found.budgets],
            database=Database.of(bank),
        )
