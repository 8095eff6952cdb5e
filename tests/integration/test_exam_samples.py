"""The sample papers, read and held against the truth beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.gold import as_read, as_true
from tests.support.readings import reading_of

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key

if TYPE_CHECKING:
    from cgq.exam.model import Document, Key

SAMPLES = Path(__file__).parents[2] / "sample_data"
GOLD = {
    path.name.removesuffix(".gold.json"): json.loads(path.read_text("utf-8")) for path in SAMPLES.glob("*.gold.json")
}
PAPERS = sorted(stem for stem, gold in GOLD.items() if "expect_findings" in gold)


@pytest.fixture(scope="module", params=PAPERS)
def stem(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def document_of(stem: str) -> Document:
    return reading_of(SAMPLES / GOLD[stem]["file"])


def test_every_question_is_as_printed(stem: str) -> None:
    read = [as_read(q) for q in document_of(stem).questions]
    assert read == [as_true(q) for q in GOLD[stem]["questions"]]


def test_findings_are_the_expected_ones(stem: str) -> None:
    document, gold = document_of(stem), GOLD[stem]
    found = {f.code for f in document.findings}
    assert found == set(gold["expect_findings"])
    assert (document.refusal is not None) == (gold["kind"] == "refused")


def test_pages_language_and_form_are_told(stem: str) -> None:
    document, gold = document_of(stem), GOLD[stem]
    if gold["kind"] == "refused":
        return
    assert document.pages == gold["pages"]
    if gold["kind"] == "exam":
        assert (document.language, document.form) == (gold["language"], gold["form"])
        assert document.title


def cells(key: Key) -> list[tuple[int, tuple[int, ...], str]]:
    return [(a.number, a.accepted, a.mode) for a in key.answers]


@pytest.mark.parametrize("stem", [stem for stem in PAPERS if GOLD[stem]["kind"] == "key"], ids=str)
def test_a_key_is_read_to_the_last_cell(stem: str) -> None:
    document = document_of(stem)
    assert document.questions == ()
    true = [[(a["number"], tuple(a["accepted"]), a["mode"]) for a in k["answers"]] for k in GOLD[stem]["keys"]]
    assert [cells(k) for k in document.keys] == true


def test_a_separate_key_gives_every_answer() -> None:
    merged = merge_key(document_of("sw1-ko"), document_of("sw1-key"))
    true = [a for k in GOLD["sw1-key"]["keys"] for a in k["answers"]]
    assert [q.answer.accepted if q.answer else None for q in merged.questions] == [tuple(a["accepted"]) for a in true]
    assert merged.findings == document_of("sw1-ko").findings


def test_a_key_of_another_paper_is_refused() -> None:
    merged = merge_key(document_of("passage-ko"), document_of("sw1-key"))
    assert "key_mismatch" in {f.code for f in merged.findings}
    assert [q.answer for q in merged.questions] == [q.answer for q in document_of("passage-ko").questions]


def test_the_password_opens_the_encrypted_paper() -> None:
    data = (SAMPLES / "encrypted.pdf").read_bytes()
    document = read_document(data, password="cgq-sample")
    assert [as_read(q) for q in document.questions] == [as_true(q) for q in GOLD["encrypted"]["true_questions"]]
    wrong = read_document(data, password="wrong")
    assert [f.code for f in wrong.findings] == ["encrypted"]


@pytest.mark.parametrize("part", range(1, 24))
def test_a_sample_cut_off_is_never_taken_for_whole(part: int) -> None:
    data = (SAMPLES / "safety-2024.pdf").read_bytes()
    document = read_document(data[: len(data) * part // 24])
    assert document.refusal is not None
