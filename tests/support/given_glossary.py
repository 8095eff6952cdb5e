"""A glossary as it is given to a refresh, without the passes that make one, and a bank of questions for it."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from cgq.concept_names import concept_name
from cgq.enrich.edges import Edge
from cgq.enrich.glossary import Concept, Glossary, Tests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.db.connection import Database, Transaction

WEIGHT = 3.0
"""What makes each of these a concept."""


def add_questions(tx: Transaction, count: int) -> list[int]:
    """Questions without papers; their ids."""
    first = tx.value("SELECT coalesce(max(id), 0) + 1 FROM question")
    return [
        tx.insert(
            "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) VALUES (?, ?, '[]', '[]', ?, 0)",
            (sha256(str(number).encode()).hexdigest(), f"What is {number}?", "0" * 64),
        )
        for number in range(first, first + count)
    ]


def glossary_of(
    tests: Mapping[int, Sequence[str]],
    *,
    broader: Sequence[tuple[str, str]] = (),
    prerequisites: Sequence[tuple[str, str]] = (),
    aliases: Sequence[tuple[str, str]] = (),
    senses: Mapping[str, str] | None = None,
) -> Glossary:
    """The concepts that questions (ids) test, by their names, and edges between them; `senses` are those that a subject
    tells from others, with the plain name."""
    asked = Counter(name for tested in tests.values() for name in tested)
    names = sorted(asked, key=concept_name)
    index = {name: i for i, name in enumerate(names)}
    return Glossary(
        concepts=[
            Concept(concept_name(name), name.upper(), asked[name], WEIGHT, (senses or {}).get(name, ""))
            for name in names
        ],
        aliases=sorted(aliases),
        tests=sorted(Tests(question, index[name], 0.5, "stem ×1") for question in tests for name in tests[question]),
        broader=sorted(Edge(index[a], index[b], 0.6, (f"{b} ends in {a}",)) for a, b in broader),
        prerequisites=sorted(Edge(index[a], index[b], 0.4, (f"{b} needs {a}",)) for a, b in prerequisites),
    )


GRAPH = ("concept", "concept_alias", "tests", "prerequisite", "broader")


def graph_rows(database: Database) -> set[tuple[object, ...]]:
    """Every row of the graph, with the name of its table."""
    with database.read() as tx:
        return {(table, *row) for table in GRAPH for row in tx.all(f"SELECT * FROM {table}")}
