"""The concept graph as statements of Cypher, for `cypher-shell` of Neo4j 5.26 and later."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cgq.exchange.format import Contents, Format, Loss
from cgq.exchange.text.cypher_text import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exchange.text.cypher_text import Value
    from cgq.graph.whole import Rows

BATCH = 200
"""Rows of one statement, which is a transaction: a stem may take 10 kB, and a statement should stay below 2 MB. Rows
are lists of values, which Neo4j 5.26 compiles in half the time of maps."""

MOST_KEY = 8_000
"""Bytes of a concept's name; a range index of Neo4j takes about 8 kB (Operations Manual, Index configuration)."""

LONG_NAME = "Neo4j cannot hold a concept whose name has more than 8,000 bytes."

_HEAD = """\
// The concept graph of a question bank. Run it with cypher-shell; running it again changes nothing.
CREATE CONSTRAINT cgq_concept IF NOT EXISTS FOR (c:Concept) REQUIRE c.name IS UNIQUE;
CREATE CONSTRAINT cgq_question IF NOT EXISTS FOR (q:Question) REQUIRE q.id IS UNIQUE;
CREATE CONSTRAINT cgq_material IF NOT EXISTS FOR (m:Material) REQUIRE m.sha256 IS UNIQUE;
"""
T = TypeVar("T")


class _Statement(NamedTuple):
    """What is done with each row of a list, whose values bear these names."""

    names: tuple[str, ...]
    body: str


_CONCEPTS = _Statement(
    ("name", "label", "questions", "weight", "aliases"),
    "MERGE (c:Concept {name: name})\n"
    "SET c.label = label, c.questions = questions, c.weight = weight, c.aliases = aliases",
)
_BROADER = _Statement(
    ("narrow", "broad", "strength", "method", "status", "evidence", "decided_by"),
    "MATCH (n:Concept {name: narrow}), (b:Concept {name: broad})\n"
    "MERGE (n)-[r:BROADER]->(b)\n"
    "SET r.strength = strength, r.method = method, r.status = status, r.evidence = evidence,\n"
    "r.decided_by = decided_by",
)
_PREREQUISITES = _Statement(
    ("before", "after", "strength", "method", "status", "evidence", "decided_by"),
    "MATCH (a:Concept {name: before}), (b:Concept {name: after})\n"
    "MERGE (a)-[r:PREREQUISITE_OF]->(b)\n"
    "SET r.strength = strength, r.method = method, r.status = status, r.evidence = evidence,\n"
    "r.decided_by = decided_by",
)
_MATERIALS = _Statement(
    ("sha256", "title", "file", "form"),
    "MERGE (m:Material {sha256: sha256})\nSET m.title = title, m.file = file, m.form = form",
)
_QUESTIONS = _Statement(
    ("id", "stem", "language"), "MERGE (q:Question {id: id})\nSET q.stem = stem, q.language = language"
)
_CONTAINS = _Statement(
    ("material", "question", "number", "section", "page", "line"),
    "MATCH (m:Material {sha256: material}), (q:Question {id: question})\n"
    "MERGE (m)-[r:CONTAINS {number: number, section: section}]->(q)\n"
    "SET r.page = page, r.row = line",
)
_TESTS = _Statement(
    ("question", "concept", "importance", "method", "evidence"),
    "MATCH (q:Question {id: question}), (c:Concept {name: concept})\n"
    "MERGE (q)-[r:TESTS]->(c)\n"
    "SET r.importance = importance, r.method = method, r.evidence = evidence",
)


class Cypher(Format):
    """Constraints, then nodes and relations by their own keys, some hundreds a statement; nothing is ever deleted."""

    name = "cypher"
    version = "Cypher 5"
    suffix = ".cypher"
    summary = "the concept graph for Neo4j 5.26 and later, through cypher-shell"
    limits = (
        "All concepts are in it, and of the questions those that were asked for, each by its id and its stem.",
        "The section of a relation CONTAINS is an empty text where the paper has none.",
        "What left the bank stays in Neo4j: the file adds and updates, and deletes nothing.",
    )
    holds = "graph"

    def write(self, contents: Contents, to: Path) -> None:
        """One UTF-8 text; no text of the bank breaks a line of it, so a statement ends where `;` ends a line."""
        assert contents.graph is not None
        with to.open("w", encoding="utf-8", newline="") as file:
            file.write(_HEAD)
            writer = _Writer(file.write, contents.graph, contents.lost)
            writer.write_concepts()
            for records in _batches(contents.records):
                writer.write_questions(records)


@dataclass(slots=True)
class _Writer:
    write: Callable[[str], object]
    graph: Rows
    lost: Callable[[Loss], None]
    materials: set[str] = field(default_factory=set[str])
    """The papers that are written."""

    def write_concepts(self) -> None:
        self._rows(_CONCEPTS, self._concepts())
        edges = (row for row in self.graph.broader() if _is_key(row.narrow) and _is_key(row.broad))
        self._rows(_BROADER, edges)
        learned = (row for row in self.graph.prerequisites() if _is_key(row.before) and _is_key(row.after))
        self._rows(_PREREQUISITES, learned)

    def write_questions(self, records: Sequence[QuestionRecord]) -> None:
        places = [(place, record.id) for record in records for place in record.appearances]
        self._rows(_MATERIALS, self._new_materials(place for place, _ in places))
        self._rows(_QUESTIONS, ((one.id, one.stem, one.language) for one in records))
        self._rows(_CONTAINS, (_contains(place, question) for place, question in places))
        self._rows(_TESTS, (row for one in records for row in self._tests(one.id)))

    def _concepts(self) -> Iterator[Sequence[Value]]:
        for concept in self.graph.concepts():
            if _is_key(concept.name):
                yield concept
            else:
                self.lost(Loss(id=concept.name[:64], what="dropped", part="concepts", reason=LONG_NAME))

    def _tests(self, question: str) -> Iterator[Sequence[Value]]:
        for test in self.graph.tests(question):
            if _is_key(test.concept):
                yield question, *test
            else:
                self.lost(Loss(id=question, what="changed", part="concepts", reason=LONG_NAME))

    def _new_materials(self, places: Iterable[AppearanceRecord]) -> Iterator[Sequence[Value]]:
        for place in places:
            if place.material not in self.materials:
                self.materials.add(place.material)
                yield place.material, place.title, place.file, place.form

    def _rows(self, statement: _Statement, rows: Iterable[Sequence[Value]]) -> None:
        names = ", ".join(f"row[{n}] AS {name}" for n, name in enumerate(statement.names))
        for batch in _batches(rows):
            listed = ",\n".join(f"  {literal(row)}" for row in batch)
            self.write(f"UNWIND [\n{listed}\n] AS row\nWITH {names}\n{statement.body};\n")


def _contains(place: AppearanceRecord, question: str) -> Sequence[Value]:
    return place.material, question, place.number, place.section or "", place.page, place.row


def _is_key(name: str) -> bool:
    return len(name.encode()) <= MOST_KEY


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch
