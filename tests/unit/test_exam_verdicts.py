"""What the words of a solution state of the sign that they begin with, in eleven languages."""

from __future__ import annotations

import pytest

from cgq.exam.signs.verdicts import is_spoken_of, stands_alone


@pytest.mark.parametrize(
    ("before", "sign", "behind"),
    [
        ("1. The answer is not ", "C", "; many take it."),
        ("1. We can rule out ", "C and D", "."),
        ("1. Not ", "C", "."),
        ("1. Errada: ", "C", "."),
        ("1. Nicht ", "C", "."),
        ("1. ", "C", " is false."),
        ("1. ", "C", " isn't right."),
        ("1. ", "C", ": wrong, since the text has another number."),
        ("1. ", "C", " cannot be the answer."),
        ("1. ", "C", " is wrong, B is right."),
        ("1. ", "C", " was chosen by most."),
        ("1. ", "A", " is right. B is right. C is wrong."),
        ("1. ", "③", " 틀린 설명이다. ② 옳은 설명이다."),
        ("1. ", "③", "는 정답이 아니다."),
        ("1. ", "③", "은 개정 전의 규정이다."),
        ("1. ", "③", "이 옳다고 볼 수 없다."),
        ("1. ", "③", " (×) 폐지된 규정이다."),
        ("1. ", "③", " 오답: 폐지되었다."),
        ("1. ", "①", " 옳다. ② 틀리다. ③ 옳다."),
        ("1. ", "①", " (○) 법의 목적이다. ② (×) 아니다. ③ (○) 그렇다."),
        ("1. ", "③", "は誤りである。"),
        ("1. ", "C", "项错误，因为期限不同。"),
        ("1. ", "C", " está errada."),
        ("1. ", "C", " es falsa."),
        ("1. ", "C", " ist falsch."),
        ("1. ", "C", " är fel."),
        ("1. ", "C", " jest błędna."),
        ("1. ", "C", " sai vì thiếu một phần."),
        ("1. ", "В", " неверно, так как срок другой."),
    ],
)
def test_a_sign_that_is_denied_or_only_spoken_of_is_no_answer(before: str, sign: str, behind: str) -> None:
    assert is_spoken_of(sign, before, behind, named=False)


@pytest.mark.parametrize(
    ("before", "sign", "behind"),
    [
        ("1. ", "B", " is right. C is wrong."),
        ("1. ", "B", ". The oldest bridge. Option C is wrong."),
        ("1. ", "B", " - the false floor of the hall is meant"),
        ("1. ", "B", ". False"),
        ("1. ", "②", " ×"),
        ("1. ", "②", " 이 법은 1999년에 만들어졌다."),
        ("1. ", "②", " 은행의 업무이다. ③은 틀리다."),
        ("1. ", "②", "가 옳다. ③은 틀리다."),
        ("1. ", "②", "은 제3조에 따라 옳은 설명이다."),
        ("1. ", "②", " (○) 그렇다. ③ (×) 아니다."),
        ("1. ", "②", "が正しい。"),
        ("1. ", "B", "项正确。C项错误。"),
        ("1. ", "B", " é correta. C está errada."),
        ("1. ", "B", " ist richtig, C nicht."),
        ("1. Solution: ", "B", ""),
    ],
)
def test_a_sign_that_alone_is_called_right_or_that_is_explained_stays(before: str, sign: str, behind: str) -> None:
    assert not is_spoken_of(sign, before, behind, named=False)


def test_what_a_label_calls_the_answer_may_be_a_wrong_statement() -> None:
    assert not is_spoken_of("③", "1. 정답 ", " 틀린 설명이다. ① 옳다.", named=True)
    assert is_spoken_of("C", "1. Answer ", " is wrong. Answer B is right.", named=True)


def test_a_word_for_what_is_wrong_alone_may_be_the_option() -> None:
    assert stands_alone(": False")
    assert not stands_alone(": False, since the text is older")
