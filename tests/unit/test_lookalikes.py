"""Signs that a reader takes for one another are one on both sides of a comparison."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.lookalikes import alike


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("3ㆍ15", "3·15"),
        ("‘가’", "'가'"),
        ("1∼2", "1~2"),
        ("A–B", "a-b"),
        ("ＳＱＬ　１", "sql 1"),
        ("⾦⽔", "金水"),  # Kangxi radicals
        ("⺅⻑", "亻長"),  # CJK radicals, which NFKC leaves
        ("㎾", "kW"),
        (unicodedata.normalize("NFD", "각하"), "각하"),
        ("ᄀ. ᄂ", "ㄱ. ㄴ"),  # letters that join, standing alone
        ("ﾡ", "ㄱ"),
        ("R ⨝ S", "R ⋈ S"),  # signs of formulas that Unicode has twice
        ("∆G = ∑x", "ΔG = Σx"),
        ("𝛿 ⟶ 𝜎", "δ → σ"),
    ],
)
def test_what_looks_alike_is_one(typed: str, printed: str) -> None:
    assert alike(typed) == alike(printed)


def test_letters_of_a_list_stay_letters() -> None:
    assert alike("ㄱ, ㄴ") == "ㄱ, ㄴ"
    assert alike("ㄱㅏ") == "ㄱㅏ" != alike("가")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_folded_ascii_or_hangul_text_stays_as_it_is(text: str) -> None:
    plain = "".join(char for char in text if char.isascii() or "가" <= char <= "힣")
    assert alike(alike(plain)) == alike(plain)
