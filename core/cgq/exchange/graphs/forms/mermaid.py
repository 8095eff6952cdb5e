"""The graph as a flowchart of Mermaid (mermaid.js.org/syntax/flowchart.html), which GitHub and wikis draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm
from cgq.exchange.text.speakable import speakable
from cgq.exchange.text.unwritable import CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part
    from cgq.graph.read import ListedEdge

MOST = 200  # concepts
"""Concepts where nobody asks for more: Mermaid refuses a chart of more than 500 edges (its setting maxEdges)."""

_ESCAPED = re.compile(r"[^\w .,()\-/]|\n", re.ASCII)
"""What stands as its code (`#34;`): everything that could end a text in quotes or begin markup in it. Letters of other
scripts stay."""

_NAMELESS = "(no name)"


class Mermaid(GraphForm):
    """Nodes n1, n2, …, with the names as texts in quotes."""

    name = "mermaid"
    suffixes = (".mmd", ".mermaid")
    summary = f"a chart for Markdown on GitHub and in wikis, of {MOST} concepts unless --limit says otherwise"
    limits = (
        "Of a concept it holds the name for people, of an edge the kind and whether it was accepted.",
        "Edges that were rejected are not in it.",
    )
    most = MOST
    is_picture = True

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """One flowchart from left to right: thick lines were accepted, dotted ones are suggested."""
        nodes = {one.concept.id: f"n{number}" for number, one in enumerate(part.concepts, 1)}
        yield "flowchart LR\n"
        for concept, _ in part.concepts:
            yield f'  {nodes[concept.id]}["{_label(concept.label, lost)}"]\n'
        for edge in part.edges:
            yield f"  {nodes[edge.source.id]} {_arrow(edge)} {nodes[edge.target.id]}\n"
        if part.centre is not None:
            yield f"  style {nodes[part.centre]} stroke-width:4px\n"


def _arrow(edge: ListedEdge) -> str:
    """A broader edge is labelled so; an accepted one is thick."""
    words = "" if edge.kind == "prerequisite" else '|"kind"|'
    return f"==>{words}" if edge.status == "accepted" else f"-.->{words}"


def _label(text: str, lost: Lost) -> str:
    kept = speakable(text)
    if kept != text:
        lost(CHANGED)
    return _ESCAPED.sub(_coded, kept) if kept.strip() else _NAMELESS


def _coded(found: re.Match[str]) -> str:
    sign = found[0]
    return sign if ord(sign) > 0x7F and (sign.isalnum() or sign == "\ufffd") else f"#{ord(sign)};"
