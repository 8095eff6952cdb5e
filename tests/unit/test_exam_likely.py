"""From lines to questions: which numbered lists are an exam."""

from __future__ import annotations

import pytest
from tests.support.questions import read
from tests.support.rows import some

from cgq.exam.question.likely import is_exam

SCALE = "  ① 매우 그렇다 | ② 그렇다\n  ③ 보통이다 | ④ 그렇지 않다 | ⑤ 전혀 그렇지 않다"


CLAUSES = "\n".join(f"  {mark}) the {some(4, n)};" for n, mark in enumerate("abcd"))


PARTS = "\n".join(f"  ({mark}) {some(4, n)} [4]" for n, mark in enumerate("abc"))


@pytest.mark.parametrize(
    ("stem", "listed"),
    [
        ("{}. 강의가 도움이 되었습니까?", SCALE),
        ("{}. The bidder shall:", CLAUSES),
        ("{}. Explain the following. (12 marks)", PARTS),
    ],
)
def test_surveys_clauses_and_parts_to_write_on_are_no_exams(stem: str, listed: str) -> None:
    assert not is_exam(read("\n".join(f"{stem.format(n)}\n{listed}" for n in range(1, 11))))


SAID = ("Yes", "Yes", "No", "No")


ANSWERS = "\n".join(
    f"  ({mark}) {said}, for the {some(3, n)}" for n, (mark, said) in enumerate(zip("ABCD", SAID, strict=True))
)


LINES_OF_CODE = "\n".join(f"  ({mark}) int x = {n};" for n, mark in enumerate("ABCD"))


@pytest.mark.parametrize(
    ("stem", "listed"),
    [
        ("{}. Is the claim right?", ANSWERS),
        ("{}. Choose the right declaration.", LINES_OF_CODE),
        ("{}. 다음 중 x의 선언으로 옳은 것은", LINES_OF_CODE),
    ],
)
def test_answers_with_their_reasons_and_lines_of_code_are_an_exam(stem: str, listed: str) -> None:
    assert is_exam(read("\n".join(f"{stem.format(n)}\n{listed}" for n in range(1, 11))))


def test_problems_and_the_steps_that_solve_them_are_no_exam() -> None:
    def steps(n: int) -> str:
        return "\n".join(f"  {mark} {n + k}번 단추를 누릅니다." for k, mark in enumerate("①②③④"))

    assert not is_exam(read("\n".join(f"문제 {n}. {n}번 화면이 켜지지 않습니다.\n{steps(n)}" for n in range(1, 11))))


def test_options_that_all_questions_share_are_an_exam_where_they_are_no_scale() -> None:
    shared = "  (A) A is more\n  (B) B is more\n  (C) Equal\n  (D) Unknown"
    assert is_exam(read("\n".join(f"{n}. {some(5, n)} is which?\n{shared}" for n in range(1, 11))))
