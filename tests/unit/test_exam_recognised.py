"""Of what a text recogniser read, only lines that read as words title a paper or tell which exam it is of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.lines import line

from cgq.exam.page.cover import heads_of, title_of
from cgq.exam.page.recognised import reads_as_words
from cgq.exam.page.spaced_letters import PrintedText

if TYPE_CHECKING:
    from cgq.exam.geometry import Line

RIGHT = (
    "2025 년도사회복지사 1 급모의시험",
    "정보처리기사필기모의고사",
    "정보처리기사 필기 모의고사",
    "산업안전모의시험 2023",
    "제 1 과목안전관리",
    "제123회 NCS 직업기초능력평가 (A형)",
    "3학년 2학기 기말고사 · 국어",
    "Network and Cloud Fundamentals - Practice Test",
    "TOEIC Part 5, 2nd Edition",
    "2024年度 第2回 試験問題",
)
GARBLED = (
    "2025 년도공공행정모의평가 (Ag)",
    "2025 년도 S곤 “5 SAA 모의평가 (Ag=)",
    "202505 고고흥 공공행정모의평가",
    "202년5도공공행정모의평가",
    "Ol읽기£2:능력모O/ I:의평가",
    "ᄋ읽기능력모의평가",
    "ㅇ 읽기능력모의평가",
    "re}읽기능=력모의평가",
    "정보⁵처리기사I필r기모의고사",
    "읽기능7력모의평가",
    "사회복지사 1 Rice 급모의시험",
    "사회복지사 1 그 급모의시험",
    "읽기능력모의평가 (A형",
    "Prctc tst of ntwrks",
    "NeTwork Practice Test",
    "= | -",
)


def large(text: str) -> Line:
    return replace(line(text), em=20.0)


def with_one_moved_under_the_next(text: str, at: int, share: float) -> Line:
    """The line with its character `at` ending where the next one has had that share of its width."""
    whole = large(text)
    ends = list(whole.ends)
    ends[at] += share * (whole.ends[at + 1] - whole.xs[at + 1])
    return replace(whole, ends=tuple(ends))


def title(*lines: Line, furniture: tuple[Line, ...] = (), pages: frozenset[int] = frozenset({1})) -> str | None:
    """Of a paper with usual text behind these lines."""
    usual = [line("무엇을 하는가에 관한 설명이다") for _ in range(20)]
    printed = PrintedText(each.text for each in (*lines, *usual, *furniture))
    return title_of(None, [*lines, *usual], list(furniture), printed, pages)


@pytest.mark.parametrize("text", RIGHT)
def test_words_are_taken(text: str) -> None:
    assert reads_as_words(line(text), text)


@pytest.mark.parametrize("text", GARBLED)
def test_what_is_garbled_is_not_taken(text: str) -> None:
    assert not reads_as_words(line(text), text)


def test_characters_over_each_other_are_two_readings_of_one_place() -> None:
    text = "읽기느능력모의평가"
    assert reads_as_words(with_one_moved_under_the_next(text, 2, 0.5), text)
    assert not reads_as_words(with_one_moved_under_the_next(text, 2, 0.8), text)


@pytest.mark.parametrize("text", GARBLED[:4])
def test_a_garbled_title_is_none_unless_a_head_says_it_better(text: str) -> None:
    assert title(large(text)) is None
    assert title(large(text), furniture=(line("공공행정 모의평가 2025"),)) == "공공행정 모의평가 2025"


@pytest.mark.parametrize("text", [RIGHT[0], RIGHT[5]])
def test_a_title_that_was_recognised_well_is_kept(text: str) -> None:
    assert title(large(text)) == text


def test_text_as_large_as_all_other_titles_no_scan() -> None:
    small = line("모의시험 2023 에서 출제된 내용")
    assert title(small, pages=frozenset()) == small.text
    assert title(small) is None


def test_what_is_no_scan_is_titled_as_it_is_printed() -> None:
    assert title(large("2025 NeT역량평가 (Ag)"), pages=frozenset()) == "2025 NeT역량평가 (Ag)"
    assert title(large("2025 NeT역량평가 (Ag)"), pages=frozenset({2})) == "2025 NeT역량평가 (Ag)"


def test_garbled_heads_tell_nothing_of_the_exam() -> None:
    lines = [line(text) for text in (*RIGHT[:2], *GARBLED[:6])]
    printed = PrintedText(each.text for each in lines)
    assert heads_of(lines, [], printed, frozenset({1})) == RIGHT[:2]
    assert len(heads_of(lines, [], printed)) > 2
