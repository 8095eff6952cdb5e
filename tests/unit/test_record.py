"""The question record of `cgq extract` and `cgq export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.documents import check

from cgq.documents import encode
from cgq.documents.paper import Paper
from cgq.exam.extract import read_document
from cgq.exam.model import Answer, Document, Finding, Key, KeyAnswer, Option, Question


def question(number: int, texts: str, **given: object) -> Question:
    options = tuple(Option(n=n, text=text) for n, text in enumerate(texts, start=1))
    return Question(number=number, stem="옳은 것은?", options=options, **given)  # type: ignore[arg-type]


def document(*questions: Question, **given: object) -> Document:
    return Document(sha256="ab" * 32, pages=2, questions=questions, **given)  # type: ignore[arg-type]


def printed(read: Document, file: str) -> dict[str, Any]:
    """The record as the command prints it."""
    record: dict[str, Any] = json.loads(encode(Paper.of(read, file)))
    check(record)
    return record


def test_a_question_printed_twice_is_one_record_with_two_appearances() -> None:
    turned = question(7, "lkj", answer=Answer(accepted=(1,)), page=2, confidence=0.5)
    first = question(3, "jkl", answer=Answer(accepted=(3,), evidence="label", verified_by=("form_b",)))
    record = printed(document(turned, first), "p.pdf")
    (found,) = record["questions"]
    assert found["answer"] == {
        "accepted": [3],
        "mode": "any",
        "source": "paper",
        "evidence": "label",
        "verified_by": ["form_b"],
    }
    assert [place["number"] for place in found["appearances"]] == [3, 7]
    assert [place["option_order"] for place in found["appearances"]] == [[1, 2, 3], [3, 2, 1]]
    assert found["appearances"][1]["answer"] == {"accepted": [1], "mode": "any"}
    assert found["quality"] == {"score": 0.5, "flags": [], "needs_review": True, "reviewed": False}


def test_an_unread_answer_is_null_with_its_flag() -> None:
    record = printed(document(question(1, "ab", flags=("no_answer",))), "p.pdf")
    assert record["questions"][0]["answer"] is None
    assert record["questions"][0]["appearances"][0]["answer"] is None
    assert record["questions"][0]["quality"]["flags"] == ["no_answer"]


def test_keys_and_findings_have_the_promised_fields() -> None:
    key = Key(answers=(KeyAnswer(number=1, accepted=(2, 4), mode="any"),), form="A")
    gap = Finding(code="gap", message="19 is missing", number=19)
    record = printed(document(keys=(key,), findings=(gap,)), "k.pdf")
    assert list(record)[:4] == ["type", "file", "sha256", "pages"]
    assert record["keys"] == [
        {
            "form": "A",
            "session": None,
            "subject": None,
            "answers": [{"number": 1, "accepted": [2, 4], "mode": "any"}],
        }
    ]
    assert record["findings"] == [{"code": "gap", "page": None, "number": 19, "message": "19 is missing"}]


def test_every_part_of_a_question_tells_where_it_stands() -> None:
    data = (Path(__file__).parents[2] / "sample_data" / "passage-ko.pdf").read_bytes()
    record = printed(read_document(data), "passage-ko.pdf")
    assert len(record["places"]) == len(record["questions"]) == 12
    seventh = record["places"][6]
    assert seventh["number"] == 7
    pages = {part["page"] for part in seventh["parts"] if part["part"] == "passage"}
    assert pages == {2, 3}
    assert [part["n"] for part in seventh["parts"] if part["part"] == "option"] == [1, 2, 3, 4, 5]
    assert [page["number"] for page in record["layout"]] == [1, 2, 3, 4, 5]
