"""All of a bank goes into the outbox, step by step, so that others get their turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.shape import ENTITIES

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.pushing import Push

ROWS = 5_000
"""Keys of one step, which take about 20 ms."""


class Marking:
    """Writes down what is to be compared after a push that found the server to be another one. After a crash between
    two steps the next push finds the same, and everything is written down once more."""

    def __init__(self, push: Push) -> None:
        self.push = push
        self._left = list(ENTITIES) if push.is_whole else []
        self._surplus = list(push.surplus)
        self._behind = ""

    def take_step(self, tx: Transaction) -> bool:
        """Write the next part; whether there was any."""
        if self._surplus:
            outbox.keep(tx, self._surplus[:ROWS])
            del self._surplus[:ROWS]
            return True
        if not self._left:
            return False
        keys = outbox.keys(tx, self._left[0], self._behind, ROWS)
        outbox.keep(tx, ((self._left[0], key) for key in keys))
        if len(keys) < ROWS:
            del self._left[0]
        self._behind = keys[-1] if len(keys) == ROWS else ""
        return True
