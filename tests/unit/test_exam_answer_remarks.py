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
    ],
)
def test_an_explanation_leaves_the_answer(text: str, options: tuple[int, ...]) -> None:
    label = label_at(text, RINGS if "정답" in text else LETTERS)
    assert label is not None
    assert label.parsed is not None
    assert label.parsed.options == options
