"""What was spent with providers, and what the budgets leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue import budget, costs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.costs import By, Cost
    from cgq.queue.reasons import Period
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A budget: what was spent or is reserved in its period, and what may be, None for any amount; in millionths of a
    US dollar."""

    period: Period
    spent: int
    cap: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was spent `by` something since a moment of the wall clock (ms, None for all), and the budgets of now."""

    by: By
    since: int | None
    rows: Sequence[Cost]
    total: Cost
    budgets: Sequence[Left]


def cost(workspace: Workspace, by: By, since: int | None = None) -> Costs:
    """What was spent since the beginning of the UTC day of a moment."""
    with workspace.ledger.look() as books:
        rows = costs.costs(books.tx, by, since)
        caps = books.policies.budget
        budgets = (
            Left(period="day", spent=budget.spent(books, "day"), cap=caps.per_day),
            Left(period="month", spent=budget.spent(books, "month"), cap=caps.per_month),
        )
    return Costs(by=by, since=since, rows=rows, total=costs.total(rows), budgets=budgets)
