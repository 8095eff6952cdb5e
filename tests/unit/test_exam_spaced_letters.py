"""Titles and heads whose letters are set apart are read as words, and words of one letter stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.exam.page.spaced_letters import PrintedText, join_letters

NOTHING = PrintedText([])
SYLLABLES = (
    "눈",
    "코",
    "입",
    "귀",
    "손",
    "발",
    "물",
    "불",
    "산",
    "강",
    "들",
    "봄",
    "밤",
    "낮",
    "해",
    "달",
    "별",
    "꽃",
    "새",
)
"""Words of one syllable, which spaces keep apart in earnest."""
TITLES = (
    "시험",
    "출제기준",
    "모의고사",
    "자격검정",
    "정답및해설",
    "2024학년도",
    "제1교시",
    "EXAM",
    "TEST",
    "試験問題",
    "试卷",
)
"""What titles hold, each without a space."""


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("출 제 기 준", "출제기준"),
        ("E X A M", "EXAM"),
        ("F I N A L  E X A M", "FINAL EXAM"),
        ("2 0 2 4 학 년 도", "2024학년도"),
        ("2024 학 년 도   문 제 지", "2024학년도 문제지"),
        ("( A 형 ) 문 제 지", "(A형)문제지"),
        ("제 1 교 시", "제1교시"),
        ("E X A M 2 0 2 4", "EXAM 2024"),
        ("시 험 2024 1", "시험 2024 1"),
        ("제 12 회 시 험", "제12회시험"),
        ("정 답", "정답"),
        ("행 정 법 총 론", "행정법총론"),
        ("試 験 問 題", "試験問題"),
    ],
)
def test_letters_set_apart_are_a_word(printed: str, read: str) -> None:
    assert join_letters(printed, PrintedText(["다음 행정법총론의 설명"])) == read


@pytest.mark.parametrize(
    "text",
    [
        "행 정 법 총 론",
        "가 나 다 라",
        "A B C D E",
        "A C D B",
        "O X O X",
        "A, B, C, D",
        "가. 나. 다.",
        "10 급 9 급",
        "그 시험 은 쉽다",
        "I am a test",
        "국 영 수",
        "Part A",
        "",
        " ",
    ],
)
def test_what_is_no_word_stays_as_it_is(text: str) -> None:
    assert join_letters(text, NOTHING) == text


def test_a_word_of_an_alphabet_is_not_found_within_another() -> None:
    assert join_letters("R A T E S", PrintedText(["pirates sail"])) == "R A T E S"
    assert join_letters("R A T E S", PrintedText(["Rates of change"])) == "RATES"


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8), st.sampled_from([" ", "  ", "   "]))
def test_words_of_one_syllable_are_never_joined(words: list[str], gap: str) -> None:
    text = gap.join(words)
    assert join_letters(text, NOTHING).split() == words


@given(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4))
def test_a_title_is_read_the_same_set_apart_or_not(words: list[str]) -> None:
    apart = "   ".join(" ".join(word) for word in words)
    assert join_letters(apart, NOTHING) == " ".join(words)
    assert join_letters(" ".join(words), NOTHING) == " ".join(words)


@given(st.text(max_size=40), st.text(max_size=60))
def test_only_spaces_are_ever_taken_away_and_twice_is_as_once(text: str, printed: str) -> None:
    known = PrintedText([printed])
    read = join_letters(text, known)
    assert "".join(read.split()) == "".join(text.split())
    assert join_letters(read, known) == read


@given(st.text(alphabet="시험출제 abXY12.,()", max_size=30))
def test_a_line_with_any_word_in_full_is_left_alone(text: str) -> None:
    line = f"{text} 한글"
    assert join_letters(line, PrintedText(["시험 출제"])).split()[-1] == "한글"
