"""Hangul's equation script as text along the line."""

from __future__ import annotations

import time

import pytest
from tests.support.hangul_documents import FORMULAS

from cgq.convert.hwp.script.linear import linear
from cgq.convert.hwp.script.symbols import ANY_CASE, EXACT


@pytest.mark.parametrize(("script", "text"), FORMULAS)
def test_a_formula_says_the_same_along_the_line(script: str, text: str) -> None:
    assert linear(script) == text


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("{1} over {2} + {1} over {3}", "1/2+1/3"),
        ("1 over 2 x", "1/2 x"),
        ("{x^2 +1} over {x-1}", "(x²+1)/(x-1)"),
        ("x^{1 over 2}", "x^(1/2)"),
        ("LEFT ( {x} over {y} RIGHT ) ^2", "(x/y)²"),
        ("LEFT | x RIGHT |", "|x|"),
        ("LEFT . x RIGHT |", "x|"),
        ("root 3 of {27}", "³√27"),
        ("2 sqrt 3", "2√3"),
        ("int _0 ^1 {x^2} dx", "∫(0 ~ 1) x²dx"),
        ("alpha + Alpha + ALPHA", "α+Α+Α"),
        ("a >= b, a LEQ b, a != b", "a ≥ b, a ≤ b, a ≠ b"),
        ("3 TIMES 10^8", "3 × 10⁸"),
        ("10^{-3}", "10⁻³"),
        ("H _2 SO _4", "H₂SO₄"),
        ("{} _n C _r", "_nC_r"),
        ("matrix {1&2 # 3&4}", "1, 2; 3, 4"),
        ("dmatrix {1&2 # 3&4}", "|1, 2; 3, 4|"),
        ("bar A", "Ā"),
        ("overline {ABCD}", "overline(ABCD)"),
        ('"속력" = {"거리"} over {"시간"}', "속력 = 거리/시간"),
        ("rmCO _2", "CO₂"),
        ("tanx", "tan x"),
        ("aLEQb", "aLEQb"),
        ("a LEQb", "a ≤ b"),
        ("sqrt2 over3", "√2/3"),
        ("angle ABC = 60 DEG", "∠ABC = 60°"),
        ("n choose k", "C(n, k)"),
        ("", ""),
    ],
)
def test_brackets_stand_where_the_text_would_say_something_else(script: str, text: str) -> None:
    assert linear(script) == text


def test_no_word_of_the_tables_is_two_things() -> None:
    assert not set(EXACT) & set(ANY_CASE)


@pytest.mark.parametrize(
    "script", ["}{", "over over ^ _", "left left left", "{" * 5000, "matrix {" * 900, "a^" * 2000, "#&#&"]
)
def test_what_is_no_script_is_read_all_the_same_and_soon(script: str) -> None:
    began = time.process_time()
    assert isinstance(linear(script), str)
    assert time.process_time() - began < 1
