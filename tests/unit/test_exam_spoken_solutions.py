"""Runs of solutions whose words deny, discuss or conclude the options that they name."""

from __future__ import annotations

import pytest
from tests.support.lines import lines_of
from tests.support.paper import paper

from cgq.exam.extract import read_document
from cgq.exam.key.solutions import read_solutions

RIGHT = "BDACBC"
RINGS = {"A": "①", "B": "②", "C": "③", "D": "④"}
OTHER = {"A": "B", "B": "C", "C": "D", "D": "A"}


def answers_to(form: str) -> list[tuple[int, ...]]:
    """What a run of six solutions answers in which each reads like `form`."""
    lines = [
        form.format(n=n, right=right, other=OTHER[right], ring=RINGS[right], wrong=RINGS[OTHER[right]])
        for n, right in enumerate(RIGHT, 1)
    ]
    return [
        answer.accepted for run in read_solutions(lines_of("\n".join(["Solutions", *lines]))) for answer in run.answers
    ]


TRUE = [("ABCD".index(right) + 1,) for right in RIGHT]


@pytest.mark.parametrize(
    "form",
    [
        "{n}. The answer is not {other}; many take it in haste.",
        "{n}. {other} is false.",
        "{n}. {other}: wrong, since the rate differs.",
        "{n}. {wrong} 틀린 설명이다. {ring} 옳은 설명이다.",
        "{n}. {wrong} (×) 폐지된 규정이다.",
        "{n}. 정답 {ring}, {wrong}, 제3조 참조. 따라서 정답은 {ring}이다.",
        "{n}. ① 목적을 정한 조문이다. ② 절차를 정한 조문이다. ③ 벌칙이다. ④ 부칙이다.",
    ],
)
def test_a_sign_that_the_words_only_speak_of_answers_nothing(form: str) -> None:
    assert answers_to(form) == [()] * len(RIGHT)


@pytest.mark.parametrize(
    "form",
    [
        "{n}. {wrong}는 흔한 오답이다. 따라서 정답은 {ring}이다.",
        "{n}. {ring} 제3조에 따른 절차이다. {wrong}은 틀린 설명이다.",
        "{n}. {right} is right. {other} is wrong.",
        "{n}. The correct answer is {right}, because the longest route is meant.",
    ],
)
def test_a_conclusion_or_a_sign_called_right_is_the_answer(form: str) -> None:
    assert answers_to(form) == TRUE


@pytest.mark.parametrize(("options", "kept"), [(("True", "False"), True), (("rises", "falls"), False)])
def test_a_word_for_what_is_wrong_is_an_answer_where_the_option_reads_so(options: tuple[str, str], kept: bool) -> None:
    lines: list[str] = []
    for n in range(1, 5):
        lines += [f"{n}. What of statement number {n}?", *(f"{m}. {o}" for m, o in zip("AB", options, strict=True)), ""]
    solutions = [f"{n}. B. False" for n in range(1, 5)]
    read = read_document(paper(lines, ["Solutions", *solutions]))
    assert [bool(q.answer) for q in read.questions] == [kept] * 4
