"""The concept graph in a real database: stages end to end, refreshes, and what people decided."""

from __future__ import annotations

import random
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pytest
from tests.support.calls import QuietCall

from cgq.bank.columns import to_json
from cgq.contract import Again, Discard, Done, NoArguments
from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.enrich.concepts import PLACES, Candidates, Explained
from cgq.enrich.glossary import Corpus, Glossary, Term, glossary
from cgq.errors import Missing, Refused
from cgq.exam.model import Option, QuestionText
from cgq.graph import decisions, read, store
from cgq.graph.order import acyclic
from cgq.queue.job import Job
from cgq.stages.chain import stored_text_hash
from cgq.stages.kinds.refresh_concepts import RefreshConcepts
from cgq.stages.kinds.update_knowledge_graph import QuestionAndLearner, UpdateKnowledgeGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.graph.edges import Kind

QUESTIONS = [
    ("피아제(J. Piaget)의 인지발달이론에서 대상영속성이 획득되는 시기는?", ["감각운동기", "구체적 조작기"]),
    ("Piaget의 구체적 조작기에 나타나는 특성으로 옳은 것은?", ["보존개념을 이해한다.", "자아중심성이 강하다."]),
    ("결합도(Coupling)가 가장 강한 것은?", ["스탬프 결합도", "제어 결합도", "내용 결합도"]),
    ("결합도를 낮추는 방법은?", ["전역 변수를 줄인다.", "모듈을 합친다."]),
    ("다음 중 옳은 것은?", ["ㄱ, ㄴ", "ㄷ, ㄹ"]),
]


class Silence(QuietCall):
    """A call that nobody listens to."""

    def progress(self, done: int, total: int, *, besides: int = 0) -> None:
        assert 0 <= done <= total


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        for stem, options in QUESTIONS:
            add(tx, stem, options)
    yield database
    database.close()


def add(tx: Transaction, stem: str, options: Sequence[str], boxes: Sequence[str] = ()) -> int:
    digest = sha256(stem.encode()).hexdigest()
    printed = [Option(n=n, text=text) for n, text in enumerate(options, 1)]
    text = QuestionText(stem=stem, boxes=tuple(boxes), options=tuple(printed))
    return tx.insert(
        "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) VALUES (?, ?, ?, ?, ?, 0)",
        (digest, stem, to_json(text.boxes), to_json(text.options), stored_text_hash(text)),
    )


def job(kind: str, question: int | None = None, number: int = 1) -> Job[Any]:
    return Job(
        class_=3,
        turn=0,
        due_at=0,
        id=number,
        kind=kind,
        queue="graph_update",
        args=NoArguments() if question is None else QuestionAndLearner(question=question),
        attempt=1,
        crashes=0,
        max_attempts=4,
        document=None,
        root=None,
        mutex=None,
        fence=1,
        started_at=0,
    )


def update(db: Database, questions: Iterable[int]) -> None:
    """Run update_knowledge_graph as the pool does: JSON between load and compute."""
    stage = UpdateKnowledgeGraph()
    jobs = [job(stage.kind, question) for question in questions]
    with db.read() as tx:
        given = stage.load(tx, jobs)
    crossed = msgspec.json.decode(msgspec.json.encode(given), type=list[Explained])
    found = stage.compute(crossed, Silence())
    results = [outcome.result for outcome in found]
    back = msgspec.json.decode(msgspec.json.encode(results), type=list[Candidates])
    with db.write() as tx:
        (wanted,) = stage.store(tx, list(zip(jobs, back, strict=True)))
    assert (wanted.kind, wanted.coalesce, wanted.mutex, wanted.priority) == (
        "refresh_concepts",
        "refresh_concepts",
        "refresh_concepts",
        "low",
    )


def refresh(db: Database) -> Glossary:
    stage = RefreshConcepts()
    jobs = [job(stage.kind)]
    with db.read() as tx:
        given = stage.load(tx, jobs)
    crossed = msgspec.json.decode(msgspec.json.encode(given), type=list[Corpus])
    (outcome,) = stage.compute(crossed, Silence())
    assert isinstance(outcome, Done)
    result = msgspec.json.decode(msgspec.json.encode(outcome.result), type=Glossary)
    store_all(db, result)
    return result


def store_all(db: Database, result: Any) -> int:
    """Store as the supervisor does, each step in a transaction; how many rows SQLite changed."""
    stage = RefreshConcepts()
    before = db.connection.total_changes
    while True:
        with db.write() as tx:
            made = list(stage.store(tx, [(job(stage.kind), result)]))
        if not made:
            return db.connection.total_changes - before
        (again,) = made
        assert isinstance(again, Again)
        result = again.rest


def decide(
    tx: Transaction,
    source: str,
    target: str,
    status: Literal["accepted", "rejected"],
    kind: Kind = "prerequisite",
    **more: Any,
) -> decisions.Change:
    decider = decisions.Decider(tx, "kim", 1_000)
    return decider.decide(kind, read.find(tx, source), read.find(tx, target), status, **more)


