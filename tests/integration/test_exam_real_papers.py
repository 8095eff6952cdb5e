"""Real papers, where they are at hand: they are other people's work, so only the scorer's figures are asserted."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.readings import reading_of

from cgq.exam.key.pairing import merge_key

if TYPE_CHECKING:
    from cgq.exam.model import Answer, Document, Key

EXAMS = Path(__file__).parents[3] / "shared" / "exams"
if not (EXAMS / "score.py").exists():
    pytest.skip("the real papers are not at hand", allow_module_level=True)

FORMS = {"A": "A형 가형 홀수형", "B": "B형 나형 짝수형"}
FLOORS = {"prec": 0.99, "rec": 0.99, "k": 0.99, "stem": 0.97, "opt": 0.99, "ans": 0.99, "pas": 0.99}


def scored(answer: Answer | None) -> str | None:
    return None if answer is None else ",".join(map(str, answer.accepted))


def named(key: Key) -> str | None:
    """A key's session and form as the labels name them."""
    session = f"{key.session}교시 " if key.session else ""
    return session + FORMS[key.form] if key.form else None


def output_of(document: Document) -> dict[str, Any]:
    """What the scorer reads of one paper; boxes count as a part of the stem there."""
    questions = [
        {
            "number": q.number,
            "section": q.section,
            "stem": "\n".join([q.stem, *q.boxes]),
            "passage": q.passage,
            "options": [o.text for o in q.options],
            "answer": scored(q.answer),
        }
        for q in document.questions
    ]
    answers = [
        {"number": a.number, "answer": ",".join(map(str, a.accepted)), "form": named(key)}
        for key in document.keys
        for a in key.answers
    ]
    return {
        "questions": questions,
        "answers": [] if questions else answers,
        "needs_ocr": any(f.code == "needs_ocr" for f in document.findings),
    }


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("outputs")
    documents = {path.stem: reading_of(path) for path in sorted(EXAMS.glob("*.pdf"))}
    labels = json.loads((EXAMS / "labels.json").read_text("utf-8"))
    for paper in labels["pdfs"]:
        separate = paper["labels"].get("answers")
        if isinstance(separate, dict):
            documents[paper["id"]] = merge_key(documents[paper["id"]], documents[separate["key"]])
    for stem, document in documents.items():
        (folder / f"{stem}.json").write_text(json.dumps(output_of(document), ensure_ascii=False), "utf-8")
    spec = importlib.util.spec_from_file_location("score", EXAMS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main([str(folder), "--json", str(folder / "score.out")])
    result: dict[str, Any] = json.loads((folder / "score.out").read_text("utf-8"))
    return result


@pytest.mark.parametrize(
    ("name", "right", "of"),
    [
        ("prec", "hit", "pred"),
        ("rec", "hit", "gold"),
        ("k", "k", "gold"),
        ("stem", "stem", "stem_n"),
        ("opt", "opt", "opt_n"),
        ("ans", "ans", "ans_n"),
        ("pas", "pas", "pas_n"),
    ],
)
def test_the_figures_keep_their_floors(score: dict[str, Any], name: str, right: str, of: str) -> None:
    assert score["text"][right] >= FLOORS[name] * score["text"][of]


def test_no_question_is_seen_where_there_is_none(score: dict[str, Any]) -> None:
    assert set(score["false"].values()) == {0}


def test_a_scan_is_reported_as_one(score: dict[str, Any]) -> None:
    assert score["needs_ocr"]["met72-ja"] is True


def test_a_text_key_is_read_to_the_last_cell(score: dict[str, Any]) -> None:
    assert score["keys"]["key-leet14v"]["key"] == score["keys"]["key-leet14v"]["key_n"]


def test_each_answer_from_a_separate_key_is_right(score: dict[str, Any]) -> None:
    assert score["separate"]["ans"] == score["separate"]["ans_n"]


def test_a_pictured_key_has_no_wrong_cell_and_every_one_is_read(score: dict[str, Any]) -> None:
    assert score["keys"]["key-sw22"]["key"] == score["keys"]["key-sw22"]["key_n"]
