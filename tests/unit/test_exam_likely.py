"""From lines to questions: which numbered lists are an exam."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.questions import read
from tests.support.rows import some

from cgq.exam.question.exam_signs import Surroundings, signs_of
from cgq.exam.question.likely import Verdict, judge
from cgq.exam.question.verdicts import refused

if TYPE_CHECKING:
    from cgq.exam.model import Question

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
    assert judge(read("\n".join(f"{stem.format(n)}\n{listed}" for n in range(1, 11)))) is Verdict.NO_EXAM


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
    assert judge(read("\n".join(f"{stem.format(n)}\n{listed}" for n in range(1, 11)))) is Verdict.EXAM


def test_problems_and_the_steps_that_solve_them_are_no_exam() -> None:
    def steps(n: int) -> str:
        return "\n".join(f"  {mark} {n + k}번 단추를 누릅니다." for k, mark in enumerate("①②③④"))

    assert (
        judge(read("\n".join(f"문제 {n}. {n}번 화면이 켜지지 않습니다.\n{steps(n)}" for n in range(1, 11))))
        is Verdict.NO_EXAM
    )


def test_options_that_all_questions_share_are_an_exam_where_they_are_no_scale() -> None:
    shared = "  (A) A is more\n  (B) B is more\n  (C) Equal\n  (D) Unknown"
    assert judge(read("\n".join(f"{n}. {some(5, n)} is which?\n{shared}" for n in range(1, 11)))) is Verdict.EXAM


ENDINGS = {
    "en": "{}. The {} that every {} needs",
    "ko": "{}. {} 옆에 있는 {} 다음 순서",
    "es": "{}. Entre {} y {} se encuentra",
    "pl": "{}. Pomiędzy {} a {} leży",
}


@pytest.mark.parametrize("language", ENDINGS)
def test_sentences_that_an_option_completes_are_an_exam_though_no_stem_asks(language: str) -> None:
    def item(n: int) -> str:
        stem = ENDINGS[language].format(n, some(1, n), some(1, n + 4))
        return stem + "\n" + "\n".join(f"  {mark} {some(2, n + k)}" for k, mark in enumerate("①②③④"))

    assert judge(read("\n".join(map(item, range(1, 13))))) is Verdict.EXAM


@pytest.mark.parametrize("stem", ["{} + {} =", "The sum of {} and {} equals", "{} 더하기 {}의 값"])
def test_sums_with_their_results_to_choose_from_are_an_exam(stem: str) -> None:
    def item(n: int) -> str:
        results = "\n".join(f"  {mark} {12 * n + k}" for k, mark in enumerate("①②③④"))
        return f"{n}. {stem.format(7 * n, 5 * n)}\n{results}"

    assert judge(read("\n".join(map(item, range(1, 13))))) is Verdict.EXAM


def points(heads: int, text: str, counts: str = "4") -> list[Question]:
    """Heads with points below them: as many as `counts` tells by turns."""
    rows: list[str] = []
    for n in range(1, heads + 1):
        rows.append(f"{n}. {some(2, n)}")
        marks = "①②③④⑤"[: int(counts[n % len(counts)])]
        rows += [f"  {mark} {text.format(some(2, n + k))}" for k, mark in enumerate(marks)]
    return read("\n".join(rows))


def test_short_points_that_only_agree_in_count_are_for_a_person_to_judge() -> None:
    assert judge(points(8, "{}")) is Verdict.UNCERTAIN
    assert judge(points(8, "{}"), Surroundings(directed=True)) is Verdict.EXAM
    assert judge(points(8, "{}"), Surroundings(keyed=frozenset(range(1, 9)))) is Verdict.EXAM
    assert judge(points(8, "{}"), Surroundings(title=("Minutes of the meeting",))) is Verdict.NO_EXAM


def test_a_single_number_counts_on_only_where_it_is_the_first_or_asks() -> None:
    marked = "\n".join(f"  {mark} {some(3, n)}" for n, mark in enumerate("①②③④"))
    heads = (f"2. {some(2, 3)}", f"1. {some(2, 3)}", f"17. {some(5, 3)} is which?")
    assert [signs_of(read(f"{head}\n{marked}"), Surroundings()).counting for head in heads] == [0.0, 1.0, 1.0]


def test_points_that_are_sentences_or_differ_in_count_are_no_exam() -> None:
    assert judge(points(12, "The {} was moved.")) is Verdict.NO_EXAM
    assert judge(points(12, "{}", counts="25342")) is Verdict.NO_EXAM


@pytest.mark.parametrize(
    "scale",
    ["Zdecydowanie tak|Raczej tak|Raczej nie|Trudno powiedzieć", "Instämmer helt|Instämmer|Varken eller|Aldrig"],
)
def test_the_scale_of_a_survey_is_known_in_other_languages_and_named(scale: str) -> None:
    steps = "\n".join(f"  {mark}) {step}" for mark, step in zip("ABCD", scale.split("|"), strict=True))
    survey = read("\n".join(f"{n}. {some(4, n)}?\n{steps}" for n in range(1, 11)))
    assert judge(survey) is Verdict.NO_EXAM
    finding = refused(survey, Surroundings())
    assert (finding.code, finding.is_note) == ("no_questions", True)
    assert "survey" in finding.message


def test_whole_runs_that_are_refused_are_a_loss_with_their_count_and_page() -> None:
    finding = refused(points(12, "The {} was moved."), Surroundings())
    assert (finding.code, finding.is_note, finding.page) == ("refused_questions", False, 1)
    assert "12 numbers with options on page 1" in finding.message
    assert refused(points(12, "{}", counts="25342"), Surroundings()).code == "no_questions"
