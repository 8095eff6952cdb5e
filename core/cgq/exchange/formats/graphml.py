"""The concept graph as GraphML (graphml.graphdrawing.org), for Gephi, yEd and NetworkX."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format, Loss
from cgq.exchange.text.xml_text import CONTROL_SIGNS, escaped, writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exchange.records.fields import Part
    from cgq.graph.whole import Broader, Prerequisite, Rows

Value = str | int | float | None

_NODE_KEYS = {
    "kind": "string",
    "label": "string",
    "name": "string",
    "aliases": "string",
    "questions": "int",
    "weight": "double",
    "id": "string",
    "language": "string",
    "sha256": "string",
    "file": "string",
    "form": "string",
}
"""What a node can hold, and its type (GraphML primer, GraphML-Attributes)."""

_EDGE_KEYS = {
    "relation": "string",
    "strength": "double",
    "importance": "double",
    "method": "string",
    "status": "string",
    "evidence": "string",
    "decided_by": "string",
    "number": "int",
    "section": "string",
    "page": "int",
    "row": "int",
}

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


class GraphMl(Format):
    """Concepts, questions and papers are nodes; each edge names its relation. An edge stands behind its nodes."""

    name = "graphml"
    version = "GraphML 1.0"
    suffix = ".graphml"
    summary = "the concept graph for Gephi, yEd and NetworkX"
    limits = (
        "All concepts are in it, and of the questions those that were asked for, each by its id and its stem.",
        "GraphML has no lists: the aliases of a concept and the evidence of an edge are a JSON array in one text.",
    )
    holds = "graph"

    def write(self, contents: Contents, to: Path) -> None:
        """One XML file; concepts first, then each question with the papers that it is the first to name."""
        assert contents.graph is not None
        with to.open("w", encoding="utf-8", newline="") as file:
            writer = _Writer(file.write, contents.lost)
            file.write(_HEAD)
            writer.declare_keys()
            file.write('<graph id="cgq" edgedefault="directed">\n')
            writer.write_concepts(contents.graph)
            for record in contents.records:
                writer.write_question(record, contents.graph)
            file.write("</graph>\n</graphml>\n")


@dataclass(slots=True)
class _Writer:
    write: Callable[[str], object]
    lost: Callable[[Loss], None]
    concepts: dict[str, str] = field(default_factory=dict[str, str])
    materials: set[str] = field(default_factory=set[str])
    edges: int = 0

    def declare_keys(self) -> None:
        for element, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
            for name, kind in keys.items():
                self.write(f'<key id="{element}_{name}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n')

    def write_concepts(self, graph: Rows) -> None:
        for n, concept in enumerate(graph.concepts(), 1):
            self.concepts[concept.name] = f"c{n}"
            values: dict[str, Value] = {
                "kind": "Concept",
                "label": concept.label,
                "name": concept.name,
                "aliases": json.dumps(concept.aliases, ensure_ascii=False),
                "questions": concept.questions,
                "weight": concept.weight,
            }
            self._node(f"c{n}", concept.name, "concepts", values)
        for broader in graph.broader():
            ends = self.concepts[broader.narrow], self.concepts[broader.broad]
            self._edge("BROADER", *ends, broader.narrow, _found(broader))
        for edge in graph.prerequisites():
            ends = self.concepts[edge.before], self.concepts[edge.after]
            self._edge("PREREQUISITE_OF", *ends, edge.before, _found(edge))

    def write_question(self, record: QuestionRecord, graph: Rows) -> None:
        node = f"q{record.id}"
        values: dict[str, Value] = {
            "kind": "Question",
            "label": record.stem,
            "id": record.id,
            "language": record.language,
        }
        self._node(node, record.id, "stem", values)
        for place in record.appearances:
            self._material(place, record.id)
            self._edge("CONTAINS", f"m{place.material}", node, record.id, _position(place))
        for test in graph.tests(record.id):
            values = {"importance": test.importance, "method": test.method, "evidence": test.evidence}
            self._edge("TESTS", node, self.concepts[test.concept], record.id, values)

    def _material(self, place: AppearanceRecord, question: str) -> None:
        if place.material in self.materials:
            return
        self.materials.add(place.material)
        values: dict[str, Value] = {
            "kind": "Material",
            "label": place.title or place.file or place.material,
            "sha256": place.material,
            "file": place.file,
            "form": place.form,
        }
        self._node(f"m{place.material}", question, "appearances", values)

    def _node(self, node: str, about: str, part: Part, values: Mapping[str, Value]) -> None:
        self.write(f'<node id="{node}">{"".join(self._data("node", about, part, values))}</node>\n')

    def _edge(self, relation: str, source: str, target: str, about: str, values: Mapping[str, Value]) -> None:
        self.edges += 1
        part: Part = "appearances" if relation == "CONTAINS" else "concepts"
        data = "".join(self._data("edge", about, part, {"relation": relation, **values}))
        self.write(f'<edge id="e{self.edges}" source="{source}" target="{target}">{data}</edge>\n')

    def _data(self, element: str, about: str, part: Part, values: Mapping[str, Value]) -> Iterator[str]:
        """What a node or an edge holds; `about` is the question, or the concept's name, that a loss of `part` is of."""
        for name, value in values.items():
            if value is None:
                continue
            kept = writable(str(value))
            if kept != str(value):
                self.lost(
                    Loss(
                        id=about, what="changed", part="language" if name == "language" else part, reason=CONTROL_SIGNS
                    )
                )
            yield f'<data key="{element}_{name}">{escaped(kept)}</data>'


def _found(edge: Broader | Prerequisite) -> Mapping[str, Value]:
    """How sure an edge is, and who or what says so."""
    evidence = json.dumps(edge.evidence, ensure_ascii=False)
    return {
        "strength": edge.strength,
        "method": edge.method,
        "status": edge.status,
        "evidence": evidence,
        "decided_by": edge.decided_by,
    }


def _position(place: AppearanceRecord) -> Mapping[str, Value]:
    return {"number": place.number, "section": place.section, "page": place.page, "row": place.row}
