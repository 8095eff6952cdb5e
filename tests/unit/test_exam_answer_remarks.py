"""What stands behind a labelled answer: a remark that names another option leaves none, an explanation leaves it."""

from __future__ import annotations

import pytest

from cgq.exam.signs.labels import label_at

LETTERS, RINGS = ("A", "B", "C", "D"), ("①", "②", "③", "④")


@pytest.mark.parametrize(
    "text",
    [
        "Answer: C → D",
        "Answer: C => D",
        "정답: ③ → ②",
        "Answer: B (changed to C)",
        "Answer: D (C also accepted)",
        "정답 ②(③도 인정)",
        "정답: ② ※ ④도 정답 처리",
        "정답: ①, ② 중 ②",
        "정답: ②, ③ 외 정답",
        "정답: ② 심사 뒤에 ③번도 정답으로 한다",
        "정답 ③ 이의 신청을 심사한 결과에 따라 ①로 정정",
        "정답: ②（복수정답）",
        "Answer: B; C is wrong",
        "Answer: B, D is too short",
        "Answer: A; C and D are false",
        "Answer: B / C was the old key",
        "Answer: A or D is wrong",
        "Answer: B, D: see page 2",
        "Answer: B; cf. D",
        "Answer: B = C",
        "Antwort: B, C ist falsch",
        "Resposta: A, C está errada",
        "Odpowiedź: B, D jest błędne",
        "Svar: B, C är fel",
        "Đáp án: B, C sai",
        "정답: ② / ③ 오류",
    ],
)
def test_a_remark_that_names_another_option_leaves_no_answer(text: str) -> None:
    label = label_at(text, RINGS if "정답" in text else LETTERS)
    assert label is not None
    assert label.parsed is None
    assert not label.blank


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("정답 ④ 해설 ①은 기둥이고 ②는 보이다", (4,)),
        ("정답 ④ ①은 지붕의 물매이고 ②는 처마의 깊이를 가리키는 말이다", (4,)),
        ("Answer: B because the load is carried by a wall", (2,)),
        ("Answer: B. A wall carries it", (2,)),
        ("Answer: B (see the table on page 4)", (2,)),
        ("Answer: B (A 12% B 61% C 20% D 7%)", (2,)),
        ("정답: ② (정정)", (2,)),
        ("정답: ②, ③ (복수정답)", (2, 3)),
        ("정답: ② 중요한 부재이다", (2,)),
        ("Answer: A and C are correct.", (1, 3)),
        ("Answer: A, C. Both carry the load", (1, 3)),
        ("Answer: BD because both carry it", (2, 4)),
        ("정답: ①, ③ 해설 참조", (1, 3)),
        ("정답: ①, ③ 복수정답", (1, 3)),
    ],
)
def test_an_explanation_leaves_the_answer(text: str, options: tuple[int, ...]) -> None:
    label = label_at(text, RINGS if "정답" in text else LETTERS)
    assert label is not None
    assert label.parsed is not None
    assert label.parsed.options == options


@pytest.mark.parametrize("value", ["B (3)", "B [3]", "B 3", "B, 3", "C (A)", "③ (1)", "③(①)"])
def test_a_sign_of_another_form_behind_an_answer_is_no_second_one(value: str) -> None:
    label = label_at(f"Answer: {value}", RINGS if value[0] in RINGS else LETTERS)
    assert label is not None
    assert label.parsed is None


@pytest.mark.parametrize(
    ("value", "options"), [("B (2 points)", (2,)), ("(A)(C)", (1, 3)), ("①, ③번", (1, 3)), ("B (or C)", (2, 3))]
)
def test_signs_of_one_form_make_a_list(value: str, options: tuple[int, ...]) -> None:
    label = label_at(f"Answer: {value}", RINGS if value[0] in RINGS else LETTERS)
    assert label is not None
    assert label.parsed is not None
    assert label.parsed.options == options
