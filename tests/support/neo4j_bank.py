"""A bank whose graph goes to a real Neo4j: papers, questions and concepts of our own making."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from neo4j import GraphDatabase

from cgq.actions.run_stage import run_stage
from cgq.config import Neo4jSettings, Settings
from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.comparing import compare
from cgq.graph.neo4j.connection import connected
from cgq.stages.kinds.push_graph import PushGraph
from cgq.stages.pushing import KIND, push
from cgq.stages.registry import offered
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from cgq.actions.run_stage import Made
    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.comparing import Comparison

QUESTION = "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) VALUES (?, ?, '[]', '[]', ?, 0)"
PLACE = (
    "INSERT INTO appearance (material_id, question_id, seq, number, page, bbox, places, printed, option_order,"
    " confidence, flags, reviewed) VALUES (?, ?, ?, ?, 1, '[0, 0, 1, 1]', '[]', '{}', '[]', 1.0, '[]', 0)"
)
MOST = 100
"""Differing rows that a test looks at."""


def fill(tx: Transaction, *, questions: int, concepts: int, tests: int = 3, first: int = 0) -> None:
    """A paper with questions, each of which tests some concepts; a chain of edges between these, an alias for each."""
    paper = tx.insert(
        "INSERT INTO material (sha256, title, created_at, updated_at) VALUES (?, ?, 0, 0)",
        (f"{first:064x}", f"Paper {first}"),
    )
    ids = [_concept(tx, f"concept {first + n}", f"other {first + n}") for n in range(concepts)]
    for one, other in pairwise(ids):
        tx.run("INSERT INTO broader VALUES (?, ?, 0.5, 'glossary', 'suggested', '[\"name\"]', NULL)", (other, one))
        tx.run("INSERT INTO prerequisite VALUES (?, ?, 0.5, 'glossary', 'suggested', '[]', NULL)", (one, other))
    for n in range(questions):
        name = f"{first + n:064x}"
        question = tx.insert(QUESTION, (name, f"Which is question {first + n}?", name))
        tx.run(PLACE, (paper, question, n, n + 1))
        for step in range(min(tests, concepts)):
            concept = ids[(n + step) % concepts]
            tx.run("INSERT INTO tests VALUES (?, ?, 0.5, 'glossary', 'stem')", (question, concept))


def _concept(tx: Transaction, name: str, alias: str) -> int:
    concept = tx.insert("INSERT INTO concept (name, label, questions, weight) VALUES (?, ?, 1, 1.5)", (name, name))
    tx.run("INSERT INTO concept_alias (alias, concept_id) VALUES (?, ?)", (alias, concept))
    return concept


class Bank:
    """A workspace that sends to a server."""

    def __init__(self, workspace: Workspace, settings: Neo4jSettings) -> None:
        self.workspace = workspace
        self.settings = settings

    def push(self) -> Made:
        """One push here and now, in this process: starting a worker takes longer than all that it does."""
        with offered(PushGraph):
            (made,), _ = run_stage(self.workspace, KIND, [push()])
        return made

    def push_all(self) -> dict[str, int]:
        """Pushes until nothing is left: the sums of what they wrote. Fails the test where one fails."""
        written = {"nodes": 0, "relations": 0, "deleted": 0}
        while True:
            made = self.push()
            assert made.failure is None, made.failure
            written = {name: count + made.result[name] for name, count in written.items()}
            with self.workspace.database.read() as tx:
                if outbox.is_empty(tx):
                    return written

    def left(self) -> int:
        """How much is still to be sent."""
        with self.workspace.database.read() as tx:
            return outbox.count(tx)

    def compare(self) -> Comparison:
        """The bank compared with what the server holds."""
        with self.workspace.database.read() as tx, connected(self.settings) as connection:
            stands = outbox.projection(tx)
            assert stands is not None
            return compare(connection, tx, stands.bank, stands.model, MOST)

    def is_equal(self) -> bool:
        """Do both sides hold the same?"""
        found = self.compare()
        assert (found.differing == 0) == all(one.bank == one.server for one in found.kinds)
        return found.differing == 0

    def name(self) -> str:
        """What names the bank's nodes."""
        with self.workspace.database.read() as tx:
            stands = outbox.projection(tx)
        assert stands is not None
        return stands.bank

    def ask(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the server answers; `$bank` names this bank."""
        assert self.settings.uri is not None
        with GraphDatabase.driver(self.settings.uri) as driver:
            found = driver.execute_query(statement, {"bank": self.name(), **values})  # type: ignore[arg-type]
        return [tuple(record.values()) for record in found.records]


@contextmanager
def bank(folder: Path, address: str, **settings: Any) -> Generator[Bank]:
    """A new bank below a folder that sends to the server at an address."""
    folder.mkdir(parents=True, exist_ok=True)
    neo4j = Neo4jSettings(uri=address, **settings)
    made = Settings(db=folder / "cgq.db", jobs=2, durability="NORMAL", neo4j=neo4j)
    with Workspace(made) as workspace:
        yield Bank(workspace, neo4j)
