"""The concept graph: its concepts, one of them with its surroundings, and how large it all is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.actions import graph as actions
    from cgq.actions.graph import OrderView, SetAside, ShownConcept, Size
    from cgq.graph import read

Status: TypeAlias = Literal["suggested", "accepted", "rejected"]
Kind: TypeAlias = Literal["prerequisite", "broader"]


class NamedConcept(Struct, frozen=True, kw_only=True):
    """A concept by its names."""

    id: int
    """Its number."""
    name: str
    """Its name without spaces and capitals, by which equal concepts meet."""
    label: str
    """Its name as people read it."""


class CountedConcept(NamedConcept, frozen=True, kw_only=True):
    """A concept with how much it weighs."""

    questions: int
    """How many questions test it."""
    weight: float
    """What made it a concept, summed over the bank; it has no unit."""

    @staticmethod
    def of(concept: read.Concept) -> CountedConcept:
        """A concept of the graph."""
        return CountedConcept(
            id=concept.id,
            name=concept.name,
            label=concept.label,
            questions=concept.questions,
            weight=concept.weight,
        )


class ListedConcept(CountedConcept, frozen=True, kw_only=True):
    """A concept in a list."""

    aliases: list[str]
    """Its other spellings."""

    @staticmethod
    def of_listed(listed: read.ListedConcept) -> ListedConcept:
        """A concept with its other spellings."""
        concept = listed.concept
        return ListedConcept(
            id=concept.id,
            name=concept.name,
            label=concept.label,
            questions=concept.questions,
            weight=concept.weight,
            aliases=list(listed.aliases),
        )


class Concepts(Document, frozen=True, kw_only=True, tag="concepts"):
    """The concepts that `cgq graph list` was asked for, in the order of `--sort`."""

    concepts: list[ListedConcept]
    """The concepts."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: actions.Concepts) -> Concepts:
        """A page of the graph."""
        return Concepts(concepts=[ListedConcept.of_listed(one) for one in found.concepts], more=found.more)


class Neighbour(NamedConcept, frozen=True, kw_only=True):
    """A concept next to another along an edge."""

    strength: float
    """How sure the edge is, from 0 to 1."""
    method: str
    """What found it."""
    status: Status
    """Whether a person or a model decided about it."""
    set_aside: bool
    """Whether it is left out of the order, for it closes a circle."""
    evidence: list[str]
    """Where it was seen; empty for what a person names."""
    decided_by: str | None
    """Who decided about it; null when nobody did."""

    @staticmethod
    def of(neighbour: read.Neighbour, aside: frozenset[int]) -> Neighbour:
        """A neighbour; `aside` holds the concepts whose edge is set aside."""
        return Neighbour(
            id=neighbour.id,
            name=neighbour.name,
            label=neighbour.label,
            strength=neighbour.strength,
            method=neighbour.method,
            status=neighbour.status,
            set_aside=neighbour.id in aside,
            evidence=list(neighbour.evidence),
            decided_by=neighbour.decided_by,
        )


class TestedBy(Struct, frozen=True, kw_only=True):
    """A question that tests a concept."""

    id: str
    """The hash of the question's content."""
    question: int
    """The question's number in this bank."""
    stem: str
    """What is asked."""
    importance: float
    """How much of the question is about the concept, from 0 to 1."""
    method: str
    """What found it: `glossary`, or `named` where a row or a person says so."""
    evidence: str
    """Where in the question it was seen, behind `named` where a row or a person says so."""

    @staticmethod
    def of(tested: read.Tested) -> TestedBy:
        """A question that the graph names."""
        return TestedBy(
            id=tested.id,
            question=tested.question,
            stem=tested.stem,
            importance=tested.importance,
            method=tested.method,
            evidence=tested.evidence,
        )


class QuestionsInYear(Struct, frozen=True, kw_only=True):
    """How many questions of a concept were asked in a year."""

    year: int | None
    """The year of the exam; null where neither a row nor a paper's title names it."""
    questions: int
    """How many questions; one that was asked again counts in each of its years."""


class Concept(Document, ListedConcept, frozen=True, kw_only=True, tag="concept"):
    """A concept with its surroundings: `cgq graph show`."""

    tested_by: list[TestedBy]
    """The questions that test it, the most important first; at most as many as `--limit` asks for."""
    by_year: list[QuestionsInYear]
    """How many questions of it were asked in each year, the latest first."""
    before: list[Neighbour]
    """What is learned before it, with the same limit."""
    after: list[Neighbour]
    """What it opens, with the same limit."""
    broader: list[Neighbour]
    """What it is a kind of, with the same limit."""
    narrower: list[Neighbour]
    """What is a kind of it, with the same limit."""
    same_label: list[CountedConcept]
    """Other concepts that are shown under the same label, those that most questions test first."""

    @staticmethod
    def of_shown(shown: ShownConcept, limit: int | None = None) -> Concept:
        """A concept that somebody asked for, with at most `limit` of what surrounds it on each side."""
        view = shown.view
        concept = view.concept
        return Concept(
            id=concept.id,
            name=concept.name,
            label=concept.label,
            questions=concept.questions,
            weight=concept.weight,
            aliases=list(view.aliases),
            tested_by=[TestedBy.of(tested) for tested in view.questions[:limit]],
            by_year=[QuestionsInYear(year=year, questions=count) for year, count in shown.by_year],
            before=[Neighbour.of(neighbour, shown.aside.before) for neighbour in view.before[:limit]],
            after=[Neighbour.of(neighbour, shown.aside.after) for neighbour in view.after[:limit]],
            broader=[Neighbour.of(neighbour, shown.aside.broader) for neighbour in view.broader[:limit]],
            narrower=[Neighbour.of(neighbour, shown.aside.narrower) for neighbour in view.narrower[:limit]],
            same_label=[CountedConcept.of(other) for other in view.same_label],
        )


