"""Which column each concept of a picture stands in: behind all that is learned before it, or that it is a kind of."""

from __future__ import annotations

from collections import defaultdict
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from cgq.graph.order import Edge, acyclic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.graph.part import Part

MOST_IN_LAYER = 14  # concepts; chosen
"""Concepts in a column, so that a picture is not much higher than wide: the kinds of one concept may be dozens."""

Arc = tuple[int, int]
"""From the concept further left to the one further right, by their ids."""


def arcs(part: Part) -> set[Arc]:
    """The edges that give columns their order: acyclic over both kinds, where prerequisites go before kinds."""
    known: dict[Arc, Edge] = {}
    for edge in part.edges:
        pair = (edge.source.id, edge.target.id)
        if not part.is_aside(edge) and (pair not in known or edge.kind == "prerequisite"):
            known[pair] = Edge(*pair, edge.strength, accepted=edge.kind == "prerequisite")
    return {(edge.source, edge.target) for edge in acyclic(known.values()).edges}


def layers(nodes: Sequence[int], ordered: set[Arc]) -> dict[int, int]:
    """The column of each node, from 0: one more than the last of those that lead to it, drawn right where that makes
    lines shorter; columns that would be too high go on in the next one."""
    before, after = _neighbours(ordered)
    order = list(TopologicalSorter({node: sorted(before[node]) for node in nodes}).static_order())
    column = _pushed({}, order, before)
    for node in reversed(order):
        if after[node] and len(before[node]) <= len(after[node]):
            column[node] = min(column[other] for other in after[node]) - 1
    for number in range(len(nodes)):
        crowd = [node for node in order if column[node] == number]
        crowd.sort(key=lambda node: len(after[node]), reverse=True)
        for node in crowd[MOST_IN_LAYER:]:
            column[node] = number + 1
        column = _pushed(column, order, before)
    return column


def _neighbours(ordered: Iterable[Arc]) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
    before: dict[int, set[int]] = defaultdict(set)
    after: dict[int, set[int]] = defaultdict(set)
    for source, target in ordered:
        before[target].add(source)
        after[source].add(target)
    return before, after


def _pushed(least: Mapping[int, int], order: Iterable[int], before: Mapping[int, set[int]]) -> dict[int, int]:
    """Each node in its least column that lies behind all before it."""
    column: dict[int, int] = {}
    for node in order:
        column[node] = max([least.get(node, 0), *(column[other] + 1 for other in before[node])])
    return column
