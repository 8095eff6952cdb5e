"""Which subjects a question belongs to, by the names of its sections and exams."""

from __future__ import annotations

import pytest

from cgq.enrich.subjects import Printed, papers_and_subjects, subject


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("1과목: 산업안전관리론", "산업안전관리론"),
        ("2023년 산업안전기사 필기", "산업안전기사"),
        ("2024년도 제2회 산업안전기사 필기 (A형)", "산업안전기사"),
        ("제1교시 심리학", "심리학"),
        ("제1과목", ""),
        ("1과목", ""),
        ("Section 1", ""),
        ("Part A", ""),
        ("Section 2: Cell Biology", "cellbiology"),
        ("PART Ⅱ", ""),
        ("Part III", ""),
        ("제Ⅱ교시", ""),
        ("모의고사 2회", ""),
        ("기말고사", ""),
        ("중간고사: 데이터베이스", "데이터베이스"),
        ("Midterm", ""),
        ("Practice Test 2", ""),
        ("scan0001.pdf", ""),
        ("document", ""),
        ("Part IV: Civil Law", "civillaw"),
        ("제도설계", "제도설계"),
        ("", ""),
    ],
)
def test_a_subject_is_what_remains_without_number_year_round_and_form(written: str, folded: str) -> None:
    assert subject(written) == folded


def test_a_question_has_the_subjects_of_all_its_appearances() -> None:
    papers, subjects = papers_and_subjects(
        [
            Printed(1, 7, "1과목: 산업안전관리론", "2023년 산업안전기사 필기", False),
            Printed(1, 8, "1과목", "2024년 산업안전기사 필기", False),
            Printed(2, 8, "", "2024년 1회", False),
        ]
    )
    assert papers == {1: (7, 8), 2: (8,)}
    assert subjects == {1: ("산업안전관리론", "산업안전기사")}


def test_rows_of_one_file_share_it_only_where_they_name_no_section() -> None:
    papers, subjects = papers_and_subjects(
        [Printed(1, 7, "심리학", "모음", True), Printed(2, 7, "경제학", "모음", True), Printed(3, 7, "", "모음", True)]
    )
    assert papers == {3: (7,)}
    assert subjects == {1: ("심리학",), 2: ("경제학",), 3: ("모음",)}
