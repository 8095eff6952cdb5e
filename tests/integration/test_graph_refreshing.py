"""A refresh writes the rows that differ, in short steps, and nothing that people decided is lost with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from tests.support.given_glossary import add_questions, glossary_of, graph_rows

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.errors import Refused
from cgq.graph import decisions, read
from cgq.graph.refreshing import QUESTIONS, ROWS, Refresh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.enrich.glossary import Glossary
    from cgq.graph.edges import Kind, Status

STACK = {1: ["stack", "list"], 2: ["stack", "queue"], 3: ["tree", "heap"], 4: ["tree"]}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        assert add_questions(tx, 6) == [1, 2, 3, 4, 5, 6]
    yield database
    database.close()


def refresh(db: Database, glossary: Glossary, *, steps: int | None = None, most: int | None = None) -> int:
    """Store a glossary as the supervisor does, a transaction a step; how many rows SQLite changed.

    No step may change more rows than `most`.
    """
    before = db.connection.total_changes
    refresh = Refresh(glossary)
    while steps is None or steps > 0:
        steps = None if steps is None else steps - 1
        at_first = db.connection.total_changes
        with db.write() as tx:
            more = refresh.take_step(tx)
        assert most is None or db.connection.total_changes - at_first <= most
        if not more:
            break
    changed = db.connection.total_changes - before
    assert changed == refresh.changed
    return changed


def decide(
    db: Database,
    source: str,
    target: str,
    status: Literal["accepted", "rejected"] = "accepted",
    kind: Kind = "prerequisite",
    at: int = 1_000,
) -> decisions.Change:
    with db.write() as tx:
        decider = decisions.Decider(tx, "kim", at)
        return decider.decide(kind, read.find(tx, source), read.find(tx, target), status)


def edges(db: Database, kind: Kind = "prerequisite") -> dict[tuple[str, str], tuple[Status, str]]:
    """By the names of its concepts how each edge stands, and what found it."""
    with db.read() as tx:
        return {(one.source.name, one.target.name): (one.status, one.method) for one in read.edge_list(tx, kind=kind)}


def names(db: Database) -> set[str]:
    with db.read() as tx:
        return {concept.name for concept in read.concepts(tx, -1)}


def test_a_refresh_of_the_same_changes_no_row(db: Database) -> None:
    given = glossary_of(
        STACK, broader=[("tree", "heap")], prerequisites=[("list", "stack")], aliases=[("pile", "stack")]
    )
    assert refresh(db, given) > 0
    decide(db, "list", "queue")
    decide(db, "list", "stack", "rejected")
    before = graph_rows(db)
    assert refresh(db, given) == 0
    assert graph_rows(db) == before


def test_what_a_new_paper_brings_is_all_that_is_written(db: Database) -> None:
    refresh(db, glossary_of(STACK, broader=[("tree", "heap")], aliases=[("pile", "stack"), ("fifo", "queue")]))
    before = graph_rows(db)
    more = {**STACK, 5: ["tree", "trie"]}
    changed = refresh(
        db,
        glossary_of(more, broader=[("tree", "heap"), ("tree", "trie")], aliases=[("pile", "stack"), ("lifo", "stack")]),
    )
    new, gone = graph_rows(db) - before, before - graph_rows(db)
    assert sorted(str(row[0]) for row in new) == ["broader", "concept", "concept", "concept_alias", "tests", "tests"]
    assert sorted((row[0], row[1]) for row in gone) == [("concept", read_id(db, "tree")), ("concept_alias", "fifo")]
    assert changed == len(new) + 1, "tree is asked once more: one row of `gone` is the same row before"


def read_id(db: Database, name: str) -> int:
    with db.read() as tx:
        return read.find(tx, name).id


def test_what_left_the_bank_leaves_the_graph_and_nothing_else(db: Database) -> None:
    refresh(db, glossary_of(STACK, broader=[("tree", "heap")]))
    before = graph_rows(db)
    less = {number: tested for number, tested in STACK.items() if number != 3}
    refresh(db, glossary_of(less))
    gone = before - graph_rows(db)
    assert sorted(str(row[0]) for row in gone) == ["broader", "concept", "concept", "tests", "tests"]
    assert "heap" not in names(db)


def test_many_questions_take_many_steps_and_come_to_the_same(db: Database) -> None:
    with db.write() as tx:
        added = add_questions(tx, 2 * QUESTIONS)
        tx.run("DELETE FROM question WHERE id IN (?, ?)", (added[10], added[-1]))
    tests = {number: [f"concept {number}", "common"] for number in added}
    given = glossary_of({**STACK, **tests})
    refresh(db, given, steps=4)
    half = len(graph_rows(db))
    refresh(db, given)
    with db.read() as tx:
        assert tx.value("SELECT count(*) FROM tests") == 2 * (len(added) - 2) + 7
    assert half < len(graph_rows(db)) < ROWS
    assert refresh(db, given) == 0, "a crash between two steps costs nothing"


def test_edges_of_people_and_of_other_methods_stay_beside_those_of_a_refresh(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    with db.write() as tx:
        tree, heap, stack = (read.find(tx, name).id for name in ("tree", "heap", "stack"))
        tx.run("INSERT INTO tests VALUES (5, ?, 0.9, 'tutor', 'read it')", (tree,))
        tx.run("INSERT INTO tests VALUES (6, ?, 0.9, 'tutor', 'read it')", (heap,))
        tx.run("INSERT INTO prerequisite VALUES (?, ?, 0.8, 'tutor', 'suggested', '[\"q\"]', NULL)", (tree, heap))
        tx.run("INSERT INTO broader VALUES (?, ?, 0.8, 'tutor', 'suggested', '[]', NULL)", (heap, stack))
    given = glossary_of({**STACK, 5: ["tree"]}, prerequisites=[("tree", "heap")])
    refresh(db, given)
    assert edges(db) == {("tree", "heap"): ("suggested", "tutor")}
    assert edges(db, "broader") == {("stack", "heap"): ("suggested", "tutor")}
    decide(db, "tree", "heap")
    refresh(db, given)
    assert edges(db) == {("tree", "heap"): ("accepted", "tutor")}
    with db.write() as tx:
        decisions.Decider(tx, "kim", 2).take_back("prerequisite", read.find(tx, "tree"), read.find(tx, "heap"))
        assert tx.all("SELECT question_id, method FROM tests WHERE question_id > 4") == [(5, "tutor"), (6, "tutor")]
    assert edges(db) == {("tree", "heap"): ("suggested", "tutor")}


def test_a_decision_holds_while_its_concept_is_gone_and_when_it_comes_back(db: Database) -> None:
    given = glossary_of(STACK, broader=[("tree", "heap")])
    refresh(db, given)
    decide(db, "tree", "heap", "rejected", "broader")
    decide(db, "heap", "queue")
    refresh(db, glossary_of({1: ["stack"]}))
    assert names(db) == {"stack", "tree", "heap", "queue"}
    with db.read() as tx:
        assert read.stats(tx).untested == 3
        assert {one.questions for one in read.concepts(tx, -1) if one.name != "stack"} == {0}
    refresh(db, given)
    assert edges(db, "broader") == {("tree", "heap"): ("rejected", "glossary")}
    assert edges(db) == {("heap", "queue"): ("accepted", "person")}


def test_what_is_taken_back_is_suggested_again_or_gone(db: Database) -> None:
    given = glossary_of(STACK, prerequisites=[("list", "stack")])
    refresh(db, given)
    assert decide(db, "list", "stack", "rejected") == "added"
    assert decide(db, "list", "stack", "rejected") == "same"
    assert decide(db, "list", "stack") == "changed"
    assert decide(db, "list", "queue") == "added"
    with db.write() as tx:
        decider = decisions.Decider(tx, "kim", 2_000)
        found = {name: read.find(tx, name) for name in ("list", "stack", "queue", "tree")}
        assert decider.take_back("prerequisite", found["list"], found["stack"]) == "taken back"
        assert decider.take_back("prerequisite", found["list"], found["queue"]) == "taken back"
        assert decider.take_back("prerequisite", found["list"], found["tree"]) == "same"
    assert edges(db) == {("list", "stack"): ("suggested", "glossary")}
    assert refresh(db, given) == 0


def test_a_circle_of_accepted_edges_is_refused_with_its_way(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "stack")
    decide(db, "stack", "queue")
    with pytest.raises(Refused, match="QUEUE → LIST → STACK → QUEUE") as caught:
        decide(db, "queue", "list")
    assert "`cgq graph reject LIST STACK --kind prerequisite`" in caught.value.hint
    assert decide(db, "queue", "list", "accepted", "broader") == "added", "the other kind has no circle"
    decide(db, "stack", "queue", "rejected")
    assert decide(db, "queue", "list") == "added"
    with pytest.raises(Refused, match="same concept"):
        decide(db, "list", "list")


def test_a_merge_that_would_close_a_circle_is_refused(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "stack")
    decide(db, "stack", "queue")
    with pytest.raises(Refused, match="LIST → STACK → LIST"), db.write() as tx:
        decisions.merge(tx, "queue", "list", by="kim", at=1)
    with db.write() as tx:
        decisions.merge(tx, "stack", "list", by="kim", at=1)
    assert edges(db) == {("list", "stack"): ("accepted", "person"), ("stack", "queue"): ("accepted", "person")}


def test_a_circle_through_a_merge_that_no_refresh_has_seen_is_refused(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "stack")
    with db.write() as tx:
        decisions.merge(tx, "queue", "list", by="kim", at=1)
    with pytest.raises(Refused, match="STACK → LIST → STACK"):
        decide(db, "stack", "queue")


def test_the_note_of_a_decision_stays_with_the_edge_after_a_merge(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    with db.write() as tx:
        decider = decisions.Decider(tx, "kim", 1)
        decider.decide("broader", read.find(tx, "list"), read.find(tx, "tree"), "accepted", note="p. 3", strength=0.7)
        decisions.merge(tx, "list", "queue", by="kim", at=2)
    refresh(db, glossary_of({1: ["queue"], 3: ["tree"]}))
    with db.read() as tx:
        (edge,) = read.edge_list(tx, kind="broader")
    assert (edge.source.name, edge.note, edge.given_strength) == ("queue", "p. 3", 0.7)


def test_a_decision_can_be_taken_back_after_its_concept_was_an_alias_and_left(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "tree")
    refresh(db, glossary_of({2: ["queue"], 3: ["tree"]}, aliases=[("list", "queue")]))
    assert edges(db) == {("queue", "tree"): ("accepted", "person")}
    refresh(db, glossary_of({3: ["tree"]}))
    assert edges(db) == {("list", "tree"): ("accepted", "person")}
    with db.write() as tx:
        take = decisions.Decider(tx, "kim", 4_000)
        assert take.take_back("prerequisite", read.find(tx, "list"), read.find(tx, "tree")) == "taken back"
    refresh(db, glossary_of({3: ["tree"]}))
    assert names(db) == {"tree"}


def test_what_was_merged_into_a_merged_concept_is_another_name_of_the_last(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    with db.write() as tx:
        decisions.merge(tx, "list", "queue", by="kim", at=1)
        decisions.merge(tx, "queue", "stack", by="kim", at=2)
    refresh(db, glossary_of({1: ["stack"], 3: ["tree"]}))
    assert names(db) == {"stack", "tree"}
    with db.read() as tx:
        assert read.show(tx, "stack").aliases == ("list", "queue")


def test_decisions_follow_a_merge_and_come_back_with_its_end(db: Database) -> None:
    given = glossary_of(STACK)
    refresh(db, given)
    decide(db, "list", "stack")
    decide(db, "tree", "heap", "rejected", "broader")
    with db.write() as tx:
        decisions.merge(tx, "list", "queue", by="kim", at=1)
        assert read.find(tx, "list").name == "queue"
    merged = {number: ["queue" if name == "list" else name for name in tested] for number, tested in STACK.items()}
    refresh(db, glossary_of(merged, aliases=[("list", "queue")]))
    assert edges(db) == {("queue", "stack"): ("accepted", "person")}
    assert "list" not in names(db)
    with db.write() as tx:
        decisions.unmerge(tx, "list")
    refresh(db, given)
    assert edges(db) == {("list", "stack"): ("accepted", "person")}
    assert edges(db, "broader") == {("tree", "heap"): ("rejected", "person")}


@pytest.mark.parametrize("spelling", ["SQL Injection 공격", "sql injection공격", "sql  Injection 공격"])
def test_a_name_of_latin_and_korean_words_is_found_as_it_is_stored(db: Database, spelling: str) -> None:
    given = glossary_of({1: ["sql injection공격", "stack"], 2: ["stack"]})
    refresh(db, given)
    assert "sql injection공격" in names(db)
    with db.write() as tx:
        assert read.find(tx, spelling).name == "sql injection공격"
        decisions.merge(tx, spelling, "stack", by="kim", at=1)
        assert read.find(tx, spelling).name == "stack"
        decisions.unmerge(tx, spelling)
        assert read.find(tx, spelling).name == "sql injection공격"


def test_a_label_is_found_in_any_case_and_unmerges(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    with db.write() as tx:
        tx.run("UPDATE concept SET label = 'Pile, of Plates' WHERE name = 'stack'")
        assert read.find(tx, "pile, OF plates").name == "stack"
        assert decisions.merge(tx, "PILE, of plates", "list", by="kim", at=1).name == "stack"
        with pytest.raises(Refused, match="merged into LIST already"):
            decisions.merge(tx, "Pile, of Plates", "tree", by="kim", at=1)
        assert decisions.unmerge(tx, "pile, of plates").name == "stack"
        assert read.find(tx, "stack").name == "stack"


def test_merges_of_merged_concepts_lead_to_the_last(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "tree")
    with db.write() as tx:
        decisions.merge(tx, "list", "queue", by="kim", at=1)
        decisions.merge(tx, "queue", "stack", by="kim", at=2)
        assert read.find(tx, "LIST").name == "stack"
        with pytest.raises(Refused, match="the same concept already"):
            decisions.merge(tx, "stack", "list", by="kim", at=3)
    refresh(db, glossary_of({1: ["stack"], 3: ["tree"]}))
    assert edges(db) == {("stack", "tree"): ("accepted", "person")}


def test_of_two_concepts_of_one_name_a_decision_means_the_one_that_was_seen(db: Database) -> None:
    """The name goes to the field with the most questions, so it may change its meaning as the bank grows."""
    refresh(db, glossary_of({1: ["stack", "tree"], 2: ["stack"]}))
    decide(db, "stack", "tree")
    split = {1: ["stack(storage)", "tree"], 2: ["stack(storage)"], 3: ["stack"], 4: ["stack"], 5: ["stack"]}
    refresh(db, glossary_of(split, senses={"stack(storage)": "stack"}))
    assert edges(db) == {("stack(storage)", "tree"): ("accepted", "person")}
    refresh(db, glossary_of({1: ["stack", "tree"], 2: ["stack"]}))
    assert edges(db) == {("stack", "tree"): ("accepted", "person")}


def test_a_decision_on_a_sense_follows_its_questions_when_the_sense_loses_its_subject(db: Database) -> None:
    split = {1: ["stack(storage)", "tree"], 2: ["stack(storage)"], 3: ["stack"]}
    refresh(db, glossary_of(split, senses={"stack(storage)": "stack"}))
    decide(db, "stack(storage)", "tree")
    refresh(db, glossary_of({1: ["stack", "tree"], 2: ["stack"]}))
    assert edges(db) == {("stack", "tree"): ("accepted", "person")}


@pytest.mark.parametrize("other", ["정규화(2nf)", "정규화"])
def test_a_name_that_is_printed_with_a_bracket_is_no_sense_of_another(db: Database, other: str) -> None:
    given = {1: ["함수종속", "정규화(1nf)", other], 2: ["함수종속", other]}
    refresh(db, glossary_of(given, prerequisites=[("함수종속", "정규화(1nf)"), ("함수종속", other)]))
    decide(db, "함수종속", "정규화(1nf)", "rejected")
    refresh(db, glossary_of({1: ["함수종속", other], 2: ["함수종속", other]}, prerequisites=[("함수종속", other)]))
    assert edges(db)["함수종속", other] == ("suggested", "glossary")


def test_the_later_of_two_decisions_about_concepts_that_became_one_holds(db: Database) -> None:
    refresh(db, glossary_of(STACK))
    decide(db, "list", "tree", "rejected", at=2_000)
    decide(db, "queue", "tree", "accepted", at=1_000)
    with db.write() as tx:
        decisions.merge(tx, "list", "queue", by="kim", at=3_000)
    refresh(db, glossary_of({1: ["queue"], 3: ["tree"]}, aliases=[("list", "queue")]))
    assert edges(db) == {("queue", "tree"): ("rejected", "person")}
    with db.write() as tx:
        take = decisions.Decider(tx, "kim", 4_000)
        assert take.take_back("prerequisite", read.find(tx, "queue"), read.find(tx, "tree")) == "taken back"
        assert decided(tx) == 0


def decided(tx: Transaction) -> int:
    count: int = tx.value("SELECT count(*) FROM edge_decision")
    return count


def test_no_step_writes_more_than_its_part_of_a_large_graph_that_comes_and_goes(db: Database) -> None:
    with db.write() as tx:
        added = add_questions(tx, 500)
    size = 2 * ROWS + 10
    large = given_names(size, added)
    edges = [(f"c{n // 2:05}", f"c{n:05}") for n in range(2, size)]
    aliases = [(f"alias {n}", f"c{n:05}") for n in range(size)]
    given = glossary_of(large, broader=edges, prerequisites=edges, aliases=aliases)
    assert refresh(db, given, most=2 * ROWS) == 3 * size + 2 * len(edges)
    assert refresh(db, given) == 0
    less = glossary_of(STACK, aliases=[("pile", "stack")])
    refresh(db, less, most=2 * ROWS)
    assert names(db) == {"heap", "list", "queue", "stack", "tree"}
    assert refresh(db, less) == 0


def given_names(size: int, questions: list[int]) -> dict[int, list[str]]:
    """So many concepts, each tested by one of some questions."""
    return {one: [f"c{n:05}" for n in range(size) if n % len(questions) == i] for i, one in enumerate(questions)}
