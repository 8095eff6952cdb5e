"""A topological order that grows with the graph: an edge is added unless it closes a circle.

Pearce and Kelly, A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs (ACM JEA 11, 2006): only the nodes
between the two ends of a new edge are looked at, and only where that edge leads backwards in the order so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class GrowingOrder:
    """The nodes of a graph without circles, each with its rank: every edge leads from a lower rank to a higher one."""

    def __init__(self, nodes: Collection[int]) -> None:
        self._rank = {node: rank for rank, node in enumerate(sorted(nodes))}
        self._after: dict[int, list[int]] = {node: [] for node in nodes}
        self._before: dict[int, list[int]] = {node: [] for node in nodes}

    def add(self, source: int, target: int) -> bool:
        """Add an edge between two of the nodes; False where it would close a circle, and then nothing has changed."""
        rank = self._rank
        if rank[source] >= rank[target]:
            lowest, highest = rank[target], rank[source]
            following = _reached(target, self._after, rank, lowest, highest)
            if source in following:
                return False
            leading = _reached(source, self._before, rank, lowest, highest)
            self._put_in_order(leading, following)
        self._after[source].append(target)
        self._before[target].append(source)
        return True

    def _put_in_order(self, leading: set[int], following: set[int]) -> None:
        """Give what leads to the new edge the lowest of the ranks that both parts have."""
        by_rank = self._rank.__getitem__
        moved = sorted(leading, key=by_rank) + sorted(following, key=by_rank)
        ranks = sorted(map(by_rank, moved))
        self._rank.update(zip(moved, ranks, strict=True))


def _reached(
    start: int, neighbours: Mapping[int, list[int]], rank: Mapping[int, int], lowest: int, highest: int
) -> set[int]:
    """The nodes that edges lead to from one, itself among them, as far as their ranks lie between two."""
    found = {start}
    pending = [start]
    while pending:
        for other in neighbours[pending.pop()]:
            if other not in found and lowest <= rank[other] <= highest:
                found.add(other)
                pending.append(other)
    return found
