"""The question record: its fields, its answers across forms, what it says of its quality."""

from __future__ import annotations

import json

from cgq.bank.build_record import Place, build, of_document
from cgq.bank.record import ConceptRecord, line
from cgq.exam.model import Answer, Document, Option, Question, QuestionText

OPTIONS = tuple(Option(n=n, text=text) for n, text in enumerate(("가", "나", "다"), start=1))
TEXT = QuestionText("옳은 것은?", None, ("ㄱ. 하나",), OPTIONS)


def place(form: str, order: tuple[int, ...], answer: Answer | None, **more: object) -> Place:
    given = {
        "material": form * 64, "file": f"{form}.pdf", "title": form, "form": form, "section": None,
        "number": 1, "page": 1, "bbox": (0.0, 0.0, 1.0, 1.0), "option_order": order, "answer": answer,
        "option_labels": ("1", "2", "3"), "explanation": None, "confidence": 0.99, "flags": (), **more,
    }  # fmt: skip
    return Place(**given)  # type: ignore[arg-type]


def test_the_record_has_the_fields_of_its_contract_in_their_order() -> None:
    record = build("h", TEXT, "ko", [place("A", (1, 2, 3), Answer(accepted=(2,)))])
    told = json.loads(line(record))
    assert list(told) == [
        "id", "stem", "passage", "boxes", "options", "answer", "explanation", "appearances", "concepts",
        "assets", "quality", "language", "license", "repeats",
    ]  # fmt: skip
    assert list(told["appearances"][0]) == [
        "material", "file", "title", "section", "number", "page", "bbox", "row", "form", "year",
        "session", "tags", "concepts", "option_order", "option_labels", "answer", "places",
    ]  # fmt: skip
    assert "옳은 것은?".encode() in line(record)


def test_another_form_that_agrees_verifies_the_answer() -> None:
    a = place("A", (1, 2, 3), Answer(accepted=(1, 3)))
    b = place("B", (3, 2, 1), Answer(accepted=(3, 1)))
    record = build("h", TEXT, "ko", [a, b])
    assert record.answer is not None
    assert record.answer.verified_by == ("form_b",)
    assert not record.quality.needs_review


def test_another_form_that_disagrees_is_flagged() -> None:
    a = place("A", (1, 2, 3), Answer(accepted=(1,)))
    b = place("B", (3, 2, 1), Answer(accepted=(1,)))
    record = build("h", TEXT, "ko", [a, b])
    assert record.answer is not None
    assert record.answer.verified_by == ()
    assert record.quality.flags == ("answer_conflict",)
    assert record.quality.needs_review


def test_an_answer_nobody_could_read_is_null_with_a_flag() -> None:
    record = build("h", TEXT, "ko", [place("A", (1, 2, 3), None)])
    assert record.answer is None
    assert record.quality.flags == ("no_answer",)


def test_an_unsure_reading_is_for_review() -> None:
    assert build("h", TEXT, "ko", [place("A", (1, 2, 3), None, confidence=0.5)]).quality.needs_review


def test_concepts_come_by_importance_then_name() -> None:
    concepts = [ConceptRecord(name=name, importance=weight) for name, weight in (("나", 0.2), ("다", 0.9), ("가", 0.2))]
    record = build("h", TEXT, "ko", [place("A", (1, 2, 3), None)], concepts)
    assert [concept.name for concept in record.concepts] == ["다", "가", "나"]


def test_one_document_gives_the_same_record_without_a_bank() -> None:
    turned = (Option(n=1, text="다"), Option(n=2, text="가"), Option(n=3, text="나"))
    document = Document(
        sha256="a" * 64,
        pages=2,
        questions=(
            Question(number=9, stem="옳은  것은?", options=turned, page=2, answer=Answer(accepted=(1,))),
            Question(number=1, stem="옳은 것은?", options=OPTIONS, answer=Answer(accepted=(3,))),
        ),
    )
    (record,) = of_document(document, file="x.pdf")
    assert [(found.number, found.option_order) for found in record.appearances] == [
        (1, (1, 2, 3)),
        (9, (3, 1, 2)),
    ]
    assert record.answer is not None
    assert record.answer.accepted == (3,)
    assert record.quality.flags == ()
