"""Questions as JSON Lines: our own records, and objects with the names of columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.importing import Outcome, read_import

from cgq.bank.build_record import Place, build
from cgq.bank.record import ConceptRecord, line
from cgq.exam.identity import question_hash
from cgq.exam.model import Answer, Option, Question, QuestionText, RightOptions

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exchange.rows import Row

TEXT = QuestionText(
    "  다음 중 옳은 것은?\n(단, 하나만) ",
    "긴 지문",
    ("ㄱ. 하나", "ㄴ. 둘"),
    (Option(n=1, label="가", text="ㄱ"), Option(n=2, label="나", text="ㄴ"), Option(n=3, label="다", text="ㄱ, ㄴ")),
)


def hash_of(text: QuestionText | Row) -> str:
    stem, passage = text.stem or "", text.passage
    return question_hash(Question(stem, passage, text.boxes, text.options, number=1))


def record(text: QuestionText = TEXT, **place: object) -> bytes:
    """The line of a question with two appearances."""
    here = {
        "material": "a" * 64,
        "file": "x.csv",
        "title": None,
        "form": None,
        "section": "1과목",
        "number": 12,
        "page": None,
        "bbox": None,
        "row": 4,
        "year": 2023,
        "session": "2회",
        "tags": ("기초", "a; b"),
        "option_order": (1, 2, 3),
        "option_labels": ("가", "나", "다"),
        "answer": Answer(accepted=(1, 3), mode="all"),
        "explanation": "풀이",
        "confidence": 1.0,
        "flags": (),
        **place,
    }
    places = [Place(**here), Place(**{**here, "number": 13})]  # type: ignore[arg-type]
    return line(build(hash_of(text), text, "ko", places, [ConceptRecord(name="조인, 외부", importance=1.0)]))


def lines(tmp_path: Path, *values: object, **wishes: object) -> Outcome:
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return read_import(tmp_path, "jsonl", "\n".join(texts), **wishes)


def test_a_record_comes_back_as_the_same_question(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "jsonl", record())
    (row,) = outcome.rows
    assert hash_of(row) == hash_of(TEXT)
    assert (row.stem, row.passage, row.boxes, row.options) == (TEXT.stem, TEXT.passage, TEXT.boxes, TEXT.options)
    assert row.answer == RightOptions(accepted=(1, 3), mode="all")
    assert (row.number, row.section, row.year, row.session) == (12, "1과목", 2023, "2회")
    assert (row.explanation, row.concepts, row.tags) == ("풀이", ("조인, 외부",), ("기초", "a; b"))
    assert outcome.notes == ["1 of the questions have several appearances; the first of each is taken."]


def test_void_and_nothing_come_back(tmp_path: Path) -> None:
    data = record(answer=Answer(accepted=(1, 2, 3), mode="void")) + record(answer=None, explanation=None)
    first, second = read_import(tmp_path, "jsonl", data).rows
    assert first.answer == RightOptions(accepted=(1, 2, 3), mode="void")
    assert second.answer is None
    assert {"answer", "explanation"}.isdisjoint(second.given)


def test_a_question_with_a_figure_is_never_another_question(tmp_path: Path) -> None:
    drawn = QuestionText("무엇의 그림인가?", None, (), (Option(n=1, text="", asset="f" * 64), Option(n=2, text="b")))
    outcome = read_import(tmp_path, "jsonl", record(drawn, answer=None))
    assert [fault.code for fault in outcome.faults] == ["needs_figure"]
    answers = read_import(tmp_path, "jsonl", record(drawn, answer=Answer(accepted=(2,))), answers_only=True)
    assert answers.rows[0].answer == RightOptions(accepted=(2,))


def test_an_object_has_the_columns_of_a_table(tmp_path: Path) -> None:
    outcome = lines(
        tmp_path,
        {"number": 3, "문제": "q", "options": ["a", "b", "c"], "answer": 2, "tags": ["x, y", "z"], "level": 1},
        {"stem": "q", "option1": "a", "option2": "b", "정답": "①", "boxes": ["p", "q"], "year": 2024.0},
        {"stem": "q", "options": ["a", "b", "c"], "answer": [1, 3], "concepts": "조인; 정규화", "id": "x"},
    )
    first, second, third = outcome.rows
    assert (first.number, first.answer, first.tags) == (3, RightOptions(accepted=(2,)), ("x, y", "z"))
    assert (second.answer, second.boxes, second.year) == (RightOptions(accepted=(1,)), ("p", "q"), 2024)
    assert (third.answer, third.concepts) == (RightOptions(accepted=(1, 3)), ("조인", "정규화"))
    assert outcome.notes == ["Passed over, for their names are not known: level."]


def test_a_number_is_an_option_and_a_string_may_be_its_text(tmp_path: Path) -> None:
    options = ["2", "4", "1"]
    outcome = lines(
        tmp_path,
        {"stem": "q", "options": options, "answer": 2},
        {"stem": "q", "options": options, "answer": "2"},
        {"stem": "q", "options": options, "answer": "4"},
    )
    assert [row.answer for row in outcome.rows] == [RightOptions(accepted=(2,)), RightOptions(accepted=(2,))]
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(2, "ambiguous_answer")]


@pytest.mark.parametrize(
    ("value", "column", "code"),
    [
        ("{bad", "", "bad_json"),
        ("[1]", "", "bad_json"),
        ("[" * 100_000, "", "bad_json"),
        ('{"stem": ' + "9" * 5000 + "}", "", "bad_json"),
        ('{"stem": NaN}', "", "bad_json"),
        ('{"stem": "a", "stem": "b"}', "", "two_columns"),
        ({"stem": "a", "문제": "b"}, "", "two_columns"),
        ({"stem": True}, "stem", "bad_value"),
        ({"stem": ["a"]}, "stem", "bad_value"),
        ({"stem": {"a": 1}}, "stem", "bad_value"),
        ({"stem": "q", "options": {"A": "x", "B": "y"}, "answer": 1}, "options", "bad_value"),
        ({"stem": "q", "options": "x; y"}, "options", "bad_value"),
        ({"stem": "q", "보기": "x"}, "보기", "bad_value"),
        ({"stem": "q", "choices": 3}, "choices", "bad_value"),
        ({"stem": "q", "boxes": {"1": "x"}}, "boxes", "bad_value"),
        ({"stem": "q", "options": ["a", None]}, "options", "bad_value"),
        ({"stem": "q", "answer": True}, "answer", "bad_value"),
        ({"stem": "q", "tags": {"a": 1}}, "tags", "bad_value"),
        ({"stem": "q", "number": [1]}, "number", "bad_value"),
        ({"stem": "\ud800"}, "stem", "control_character"),
        ({"stem": "q", "answer": 1.5, "options": ["a"]}, "answer", "not_an_answer"),
        ({"stem": "q", "options": ["a"] * 31}, "options", "bad_options"),
        ({"stem": 5, "appearances": []}, "", "bad_record"),
        ({"stem": "", "appearances": []}, "stem", "missing_stem"),
        ({"stem": "q", "appearances": [{"number": 0}]}, "number", "bad_number"),
        ({"stem": "q", "options": [{"n": 2, "text": "a"}]}, "options", "bad_options"),
        ({"stem": "q", "options": [{"n": 1, "text": " "}]}, "options", "bad_options"),
        ({"stem": "q", "options": [{"n": 1, "text": "a"}], "answer": {"accepted": [2]}}, "answer", "no_such_option"),
        ({"stem": "q", "options": [{"n": 1, "text": "a"}], "answer": {"accepted": []}}, "answer", "no_such_option"),
    ],
)
def test_a_line_that_cannot_be_taken_is_a_fault_with_its_number(
    tmp_path: Path, value: object, column: str, code: str
) -> None:
    outcome = lines(tmp_path, {"stem": "first"}, "", value, {"stem": "last"})
    (fault,) = outcome.faults
    assert (fault.row, fault.column, fault.code) == (3, column, code)
    assert [row.row for row in outcome.rows] == [1, 4]


def test_an_array_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    assert lines(tmp_path, '[{"stem": "q"}]').code == "not_jsonl"
    assert lines(tmp_path, "").code == "empty_file"


def test_a_mapped_key_goes_before_what_a_key_is_called(tmp_path: Path) -> None:
    (row,) = lines(tmp_path, {"stem": "no", "text": "yes"}, columns={"stem": "text"}).rows
    assert row.stem == "yes"


def test_an_endless_line_is_a_fault_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps({"stem": "x" * 9_000_000})
    outcome = lines(tmp_path, {"stem": "a"}, long, {"stem": "b"})
    assert [row.row for row in outcome.rows] == [1, 3]
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(2, "cell_too_large")]
