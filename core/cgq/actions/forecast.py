"""What the jobs that wait will ask providers for, before they do (M2). Asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.payments import SQL
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.contract import Forecast
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class KindForecast:
    """What the waiting jobs of a kind will ask for, and what that costs at most: millionths of a US dollar, None where
    no price is known."""

    kind: str
    jobs: int
    asks: Forecast
    cost: int | None


def forecast(workspace: Workspace, kinds: Iterable[str]) -> list[KindForecast]:
    """What the jobs of these kinds that wait now will ask for; a kind that asks nobody is left out.

    What follows from them, and papers that are not read yet, are not in it: nobody knows what they hold.
    """
    found: list[KindForecast] = []
    policies = workspace.policies
    with workspace.database.read() as tx:
        for kind in sorted(set(kinds) & set(registry.loadable())):
            rows = tx.all(SQL["waiting_args"], {"kind": kind, "start": policies.names.start})
            if not rows:
                continue
            stage = registry.make(kind, workspace.settings)
            asks = stage.forecast(tx, [policies.decode(kind, args) for (args,) in rows])
            if asks is not None:
                cost = policies.budget.prices.cost(asks.provider, asks.model, asks.tokens_in, asks.tokens_out)
                found.append(KindForecast(kind=kind, jobs=len(rows), asks=asks, cost=cost))
    return found
