"""What heads a section stands alone, is set apart and begins a run of numbers, whatever it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.lines import line
from tests.support.questions import assembled
from tests.support.rows import some

if TYPE_CHECKING:
    from cgq.exam.geometry import Line
    from cgq.exam.model import Question

MARKS = "ABCD"
STEP, GAP = 15.0, 30.0
"""Points from line to line, and from a question to the next."""


def paper(*heads: str | None, size: int = 4, restart: bool = False, below: str = "") -> list[Question]:
    """Questions under heads, `size` under each; `below` stands right below the options of each."""
    rows: list[Line] = []
    y = 60.0
    for part, head in enumerate(heads):
        for row in (head or "").split("\n") if head else ():
            y += STEP
            rows.append(line(row, y=y))
        y += STEP / 2 if head else 0
        for n in range(1, size + 1):
            number = n if restart else part * size + n
            y += GAP
            rows.append(line(f"{number}. {some(5, number + part)}?", y=y))
            for k, mark in enumerate(MARKS):
                y += STEP
                rows.append(line(f"{mark}. {some(2, number + k)}", x=65.0, y=y))
            if below:
                y += STEP
                rows.append(line(below, y=y))
        y += GAP
    return [found.question for found in assembled(rows)]


def sections(questions: list[Question]) -> list[str | None]:
    """The section of each."""
    return [question.section for question in questions]


HEADS = [
    ("PARTE I", "PARTE II"),
    ("【情報処理】", "【海洋気象】"),
    ("〔環境管理〕", "〔水産経営〕"),
    ("Phần 1: Hàng hải", "Phần 2: Luật biển"),
    ("제1과목 항로 표지", "제2과목 기상 관측"),
    ("Teil A", "Teil B"),
    ("Del 1", "Del 2"),
    ("Część 1", "Część 2"),
    ("Раздел 1", "Раздел 2"),
    ("SECTION I", "SECTION II"),
    ("<항로표지론>", "<기상관측론>"),
    ("（一）航海仪器", "（二）海洋气象"),
    ("II. Luật biển", "III. Hàng hải"),
    ("Bokstav 3", "Bokstav 4"),
]


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("heads", HEADS)
def test_a_head_with_a_word_or_brackets_is_the_section_of_what_follows(heads: tuple[str, str], restart: bool) -> None:
    questions = paper(*heads, restart=restart)
    assert sections(questions) == [heads[0]] * 4 + [heads[1]] * 4
    assert all(len(q.options) == 4 and q.options[3].text == some(2, q.number + 3) for q in questions)


@pytest.mark.parametrize("restart", [False, True])
def test_a_bare_name_that_is_set_apart_is_a_section(restart: bool) -> None:
    questions = paper(None, "Seerecht", restart=restart)
    assert sections(questions) == [None] * 4 + ["Seerecht"] * 4


def test_the_name_above_the_first_number_is_a_section_where_later_ones_are_set_alike() -> None:
    assert sections(paper("Navigation", "Seerecht", "Wetterkunde"))[0] == "Navigation"
    assert sections(paper("Navigation"))[0] is None


@pytest.mark.parametrize(
    "text",
    ["正确答案：A", "Resposta correta: A", "Odp.: B", "Answer - C", "Rätt svar: C", "[Ответ] 2", "Zulässig: D"],
)
def test_a_line_that_names_an_answer_is_no_section(text: str) -> None:
    assert sections(paper(None, None, below=text)) == [None] * 8


@pytest.mark.parametrize("text", ["Choose the best answer.", "Välj det bästa svaret.", "请选出一个正确答案。"])
def test_directions_are_no_section_and_part_no_head_from_its_number(text: str) -> None:
    assert sections(paper(None, text)) == [None] * 8
    assert sections(paper("PARTE I", f"PARTE II\n{text}")) == ["PARTE I"] * 4 + ["PARTE II"] * 4


def test_what_stands_above_most_numbers_is_no_section() -> None:
    assert set(sections(paper(*["Easy"] * 6, size=1))) == {None}


def test_the_rest_of_an_option_is_no_section_though_it_looks_like_one() -> None:
    rows: list[Line] = []
    y = 60.0
    for number in range(1, 7):
        y += GAP
        rows.append(line(f"{number}. {some(5, number)}?", y=y))
        for k, mark in enumerate(MARKS):
            y += STEP
            rows.append(line(f"{mark}. {some(9, number + k)}", x=65.0, y=y))
        y += STEP
        rows.append(line("Part 2 of it", x=75.0, y=y))
    questions = [found.question for found in assembled(rows)]
    assert sections(questions) == [None] * 6
    assert [q.options[3].text[-12:] for q in questions] == ["Part 2 of it"] * 6


def test_a_word_with_the_sign_of_an_option_names_an_answer_though_the_word_is_not_known() -> None:
    assert sections(paper("Volba: A", "Volba: C", "Volba: B")) == [None] * 12
