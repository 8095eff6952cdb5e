"""The concept graph: its concepts in a list, one of them with its surroundings, or the size of it all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cgq.bank.pattern import contains, folded
from cgq.bank.selection import paper_years, section_part
from cgq.graph import read
from cgq.graph.edges import KINDS
from cgq.graph.order import Acyclic, Edge, acyclic, closed_circles, shortest_way

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.edges import Kind, Status
    from cgq.graph.read import Concept, ListedConcept, Sort, Stats, View
    from cgq.workspace import Workspace

TOP = 10


class Aside(NamedTuple):
    """The neighbours (ids) on each side of a concept whose edge to it, or from it, a circle set aside."""

    before: frozenset[int] = frozenset()
    after: frozenset[int] = frozenset()
    broader: frozenset[int] = frozenset()
    narrower: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ShownConcept:
    """A concept with its surroundings; `aside` holds the neighbours whose edge a circle set aside.

    `by_year` counts the questions of each year, the latest first, None where nothing names it.
    """

    view: View
    aside: Aside
    by_year: tuple[tuple[int | None, int], ...] = ()


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
class Circle:
    """An edge that the acyclic view leaves out, and the circle that it would close.

    `concepts` go round from the edge's source, which is the first and the last of them, to its target, the second.
    Where the edge was `accepted`, so was every other one of the circle.
    """

    kind: Kind
    concepts: tuple[Concept, ...]
    strength: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Circles:
    """A page of circles, those of accepted edges first; `more` tells whether there is another page."""

    circles: tuple[Circle, ...]
    more: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichConcepts:
    """Which concepts are meant, and in which order; None means any.

    `text` is a part of a name, the label or an alias, `section` of the name of a section that prints a question of it;
    with `status` it has an edge that stands so.
    """

    text: str | None = None
    section: str | None = None
    min_questions: int | None = None
    status: Status | None = None
    sort: Sort = "weight"


@dataclass(frozen=True, slots=True)
class Concepts:
    """A page of concepts; `more` tells whether there is another page."""

    concepts: tuple[ListedConcept, ...]
    more: bool


def listing(workspace: Workspace, which: WhichConcepts, *, limit: int | None = None, page: int = 1) -> Concepts:
    """The concepts that are meant; `limit` None means all."""
    wanted = read.Wanted(
        like=contains(which.text) if which.text else None,
        like_folded=contains(folded(which.text)) if which.text else None,
        at_least=which.min_questions,
        section=section_part(which.section) if which.section else None,
        status=which.status,
        sort=which.sort,
    )
    with workspace.database.read() as tx:
        found = read.listing(tx, wanted, limit=limit or -1, page=page)
        more = limit is not None and bool(read.listing(tx, wanted, limit=1, page=limit * page + 1))
        return Concepts(tuple(found), more)


def show(workspace: Workspace, text: str) -> ShownConcept:
    """A concept by name, label or alias. Raises Missing with the nearest names."""
    with workspace.database.read() as tx:
        view = read.show(tx, text)
        mine = view.concept.id
        aside = Aside(*_aside(tx, "prerequisite", mine), *_aside(tx, "broader", mine))
        return ShownConcept(view, aside, _by_year(tx, mine))


def _by_year(tx: Transaction, concept: int) -> tuple[tuple[int | None, int], ...]:
    """How many questions of a concept were asked in each year, the latest first; None is a year that nothing names.

    A question that was asked again counts in each of its years.
    """
    of_paper = paper_years(tx)
    asked = {(year or of_paper.get(paper), question) for question, year, paper in read.printed_years(tx, concept)}
    counts = Counter(year for year, _ in asked)
    return tuple(sorted(counts.items(), key=lambda one: -(one[0] or 0)))


def stats(workspace: Workspace) -> Size:
    """How large the graph is."""
    with workspace.database.read() as tx:
        return Size(read.stats(tx), _order(tx, "prerequisite"), _order(tx, "broader"), tuple(read.concepts(tx, TOP)))


def cycles(workspace: Workspace, kind: Kind | None = None, *, limit: int | None = None, page: int = 1) -> Circles:
    """The edges that the acyclic view of a kind, or of each, leaves out, and the circles that they would close.

    `limit` None means all.
    """
    with workspace.database.read() as tx:
        views: dict[Kind, Acyclic] = {one: acyclic(read.edges(tx, one)) for one in KINDS if kind in (None, one)}
        aside: list[tuple[Kind, Edge]] = [(one, edge) for one, view in views.items() for edge in view.aside]
        aside.sort(key=lambda one: not one[1].accepted)
        start = 0 if limit is None else limit * (page - 1)
        cut = aside[start:] if limit is None else aside[start : start + limit]
        ways = {one: iter(closed_circles(view, [edge for of, edge in cut if of == one])) for one, view in views.items()}
        found = [
            Circle(one, tuple(read.concept_of(tx, number) for number in next(ways[one])), edge.strength, edge.accepted)
            for one, edge in cut
        ]
        return Circles(tuple(found), limit is not None and len(aside) > start + limit)


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


def _aside(tx: Transaction, kind: Kind, mine: int) -> tuple[frozenset[int], frozenset[int]]:
    """The concepts from which, and to which, an edge leads that a circle set aside."""
    aside = acyclic(read.edges(tx, kind)).aside
    sources = frozenset(edge.source for edge in aside if edge.target == mine)
    targets = frozenset(edge.target for edge in aside if edge.source == mine)
    return sources, targets


def _named(tx: Transaction, edges: tuple[Edge, ...]) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(read.label_of(tx, edge.source), read.label_of(tx, edge.target), edge.strength, edge.accepted)
        for edge in edges
    )
