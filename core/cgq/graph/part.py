"""A part of the concept graph, as files and pictures of it hold one: all of it, or what lies around a concept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.graph import read
from cgq.graph.edges import KINDS
from cgq.graph.order import acyclic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.db.connection import Transaction
    from cgq.graph.edges import Kind, Status
    from cgq.graph.read import ListedConcept, ListedEdge

Key = tuple["Kind", int, int]
"""An edge by its kind and the ids of its concepts."""


class WantedPart(NamedTuple):
    """Which part is meant: edges of a kind and a status, None for any; with `concept` (a name) what edges lead to from
    it, in either direction, in `depth` steps; and of that at most so many concepts.

    Nothing is reached along an edge that was rejected, unless such edges are asked for.
    """

    kind: Kind | None = None
    status: Status | None = None
    concept: str | None = None
    depth: int = 1
    most: int | None = None
    rejected: bool = True
    """Whether edges that were rejected belong to it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Concepts by their names, and all edges that are meant between them, by kind and names.

    `aside` are edges that the acyclic views leave out; `centre` is the id of the concept that was asked for; `left_out`
    counts concepts for which there was no room.
    """

    concepts: tuple[ListedConcept, ...]
    edges: tuple[ListedEdge, ...]
    aside: frozenset[Key] = frozenset()
    centre: int | None = None
    left_out: int = 0

    def is_aside(self, edge: ListedEdge) -> bool:
        """Does the acyclic view leave this edge out?"""
        return (edge.kind, edge.source.id, edge.target.id) in self.aside


def part(tx: Transaction, wanted: WantedPart) -> Part:
    """The part that is meant. Raises Missing for an unknown concept, with the nearest names."""
    centre = None if wanted.concept is None else read.find(tx, wanted.concept).id
    edges = [
        edge
        for edge in read.edge_list(tx, kind=wanted.kind, status=wanted.status)
        if wanted.rejected or edge.status != "rejected"
    ]
    concepts = {one.concept.id: one for one in read.listing(tx, read.Wanted())}
    distances = _distances(concepts, edges, centre, wanted)
    ranked = sorted(distances, key=lambda number: _rank(concepts[number], distances[number]))
    chosen = set(ranked if wanted.most is None else ranked[: wanted.most])
    return Part(
        tuple(sorted((concepts[number] for number in chosen), key=lambda one: one.concept.name)),
        tuple(sorted((edge for edge in edges if {edge.source.id, edge.target.id} <= chosen), key=_edge_order)),
        _aside(tx),
        centre,
        len(ranked) - len(chosen),
    )


def _distances(
    concepts: Mapping[int, ListedConcept], edges: Iterable[ListedEdge], centre: int | None, wanted: WantedPart
) -> dict[int, int]:
    """The concepts that are meant, each with its distance from the centre in edges.

    Without a centre all of them: those with an edge before the others, which say nothing in a picture.
    """
    near: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        if edge.status != "rejected" or wanted.status == "rejected":
            near[edge.source.id].add(edge.target.id)
            near[edge.target.id].add(edge.source.id)
    if centre is None:
        return {number: int(number not in near) for number in concepts}
    distances = {centre: 0}
    pending = [centre]
    for number in pending:
        if distances[number] < wanted.depth:
            new = near[number] - distances.keys()
            distances |= dict.fromkeys(new, distances[number] + 1)
            pending += sorted(new)
    return distances


def _rank(listed: ListedConcept, distance: int) -> tuple[int, float, str]:
    """What comes first where there is not room for all: the nearest, then the heaviest."""
    return distance, -listed.concept.weight, listed.concept.name


def _edge_order(edge: ListedEdge) -> tuple[str, str, str]:
    return edge.kind, edge.source.name, edge.target.name


def _aside(tx: Transaction) -> frozenset[Key]:
    found: set[Key] = set()
    for kind in KINDS:
        found.update((kind, edge.source, edge.target) for edge in acyclic(read.edges(tx, kind)).aside)
    return frozenset(found)
