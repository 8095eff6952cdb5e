"""How numbers and options are marked, and what stands between a mark and its text."""

from __future__ import annotations

from tests.support.hangul.laid import Layout, different, layout
from tests.support.hangul.papers import Manner

BOXED = [chr(0xF02B1 + n) for n in range(5)]
FILLED = [chr(0xF02CE + n) for n in range(5)]
"""Numbers in boxes, as only Hangul's own fonts have them."""


@layout
def options_in_brackets() -> Layout:
    return different(Manner(columns=2, marks=["(1)", "(2)", "(3)", "(4)", "(5)"]))


@layout
def options_in_one_sign_with_brackets() -> Layout:
    return different(Manner(columns=2, marks="⑴⑵⑶⑷⑸"))


@layout
def options_before_a_bracket() -> Layout:
    return different(Manner(columns=2, marks=["1)", "2)", "3)", "4)", "5)"]))


@layout
def options_in_syllables() -> Layout:
    return different(Manner(columns=2, marks=["가.", "나.", "다.", "라.", "마."]))


@layout
def options_in_boxes_of_hanguls_fonts() -> Layout:
    return different(Manner(columns=2, marks=BOXED))


@layout
def options_in_filled_boxes_of_hanguls_fonts() -> Layout:
    return different(Manner(columns=2, marks=FILLED))


@layout
def no_blank_after_the_mark() -> Layout:
    return different(Manner(columns=2, blank=""))


@layout
def blanks_that_do_not_break() -> Layout:
    return different(Manner(columns=2, blank="\u00a0"))


@layout
def blanks_of_fixed_width() -> Layout:
    return different(Manner(columns=2, blank="\u2007"))


@layout
def blanks_as_wide_as_a_syllable() -> Layout:
    return different(Manner(columns=2, blank="\u3000"))


@layout
def numbers_after_a_word() -> Layout:
    return different(Manner(columns=2, point="문 {}. "))


@layout
def numbers_right_after_a_word() -> Layout:
    return different(Manner(columns=2, point="문{}. "))


@layout
def numbers_of_two_digits() -> Layout:
    return different(Manner(columns=2, point="{:02}. "))


@layout
def numbers_without_a_point() -> Layout:
    return different(Manner(columns=2, point="{:02} "))


@layout
def numbers_with_a_wide_point() -> Layout:
    return different(Manner(columns=2, point="{}．"))


@layout
def numbers_in_brackets() -> Layout:
    return different(Manner(columns=2, point="【{}】 "))


@layout
def numbers_before_a_counter() -> Layout:
    return different(Manner(columns=2, point="{}번. "))
