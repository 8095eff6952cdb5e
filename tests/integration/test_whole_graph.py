"""The whole concept graph as an export reads it: by names and hashes, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.stored_graph import store_graph

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.graph.whole import Broader, Prerequisite, QuestionTests, WholeConcept, WholeGraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    yield database
    database.close()


def test_everything_comes_by_its_keys_rejected_prerequisites_too(db: Database) -> None:
    with db.write() as tx:
        store_graph(tx, names=("b", "a'"), questions=("0" * 64,))
    with db.read() as tx:
        graph = WholeGraph(tx)
        assert list(graph.concepts()) == [
            WholeConcept("a'", "A'", 1, 1.0, ("other a'",)),
            WholeConcept("b", "B", 1, 1.0, ("other b",)),
        ]
        assert list(graph.broader()) == [Broader("b", "a'", 0.6, "glossary", "suggested", ("name",))]
        assert list(graph.prerequisites()) == [Prerequisite("b", "a'", 0.6, "glossary", "rejected", ("named",))]
        assert list(graph.tests("0" * 64)) == [
            QuestionTests("a'", 0.5, "glossary", "stem"),
            QuestionTests("b", 0.5, "glossary", "stem"),
        ]
        assert list(graph.tests("1" * 64)) == []
