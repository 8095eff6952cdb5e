"""Which Korean words are one word in two spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.bank.searching.spelling import is_respelling

MIXED_UP = (
    ("최대값", "최댓값"),
    ("등교길", "등굣길"),
    ("쎄라믹", "세라믹"),
    ("까페인", "카페인"),
    ("싱글톤", "싱글턴"),
    ("쥬스기", "주스기"),
    ("디스켙", "디스켓"),
    ("네비게이션", "내비게이션"),
    ("왠만큼", "웬만큼"),
)
OTHER_WORDS = (
    ("대기업", "대기압"),
    ("자동차", "차동차"),
    ("가속도", "각속도"),
    ("최대값", "최대량"),
    ("가구원", "가규원"),
    ("최대값", "쵯댓값"),
)


@pytest.mark.parametrize(("one", "other"), MIXED_UP)
def test_a_letter_that_writers_mix_up_makes_no_other_word(one: str, other: str) -> None:
    assert is_respelling(one, other)
    assert is_respelling(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER_WORDS)
def test_any_other_letter_makes_another_word(one: str, other: str) -> None:
    assert not is_respelling(one, other)
    assert not is_respelling(other, one)


HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=6)


@given(HANGUL, HANGUL)
def test_either_of_two_spellings_is_one_of_the_other(one: str, other: str) -> None:
    other = (other * len(one))[: len(one)]
    assert is_respelling(one, other) == is_respelling(other, one)
    assert not is_respelling(one, one)
