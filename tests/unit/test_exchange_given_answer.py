"""An answer as a file gives it: read as a whole, or refused with what is wrong and what to write."""

from __future__ import annotations

import pytest

from cgq.exam.model import Option, RightOptions
from cgq.exchange.importing.faults import Fault
from cgq.exchange.table.given_answer import parse_given_answer

CITIES = tuple(
    Option(n=n, label=str(n), text=text) for n, text in enumerate(("한양", "평양", "경주", "공주", "부여"), 1)
)
NUMBERS = tuple(Option(n=n, label=str(n), text=text) for n, text in enumerate(("2", "4", "8", "16"), 1))
MANY = tuple(Option(n=n, label=str(n), text=f"text {n}") for n in range(1, 16))
EVERY = (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "③",
        "3",
        " 3 ",
        "３",
        "03",
        "3.",
        "3)",
        "(3)",
        "3번",
        "③번",
        "C",
        "c",
        "(C)",
        "다",
        "보기 3",
        "정답 3",
        "정답: ③",
        "경주",
    ],
)
def test_one_option_is_named_by_a_sign_a_number_or_its_text(cell: str) -> None:
    assert parse_given_answer(cell, CITIES) == RightOptions(accepted=(3,))


@pytest.mark.parametrize(
    "cell",
    [
        "1,5",
        "1, 5",
        "1;5",
        "5,1",
        "1·5",
        "1 또는 5",
        "1 혹은 5",
        "1 or 5",
        "1번, 5번",
        "①⑤",
        "①, ⑤",
        "A,E",
        "가, 마",
        "복수정답 1,5",
        "(1,5)",
        "1 5",
        "1,5 (복수정답)",
    ],
)
def test_what_is_listed_is_each_right(cell: str) -> None:
    assert parse_given_answer(cell, CITIES) == RightOptions(accepted=(1, 5), mode="any")


@pytest.mark.parametrize("cell", ["1 and 4", "AD", "A and D", "① and ④"])
def test_what_is_joined_by_and_must_all_be_chosen(cell: str) -> None:
    assert parse_given_answer(cell, CITIES) == RightOptions(accepted=(1, 4), mode="all")


@pytest.mark.parametrize(
    "cell", ["전항정답", "모두정답", "모두 정답", "전원 정답", "정답없음", "void", "VOID", "all", "모두"]
)
def test_everyone_is_right(cell: str) -> None:
    assert parse_given_answer(cell, CITIES) == RightOptions(accepted=EVERY, mode="void")


def test_a_list_of_every_option_stays_a_list() -> None:
    assert parse_given_answer("1,2,3,4,5", CITIES) == RightOptions(accepted=EVERY, mode="any")


@pytest.mark.parametrize("cell", ["", "  ", "\n"])
def test_an_empty_cell_says_nothing(cell: str) -> None:
    assert parse_given_answer(cell, CITIES) is None


@pytest.mark.parametrize(
    "cell",
    [
        "1.5",
        "3.0",
        "1 . 5",
        "1:5",
        "2024-01-05",
        "01-05",
        "1-5",
        "1~5",
        "5-Jan",
        "Jan-5",
        "1월 5일",
        "x y",
        "unknown",
        "ㄱ",
        "⑪",
        "1,a",
    ],
)
def test_what_a_spreadsheet_made_of_an_answer_is_no_answer(cell: str) -> None:
    with pytest.raises(Fault) as raised:
        parse_given_answer(cell, CITIES)
    assert raised.value.code == "not_an_answer"
    assert raised.value.hint


@pytest.mark.parametrize("cell", ["6", "0", "15", "⑥", "F", "1,6", "1 and 9", "31"])
def test_an_option_that_is_not_there_is_a_fault(cell: str) -> None:
    with pytest.raises(Fault) as raised:
        parse_given_answer(cell, CITIES)
    assert raised.value.code == "no_such_option"


