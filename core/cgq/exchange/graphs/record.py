"""The concept graph as plain structures: what its JSON file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from cgq.graph.part import Part
    from cgq.graph.read import ListedConcept, ListedEdge


class GraphConcept(Struct, frozen=True, kw_only=True):
    """A concept of a graph in a file."""

    name: str
    """Its name without spaces and capitals, by which edges name it."""
    label: str
    """Its name as people read it."""
    questions: int
    """How many questions test it."""
    weight: float
    """What made it a concept, summed over the bank; it has no unit."""
    aliases: list[str]
    """Its other spellings, sorted."""

    @staticmethod
    def of(listed: ListedConcept) -> GraphConcept:
        """A concept of the graph."""
        concept = listed.concept
        return GraphConcept(
            name=concept.name,
            label=concept.label,
            questions=concept.questions,
            weight=concept.weight,
            aliases=list(listed.aliases),
        )


class GraphEdge(Struct, frozen=True, kw_only=True):
    """An edge of a graph in a file."""

    kind: Literal["prerequisite", "broader"]
    """What it means: `source` is learned before `target`, or `target` is a kind of it."""
    source: str
    """The name of the concept that is learned first, or is the broader one."""
    target: str
    """The name of the concept that builds on it, or is a kind of it."""
    status: Literal["suggested", "accepted", "rejected"]
    """Whether a person or a model decided about it."""
    strength: float
    """How sure it is, from 0 to 1."""
    given_strength: float | None
    """The strength that a person gave with a decision; null where nobody gave one."""
    method: str
    """What found it: `glossary`, `person`, or the name of a model."""
    evidence: list[str]
    """Where it was seen; empty for what a person names."""
    decided_by: str | None
    """Who decided about it; null when nobody did."""
    note: str
    """What they noted; empty when they noted nothing."""
    set_aside: bool
    """Whether it is left out of the order, for it closes a circle."""

    @staticmethod
    def of(edge: ListedEdge, *, aside: bool) -> GraphEdge:
        """An edge of the graph."""
        return GraphEdge(
            kind=edge.kind,
            source=edge.source.name,
            target=edge.target.name,
            status=edge.status,
            strength=edge.strength,
            given_strength=edge.given_strength,
            method=edge.method,
            evidence=list(edge.evidence),
            decided_by=edge.decided_by,
            note=edge.note,
            set_aside=aside,
        )


class GraphRecord(Struct, frozen=True, kw_only=True):
    """A graph in a file."""

    concepts: list[GraphConcept]
    """The concepts, by their names."""
    edges: list[GraphEdge]
    """The edges between them, by kind and names."""


def graph_record(part: Part) -> GraphRecord:
    """A part of the graph as its JSON file holds it."""
    return GraphRecord(
        concepts=[GraphConcept.of(one) for one in part.concepts],
        edges=[GraphEdge.of(edge, aside=part.is_aside(edge)) for edge in part.edges],
    )
