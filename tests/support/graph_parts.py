"""A part of the concept graph made of names and edges, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.concept_names import concept_name
from cgq.graph.edges import KINDS
from cgq.graph.order import Edge, acyclic
from cgq.graph.part import Key, Part
from cgq.graph.read import Concept, ListedConcept, ListedEdge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.graph.edges import Kind, Status

Given = tuple["Kind", str, str, "Status"]
"""An edge: its kind, the labels of its concepts, and how it stands."""

STRENGTH = 0.6


def graph_part(
    labels: Sequence[str], edges: Iterable[Given] = (), *, centre: str | None = None, left_out: int = 0
) -> Part:
    """Concepts of these labels, each with as many questions as its place in the list, and edges between them."""
    concepts = {
        label: Concept(number, concept_name(label) or label, label, number, 1.0)
        for number, label in enumerate(labels, 1)
    }
    found = [
        ListedEdge(
            *(kind, concepts[source], concepts[target], STRENGTH, "glossary", status),
            evidence=(f"{target} needs {source}",),
            decided_by=None if status == "suggested" else "kim",
        )
        for kind, source, target, status in edges
    ]
    aside: set[Key] = set()
    for kind in KINDS:
        drawn = [edge for edge in found if edge.kind == kind and edge.status != "rejected"]
        view = acyclic([Edge(one.source.id, one.target.id, one.strength, one.status == "accepted") for one in drawn])
        aside.update((kind, edge.source, edge.target) for edge in view.aside)
    return Part(
        tuple(sorted((ListedConcept(one, (f"other {one.label}",)) for one in concepts.values()), key=_name)),
        tuple(sorted(found, key=lambda edge: (edge.kind, edge.source.name, edge.target.name))),
        frozenset(aside),
        None if centre is None else concepts[centre].id,
        left_out,
    )


def _name(listed: ListedConcept) -> str:
    return listed.concept.name