class AsideEdge(Struct, frozen=True, kw_only=True):
    """An edge that is left out of the order, for it closes a circle."""

    before: str
    """The label of the concept that is learned first, or is the broader one."""
    after: str
    """The label of the one that builds on it, or is a kind of it."""
    strength: float
    """How sure the edge is, from 0 to 1."""
    accepted: bool
    """Whether somebody accepted it: then a person must decide which edge of the circle goes."""

    @staticmethod
    def of(edge: SetAside) -> AsideEdge:
        """An edge that the acyclic view leaves out."""
        return AsideEdge(before=edge.before, after=edge.after, strength=edge.strength, accepted=edge.accepted)


class AcyclicView(Struct, frozen=True, kw_only=True):
    """The edges of a kind without circles: of the prerequisites the order of learning."""

    edges: int
    """How many edges it has."""
    set_aside: list[AsideEdge]
    """What it leaves out."""


class GraphStats(Document, frozen=True, kw_only=True, tag="graph_stats"):
    """How large the concept graph is: `cgq graph stats`."""

    concepts: int
    """How many concepts."""
    aliases: int
    """How many other spellings."""
    tests: int
    """How many times a question tests a concept."""
    prerequisites: dict[Status, int]
    """How many prerequisites, by what was decided about them."""
    broader: dict[Status, int]
    """How many times a concept is a kind of another, by what was decided about it."""
    questions: int
    """How many questions the bank holds."""
    unanalysed: int
    """How many of them were not looked at yet."""
    without_concept: int
    """How many were looked at and test no concept."""
    untested: int
    """How many concepts no question tests now; they remain for what somebody decided about them."""
    acyclic: AcyclicView
    """The prerequisites without circles."""
    acyclic_broader: AcyclicView
    """The kinds of concepts without circles."""
    top: list[CountedConcept]
    """The concepts that most questions test; at most 10."""

    @staticmethod
    def of(size: Size) -> GraphStats:
        """The counts of the graph."""
        stats = size.stats
        return GraphStats(
            concepts=stats.concepts,
            aliases=stats.aliases,
            tests=stats.tests,
            prerequisites=stats.prerequisites,
            broader=stats.broader,
            questions=stats.questions,
            unanalysed=stats.unanalysed,
            without_concept=stats.without_concept,
            untested=stats.untested,
            acyclic=_view(size.prerequisites),
            acyclic_broader=_view(size.broader),
            top=[CountedConcept.of(concept) for concept in size.top],
        )


class Cycle(Struct, frozen=True, kw_only=True):
    """An edge that is left out of the order, and the circle that it would close."""

    kind: Kind
    """What the edge means."""
    source: NamedConcept
    """The concept that is learned first, or is the broader one."""
    target: NamedConcept
    """The concept that builds on it, or is a kind of it."""
    strength: float
    """How sure the edge is, from 0 to 1; every other edge of the circle is surer, or was accepted."""
    accepted: bool
    """Whether somebody accepted it, and every other edge of the circle: then a person must decide which one goes."""
    circle: list[NamedConcept]
    """The concepts round the circle, from `source` over `target` to `source` again."""

    @staticmethod
    def of(found: actions.Circle) -> Cycle:
        """A circle of the graph."""
        circle = [NamedConcept(id=one.id, name=one.name, label=one.label) for one in found.concepts]
        return Cycle(
            kind=found.kind,
            source=circle[0],
            target=circle[1],
            strength=found.strength,
            accepted=found.accepted,
            circle=circle,
        )


class GraphCycles(Document, frozen=True, kw_only=True, tag="graph_cycles"):
    """The edges that go in circles: `cgq graph cycles`."""

    cycles: list[Cycle]
    """The edges that are set aside, those that somebody accepted first."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: actions.Circles) -> GraphCycles:
        """A page of the circles."""
        return GraphCycles(cycles=[Cycle.of(one) for one in found.circles], more=found.more)


def _view(view: OrderView) -> AcyclicView:
    return AcyclicView(edges=view.edges, set_aside=[AsideEdge.of(edge) for edge in view.aside])
