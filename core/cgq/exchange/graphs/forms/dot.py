"""The graph in DOT, the language of Graphviz (graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm
from cgq.exchange.text.speakable import speakable
from cgq.exchange.text.unwritable import CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part
    from cgq.graph.read import ListedEdge

_HEAD = """digraph cgq {
  rankdir=LR;
  node [shape=box, style=rounded, fontname="Noto Sans CJK KR"];
  edge [fontname="Noto Sans CJK KR"];
"""
_LINES = {"accepted": "solid", "suggested": "dashed", "rejected": "invis"}
_DIRECTIONS = {"prerequisite": "forward", "broader": "back"}


class Dot(GraphForm):
    """Nodes n1, n2, …, and edges with what is known of them as attributes, which Graphviz keeps and passes over."""

    name = "dot"
    suffixes = (".dot", ".gv")
    summary = "for Graphviz"
    limits = (
        "A rejected edge is there and not drawn (`style=invis`).",
        "DOT has no lists: aliases and evidence are a JSON array in one text.",
    )

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """One digraph."""
        nodes = {one.concept.id: f"n{number}" for number, one in enumerate(part.concepts, 1)}
        yield _HEAD
        for concept, aliases in part.concepts:
            attributes = {
                "label": concept.label.replace("&", "&amp;"),  # Graphviz reads a label's entities, as of HTML
                "key": concept.name,
                "aliases": json.dumps(aliases, ensure_ascii=False),
                "questions": str(concept.questions),
                "weight_in_bank": f"{concept.weight:g}",
            }
            yield f"  {nodes[concept.id]} [{_listed(attributes, lost)}];\n"
        for edge in part.edges:
            ends = f"{nodes[edge.source.id]} -> {nodes[edge.target.id]}"
            yield f"  {ends} [{_listed(_edge_attributes(edge, aside=part.is_aside(edge)), lost)}];\n"
        yield "}\n"


def _edge_attributes(edge: ListedEdge, *, aside: bool) -> Mapping[str, str]:
    """A broader edge has the hollow triangle of a generalisation at the broader concept."""
    return {
        "kind": edge.kind,
        "status": edge.status,
        "strength": f"{edge.strength:g}",
        "method": edge.method,
        "decided_by": edge.decided_by or "",
        "note": edge.note,
        "evidence": json.dumps(edge.evidence, ensure_ascii=False),
        "style": _LINES[edge.status],
        "dir": _DIRECTIONS[edge.kind],
        "arrowhead": "normal",
        "arrowtail": "onormal",
        "constraint": "false" if aside else "true",
    }


def _listed(attributes: Mapping[str, str], lost: Lost) -> str:
    return ", ".join(f"{name}={_quoted(text, lost)}" for name, text in attributes.items())


def _quoted(text: str, lost: Lost) -> str:
    """A text in quotes: `\\` begins an escape in a label, and a line break would be one of the file."""
    kept = speakable(text)
    if kept != text:
        lost(CHANGED)
    escaped = kept.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\n").replace("\n", "\\n")
    return f'"{escaped}"'
