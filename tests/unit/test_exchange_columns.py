"""The columns of an import: their spellings, the header, and the small languages of cells."""

from __future__ import annotations

import pytest

from cgq.errors import InputFailed
from cgq.exchange.rows import ReadWishes
from cgq.exchange.table import columns
from cgq.exchange.table.header import Header, find_header
from cgq.exchange.table.name_list import split_names
from cgq.exchange.text.text_mark import mark, unmark


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Number", "number"),
        ("No.", "number"),
        ("문항 번호", "number"),
        ("문제_번호", "number"),
        ("문제", "stem"),
        ("ＱＵＥＳＴＩＯＮ", "stem"),
        ("question text", "stem"),
        ("지문", "passage"),
        ("<보기>", "box1"),
        ("보기글", "box1"),
        ("box", "box1"),
        ("Box 2", "box2"),
        ("보기1", "option1"),
        ("보기 ②", "option2"),
        ("선택지(3)", "option3"),
        ("OPTION_10", "option10"),
        ("option b", "option2"),
        ("④", "option4"),
        ("E", "option5"),
        ("정답", "answer"),
        ("풀이", "explanation"),
        ("과목", "section"),
        ("Subject", "section"),
        ("년도", "year"),
        ("회차", "session"),
        ("키워드", "concepts"),
        ("태그", "tags"),
    ],
)
def test_a_spelling_names_its_column(spelling: str, name: str) -> None:
    assert columns.name_of(spelling) == name


@pytest.mark.parametrize("spelling", ["", "1", "a", "option0", "option31", "보기", "remarks", "L"])
def test_what_could_be_anything_names_no_column(spelling: str) -> None:
    assert columns.name_of(spelling) is None


def test_no_spelling_has_two_columns() -> None:
    every = [
        (columns.fold(spelling), column.name)
        for column in columns.COLUMNS
        for spelling in (column.name, column.korean, *column.others)
    ]
    assert len({spelling for spelling, _ in every}) == len(every)


def header_of(*rows: list[str], **wishes: object) -> tuple[Header, list[str]]:
    notes: list[str] = []
    numbered = list(enumerate(rows, 1))
    return find_header(numbered, ReadWishes(**wishes), notes.append), notes  # type: ignore[arg-type]


def refusal(*rows: list[str], **wishes: object) -> InputFailed:
    with pytest.raises(InputFailed) as raised:
        header_of(*rows, **wishes)
    assert raised.value.hint
    return raised.value


def test_a_title_above_the_header_is_passed_over_and_noted() -> None:
    header, notes = header_of(["봄 시험 문제"], ["번호", "문제"], ["1", "무엇인가?"])
    assert header.row == 2
    assert header.indices == {"number": 0, "stem": 1}
    assert notes == ["The header is row 2; what stands above it is passed over."]


def test_unknown_columns_are_noted_by_name_and_our_own_are_not() -> None:
    _, notes = header_of(["stem", "remarks", "", "id", "file", "level"])
    assert notes == ["Passed over, for their names are not known: remarks, level."]


def test_a_mapped_column_goes_before_what_a_column_is_called() -> None:
    header, notes = header_of(["문제", "본문"], columns={"stem": "본문", "explanation": "문제"})
    assert header.indices == {"stem": 1, "explanation": 0}
    displaced, notes = header_of(["문제", "본문"], columns={"문제": "본문"})
    assert displaced.indices == {"stem": 1}
    assert "문제" in notes[0]


def test_refusals_say_what_was_found_and_what_to_do() -> None:
    assert refusal().code == "empty_file"
    missing = refusal(["질문내용", "정답"], ["무엇인가?", "1"])
    assert missing.code == "no_header"
    assert "질문내용" in missing.message
    assert "--map stem=질문내용" in missing.hint
    twice = refusal(["문제", "Question"])
    assert twice.code == "two_columns"
    assert "--map stem=문제" in twice.hint
    assert "Rename" in refusal(["stem", "answer", "answer"]).hint
    absent = refusal(["문제", "정답"], columns={"answer": "정닼"})
    assert absent.code == "column_missing"
    assert "정답" in absent.hint
    slip = refusal(["문제"], columns={"anser": "정답"})
    assert slip.code == "unknown_column"
    assert "answer" in slip.hint
    assert refusal(["문제", "보기"]).code == "ambiguous_column"
    assert header_of(["문제", "보기"], columns={"box": "보기"})[0].indices == {"stem": 0, "box1": 1}
    gap = refusal(["문제", "option1", "option3"])
    assert gap.code == "option_gap"
    assert "option2" in gap.message


def test_a_row_that_is_no_header_is_not_advised_as_a_name() -> None:
    piped = refusal(["번호|문제|보기1|보기2|정답"], ["1|무엇?|가|나|1"])
    assert piped.message == "Cells are separated by |, which is not read"
    assert "sep=|" in piped.hint
    for rows in ([["1", "무엇인가?", "가", "나", "1"]], [["그냥 글"]], [["1~2, 3~4"], ["글"]]):
        bare = refusal(*rows)
        assert bare.code == "no_header"
        assert "--map" not in bare.hint
        assert "number,stem" in bare.hint


def test_names_of_columns_are_shown_in_their_order() -> None:
    hint = refusal(["문제"], columns={"zzzzzz": "정답"}).hint
    assert hint.startswith("Names: number, section, stem, passage, box1…box20, option1…option30, answer")


def test_the_rows_of_a_papers_numbers_need_no_stem() -> None:
    assert header_of(["번호", "정답"], answers_only=True)[0].indices == {"number": 0, "answer": 1}
    assert refusal(["번호", "remarks"], answers_only=True).code == "no_header"
    assert refusal(["번호", "정답"]).code == "no_header"


def test_names_are_separated_by_the_strongest_sign() -> None:
    assert split_names("정규화, 조인") == ("정규화", "조인")
    assert split_names("a, b; c") == ("a, b", "c")
    assert split_names("a|b\nc") == ("a", "b", "c")
    assert split_names('["a; b", "c"]') == ("a; b", "c")
    assert split_names("[1] notes") == ("[1] notes",)
    assert split_names(" ; ,") == (",",)


def test_an_apostrophe_that_marks_nothing_stays() -> None:
    assert unmark("'tis") == "'tis"
    assert unmark("'=1+1") == "=1+1"
    assert mark("'=1+1") == "''=1+1"
