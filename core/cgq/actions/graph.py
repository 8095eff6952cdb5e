"""The concept graph: its concepts in a list, one of them with its surroundings, or the size of it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.pattern import contains, folded
from cgq.graph import read
from cgq.graph.order import Edge, acyclic

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.read import Concept, ListedConcept, Stats, View
    from cgq.workspace import Workspace

TOP = 10


@dataclass(frozen=True, slots=True)
class ShownConcept:
    """A concept with its surroundings; `aside` holds the ids of neighbours whose edge a cycle set aside."""

    view: View
    aside: frozenset[int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A prerequisite that the acyclic view leaves out, by the names of its concepts."""

    before: str
    after: str
    strength: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Size:
    """The counts of the graph, the edges of its acyclic view, what that leaves out, and the largest concepts."""

    stats: Stats
    acyclic: int
    aside: tuple[SetAside, ...]
    top: tuple[Concept, ...]


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
        aside = acyclic(read.edges(tx)).aside
    return ShownConcept(view, frozenset(_other(edge, mine) for edge in aside if mine in (edge.source, edge.target)))


def stats(workspace: Workspace) -> Size:
    """How large the graph is."""
    with workspace.database.read() as tx:
        view = acyclic(read.edges(tx))
        return Size(read.stats(tx), len(view.edges), _named(tx, view.aside), tuple(read.concepts(tx, TOP)))


def _named(tx: Transaction, edges: tuple[Edge, ...]) -> tuple[SetAside, ...]:
    if not edges:
        return ()
    labels = {concept.id: concept.label for concept in read.concepts(tx, -1)}
    return tuple(SetAside(labels[edge.source], labels[edge.target], edge.strength, edge.accepted) for edge in edges)


def _other(edge: Edge, mine: int) -> int:
    return edge.target if edge.source == mine else edge.source
