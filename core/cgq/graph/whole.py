"""The whole concept graph, row by row, as an export writes it: by keys that are the same in every bank.

A concept's key is its name, a question's the hash of its content. Everything comes sorted by its keys.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Transaction
    from cgq.graph.edges import Status


class WholeConcept(NamedTuple):
    """A concept: its name, the name for people, how many questions test it, its weight, its other spellings."""

    name: str
    label: str
    questions: int
    weight: float
    aliases: tuple[str, ...]


class Broader(NamedTuple):
    """Concept `narrow` is a kind of concept `broad`. Strength is 0..1; `evidence` tells where it was seen.

    `decided_by` is None while no person decided about it.
    """

    narrow: str
    broad: str
    strength: float
    method: str
    status: Status
    evidence: tuple[str, ...] = ()
    decided_by: str | None = None


class Prerequisite(NamedTuple):
    """Concept `before` is learned before concept `after`. Strength is 0..1; `evidence` tells where it was seen.

    `decided_by` is None while no person decided about it.
    """

    before: str
    after: str
    strength: float
    method: str
    status: Status
    evidence: tuple[str, ...] = ()
    decided_by: str | None = None


class QuestionTests(NamedTuple):
    """A question tests a concept. Importance is 0..1; evidence tells where it was seen."""

    concept: str
    importance: float
    method: str
    evidence: str


class Rows(Protocol):
    """A graph row by row."""

    def concepts(self) -> Iterator[WholeConcept]: ...
    def broader(self) -> Iterator[Broader]: ...
    def prerequisites(self) -> Iterator[Prerequisite]: ...
    def tests(self, question: str, /) -> Iterator[QuestionTests]: ...


class WholeGraph:
    """The graph of one reading of the database; nothing is read before it is asked for."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def concepts(self) -> Iterator[WholeConcept]:
        """Every concept."""
        for name, label, questions, weight, aliases in self._tx.all(SQL["whole_concepts"]):
            yield WholeConcept(name, label, questions, weight, tuple(json.loads(aliases)))

    def broader(self) -> Iterator[Broader]:
        """Every kind of another concept, those that were rejected too."""
        for narrow, broad, strength, method, status, evidence, by in self._tx.all(SQL["whole_broader"]):
            yield Broader(narrow, broad, strength, method, status, tuple(json.loads(evidence)), by)

    def prerequisites(self) -> Iterator[Prerequisite]:
        """Every prerequisite, those that were rejected too."""
        for before, after, strength, method, status, evidence, by in self._tx.all(SQL["whole_prerequisites"]):
            yield Prerequisite(before, after, strength, method, status, tuple(json.loads(evidence)), by)

    def tests(self, question: str) -> Iterator[QuestionTests]:
        """What the question of this hash tests."""
        for row in self._tx.all(SQL["concepts_tested_by"], (question,)):
            yield QuestionTests(*row)
