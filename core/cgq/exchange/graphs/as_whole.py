"""A part of the graph for the formats that hold the whole bank's: they write it as if there were no question."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents
from cgq.graph.whole import Broader, Prerequisite, WholeConcept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.format import Format
    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part
    from cgq.graph.whole import QuestionTests

TITLE = "Concept graph"


class PartAsWhole:
    """A part of the graph, row by row."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def concepts(self) -> Iterator[WholeConcept]:
        """Its concepts."""
        for concept, aliases in self._part.concepts:
            yield WholeConcept(concept.name, concept.label, concept.questions, concept.weight, aliases)

    def broader(self) -> Iterator[Broader]:
        """Its edges from a concept to what is a kind of it."""
        for edge in self._part.edges:
            if edge.kind == "broader":
                stands = (edge.strength, edge.method, edge.status, edge.evidence, edge.decided_by)
                yield Broader(edge.target.name, edge.source.name, *stands)

    def prerequisites(self) -> Iterator[Prerequisite]:
        """Its edges from what is learned first."""
        for edge in self._part.edges:
            if edge.kind == "prerequisite":
                stands = (edge.strength, edge.method, edge.status, edge.evidence, edge.decided_by)
                yield Prerequisite(edge.source.name, edge.target.name, *stands)

    def tests(self, question: str) -> Iterator[QuestionTests]:  # noqa: ARG002 - it has no questions
        """Nothing: it has no questions."""
        return iter(())


def written(form: Format, part: Part, lost: Lost) -> Iterator[str]:
    """What a format of an export writes of a part of the graph."""
    with tempfile.TemporaryDirectory(prefix="cgq-graph-") as folder:
        made = Path(folder) / "made"
        contents = Contents(
            records=(),
            title=TITLE,
            picture=lambda _: None,
            lost=lambda loss: lost(loss.reason),
            graph=PartAsWhole(part),
        )
        form.write(contents, made)
        with made.open(encoding="utf-8", newline="") as file:
            yield from file
