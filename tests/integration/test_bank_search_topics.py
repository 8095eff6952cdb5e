"""What a query names beyond the words that questions hold: a topic before an unknown word, a word in the other script,
a topic that is only mentioned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from cgq.bank import materials, questions, search
from cgq.bank.files import SourceFile
from cgq.bank.searching import index
from cgq.bank.searching.words import read_query
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.exam.model import Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """A question with its words as the analyser cuts them, and what it is about."""

    stem: str
    words: str
    rest: str = ""
    about: str = ""
    passage: str | None = None


BANK = (
    Asked("매슬로의 욕구 다섯 단계는?", "매슬로 욕구 단계", about="매슬로"),
    Asked("다음 가운데 욕구가 아닌 것은?", "다음 욕구", "매슬로 안전"),
    Asked("공문서 번호가 뜻하는 것은?", "공문서 번호", "매슬로"),
    Asked("Which table does a router read?", "which table does a router read"),
    Asked("Which root may a plant have?", "which root may a plant have"),
    Asked("Which route is the shortest?", "which route is the shortest"),
    Asked("세마포어의 값은 얼마인가?", "세마포어 값"),
    Asked("촉매가 하는 일은?", "촉매 일", about="촉매"),
    Asked("반응을 빠르게 하는 것은?", "반응", "촉매 온도"),
    Asked("What does the spanning tree protocol do?", "spanning tree protocol", about="spanning tree protocol"),
    Asked("3·1 운동이 일어난 까닭은?", "3·1 운동 까닭"),
    Asked("6월 민주 항쟁의 결과는?", "6 월 민주 항쟁 결과"),
    Asked("윗글과 맞는 것은?", "윗글", "물 불", passage="촉매를 넣은 물에 관한 글이다."),
)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        for number, asked in enumerate(BANK, 1):
            _take(tx, number, asked)
        yield tx
    database.close()


def _take(tx: Transaction, number: int, asked: Asked) -> None:
    sha256 = hashlib.sha256(asked.stem.encode()).hexdigest()
    material = materials.adopt(tx, SourceFile(f"/{number}.pdf", sha256, 1), 1).id
    options = tuple(Option(n=place, text=text) for place, text in enumerate(asked.rest.split() or ["하나"], 1))
    read = Question(number=1, stem=asked.stem, options=options, passage=asked.passage)
    questions.store(tx, material, Document(sha256=sha256, pages=1, questions=(read,)), stored_text_hash, 1)
    question = tx.value("SELECT id FROM question WHERE stem = ?", (asked.stem,))
    rest = asked.rest.split() + (["촉매"] if asked.passage else [])
    index.keep_words(tx, question, asked.words.split(), rest)
    if asked.about:
        values = (number, asked.about, asked.about)
        tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (?, ?, ?, 1, 1)", values)
        tx.run("INSERT INTO tests VALUES (?, ?, 0.9, 'glossary', 'topic')", (question, number))


def found(tx: Transaction, text: str) -> tuple[list[str], tuple[str, ...]]:
    hits = search.search(tx, read_query(tx, text), None)
    stems = [tx.value("SELECT stem FROM question WHERE id = ?", (hit.question,)) for hit in hits.hits]
    return stems, hits.nowhere


def test_a_topic_is_shown_where_no_question_holds_the_word_behind_it(tx: Transaction) -> None:
    assert found(tx, "매슬로 비판") == ([BANK[0].stem], ("비판",))


@pytest.mark.parametrize("text", ["비판 매슬로", "매슬로 5321", "공문서 비판"])
def test_no_topic_is_shown_where_the_unknown_word_says_what_is_wanted(tx: Transaction, text: str) -> None:
    """It names the thing itself, or the word before it is what no question is known to be about."""
    stems, nowhere = found(tx, text)
    assert (stems, len(nowhere)) == ([], 1)


def test_a_name_of_several_words_is_a_topic_before_an_unknown_word(tx: Transaction) -> None:
    assert found(tx, "spanning tree history") == ([BANK[9].stem], ("history",))
    assert found(tx, "스패닝 트리 역사책") == ([BANK[9].stem], ("역사책",))


@pytest.mark.parametrize("text", ["tree spanning history", "spanning history protocol", "spanning tree 802"])
def test_words_that_no_question_holds_in_a_row_are_no_topic(tx: Transaction, text: str) -> None:
    """Nor is what stands before a number, which names just what is wanted."""
    stems, nowhere = found(tx, text)
    assert (stems, len(nowhere)) == ([], 1)


def test_a_word_is_found_in_the_other_script(tx: Transaction) -> None:
    assert found(tx, "라우터") == found(tx, "라우터는") == ([BANK[3].stem], ())
    assert found(tx, "semaphore") == ([BANK[6].stem], ())
    (hit,) = search.search(tx, read_query(tx, "라우터"), None).hits
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["router"]


def test_a_verb_behind_a_topic_that_no_question_holds_hides_nothing(tx: Transaction) -> None:
    assert found(tx, "세마포어를 증설해야 하나요") == ([BANK[6].stem], ("증설해야",))
    assert found(tx, "증설해야 세마포어") == ([], ("증설해야",))


def test_a_short_word_is_found_in_the_other_script_behind_a_latin_name(tx: Transaction) -> None:
    """By itself it may be a Korean word that sounds so."""
    question = tx.value("SELECT id FROM question WHERE stem = ?", (BANK[6].stem,))
    index.keep_words(tx, question, ["루터"], [])
    assert found(tx, "루터") == ([BANK[6].stem], ())
    assert found(tx, "table 루터") == ([BANK[3].stem], ())


def test_two_words_in_the_other_script_are_one_name(tx: Transaction) -> None:
    assert found(tx, "스패닝 트리")[0] == [BANK[9].stem]
    assert found(tx, "트리 스패닝")[0] == [BANK[9].stem]  # no question holds them so: each counts by itself


def test_of_two_words_that_sound_alike_neither_is_taken(tx: Transaction) -> None:
    assert found(tx, "루트") == ([], ("루트",))


def test_initials_stand_for_the_only_name_that_has_them(tx: Transaction) -> None:
    assert found(tx, "STP") == ([BANK[9].stem], ())
    tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (99, 'slow tree pruning', 'x', 1, 1)")
    assert found(tx, "STP") == ([], ("stp",))


@pytest.mark.parametrize("text", ["3.1운동", "3·1 운동", "3.1 운동의 정리"])
def test_a_date_is_found_with_either_sign(tx: Transaction, text: str) -> None:
    assert found(tx, text)[0] == [BANK[10].stem]


@pytest.mark.parametrize("text", ["4KB", "4 KB"])
def test_a_number_is_found_with_its_unit_behind_a_space_or_none(tx: Transaction, text: str) -> None:
    for place, words in ((6, "4kb 쪽"), (7, "4 kb 쪽")):
        question = tx.value("SELECT id FROM question WHERE stem = ?", (BANK[place].stem,))
        index.keep_words(tx, question, words.split(), [])
    assert {BANK[6].stem, BANK[7].stem} <= set(found(tx, text)[0])


@pytest.mark.parametrize("text", ["6월항쟁", "6월 항쟁"])
def test_what_a_number_counts_does_not_hide_the_word_behind_it(tx: Transaction, text: str) -> None:
    assert found(tx, text)[0] == [BANK[11].stem]


@pytest.mark.parametrize("text", ["촉매역할", "촉매특징", "촉매문제", "촉매 기출문제"])
def test_what_is_asked_may_be_written_as_one_word_with_its_topic(tx: Transaction, text: str) -> None:
    assert BANK[7].stem in found(tx, text)[0]


def test_a_passage_that_others_share_is_no_topic_of_its_questions(tx: Transaction) -> None:
    assert found(tx, "촉매")[0] == [BANK[7].stem, BANK[8].stem]


def test_what_is_asked_of_a_topic_finds_no_mention_of_it(tx: Transaction) -> None:
    assert found(tx, "촉매 역할")[0] == [BANK[7].stem]


@pytest.mark.parametrize("text", ["쎄마포어", "쎄마포어는", "새마포어의 값"])
def test_a_word_that_no_question_holds_is_found_in_another_spelling(tx: Transaction, text: str) -> None:
    query, typed = read_query(tx, text), text[:4]
    assert query.respelled == ((typed, "세마포어"),)
    assert found(tx, text) == ([BANK[6].stem], (typed,))
    (hit,) = search.search(tx, query, None).hits
    assert "세마포어" in {hit.snippet[start:end] for start, end in hit.marks}


def test_a_spelling_that_some_question_holds_is_taken_as_it_is(tx: Transaction) -> None:
    _take(tx, 90, Asked("쎄마포어라는 낱말은?", "낱말"))
    assert read_query(tx, "쎄마포어").respelled == ()
    assert found(tx, "쎄마포어")[0] == ["쎄마포어라는 낱말은?"]


def test_of_two_words_in_another_spelling_neither_is_taken(tx: Transaction) -> None:
    question = tx.value("SELECT id FROM question WHERE stem = ?", (BANK[7].stem,))
    index.keep_words(tx, question, ["세마퍼어"], [])
    assert read_query(tx, "세마포어").respelled == ()  # the bank's own word
    assert found(tx, "쎄마포어")[0] == [BANK[6].stem]  # of the other, two letters differ
    index.keep_words(tx, question, ["쌔마포어"], [])
    assert found(tx, "쎄마포어") == ([], ("쎄마포어",))
