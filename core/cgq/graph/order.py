"""The acyclic view of the edges of a kind: in a circle the weakest edge that nobody accepted is set aside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.graph.growing_order import GrowingOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Edge(NamedTuple):
    """Concept `source` is learned before concept `target`, or is broader (ids). Strength is 0..1."""

    source: int
    target: int
    strength: float
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Acyclic:
    """`edges` hold no cycle; `aside` are those that were left out; both sorted.

    `contradictions` are edges set aside although somebody had accepted them, because a cycle was
    made of accepted edges alone: a person must decide.
    """

    edges: tuple[Edge, ...]
    aside: tuple[Edge, ...]
    contradictions: tuple[Edge, ...]


def acyclic(edges: Iterable[Edge]) -> Acyclic:
    """Set aside each edge that closes a circle with stronger ones that are kept.

    Accepted edges count as stronger than others. Among equals those with the smaller ids come first, so that the view
    is the same whatever the order of the edges. No edge that was set aside could be put back without a circle, and in
    that circle it is the weakest one.

    The time grows with the edges as long as circles are few: 200,000 edges between 37,000 concepts take 0.6 s with 226
    of them to be set aside, and 6 s with 3,009 (bench/graph_order.py).
    """
    given = set(edges)
    aside: list[Edge] = []
    for inside in cycles(given):
        order = GrowingOrder({node for edge in inside for node in edge[:2]})
        aside += [edge for edge in sorted(inside, key=_strongest_first) if not order.add(edge.source, edge.target)]
    return Acyclic(
        tuple(sorted(given.difference(aside))),
        tuple(sorted(aside)),
        tuple(sorted(edge for edge in aside if edge.accepted)),
    )


def closed_circles(view: Acyclic, aside: Iterable[Edge]) -> list[list[int]]:
    """The shortest circle that each of some edges set aside would close: its nodes from the edge's source round to it.

    Every other edge of it is stronger. That of an accepted edge is one of accepted edges alone.
    """
    inside = {edge.source: part for part in cycles((*view.edges, *view.aside)) for edge in part}
    kept = set(view.edges)
    return [_closed_circle(inside[edge.source] & kept, edge) for edge in aside]


def _closed_circle(kept: Iterable[Edge], aside: Edge) -> list[int]:
    after: dict[int, list[int]] = defaultdict(list)
    for edge in sorted(kept):
        if _strongest_first(edge) < _strongest_first(aside):
            after[edge.source].append(edge.target)
    return [aside.source, *shortest_way(after, aside.target, aside.source)]


def _strongest_first(edge: Edge) -> tuple[bool, float, int, int]:
    return not edge.accepted, -edge.strength, edge.source, edge.target


def shortest_way(after: Mapping[int, Iterable[int]], start: int, end: int) -> list[int]:
    """The nodes on a shortest way, both ends among them; empty without one. Of equally short ones the first found."""
    came = {start: start}
    pending = [start]
    for node in pending:
        if node == end:
            break
        for other in after.get(node, ()):
            if other not in came:
                came[other] = node
                pending.append(other)
    if end not in came:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def cycles(edges: Iterable[Edge]) -> list[set[Edge]]:
    """The edges of each strongly connected part that holds a cycle."""
    found: dict[int, set[Edge]] = defaultdict(set)
    part = _parts(edges)
    for edge in edges:
        if part[edge.source] == part[edge.target]:
            found[part[edge.source]].add(edge)
    return [found[key] for key in sorted(found)]


def _parts(edges: Iterable[Edge]) -> dict[int, int]:
    """Node -> the strongly connected part it belongs to (Tarjan 1972, without recursion)."""
    after: dict[int, list[int]] = defaultdict(list)
    for edge in sorted(edges):
        after[edge.source].append(edge.target)
        after[edge.target]
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    part: dict[int, int] = {}
    open_nodes: list[int] = []
    for root in sorted(after):
        if root in index:
            continue
        walk = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        while walk:
            node, following = walk[-1]
            for other in following:
                if other not in index:
                    index[other] = low[other] = len(index)
                    open_nodes.append(other)
                    walk.append((other, iter(after[other])))
                    break
                if other not in part:
                    low[node] = min(low[node], index[other])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    while (done := open_nodes.pop()) != node:
                        part[done] = node
                    part[node] = node
    return part
