"""The graph in a real Neo4j is that of the bank, whatever changed and whatever broke in between."""

from __future__ import annotations

import shutil
from array import array
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.support.neo4j_bank import Bank, bank, fill
from tests.support.poll import until

from cgq.actions.run import Wishes, run
from cgq.bank import vectors
from cgq.bank.vectors import Vector
from cgq.config import Settings
from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.shape import MOST_KEY
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from cgq.db.connection import Transaction

pytestmark = pytest.mark.timeout(300)  # a server starts in 5 s, and in a minute where others keep the machine busy
NOTHING = {"nodes": 0, "relations": 0, "deleted": 0}
HOSTILE = (
    "O'Reilly",
    '"} ) DETACH DELETE n //',
    "`n`:Foreign {x: 1}",
    "\\u0027 $bank ${rows}",
    "a\nb\r\x00\u2028c",
    "concept \U0001f600 가 \u0301",
    "가" * 100_000,
    "나" * (MOST_KEY // 3),
    "나" * (MOST_KEY // 3 + 1),
)
"""Names that try to be statements, and some that no index holds."""


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
    assert filled.push_all() == NOTHING
    counts = {one.kind: one.server.count for one in filled.compare().kinds}
    assert counts == {
        "Material": 1,
        "Concept": 10,
        "Question": 40,
        "Alias": 10,
        "Learner": 0,
        "ATTEMPTED": 0,
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


@contextmanager
def changing(bank: Bank) -> Generator[Transaction]:
    """A change of the bank after a push."""
    bank.push_all()
    with bank.workspace.database.write() as tx:
        yield tx


REPLACED = {"relations": 1, "deleted": 1}
CHANGES = {
    "a concept weighs more": ("UPDATE concept SET weight = 2.5 WHERE id = 3", {"nodes": 1}),
    "a question tests more": ("INSERT INTO tests VALUES (1, 9, 0.7, 'glossary', 'stem')", {"relations": 1}),
    "it matters less": ("UPDATE tests SET importance = 0.1 WHERE question_id = 2", {"relations": 3, "deleted": 3}),
    "an alias is another's": ("UPDATE concept_alias SET concept_id = 5 WHERE concept_id = 4", REPLACED),
    "an edge is accepted": ("UPDATE broader SET status = 'accepted' WHERE narrow_id = 2", REPLACED),
    "a number was misread": ("UPDATE appearance SET number = 99 WHERE question_id = 7", REPLACED),
    "a paper is called otherwise": ("UPDATE material SET title = 'Another title'", {"nodes": 1}),
    "nothing that is sent": ("UPDATE question SET passage = 'A passage.'", {}),
    # Its node with what hangs on it: a place, three concepts.
    "a question is worded anew": (
        "UPDATE question SET hash = printf('%064d', 77), stem = 'Which one?' WHERE id = 7",
        {"nodes": 1, "relations": 4, "deleted": 5},
    ),
    # It, its alias, and two edges at either side; what tests it, and the relation of its alias, go with the node.
    "a concept is gone": ("DELETE FROM concept WHERE id = 5", {"deleted": 6}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_is_sent(filled: Bank, change: str) -> None:
    statement, written = CHANGES[change]
    with changing(filled) as tx:
        tx.run(statement)
    assert filled.push_all() == {**NOTHING, **written}
    assert filled.is_equal()
    assert filled.push_all() == NOTHING


def test_a_paper_that_is_removed_takes_its_questions_along(filled: Bank) -> None:
    with changing(filled) as tx:
        fill(tx, questions=5, concepts=2, first=1000)
    filled.push_all()
    with filled.workspace.database.write() as tx:
        tx.run("DELETE FROM appearance WHERE material_id = 1")
        tx.run("DELETE FROM question WHERE id NOT IN (SELECT question_id FROM appearance)")
        tx.run("DELETE FROM material WHERE id = 1")
    filled.push_all()
    assert filled.is_equal()
    assert filled.ask("MATCH (q:Question {bank: $bank}) RETURN count(q)") == [(5,)]


def test_learners_and_what_they_answered_follow_the_key_of_now(filled: Bank) -> None:
    with changing(filled) as tx:
        tx.run(
            "INSERT INTO attempted_place (id, material, section, number, question, options, appearance)"
            " VALUES (1, printf('%064d', 0), '', 1, 1, '[]', 1)"
        )
        answer = """'{"accepted": [2], "mode": "any"}'"""
        tx.run(f"UPDATE appearance SET answer = {answer} WHERE id = 1")
        for at, chosen in ((1_000, "[2]"), (2_000, "[1]")):
            tx.run(
                "INSERT INTO learner_attempt (learner, at, place, chosen, source) VALUES ('kim', ?, 1, ?, 'quiz')",
                (at, chosen),
            )
    asked = "MATCH (l:Learner {bank: $bank})-[r:ATTEMPTED]->() RETURN l.id, r.at, r.correct ORDER BY r.at"
    assert filled.push_all() == {"nodes": 1, "relations": 2, "deleted": 0}
    first, second = "1970-01-01T00:00:01.000Z", "1970-01-01T00:00:02.000Z"
    assert filled.ask(asked) == [("kim", first, True), ("kim", second, False)]
    with filled.workspace.database.write() as tx:
        tx.run("UPDATE appearance SET answer = replace(answer, '2', '1') WHERE id = 1")
    assert filled.push_all() == {"nodes": 0, "relations": 2, "deleted": 2}
    assert filled.ask(asked) == [("kim", first, False), ("kim", second, True)]
    with filled.workspace.database.write() as tx:
        tx.run("DELETE FROM learner_attempt")
    filled.push_all()
    assert filled.is_equal()
    assert filled.ask(asked) == []


def test_banks_and_other_programs_share_a_server(filled: Bank, tmp_path: Path) -> None:
    filled.push_all()
    filled.ask("CREATE (:Concept {name: 'concept 1', mine: $bank})-[:TESTS]->(:Question {id: 'x', mine: $bank})")
    assert filled.settings.uri is not None
    with bank(tmp_path / "other", filled.settings.uri) as other:
        with other.workspace.database.write() as tx:
            fill(tx, questions=3, concepts=2)
        other.push_all()
        assert filled.is_equal()
        with other.workspace.database.write() as tx:
            for table in ("tests", "appearance", "question", "concept", "material"):
                tx.run(f"DELETE FROM {table}")
        other.push_all()
        assert other.is_equal()
    assert filled.is_equal()
    assert filled.ask("MATCH (a {mine: $bank})-[r:TESTS]->(b {mine: $bank}) RETURN count(r)") == [(1,)]
    filled.ask("MATCH (n {mine: $bank}) DETACH DELETE n")


def test_what_was_changed_there_by_hand_is_found_and_mended(filled: Bank) -> None:
    filled.push_all()
    filled.ask("MATCH (c:Concept {bank: $bank, key: 'concept 1'}) SET c.label = 'no', c.note = 'from a person'")
    filled.ask("MATCH (:Question {bank: $bank})-[r:TESTS]->(:Concept {key: 'concept 2'}) DELETE r")
    filled.ask("CREATE (:Concept {bank: $bank, key: 'nobody'})")
    differing = {(row.kind, row.is_in_bank, row.is_on_server) for row in filled.compare().rows}
    assert differing == {("Concept", True, True), ("TESTS", True, False), ("Concept", False, True)}
    assert filled.push_all() == NOTHING
    with filled.workspace.database.write() as tx:
        outbox.compare_everything(tx)
    assert filled.push_all() == {"nodes": 1, "relations": 12, "deleted": 1}
    assert filled.is_equal()
    note = "MATCH (c:Concept {bank: $bank, key: 'concept 1'}) RETURN c.note"
    assert filled.ask(note) == [("from a person",)]


def test_a_server_that_was_emptied_is_filled_again_by_itself(filled: Bank) -> None:
    filled.push_all()
    filled.ask("MATCH (n {bank: $bank}) DETACH DELETE n")
    assert filled.push_all()["nodes"] == 61
    assert filled.is_equal()


def test_a_bank_that_was_restored_takes_back_what_was_sent_since(filled: Bank, tmp_path: Path) -> None:
    filled.push_all()
    assert filled.settings.uri is not None
    filled.workspace.database.empty_log()
    shutil.copytree(tmp_path / "bank", tmp_path / "kept")
    with changing(filled) as tx:
        fill(tx, questions=5, concepts=2, first=1000)
    filled.push_all()
    with bank(tmp_path / "kept", filled.settings.uri) as restored:
        assert not restored.is_equal()
        restored.push_all()
        assert restored.is_equal()


def test_names_are_values_and_never_statements(tmp_path: Path, neo4j_address: str) -> None:
    with bank(tmp_path / "bank", neo4j_address) as made:
        with made.workspace.database.write() as tx:
            fill(tx, questions=3, concepts=2)
            for name in HOSTILE:
                sql = "INSERT INTO concept (name, label, questions, weight) VALUES (?, ?, 1, 1)"
                concept = tx.insert(sql, (name, name))
                tx.run("INSERT INTO concept_alias (alias, concept_id) VALUES (?, ?)", (f"other {name}", concept))
                tx.run("INSERT INTO tests VALUES (1, ?, 0.5, 'glossary', ?)", (concept, name))
        made.push_all()
        assert made.is_equal()
        held = {name for (name,) in made.ask("MATCH (c:Concept {bank: $bank}) RETURN c.name")}
        assert set(HOSTILE) <= held
        with made.workspace.database.write() as tx:
            tx.run("DELETE FROM concept WHERE id > 2")
        made.push_all()
        assert made.is_equal()
        assert made.ask("MATCH (c:Concept {bank: $bank}) RETURN count(c)") == [(2,)]


def test_a_run_sends_by_itself_and_forgets_the_server_when_none_is_configured(filled: Bank) -> None:
    run(filled.workspace, Wishes(), lambda _: None)
    assert filled.left() == 0
    assert filled.is_equal()
    with changing(filled) as tx:
        tx.run("UPDATE concept SET weight = 2.5")
    assert filled.left() == 10
    path = filled.workspace.database.path
    with Workspace(Settings(db=path, jobs=1, durability="NORMAL")) as without:
        run(without, Wishes(), lambda _: None)
        with without.database.write() as tx:
            tx.run("UPDATE concept SET weight = 3.5")
    assert filled.left() == 0
    run(filled.workspace, Wishes(), lambda _: None)
    assert filled.is_equal()
