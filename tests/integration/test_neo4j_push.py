"""The graph in a real Neo4j is that of the bank, whatever changed and whatever broke in between."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import pytest
from tests.support.neo4j_bank import Bank, bank, fill
from tests.support.poll import until

from cgq.bank import vectors
from cgq.bank.vectors import Vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def filled(tmp_path: Path, neo4j_address: str) -> Iterator[Bank]:
    with bank(tmp_path / "bank", neo4j_address) as made:
        with made.workspace.database.write() as tx:
            fill(tx, questions=40, concepts=10)
        yield made


def test_a_first_push_sends_everything_and_a_second_one_nothing(filled: Bank) -> None:
    assert filled.left() == 0
    assert filled.push_all() == {"nodes": 40 + 10 + 10 + 1, "relations": 40 + 120 + 9 + 9 + 10, "deleted": 0}
    assert filled.is_equal()
    assert filled.push_all() == {"nodes": 0, "relations": 0, "deleted": 0}
    counts = {one.kind: one.server.count for one in filled.compare().kinds}
    assert counts == {
        "Material": 1,
        "Concept": 10,
        "Question": 40,
        "Alias": 10,
        "CONTAINS": 40,
        "TESTS": 120,
        "PREREQUISITE_OF": 9,
        "BROADER": 9,
        "ALIAS": 10,
    }


def test_questions_have_their_vectors_and_are_found_by_them_and_by_words(filled: Bank) -> None:
    with filled.workspace.database.write() as tx:
        for n in range(40):
            vector = Vector(f"{n:064x}", "a-model", array("f", [1.0, n / 40, 0.0, 0.0]).tobytes())
            vectors.put(tx, [vector], 0)
        tx.run("UPDATE question SET stem = '정규화의 목적은 무엇인가?' WHERE id = 7")
    filled.push_all()
    assert filled.is_equal()
    held = filled.ask("MATCH (q:Question {bank: $bank}) RETURN q.embedding, q.embedded ORDER BY q.key LIMIT 2")
    assert held == [
        ([1.0, 0.0, 0.0, 0.0], f"a-model {0:064x}"),
        ([1.0, pytest.approx(0.025), 0.0, 0.0], f"a-model {1:064x}"),
    ]
    near = "CALL db.index.vector.queryNodes('cgq_vector_question', 50, [1.0, 0.3, 0.0, 0.0]) YIELD node, score"
    asked = f"{near} WITH node, score WHERE node.bank = $bank RETURN node.stem ORDER BY score DESC LIMIT 1"
    until(lambda: filled.ask(asked) == [("Which is question 12?",)])
    words = (
        "CALL db.index.fulltext.queryNodes('cgq_words_question', '규화의') YIELD node WITH node WHERE node.bank = $bank"
    )
    until(lambda: filled.ask(f"{words} RETURN node.stem") == [("정규화의 목적은 무엇인가?",)])
