"""Which Hangul words spell which Latin ones, as Korean writes loanwords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.bank.searching.sounding import beginnings, spells

SPELLED = (
    ("라우터", "router"),
    ("게이트웨이", "gateway"),
    ("프로토콜", "protocol"),
    ("트랜잭션", "transaction"),
    ("세마포어", "semaphore"),
    ("인덕턴스", "inductance"),
    ("헤모글로빈", "hemoglobin"),
    ("리팩토링", "refactoring"),
    ("미토콘드리아", "mitochondria"),
    ("알고리즘", "algorithm"),
    ("스케줄링", "scheduling"),
    ("쿼리", "query"),
    ("큐", "queue"),
    ("인덱스", "index"),
    ("브리지", "bridge"),
    ("시그니처", "signature"),
    ("클라우드", "cloud"),
    ("스레드", "thread"),
)


@pytest.mark.parametrize(("hangul", "latin"), SPELLED)
def test_a_loanword_spells_its_english_word(hangul: str, latin: str) -> None:
    assert spells(hangul, latin)


@pytest.mark.parametrize(("hangul", "latin"), SPELLED)
def test_its_english_word_lies_among_those_that_may_begin_so(hangul: str, latin: str) -> None:
    assert any(first <= latin < last for first, last in beginnings(hangul))
    assert any(first <= hangul < last for first, last in beginnings(latin))


def test_no_loanword_spells_another_word() -> None:
    mixed = [(hangul, latin) for hangul, _ in SPELLED for _, latin in SPELLED if (hangul, latin) not in SPELLED]
    assert [pair for pair in mixed if spells(*pair)] == []


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("방화벽", "firewall"), ("암호", "cipher"), ("정책", "policy"), ("라우터", "routers"), ("라우", "router")],
)
def test_a_translation_or_a_part_is_no_spelling(hangul: str, latin: str) -> None:
    assert not spells(hangul, latin)


@given(hangul=st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1), other=st.text())
def test_any_text_is_compared(hangul: str, other: str) -> None:
    assert spells(hangul, other) in (True, False)
    assert all(first < last for first, last in beginnings(hangul))
