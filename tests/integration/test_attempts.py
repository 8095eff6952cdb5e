"""Attempts belong to the question at a place of a paper, and are judged by the key that holds when somebody asks."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cgq.bank import materials, questions, replacing
from cgq.bank.attempts import places, store
from cgq.bank.attempts.store import NewAttempt
from cgq.bank.files import SourceFile
from cgq.db.connection import Database
from cgq.db.driver import driver
from cgq.db.migrations import migrate
from cgq.exam.model import Answer, Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction

STACK, QUEUE, HEAP = (
    "나중에 넣은 것을 먼저 꺼내는 자료 구조의 이름은?",
    "도서관이 하루에 빌려 준 책의 수를 달마다 그린 그림에서 읽을 수 없는 것은?",
    "가장 작은 값을 맨 위에 두는 나무 모양의 자료 구조는?",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def asked(number: int, stem: str, texts: Sequence[str] = ("스택", "큐", "힙", "표"), **more: Any) -> Question:
    options = tuple(Option(n=n, text=text) for n, text in enumerate(texts, 1))
    return Question(number=number, stem=stem, options=options, **{"answer": Answer(accepted=(1,)), **more})


def paper(name: str, *asked_for: Question) -> Document:
    return Document(sha256=sha(name), pages=1, language="ko", extractor="x-1", questions=asked_for, form="A")


def take(tx: Transaction, name: str, *asked_for: Question) -> int:
    """A paper as it is read now; its number."""
    adopted = materials.adopt(tx, SourceFile(f"/papers/{name}.pdf", sha(name), 1), 1)
    questions.store(tx, adopted.id, paper(name, *asked_for), stored_text_hash, 1)
    return adopted.id


def place(tx: Transaction, material: int, number: int) -> places.Place:
    sql = "SELECT id FROM appearance WHERE material_id = ? AND number = ?"
    return places.place_of(tx, tx.value(sql, (material, number)))


def answer(tx: Transaction, where: places.Place, *chosen: int, **more: Any) -> int:
    return store.add(tx, [NewAttempt(**{"learner": "me", "at": 1_000, "place": where, "chosen": chosen, **more})])


def verdicts(tx: Transaction) -> list[tuple[Any, ...]]:
    """Question, chosen there now, verdict of each attempt."""
    return tx.all("SELECT question, chosen, verdict FROM attempts ORDER BY id")


@pytest.mark.parametrize(
    ("right", "chosen", "verdict"),
    [
        (Answer(accepted=(2,)), (2,), "correct"),
        (Answer(accepted=(2,)), (1,), "wrong"),
        (Answer(accepted=(2,)), (1, 2), "wrong"),
        (Answer(accepted=(2,)), (), "skipped"),
        (Answer(accepted=(1, 4)), (4,), "correct"),
        (Answer(accepted=(1, 4)), (1, 4), "correct"),
        (Answer(accepted=(1, 4), mode="all"), (4,), "wrong"),
        (Answer(accepted=(1, 4), mode="all"), (1, 4), "correct"),
        (Answer(accepted=(1, 2, 3, 4), mode="void"), (3,), "correct"),
        (Answer(accepted=(1, 2, 3, 4), mode="void"), (), "correct"),
        (None, (3,), "unknown"),
        (None, (), "unknown"),
    ],
)
def test_an_attempt_is_judged_by_the_key(
    database: Database, right: Answer | None, chosen: tuple[int, ...], verdict: str
) -> None:
    with database.write() as tx:
        answer(tx, place(tx, take(tx, "a", asked(1, STACK, answer=right)), 1), *chosen)
        assert [found for *_, found in verdicts(tx)] == [verdict]


def test_A4_a_corrected_key_corrects_what_was_answered_before(database: Database) -> None:
    with database.write() as tx:
        answer(tx, place(tx, take(tx, "a", asked(1, STACK, answer=None)), 1), 2)
        assert [verdict for *_, verdict in verdicts(tx)] == ["unknown"]
        take(tx, "a", asked(1, STACK, answer=Answer(accepted=(1,))))
        assert [verdict for *_, verdict in verdicts(tx)] == ["wrong"]
        take(tx, "a", asked(1, STACK, answer=Answer(accepted=(2,))))
        assert [verdict for *_, verdict in verdicts(tx)] == ["correct"]


def test_A4_the_same_attempt_is_stored_once_wherever_it_comes_from(database: Database) -> None:
    with database.write() as tx:
        where = place(tx, take(tx, "a", asked(1, STACK), asked(2, QUEUE)), 1)
        assert answer(tx, where, 1, source="import", file=sha("file"), row=2) == 1
        assert answer(tx, where, 1) == 0
        assert answer(tx, where, 2) == 1, "another choice"
        assert answer(tx, where, 1, at=1_001) == 1, "another moment"
        assert answer(tx, where, 1, learner="k7") == 1
        take(tx, "a", asked(1, f"{STACK} (고친 글)", answer=Answer(accepted=(2,))), asked(2, QUEUE))
        again = place(tx, 1, 1)
        assert answer(tx, again, 1) == 0, "the question goes on under its number"
        assert tx.value("SELECT count(*) FROM learner_attempt") == 4


def test_what_the_schema_allows_is_an_attempt(database: Database) -> None:
    with database.write() as tx:
        where = place(tx, take(tx, "a", asked(1, STACK)), 1)
        for wrong in ({"learner": ""}, {"learner": "k" * 65}, {"ms": -1}, {"file": sha("x")}, {"source": "import"}):
            with pytest.raises(driver.IntegrityError):
                answer(tx, where, 1, **wrong)
    assert [store.is_learner(name) for name in ("me", "학습자-7", "a@b.kr", "two words", "", "a\nb")] == [
        *(True, True, False, False, False, False)
    ]


def test_a_better_reading_takes_the_attempts_along(database: Database) -> None:
    with database.write() as tx:
        material = take(tx, "a", asked(1, STACK), asked(2, QUEUE, answer=Answer(accepted=(2,))))
        first, second = place(tx, material, 1), place(tx, material, 2)
        answer(tx, first, 1)
        answer(tx, second, 2)
        # The section is recognised now, the number of the second is another one, and its text is read better.
        moved = asked(3, f"{QUEUE} 하나만 고르시오.", section="자료 구조", answer=Answer(accepted=(2,)))
        take(tx, "a", replace(asked(1, STACK), section="자료 구조"), asked(2, HEAP, section="자료 구조"), moved)
        sql = "SELECT question, section, number, verdict FROM attempts ORDER BY id"
        assert tx.all(sql) == [
            (first.question, "자료 구조", 1, "correct"),
            (second.question, "자료 구조", 3, "correct"),
        ]


def test_options_that_are_read_in_another_order_are_found_by_their_texts(database: Database) -> None:
    with database.write() as tx:
        answer(tx, place(tx, take(tx, "a", asked(1, STACK)), 1), 3)
        take(tx, "a", asked(1, STACK, ("표", "힙", "큐", "스택"), answer=Answer(accepted=(2,))))
        assert [row[1:] for row in verdicts(tx)] == [("[2]", "correct")]
        take(tx, "a", asked(1, STACK, ("스택", "큐", "표")))
        assert [row[1:] for row in verdicts(tx)] == [("[null]", "unknown")], "it is printed there no more"
        take(tx, "a", asked(1, STACK))
        assert [row[1:] for row in verdicts(tx)] == [("[3]", "wrong")]


def test_what_another_paper_prints_too_stays_with_the_position_of_the_paper(database: Database) -> None:
    with database.write() as tx:
        first = take(tx, "a", asked(1, STACK))
        second = take(tx, "b", asked(1, STACK))
        answer(tx, place(tx, first, 1), 1)
        answer(tx, place(tx, second, 1), 1, at=2_000)
        take(tx, "a", asked(1, f"{STACK} 다음에서 고르시오.", answer=Answer(accepted=(3,))))
        rows = tx.all("SELECT material, verdict FROM attempts ORDER BY id")
        assert rows == [(first, "wrong"), (second, "correct")]
        assert len({question for question, *_ in verdicts(tx)}) == 2


def test_a_removed_paper_leaves_its_attempts_to_another_one_or_to_the_day_of_its_return(database: Database) -> None:
    with database.write() as tx:
        first = take(tx, "a", asked(1, STACK))
        second = take(tx, "b", asked(7, STACK, ("큐", "스택", "표", "힙"), answer=Answer(accepted=(2,))))
        answer(tx, place(tx, first, 1), 1)
        questions.remove_material(tx, first, stored_text_hash, 1)
        sql = "SELECT material, number, chosen, verdict FROM attempts"
        assert tx.all(sql) == [(second, 7, "[2]", "correct")], "the same option, where the other paper prints it"
        questions.remove_material(tx, second, stored_text_hash, 1)
        assert tx.all(sql) == [(None, None, "[1]", "unknown")]
        assert tx.all("SELECT concept FROM learner_concepts") == []
        back = take(tx, "a", asked(1, STACK))
        assert tx.all(sql) == [(back, 1, "[1]", "correct")]


def test_a_replaced_file_keeps_the_attempts_at_what_it_prints_too(database: Database) -> None:
    with database.write() as tx:
        material = take(tx, "a", asked(1, STACK), asked(2, QUEUE))
        answer(tx, place(tx, material, 1), 1)
        answer(tx, place(tx, material, 2), 1)
        replacing.prepare(tx, material, SourceFile("/papers/new.pdf", sha("new"), 1), "pdf", 2)
        right = paper("new", asked(2, HEAP), asked(5, STACK, answer=Answer(accepted=(2,))))
        questions.store(tx, material, right, stored_text_hash, 2)
        sql = "SELECT material, number, verdict FROM attempts ORDER BY id"
        assert tx.all(sql) == [(material, 5, "wrong"), (None, None, "unknown")], "never laid over another question"
        assert tx.all("SELECT DISTINCT material FROM attempted_place") == [(sha("new"),)]


def test_the_end_is_the_same_in_whatever_order_readings_and_attempts_came(database: Database) -> None:
    held: list[list[tuple[Any, ...]]] = []
    for turned in (False, True):
        with database.write() as tx:
            readings = [asked(1, STACK, answer=Answer(accepted=(2,))), asked(1, f"{STACK} 하나", answer=None)]
            material = take(tx, f"x{turned}", readings[turned])
            answer(tx, place(tx, material, 1), 2, learner=f"k{turned:d}")
            take(tx, f"x{turned}", readings[not turned])
            take(tx, f"x{turned}", readings[0])
            rows = tx.all("SELECT number, chosen, verdict FROM attempts WHERE learner = ?", (f"k{turned:d}",))
            held.append(rows)
            questions.remove_material(tx, material, stored_text_hash, 1)
    assert held[0] == held[1] == [(1, "[2]", "correct")]