def test_fifteen_is_option_15_and_never_1_and_5() -> None:
    assert parse_given_answer("15", MANY) == RightOptions(accepted=(15,))
    assert parse_given_answer("11 or 15", MANY) == RightOptions(accepted=(11, 15))
    assert parse_given_answer("11 and 15", MANY) == RightOptions(accepted=(11, 15), mode="all")
    with pytest.raises(Fault, match="15") as raised:
        parse_given_answer("15", CITIES)
    assert "write 1,5" in raised.value.hint


def test_a_number_is_a_number_until_the_file_answers_by_text() -> None:
    assert parse_given_answer("2", NUMBERS) == RightOptions(accepted=(2,))
    assert parse_given_answer("16", NUMBERS) == RightOptions(accepted=(4,))
    with pytest.raises(Fault) as raised:
        parse_given_answer("2", NUMBERS, by_text=True)
    assert raised.value.code == "ambiguous_answer"
    assert parse_given_answer("(2)", NUMBERS, by_text=True) == RightOptions(accepted=(2,))
    assert parse_given_answer("3", NUMBERS, by_text=True) == RightOptions(accepted=(3,))


@pytest.mark.parametrize("word", ["all", "모두", "Void", "정답 없음", "전항정답", "A, C", "1 and 2", "①②", "1 or 3"])
def test_a_word_or_a_list_that_is_the_text_of_an_option_is_ambiguous(word: str) -> None:
    options = (*CITIES[:3], Option(n=4, label="4", text=word))
    assert parse_given_answer(word, CITIES[:4]) is not None
    with pytest.raises(Fault) as raised:
        parse_given_answer(word, options)
    assert raised.value.code == "ambiguous_answer"
    assert "option 4, which has this text" in raised.value.message
    ways = raised.value.hint.removeprefix("Write ").partition(":")[0].split(" or ", 1)
    assert parse_given_answer(ways[0], options) == RightOptions(accepted=(4,))
    meant = parse_given_answer(word, CITIES[:4])
    assert [parse_given_answer(way, options) for way in ways[1:]] in ([], [meant])
    assert parse_given_answer(word, options, own=True) == meant


def test_a_text_that_two_options_have_names_neither() -> None:
    twins = (*CITIES[:2], Option(n=3, label="3", text="한양"))
    with pytest.raises(Fault) as raised:
        parse_given_answer("한양", twins)
    assert raised.value.code == "not_an_answer"


def test_labels_of_letters_are_signs() -> None:
    lettered = tuple(Option(n=n, label=label, text=f"text {n}") for n, label in enumerate("FGHJ", 1))
    assert parse_given_answer("H", lettered) == RightOptions(accepted=(3,))
    assert parse_given_answer("3", lettered) == RightOptions(accepted=(3,))


def test_without_options_signs_count_by_their_rank() -> None:
    assert parse_given_answer("C", ()) == RightOptions(accepted=(3,))
    assert parse_given_answer("15", ()) == RightOptions(accepted=(15,))
    assert parse_given_answer("전항정답", ()) == RightOptions(mode="void")
    with pytest.raises(Fault) as raised:
        parse_given_answer("3", (), most=1)
    assert raised.value.code == "no_such_option"
    with pytest.raises(Fault, match="the question has none"):
        parse_given_answer("관계 모델", (), most=1)


@pytest.mark.parametrize("cell", ["1", "2", "A", "①", "가", "void", "전항정답", "1,2"])
def test_a_question_that_shows_no_options_has_no_answer_among_them(cell: str) -> None:
    with pytest.raises(Fault, match="the question has no options") as raised:
        parse_given_answer(cell, (), most=0)
    assert raised.value.code == "no_such_option"


def test_white_space_tells_two_options_apart_that_differ_in_nothing_else() -> None:
    spaced = (Option(n=1, label="1", text="NOT NULL"), Option(n=2, label="2", text="NOTNULL"))
    assert parse_given_answer("NOTNULL", spaced) == RightOptions(accepted=(2,))
    assert parse_given_answer("NOT  NULL", spaced) == RightOptions(accepted=(1,))
    with pytest.raises(Fault):
        parse_given_answer("N OT NULL", spaced)
