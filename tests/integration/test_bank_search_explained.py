"""What only stands in why an answer is right: found, behind what a question prints, and shown as such."""

from __future__ import annotations

import hashlib
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

    from cgq.bank.search import Hits

BANK = {
    "물이 드나드는 막은?": ("물 막", "반투막 현상 삼투"),
    "나트륨 문이 닫히면?": ("나트륨 문", "활동 전위 상승"),
    "광물의 굳기를 재는 것은?": ("광물 굳기", "모스 굳기계"),
    "수열이 수렴하는 조건은?": ("수열 수렴 조건", ""),
}
"""Stem -> its words, and why the answer is right, in words as the analyser cuts them."""


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        for stem, (words, explanation) in BANK.items():
            take(tx, stem, words, explanation)
        yield tx
    database.close()


def take(tx: Transaction, stem: str, words: str, explanation: str = "") -> int:
    sha256 = hashlib.sha256(stem.encode()).hexdigest()
    material = materials.adopt(tx, SourceFile(f"/{sha256[:6]}.pdf", sha256, 1), 1).id
    options = (Option(n=1, text="하나"), Option(n=2, text="둘"))
    asked = Question(number=1, stem=stem, options=options, explanation=explanation or None)
    questions.store(tx, material, Document(sha256=sha256, pages=1, questions=(asked,)), stored_text_hash, 1)
    number = int(tx.value("SELECT id FROM question WHERE stem = ?", (stem,)))
    index.keep_words(tx, number, words.split(), [], explanation.split())
    return number


def look(tx: Transaction, text: str) -> Hits:
    return search.search(tx, read_query(tx, text), None)


def found(tx: Transaction, text: str) -> list[str]:
    return [tx.value("SELECT stem FROM question WHERE id = ?", (hit.question,)) for hit in look(tx, text).hits]


def test_what_only_an_explanation_names_is_found_and_shown_in_it(tx: Transaction) -> None:
    (hit,) = look(tx, "삼투").hits
    assert (hit.snippet, hit.why) == ("물이 드나드는 막은? … 반투막 현상 삼투", "words")
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["삼투"]


@pytest.mark.parametrize("text", ["활동전위", "활동 전위", "활동 전위란"])
def test_a_name_in_an_explanation_is_found_however_it_is_spaced(tx: Transaction, text: str) -> None:
    assert found(tx, text) == ["나트륨 문이 닫히면?"]


def test_what_prints_a_word_comes_before_what_explains_by_it(tx: Transaction) -> None:
    take(tx, "삼투란 무엇인가?", "삼투")
    assert found(tx, "삼투") == ["삼투란 무엇인가?", "물이 드나드는 막은?"]


def test_an_explanation_completes_what_its_question_prints_in_part(tx: Transaction) -> None:
    assert found(tx, "광물 모스") == ["광물의 굳기를 재는 것은?"]


@pytest.mark.parametrize("text", ["삼투 수열", "삼투 블록체인", "블록체인 삼투 트리"])
def test_an_explanation_with_one_word_of_several_is_no_hit(tx: Transaction, text: str) -> None:
    assert found(tx, text) == []


def test_an_explanation_is_found_no_more_once_it_is_another(tx: Transaction) -> None:
    number = tx.value("SELECT id FROM question WHERE stem = ?", ("물이 드나드는 막은?",))
    index.keep_words(tx, number, ["물", "막"], [], ["세포막"])
    assert (found(tx, "삼투"), look(tx, "삼투").nowhere) == ([], ("삼투",))
