"""From lines to keys: tables of answers, numbered solutions, and how an answer or a form is printed."""

from __future__ import annotations

import pytest
from tests.support.lines import lines_of

from cgq.exam.key.grids import read_tables
from cgq.exam.key.solutions import read_solutions
from cgq.exam.signs.forms import form_in
from cgq.exam.signs.values import read_answer


def answers(text: str) -> list[list[tuple[int, tuple[int, ...], str]]]:
    keys, _ = read_tables(lines_of(text))
    return [[(a.number, a.accepted, a.mode) for a in key.answers] for key in keys]


def test_a_row_of_numbers_over_a_row_of_answers() -> None:
    found = answers("정답\n1 | 2 | 3 | 4 | 5\n① | ③ | ② | ④ | ①\n6 | 7 | 8\n② | ② | ③")
    assert [a for _, a, _ in found[0]] == [(1,), (3,), (2,), (4,), (1,), (2,), (2,), (3,)]


def test_a_grid_of_numbers_with_answers_may_accept_several_or_all() -> None:
    found = answers("정답\n1.② | 2.③ | 3.전항정답 | 4.②,④\n5.① | 6.④")
    assert found[0][2] == (3, (1, 2, 3, 4), "void")
    assert found[0][3] == (4, (2, 4), "any")


def test_column_pairs_with_a_short_last_column() -> None:
    found = answers("문항 | 정답 | 문항 | 정답\n1 | ⑤ | 4 | ②\n2 | ① | 5 | ③\n3 | ④")
    assert [n for n, _, _ in found[0]] == [1, 2, 3, 4, 5]


def test_tables_that_restart_are_keys_of_their_own_with_their_forms() -> None:
    table = "1 | ① | 4 | ②\n2 | ② | 5 | ③\n3 | ③ | 6 | ①"
    keys, taken = read_tables(lines_of(f"A형\n{table}\nB형\n{table}"))
    assert [k.form for k in keys] == ["A", "B"]
    assert len(taken) == 6


def test_a_table_of_digits_inside_a_question_is_no_key() -> None:
    assert answers("다음 표를 보라\n1 | 2 | 3 | 4 | 5\n3 | 1 | 4 | 2 | 5") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("③", ((3,), "any")),
        ("①,⑤", ((1, 5), "any")),
        ("1,5", ((1, 5), "any")),
        ("BD", ((2, 4), "all")),
        ("B or D", ((2, 4), "any")),
        ("전항정답", ((1, 2, 3, 4, 5), "void")),
        ("1,2,3,4,5", ((1, 2, 3, 4, 5), "void")),
        ("정답 없음", ((1, 2, 3, 4, 5), "void")),
        ("그림", None),
    ],
)
def test_answers_as_printed(text: str, expected: object) -> None:
    assert read_answer(text, 5) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1교시 A형", "A"),
        ("홀수형", "A"),
        ("나 책형", "B"),
        ("Ⓑ 책형", "B"),
        ("㉰형", "C"),
        ("짝수형", "B"),
        ("(나)형", "B"),
        ("유형", None),
        ("A형과 B형", None),
    ],
)
def test_forms(text: str, form: str | None) -> None:
    assert form_in(text) == form


def keys_of(text: str) -> list[tuple[str | None, list[tuple[int, ...]]]]:
    keys, _ = read_tables(lines_of(text))
    return [(k.form, [a.accepted for a in k.answers]) for k in keys]


def test_a_row_of_answers_for_each_form() -> None:
    numbers_row = "문번 | 1 | 2 | 3 | 4 | 5"
    found = keys_of(f"{numbers_row}\n가책형 | ① | ② | ③ | ④ | ①\n나책형 | ④ | ③ | ② | ① | ④")
    assert found == [("A", [(1,), (2,), (3,), (4,), (1,)]), ("B", [(4,), (3,), (2,), (1,), (4,)])]


def test_a_column_of_answers_for_each_form() -> None:
    rows = "\n".join(f"{n} | ① | ④ | {n + 5} | ② | ③" for n in range(1, 6))
    found = keys_of(f"문번 | A형 | B형 | 문번 | A형 | B형\n{rows}")
    assert found == [("A", [(1,)] * 5 + [(2,)] * 5), ("B", [(4,)] * 5 + [(3,)] * 5)]


def test_two_answers_a_number_without_named_forms_are_not_read() -> None:
    assert keys_of("문번 | 정답\n" + "\n".join(f"{n} | ① | ④" for n in range(1, 8))) == []


def test_numbered_solutions_behind_the_questions() -> None:
    lines = lines_of("\n".join(f"{n}. 정답 ②\n해설 까닭 {n}이다." for n in range(1, 6)))
    (found,) = read_solutions(lines)
    assert [a.accepted for a in found.answers] == [(2,)] * 5
    assert found.explanations[3] == "까닭 3이다."
    assert len(found.lines) == 10


def test_subjects_side_by_side_are_keys_of_their_own() -> None:
    rows = "\n".join(f"{n} | ① | {n} | ④" for n in range(1, 7))
    keys, _ = read_tables(lines_of(f"국어 | 영어\n{rows}"))
    assert [(k.subject, [a.accepted for a in k.answers]) for k in keys] == [
        ("국어", [(1,)] * 6),
        ("영어", [(4,)] * 6),
    ]


def test_points_beside_the_answers_are_not_answers() -> None:
    rows = "\n".join(f"{n} | ① | 2 | {n + 5} | ④ | 3" for n in range(1, 6))
    assert keys_of(f"번호 | 정답 | 배점 | 번호 | 정답 | 배점\n{rows}") == [(None, [(1,)] * 5 + [(4,)] * 5)]


ROWS = "\n1 | 2 | 3 | 4 | 5\nA | C | B | D | A"


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        ("A. length one\nB. length two\nC. length three\nD. length four\nAnswer key", None),
        ("C. length of the river\nD. length of the\n  harbour\nAnswer key", None),
        ("A. lake   B. hill\nAnswer key", None),
        ("A. lake\nB. hill\nAnswer key\nPhysics", "Physics"),
        ("B. Physics\nAnswer key", "B. Physics"),
    ],
)
def test_the_last_option_of_a_paper_is_no_subject_of_its_key(above: str, subject: str | None) -> None:
    (key,), _ = read_tables(lines_of(above + ROWS))
    assert key.subject == subject


@pytest.mark.parametrize("label", ["Pts.", "배점", "배 점", "배점(점)", "Points", "난이도", "難易度", "Page", "점수"])
@pytest.mark.parametrize("signs", [("B", "A", "D", "C", "B"), ("2", "1", "4", "3", "2")])
def test_a_row_of_points_is_no_row_of_answers_wherever_it_stands(label: str, signs: tuple[str, ...]) -> None:
    numbers, points = "No. | 1 | 2 | 3 | 4 | 5", f"{label} | 2 | 3 | 2 | 3 | 2"
    right = " | ".join(("Ans.", *signs))
    for rows in ((numbers, right, points), (numbers, points, right)):
        assert keys_of("\n".join(("Answer key", *rows))) == [(None, [(2,), (1,), (4,), (3,), (2,)])]


def test_a_row_of_points_with_holes_ends_no_table() -> None:
    text = "No. | 1 | 2 | 3 | 4 | 5\nPts. | 2\nAns. | B | A | D | C | B"
    assert keys_of(f"Answer key\n{text}") == [(None, [(2,), (1,), (4,), (3,), (2,)])]
