"""A label that names a question answers that one, wherever it stands; its number is no option."""

from __future__ import annotations

import pytest

from cgq.exam.signs.labels import label_at


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("Answer to 2: D", 4),
        ("Answer 2: D", 4),
        ("Answer to question 2: D", 4),
        ("Answer (2): D", 4),
        ("[Answer 2] D", 4),
        ("Antwort auf Frage 2: D", 4),
        ("Respuesta a la pregunta 2: D", 4),
        ("Resposta da questão 2: D", 4),
        ("Svar på fråga 2: D", 4),
        ("Odpowiedź do pytania 2: D", 4),
        ("Đáp án câu 2: D", 4),
        ("Ответ на вопрос 2: Г", 4),
        ("答案 2：D", 4),
        ("정답 2번: ④", 4),
        ("정답(2번): ④", 4),
    ],
)
def test_a_label_names_its_question(text: str, option: int) -> None:
    label = label_at(text)
    assert label is not None
    assert label.number == 2
    assert label.parsed is not None
    assert label.parsed.options == (option,)


@pytest.mark.parametrize(
    ("text", "options"),
    [("Answer: 2", (2,)), ("정답 3: 기둥이 보를 받친다", (3,)), ("Answer: 2. D", (2,))],
)
def test_a_figure_that_is_the_answer_names_no_question(text: str, options: tuple[int, ...]) -> None:
    label = label_at(text)
    assert label is not None
    assert label.number is None
    assert label.parsed is None or label.parsed.options == options


def test_a_number_before_a_second_sign_leaves_no_answer() -> None:
    label = label_at("Answer: 4: C")
    assert label is not None
    assert label.parsed is None