def take_back(tx: Transaction, source: str, target: str, kind: Kind = "prerequisite") -> decisions.Change:
    return decisions.Decider(tx, "kim", 1_000).take_back(kind, read.find(tx, source), read.find(tx, target))


def merge(tx: Transaction, alias: str, into: str) -> None:
    decisions.merge(tx, alias, into, by="kim", at=1_000)


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """The graph by names, without ids."""
    names = "SELECT s.name, t.name, {} FROM {} JOIN concept s ON s.id = {} JOIN concept t ON t.id = {} ORDER BY 1, 2"
    with db.read() as tx:
        return {
            "concepts": tx.all("SELECT name, label, questions, weight FROM concept ORDER BY name"),
            "aliases": tx.all("SELECT alias, name FROM concept_alias JOIN concept ON id = concept_id ORDER BY alias"),
            "tests": tx.all(
                "SELECT q.stem, c.name, importance, evidence FROM tests"
                " JOIN question q ON q.id = question_id JOIN concept c ON c.id = concept_id ORDER BY 1, 2"
            ),
            "prerequisites": tx.all(
                names.format("strength, status, decided_by", "prerequisite", "source_id", "target_id")
            ),
            "broader": tx.all(names.format("method, status, evidence, decided_by", "broader", "narrow_id", "broad_id")),
        }


