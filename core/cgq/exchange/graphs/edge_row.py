"""An edge as a row of a table, by names that an import finds again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.concept_names import concept_name

if TYPE_CHECKING:
    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part
    from cgq.graph.read import Concept, ListedEdge

WITHOUT_EDGE = "A concept without an edge is in no row."


def edge_row(edge: ListedEdge) -> dict[str, object]:
    """The columns of a file of edges (`table/edge_rows.py`)."""
    return {
        "kind": edge.kind,
        "from": written_name(edge.source),
        "to": written_name(edge.target),
        "status": edge.status,
        "strength": edge.given_strength,
        "note": edge.note,
        "evidence": "; ".join(edge.evidence),
        "decided_by": edge.decided_by or "",
    }


def written_name(concept: Concept) -> str:
    """The name for people, where an import finds the same concept by it."""
    return concept.label if concept_name(concept.label) == concept.name else concept.name


def note_unheld(part: Part, lost: Lost) -> None:
    """Note each concept that no edge names."""
    named = {number for edge in part.edges for number in (edge.source.id, edge.target.id)}
    for one in part.concepts:
        if one.concept.id not in named:
            lost(WITHOUT_EDGE)
