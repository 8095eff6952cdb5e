"""What an explanation concludes, in eleven languages, and what only sounds like it."""

from __future__ import annotations

import pytest
from tests.support.paper import paper, question

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key
from cgq.exam.signs.conclusions import conclusions_of, contradicts

RIGHT = (2, 4, 1, 3, 2, 3)
"""The answers of a paper of six questions."""
WHY = "The rate follows from the cost of the route."


@pytest.mark.parametrize(
    "text",
    [
        "비용이 가장 낮으므로 정답은 ②이다.",
        "따라서 답은 2번입니다.",
        "Hence the answer is B.",
        "So the correct answer is (B).",
        "よって正解は②である。",
        "因此正确答案为B。",
        "故选B。",
        "Portanto, a resposta correta é a letra B.",
        "Por lo tanto, la respuesta correcta es B.",
        "Daher ist die richtige Antwort B.",
        "Rätt svar är B.",
        "Zatem poprawna odpowiedź to B.",
        "Vì vậy đáp án đúng là B.",
        "Следовательно, правильный ответ — Б.",
        "The correct answer is B, because the longest route is meant.",
        "Die richtige Antwort ist B, weil die Strecke länger ist.",
        "Therefore option B is correct.",
        "Portanto, a alternativa B é correta.",
        "법에 따르면 ②이 옳다.",
        "다른 보기는 모두 틀리므로 ②를 고른다.",
    ],
)
def test_a_statement_of_the_answer_is_a_conclusion(text: str) -> None:
    assert [options for _, options in conclusions_of(f"{WHY} {text}")] == [(2,)]


@pytest.mark.parametrize(
    "text",
    [
        "정답은 ②가 아니다.",
        "수험생이 많이 고른 답은 ②이다.",
        "12번의 정답은 ②이다.",
        "정답은 4이다.",
        "오답은 ②이다.",
        "A common wrong answer is B.",
        "If the answer is B, the cost doubles.",
        "The answer is a little higher.",
        "B is true.",
        "If the text said old, the correct answer would be B, because of it.",
        "Therefore option B is not correct.",
        "흔히 ②를 고른다.",
        "②이 옳다. ③이 옳다.",
        "②이 옳다고 보기 쉽다.",
        "②이 옳지 않다.",
    ],
)
def test_what_names_an_option_otherwise_is_none(text: str) -> None:
    assert list(conclusions_of(text)) == []


def test_only_signs_of_one_alphabet_are_compared() -> None:
    assert contradicts("②", "따라서 정답은 ④이다.") == "④"
    assert contradicts("2", "따라서 정답은 ④이다.") == "④"
    assert contradicts("②", "Hence the answer is A.") is None
    assert contradicts("④", "따라서 정답은 ④이다.") is None


def lines_of_paper(*below: str) -> list[str]:
    """Six questions, below each some lines in which `{right}` is the letter of its answer."""
    asked: list[str] = []
    for n, right in enumerate(RIGHT, 1):
        asked += question(n, f"Which of these is number {n}?", "one", "two", "three", "four")[:-1]
        asked += [line.format(right="1234"[right - 1], said=said(n)) for line in below] + [""]
    return asked


def said(number: int) -> str:
    """The option that the words of a solution name: of the third question another one than its answer."""
    return str(4 if number == 3 else RIGHT[number - 1])


EXPLAINED = [f"{n}. ({right}) {WHY} Hence the answer is ({said(n)})." for n, right in enumerate(RIGHT, 1)]
ENDED = [f"{n}. {WHY} Hence the answer is ({said(n)})." for n in range(1, 7)]
NAMED = [f"{n}. Answer: {said(n)}" for n in range(1, 7)]
TABLE = ["1. 2  2. 4  3. 1  4. 3  5. 2  6. 3"]


@pytest.mark.parametrize(
    "key",
    [
        ["Answers and explanations", *EXPLAINED],
        ["Answer key", *TABLE, "", "Notes", *ENDED],
        ["Answer key", *TABLE, "", "Solutions", *NAMED],
    ],
)
def test_a_solution_whose_words_name_another_option_gives_no_answer(key: list[str]) -> None:
    asked = paper(lines_of_paper()[:36], lines_of_paper()[36:])
    apart = merge_key(read_document(asked), read_document(paper(key)))
    together = read_document(paper(lines_of_paper()[:36], lines_of_paper()[36:], key))
    for read in (apart, together):
        answers = [q.answer.accepted if q.answer else None for q in read.questions]
        assert answers == [None if n == 3 else (right,) for n, right in enumerate(RIGHT, 1)]
        assert [f.number for f in read.findings if f.code == "key_mismatch"] == [3]


def test_solutions_of_another_form_take_no_answer_from_a_table() -> None:
    turned = [f"{n}. {WHY} Hence the answer is ({right % 4 + 1})." for n, right in enumerate(RIGHT, 1)]
    read = read_document(paper(["Answer key", *TABLE, "", "Form B", *turned]))
    assert [cell.accepted for cell in read.keys[0].answers] == [(right,) for right in RIGHT]


def test_a_label_whose_explanation_concludes_another_option_gives_no_answer() -> None:
    lines = lines_of_paper("Answer: {right}", f"Explanation: {WHY} Hence the answer is ({{said}}).")
    read = read_document(paper(lines[:40], lines[40:]))
    answers = [q.answer.accepted if q.answer else None for q in read.questions]
    assert answers == [None if n == 3 else (right,) for n, right in enumerate(RIGHT, 1)]
    assert [(f.code, f.number) for f in read.findings] == [("answer_conflict", 3)]