def test_questions_become_concepts_and_edges(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    with db.read() as tx:
        piaget = read.show(tx, "J. Piaget")
        coupling = read.show(tx, "결합도")
        by_question = read.question_concepts(tx, [1, 2, 5])
        stats = read.stats(tx)
    assert piaget.concept.name == "피아제"
    assert [found.question for found in piaget.questions] == [1, 2]
    assert {"j. piaget", "piaget"} <= set(piaget.aliases)
    assert not coupling.after
    assert ("스탬프결합도", "결합도", "glossary") in {row[:3] for row in everything(db)["broader"]}
    assert "구체적 조작기" in {concept.label for concept in by_question[2]}
    assert by_question[5] == []
    assert (stats.questions, stats.unanalysed, stats.without_concept) == (5, 0, 1)
    assert not stats.prerequisites.get("suggested")


def test_R7_a_question_without_terms_is_an_explicit_none(db: Database) -> None:
    update(db, [5])
    with db.read() as tx:
        assert tx.all("SELECT question_id, candidates FROM analysed") == [(5, 0)]


def test_S4_a_deleted_question_is_gone(db: Database) -> None:
    stage = UpdateKnowledgeGraph()
    with db.read() as tx:
        (found,) = stage.load(tx, [job(stage.kind, 99)])
    assert isinstance(found, Discard)


def test_B3_the_graph_is_the_same_in_every_order(tmp_path: Path, db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    expected = everything(db)
    other = Database(tmp_path / "other.db", durability="NORMAL")
    migrate(other)
    chance = random.Random(5)
    with other.write() as tx:
        ids = [add(tx, stem, options) for stem, options in chance.sample(QUESTIONS, len(QUESTIONS))]
    for question in ids:
        update(other, [question])
        refresh(other)
    assert everything(other) == expected
    other.close()


def test_R4_storing_twice_changes_nothing(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    before = everything(db)
    update(db, range(1, 6))
    refresh(db)
    refresh(db)
    assert everything(db) == before


def test_a_concept_keeps_its_id_and_what_people_decided(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    with db.write() as tx:
        before = {concept.name: concept.id for concept in read.concepts(tx, -1)}
        decide(tx, "결합도", "스탬프 결합도", "accepted", "broader")
        decide(tx, "결합도", "제어 결합도", "rejected", "broader")
        decide(tx, "피아제", "결합도", "accepted", strength=0.7)
        added = add(tx, "결합도와 응집도(Cohesion)의 관계는?", ["비례", "반비례"])
    update(db, [added])
    refresh(db)
    with db.read() as tx:
        after = {concept.name: concept.id for concept in read.concepts(tx, -1)}
        coupling = read.show(tx, "결합도")
        edges = [*read.edges(tx), *read.edges(tx, "broader")]
    assert before.items() <= after.items()
    assert {n.label: (n.status, n.method) for n in coupling.narrower} == {
        "스탬프 결합도": ("accepted", "glossary"),
        "제어 결합도": ("rejected", "glossary"),
        "내용 결합도": ("suggested", "glossary"),
    }
    assert [(n.name, n.strength, n.method) for n in coupling.before] == [("피아제", 0.7, "person")]
    assert len(edges) == 3
    assert acyclic(edges).aside == ()


def test_a_concept_leaves_with_its_last_question_unless_people_decided_on_it(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    with db.write() as tx:
        decide(tx, "결합도", "제어 결합도", "accepted", "broader")
        tx.run("DELETE FROM question WHERE id IN (3, 4)")
    refresh(db)
    with db.read() as tx:
        coupling = read.show(tx, "결합도")
        assert coupling.concept.questions == 0
        assert coupling.questions == ()
        assert [n.label for n in coupling.narrower] == ["제어 결합도"]
        assert read.stats(tx).untested == 2
        with pytest.raises(Missing):
            read.find(tx, "스탬프 결합도")


def test_a_question_deleted_while_the_glossary_was_made_is_passed_over(db: Database) -> None:
    update(db, range(1, 6))
    stage = RefreshConcepts()
    with db.read() as tx:
        given = stage.load(tx, [job(stage.kind)])
    (outcome,) = stage.compute(given, Silence())
    assert isinstance(outcome, Done)
    with db.write() as tx:
        tx.run("DELETE FROM question WHERE id = 1")
    store_all(db, outcome.result)
    with db.read() as tx:
        assert tx.value("SELECT count(*) FROM tests WHERE question_id = 1") == 0


def test_an_edge_that_a_refresh_does_not_derive_survives(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    with db.write() as tx:
        concept = read.find(tx, "결합도").id
        tx.run("INSERT INTO tests VALUES (5, ?, 0.9, 'person', 'said so')", (concept,))
    refresh(db)
    with db.read() as tx:
        assert [c.label for c in read.question_concepts(tx, [5])[5]] == ["결합도"]


def test_two_concepts_can_be_merged_and_parted_again(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    before = everything(db)
    with db.write() as tx:
        merge(tx, "스탬프 결합도", "제어 결합도")
        with pytest.raises(Refused, match="the same concept already"):
            merge(tx, "제어 결합도", "제어 결합도")
        with pytest.raises(Refused, match="is merged into"):
            merge(tx, "스탬프 결합도", "피아제")
    refresh(db)
    with db.write() as tx:
        assert read.find(tx, "스탬프 결합도").label == "제어 결합도"
        assert decisions.unmerge(tx, "스탬프 결합도").into == "제어 결합도"
        with pytest.raises(Missing, match="is not merged"):
            decisions.unmerge(tx, "스탬프결합도")
    refresh(db)
    assert everything(db) == before


def test_what_has_no_name_is_answered_with_the_nearest(db: Database) -> None:
    update(db, range(1, 6))
    refresh(db)
    with db.read() as tx:
        assert read.find(tx, " 스탬프   결합도 ").name == "스탬프결합도"
        with pytest.raises(Missing) as caught:
            read.find(tx, "스템프 결합도")
    assert "스탬프결합도" in caught.value.hint


def test_leaving_passing_terms_in_the_database_changes_nothing(db: Database) -> None:
    with db.write() as tx:
        added = add(tx, "다음 중 옳은 것은 무엇인가?", ["Piaget와 스키너를 견준다.", "외생 변수를 통제한다."])
    update(db, [*range(1, 6), added])
    found = refresh(db)
    with db.read() as tx:
        loaded = store.evidence(tx, PLACES)
        rows = tx.all("SELECT question_id, term, surface, place, count, cuts, rarity FROM candidate ORDER BY 1, 2")
    terms = sorted({(row[1], row[2], row[5], row[6]) for row in rows if row[3] != "original"})
    names = [name for name, *_ in terms]
    complete = Corpus(
        questions=loaded.questions,
        terms=[Term(*term) for term in terms],
        seen=[
            (loaded.questions.index(row[0]), names.index(row[1]), PLACES.index(row[3]), row[4])
            for row in rows
            if row[3] != "original"
        ],
        originals=[
            (names.index(row[1]), row[2], loaded.questions.index(row[0])) for row in rows if row[3] == "original"
        ],
    )
    assert len(loaded.terms) < len(terms)
    assert glossary(complete).tests == found.tests
    assert added in {test.question for test in found.tests}


def test_the_glossary_is_given_the_papers_and_subjects_of_each_question(db: Database) -> None:
    with db.write() as tx:
        paper = tx.insert(
            "INSERT INTO material (sha256, title, created_at, updated_at) VALUES (?, '2023년 교육학 필기', 0, 0)",
            ("a" * 64,),
        )
        for seq, (question, section) in enumerate([(1, "1과목: 발달"), (2, None)]):
            tx.run(
                "INSERT INTO appearance (material_id, question_id, seq, section, number, page, bbox, places, printed,"
                " option_order, confidence, flags, reviewed)"
                " VALUES (?, ?, ?, ?, 1, 1, '[]', '[]', '{}', '[]', 1, '[]', 0)",
                (paper, question, seq, section),
            )
    stage = RefreshConcepts()
    with db.read() as tx:
        (given,) = stage.load(tx, [job(stage.kind)])
    crossed = msgspec.json.decode(msgspec.json.encode(given), type=Corpus)
    assert crossed.papers == {1: (paper,), 2: (paper,)}
    assert crossed.subjects == {1: ("교육학", "발달"), 2: ("교육학",)}
