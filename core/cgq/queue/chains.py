"""Jobs that somebody waits for, with all that follows from them: are they over, will they ever be? (B3)"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.queue.listing import SQL, no_such
from cgq.queue.states import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.db.connection import Transaction


class Chains:
    """Some root jobs and their descendants. `after`: work for the whole bank that they lead to, as
    the coalesce key of each kind."""

    def __init__(self, roots: Iterable[int], *, after: Mapping[str, str] | None = None) -> None:
        self.roots = list(dict.fromkeys(roots))
        self._after = after or {}
        self._open = list(reversed(self.roots))

    def check(self, tx: Transaction) -> None:
        """Raise Missing for an id that no job has."""
        there = {row[0] for row in self._states(tx)}
        for root in self.roots:
            if root not in there:
                raise no_such(tx, root)

    def settled(self, tx: Transaction) -> bool:
        """Is everything over, or held by something that does not end by itself: a pause, a later due time?

        Cheap enough for every turn of a supervisor: it looks at one chain until that is settled.
        """
        held: list[int] = []
        while self._open:
            root = self._open[-1]
            if _moves(tx, root):
                self._open[:0] = held
                return False
            held.append(self._open.pop())
        self._open = [root for root in held if self._is_open(tx, root)]
        return not any(
            tx.one(SQL["coalesced_movable"], {"kind": kind, "key": key}) for kind, key in self._after.items()
        )

    def kinds(self, tx: Transaction) -> set[str]:
        """The kinds of the roots and of their descendants."""
        return {kind for (kind,) in tx.all(SQL["kinds_of_chains"], {"roots": json.dumps(self.roots)})}

    def left(self, tx: Transaction) -> list[int]:
        """The roots that are not over, or have descendants that are not."""
        return [root for root, state, still, _ in self._states(tx) if state not in ENDED or still]

    def failed_since(self, tx: Transaction, moment: int) -> int:
        """How many jobs of the chains have failed for good since a moment (milliseconds)."""
        names = {"since": moment, "roots": json.dumps(self.roots)}
        count: int = tx.value(SQL["failed_since"], names)
        return count

    def failed_items(self, tx: Transaction, since: int | None = None) -> int:
        """How many items failed of the jobs of the chains that are done, since a moment (milliseconds) where one is
        given."""
        names = {"since": since, "roots": json.dumps(self.roots)}
        count: int = tx.value(SQL["failed_items_of_chains"], names)
        return count

    def states(self, tx: Transaction) -> dict[int, str]:
        """The states of the roots that are there."""
        return {root: state for root, state, _, _ in self._states(tx)}

    def lost(self, tx: Transaction) -> list[int]:
        """The roots that ended without being done, or have a failed descendant."""
        return [root for root, state, _, failed in self._states(tx) if state in ENDED and (state != "done" or failed)]

    def _is_open(self, tx: Transaction, root: int) -> bool:
        return any(state not in ENDED or still for _, state, still, _ in self._rows(tx, [root]))

    def _states(self, tx: Transaction) -> list[tuple[int, str, int, int]]:
        return self._rows(tx, self.roots)

    def _rows(self, tx: Transaction, roots: list[int]) -> list[tuple[int, str, int, int]]:
        return [
            (root, state, still, lost) for root, state, still, lost in tx.all(SQL["states_of"], (json.dumps(roots),))
        ]


def _moves(tx: Transaction, root: int) -> bool:
    names = {"root": root}
    return tx.one(SQL["movable_itself"], names) is not None or tx.one(SQL["movable_below"], names) is not None
