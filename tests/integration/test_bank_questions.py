"""Papers and their questions in a real database: shared by forms, replaced by a better reading."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from tests.support.exported import exported_lines

from cgq.bank import browse, materials, question_name, questions, selection
from cgq.bank.files import SourceFile
from cgq.bank.record import ConceptRecord
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.errors import Failure, Missing
from cgq.exam.model import Answer, Document, Finding, Key, KeyAnswer, Option, Place, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


def paper(form: str, asked: Sequence[Question], **more: object) -> Document:
    sha256 = hashlib.sha256(form.encode()).hexdigest()
    given = {
        "pages": 3,
        "form": form,
        "language": "ko",
        "extractor": "x-1",
        "questions": tuple(asked),
        **more,
    }
    return Document(sha256=sha256, **given)  # type: ignore[arg-type]


def question(number: int, stem: str, options: str = "가나다라", right: int | None = 1, **more: object) -> Question:
    return Question(
        number=number,
        stem=stem,
        options=tuple(Option(n=n, text=text) for n, text in enumerate(options, start=1)),
        answer=None if right is None else Answer(accepted=(right,)),
        **more,  # type: ignore[arg-type]
    )


def take(tx: Transaction, document: Document, name: str = "", now: int = 1) -> tuple[int, questions.Stored]:
    file = SourceFile(f"/papers/{name or document.form}.pdf", document.sha256, 1)
    adopted = materials.adopt(tx, file, now)
    return adopted.id, questions.store(tx, adopted.id, document, stored_text_hash, now)


FORM_A = paper("A", [question(1, "교육 과정의 뜻은?", "가나다라", 2), question(2, "피아제의 단계는?", "마바사아", 4)])
FORM_B = paper("B", [question(1, "피아제의  단계는?", "아사바마", 1), question(2, "교육과정의 뜻은?", "다나라가", 2)])


def bank_of(path: Path, documents: Sequence[Document]) -> bytes:
    database = Database(path, durability="NORMAL")
    migrate(database)
    for document in documents:
        with database.write() as tx:
            take(tx, document)
    with database.read() as tx:
        exported = b"".join(exported_lines(tx))
    database.close()
    return exported


def test_forms_of_one_exam_share_their_questions_with_turned_options(database: Database) -> None:
    with database.write() as tx:
        _, a = take(tx, FORM_A)
        _, b = take(tx, FORM_B)
        assert b.questions == a.questions[::-1]
        record = browse.record(tx, a.questions[1])
    first, second = record.appearances
    texts = {option.n: option.text for option in record.options}
    assert {place.form for place in (first, second)} == {"A", "B"}
    for place, printed in (
        (first, FORM_A if first.form == "A" else FORM_B),
        (second, FORM_B if first.form == "A" else FORM_A),
    ):
        asked = next(found for found in printed.questions if "피아제" in found.stem)
        assert [texts[n] for n in place.option_order] == [option.text for option in asked.options]
        assert asked.answer is not None
        assert place.answer is not None
        assert place.answer.accepted == asked.answer.accepted
    assert record.answer is not None
    assert len(record.answer.verified_by) == 1
    assert record.quality.flags == ()


def test_where_each_part_stands_and_what_is_drawn_is_kept(database: Database) -> None:
    figure = Place(part="figure", page=2, bbox=(10.0, 20.0, 110.0, 80.5), n=1, asset="f" * 64)
    drawn = Place(part="option", page=2, bbox=(10.0, 90.0, 60.0, 120.0), n=1, asset="d" * 64)
    asked = replace(
        question(1, "그림의 뜻은?", "가나다라", 2),
        options=(Option(n=1, text="", asset="d" * 64), Option(n=2, text="나")),
        figures=("f" * 64,),
        places=(Place(part="number", page=2, bbox=(5.0, 5.0, 9.0, 15.0)), figure, drawn),
    )
    with database.write() as tx:
        _, stored = take(tx, paper("A", [asked, question(2, "그림의 뜻은?", "가나다라", 2)]))
        record = browse.record(tx, stored.questions[0])
    assert record.appearances[0].places == asked.places
    assert record.assets == ("d" * 64, "f" * 64)
    assert record.options[0].asset == "d" * 64
    assert len(set(stored.questions)) == 2


def test_B3_the_export_is_the_same_bytes_in_every_order(tmp_path: Path) -> None:
    papers = [
        FORM_A,
        FORM_B,
        *(
            paper(
                form,
                [
                    question(n, f"문항 {'  ' * (n % i)}{n}", "가나다라"[i % 4 :] + "가나다라"[: i % 4])
                    for n in range(1, 30)
                ],
            )
            for i, form in enumerate("CDE", start=2)
        ),
    ]
    expected = bank_of(tmp_path / "0.db", papers)
    assert expected.count(b"\n") == 31
    for seed in range(1, 6):
        shuffled = random.Random(seed).sample(papers, len(papers))
        assert bank_of(tmp_path / f"{seed}.db", [shuffled[0], *shuffled]) == expected


def test_the_export_is_sorted_and_walks_in_steps(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as tx:
        take(tx, paper("A", [question(n, f"문항 {n}") for n in range(25)]))
    whole = _exported(database)
    monkeypatch.setattr(selection, "STEP", 4)
    assert _exported(database) == whole
    ids = [line.split(b'"')[3] for line in whole]
    assert ids == sorted(ids)
    assert len(set(ids)) == 25


def _exported(database: Database) -> list[bytes]:
    with database.read() as tx:
        return list(exported_lines(tx))


def test_a_new_reading_replaces_the_old_one(database: Database) -> None:
    with database.write() as tx:
        material, first = take(tx, FORM_A)
        better = paper(
            "A",
            [FORM_A.questions[0], question(2, "피아제의 발달 단계는?")],
            keys=(Key(answers=(KeyAnswer(number=1, accepted=(2,)),)),),
            findings=(Finding(code="gap", message="3 fehlt", number=3),),
        )
        _, second = take(tx, better)
        assert second.questions[0] == first.questions[0]
        assert second.questions[1] == first.questions[1]
        assert second.removed == 0
        assert questions.texts(tx, first.questions)[first.questions[1]].text.stem == "피아제의 발달 단계는?"
        assert materials.material(tx, material).questions == 2
        assert materials.material(tx, material).missing == 1
        assert materials.material(tx, material).keys == 1
        take(tx, FORM_A)
        assert materials.findings(tx, material) == []
        assert materials.material(tx, material).keys == 0
        assert tx.value("SELECT count(*) FROM question_fts") == browse.count(tx) == 2


def test_reading_the_same_again_changes_nothing(database: Database) -> None:
    with database.write() as tx:
        _, first = take(tx, FORM_A)
        _, again = take(tx, FORM_A, now=9)
        assert first.changed == first.questions
        assert again == replace(first, changed=())
        assert tx.value("SELECT count(*) FROM appearance") == 2


def test_a_question_printed_twice_in_one_paper_appears_twice(database: Database) -> None:
    with database.write() as tx:
        _, stored = take(
            tx, paper("A", [question(1, "같은 문항"), question(2, "다른 문항"), question(3, "같은  문항")])
        )
        assert len(stored.questions) == 2
        assert [place.number for place in browse.record(tx, stored.questions[0]).appearances] == [1, 3]


def test_removing_a_paper_takes_what_is_seen_nowhere_else(database: Database) -> None:
    with database.write() as tx:
        a, stored = take(tx, paper("A", [question(1, "공통  문항"), question(2, "A에만")]))
        b, _ = take(tx, paper("B", [question(1, "공통 문항")]))
        text = questions.texts(tx, stored.questions)[stored.questions[0]].text.stem
        first, other = (a, b) if text == "공통  문항" else (b, a)
        assert materials.loss(tx, a) == materials.Loss(2, 1)
        gone = questions.remove_material(tx, first, stored_text_hash, 1)
        assert gone.reworded == (stored.questions[0],)
        assert gone.removed == (1 if first == a else 0)
        left = questions.texts(tx, stored.questions)[stored.questions[0]].text.stem
        assert left != text
        questions.remove_material(tx, other, stored_text_hash, 1)
        assert browse.count(tx) == 0
        assert tx.value("SELECT count(*) FROM question_fts") == 0
        with pytest.raises(Missing):
            materials.material(tx, a)


def test_a_moved_file_is_the_same_material(database: Database) -> None:
    old = SourceFile("/a/시험.pdf", "f" * 64, 1)
    new = SourceFile("/b/시험.pdf", "f" * 64, 1)
    with database.write() as tx:
        first = materials.adopt(tx, old, 1)
        assert (first.new, first.moved) == (True, False)
        second = materials.adopt(tx, new, 2)
        assert (second.id, second.new, second.moved) == (first.id, False, True)
        assert not materials.adopt(tx, old, 3).moved
        assert materials.source(tx, first.id) == materials.Source("f" * 64, ("/a/시험.pdf", "/b/시험.pdf"), "pdf")
        assert materials.source(tx, 99) is None


def test_a_title_comes_from_the_file_then_the_document_unless_a_person_gave_one(database: Database) -> None:
    with database.write() as tx:
        a, _ = take(tx, paper("A", [], title="2025학년도 임용"), "스캔001")
        b, _ = take(tx, paper("B", []), "스캔002")
        materials.edit(tx, b, 2, title="내 시험", description="메모")
        take(tx, paper("B", [], title="문서 제목"), "스캔002")
        found = {material.id: material for material in materials.listing(tx)}
        assert found[a].title == "2025학년도 임용"
        assert (found[b].title, found[b].description) == ("내 시험", "메모")
        assert [material.id for material in materials.listing(tx, text="스캔002")] == [b]
        assert materials.listing(tx, text="100%_") == []
        assert [material.id for material in materials.listing(tx, limit=1, page=2)] == [b]


def test_a_failed_paper_tells_why_and_keeps_its_questions(database: Database) -> None:
    with database.write() as tx:
        material, _ = take(tx, FORM_A)
        materials.set_failed(tx, material, Failure(code="needs_ocr", message="only pictures"), 5)
        found = materials.material(tx, material)
        assert (found.status, found.error_code, found.questions) == ("failed", "needs_ocr", 2)
        take(tx, FORM_A)
        assert materials.material(tx, material).error is None


def test_questions_are_listed_by_place_and_filtered(database: Database) -> None:
    with database.write() as tx:
        a, _ = take(tx, paper("A", [question(1, "교육 과정"), question(2, "100%_확실", right=None, flags=("x",))]))
        b, _ = take(tx, paper("B", [question(7, "교육과정")]))
        assert [row.number for row in browse.listing(tx, material=a)] == [1, 2]
        assert [row.number for row in browse.listing(tx, material=b)] == [7]
        assert [row.appearances for row in browse.listing(tx)] == [2, 1]
        assert [row.material for row in browse.listing(tx, number=7)] == [b]
        assert [row.stem for row in browse.listing(tx, flagged=True)] == ["100%_확실"]
        assert len(browse.listing(tx, flagged=False)) == 1
        assert [row.appearances for row in browse.listing(tx, text="육 과")] == [2]
        assert browse.listing(tx, text="0%확") == []
        assert len(browse.listing(tx, limit=1, page=2)) == 1
        with pytest.raises(Missing):
            browse.record(tx, 999)


def test_concepts_come_from_the_caller(database: Database) -> None:
    with database.write() as tx:
        _, stored = take(tx, FORM_A)
        told = {stored.questions[0]: [ConceptRecord(name="교육과정", importance=0.5)]}
        assert browse.record(tx, stored.questions[0], lambda tx, ids: told).concepts == (told[stored.questions[0]][0],)
        assert browse.record(tx, stored.questions[1], lambda tx, ids: told).concepts == ()


def test_the_export_tells_the_concepts_of_the_graph(database: Database) -> None:
    with database.write() as tx:
        _, stored = take(tx, FORM_A)
        concept = tx.insert(
            "INSERT INTO concept (name, label, questions, weight) VALUES ('교육과정', '교육 과정', 1, 1)"
        )
        values = (stored.questions[0], concept)
        tx.run("INSERT INTO tests VALUES (?, ?, 0.75, 'local', 'stem')", values)
    told = [line for line in _exported(database) if '교육 과정","importance":0.75'.encode() in line]
    assert len(told) == 1


def test_storing_a_hundred_questions_takes_milliseconds(database: Database) -> None:
    text = "다음 중 교육 과정에 관한 설명으로 옳은 것을 모두 고른 것은? " * 4
    document = paper("A", [question(n, f"{n}. {text}", "가나다라") for n in range(100)])
    started = time.process_time()
    with database.write() as tx:
        take(tx, document)
    assert time.process_time() - started < 0.5


def test_a_folder_that_a_mac_named_is_found_as_it_is_typed(database: Database) -> None:
    with database.write() as tx:
        folder = normalize("NFD", "기출/가.pdf")
        paper = materials.adopt(tx, SourceFile(f"/{folder}", "0" * 64, 1), 1, title="other").id
        for form in ("NFC", "NFD"):
            assert [found.id for found in materials.listing(tx, text=normalize(form, "기출/가"))] == [paper]


def test_a_question_keeps_its_number_while_its_text_changes(database: Database) -> None:
    """By position where it is read otherwise, by text where the numbering moved; and back again."""
    one, two = question(1, "교육 과정의 뜻은 무엇인가?"), question(2, "피아제의 단계는?", "마바사아")
    with database.write() as tx:
        _, first = take(tx, paper("A", [one, two]))
        _, second = take(tx, paper("A", [replace(one, stem="교육 과정의 뜻은 무엇인지 고르시오"), two]))
        assert second.questions == first.questions
        _, unlike = take(tx, paper("A", [one, question(2, "전혀 다른 문제", "xyzw")]))
        assert unlike.questions == first.questions, "what nothing resembles goes by its position"
        new, shifted = question(1, "갑자기 나타난 것", "pqrs"), replace(one, number=2, stem="교육 과정의 뜻은 무엇?")
        _, moved = take(tx, paper("A", [new, shifted]))
        assert moved.questions[1] == first.questions[0]
        assert moved.questions[0] not in first.questions
        _, back = take(tx, paper("A", [one, two]))
        assert back.questions == first.questions


def test_a_question_that_merged_or_met_another_answers_with_what_it_is_now(database: Database) -> None:
    one, two = question(1, "교육 과정의 뜻은 무엇인가?"), question(2, "피아제의 인지 발달 단계는?", "마바사아")
    both = replace(one, stem=f"{one.stem} {two.stem}", options=(*one.options, *two.options))
    with database.write() as tx:
        _, first = take(tx, paper("A", [one, two]))
        a, b = first.questions
        hashes = questions.hashes_of(tx, first.questions)
        _, merged = take(tx, paper("A", [both]))
        assert merged.questions == (a,)
        assert question_name.find_question(tx, b) == question_name.Named(a, moved=True)
        assert question_name.find_question(tx, hashes[b][:12]) == question_name.Named(a, moved=True)
        assert question_name.find_question(tx, a) == question_name.Named(a)
        _, split = take(tx, paper("A", [one, two]))
        assert split.questions == first.questions, "a text that returns gets the number that it had"
        take(tx, paper("B", [replace(two, number=7)]))
        _, parted = take(tx, paper("A", [one, replace(two, stem="피아제의 인지 발달 단계를 고르시오")]))
        c = parted.questions[1]
        assert c not in first.questions, "the other paper prints the question as it was"
        _, met = take(tx, paper("B", [replace(two, number=7, stem="피아제의 인지 발달 단계를 고르시오")]))
        assert met.questions == (c,)
        assert question_name.question_number(tx, b) == c


def test_a_number_is_never_given_to_another_question(database: Database) -> None:
    with database.write() as tx:
        material, first = take(tx, FORM_A)
        questions.remove_material(tx, material, stored_text_hash, 2)
        with pytest.raises(Missing, match="not in the bank any more"):
            question_name.question_number(tx, first.questions[0])
        other, second = take(tx, paper("C", [question(1, "다른 문제")]))
        assert not set(second.questions) & set(first.questions)
        assert other > material
        _, again = take(tx, FORM_A)
        assert again.questions == first.questions
