"""The concept graph: its concepts in a list, one of them with its surroundings, or the size of it all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.bank.pattern import contains, folded
from cgq.graph import read
from cgq.graph.order import Edge, acyclic, shortest_way

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.edges import Kind, Status
    from cgq.graph.read import Concept, ListedConcept, Stats, View
    from cgq.workspace import Workspace

TOP = 10


@dataclass(frozen=True, slots=True)
class ShownConcept:
    """A concept with its surroundings; `aside` and `broader_aside` hold the ids of neighbours whose edge a circle set
    aside."""

    view: View
    aside: frozenset[int]
    broader_aside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An edge that the acyclic view leaves out, by the names of its concepts."""

    before: str
    after: str
    strength: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """The edges of a kind without circles: how many there are, and what was left out."""

    edges: int
    aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """The counts of the graph, the acyclic views of its edges, and the largest concepts."""

    stats: Stats
    prerequisites: OrderView
    broader: OrderView
    top: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Concepts in the order of learning from one to another, and how the edge between each two stands."""

    concepts: tuple[Concept, ...]
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Concepts:
    """A page of concepts, the heaviest first; `more` tells whether there is another page."""

    concepts: tuple[ListedConcept, ...]
    more: bool


def listing(workspace: Workspace, *, text: str | None = None, limit: int | None = None, page: int = 1) -> Concepts:
    """The concepts of which a name, the label or an alias holds a text, the heaviest first; `limit` None means all."""
    like = contains(text) if text else None
    like_folded = contains(folded(text)) if text else None
    with workspace.database.read() as tx:

        def cut(limit: int, page: int) -> list[ListedConcept]:
            return read.listing(tx, like=like, like_folded=like_folded, limit=limit, page=page)

        found = cut(limit or -1, page)
        return Concepts(tuple(found), limit is not None and bool(cut(1, limit * page + 1)))


def show(workspace: Workspace, text: str) -> ShownConcept:
    """A concept by name, label or alias. Raises Missing with the nearest names."""
    with workspace.database.read() as tx:
        view = read.show(tx, text)
        mine = view.concept.id
        return ShownConcept(view, _aside(tx, "prerequisite", mine), _aside(tx, "broader", mine))


def stats(workspace: Workspace) -> Size:
    """How large the graph is."""
    with workspace.database.read() as tx:
        return Size(read.stats(tx), _order(tx, "prerequisite"), _order(tx, "broader"), tuple(read.concepts(tx, TOP)))


def path(workspace: Workspace, start: str, end: str) -> Way:
    """What to learn on the way from one concept to another: a shortest way along prerequisites that nobody rejected, by
    accepted edges where there is a choice. Raises Missing for an unknown concept."""
    with workspace.database.read() as tx:
        first, last = read.find(tx, start), read.find(tx, end)
        edges = {(edge.source, edge.target): edge for edge in acyclic(read.edges(tx)).edges}
        after: dict[int, list[int]] = defaultdict(list)
        for edge in sorted(edges.values(), key=lambda edge: (not edge.accepted, -edge.strength, edge.target)):
            after[edge.source].append(edge.target)
        way = shortest_way(after, first.id, last.id)
        statuses: list[Status] = ["accepted" if edges[pair].accepted else "suggested" for pair in pairwise(way)]
        return Way(tuple(read.concept_of(tx, number) for number in way), tuple(statuses))


def _order(tx: Transaction, kind: Kind) -> OrderView:
    view = acyclic(read.edges(tx, kind))
    return OrderView(len(view.edges), _named(tx, view.aside))


def _aside(tx: Transaction, kind: Kind, mine: int) -> frozenset[int]:
    """The concepts next to one whose edge to it a circle set aside."""
    aside = acyclic(read.edges(tx, kind)).aside
    return frozenset(_other(edge, mine) for edge in aside if mine in (edge.source, edge.target))


def _named(tx: Transaction, edges: tuple[Edge, ...]) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(read.label_of(tx, edge.source), read.label_of(tx, edge.target), edge.strength, edge.accepted)
        for edge in edges
    )


def _other(edge: Edge, mine: int) -> int:
    return edge.target if edge.source == mine else edge.source
