"""What counts as one printed sign, over all of Unicode: `normalise` against the names of the characters.

The names, and the syllable blocks below, say it another way than the code points in cgq/exam/identity.py do.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cgq.exam.identity import normalise

FOLDED_WHATEVER_THE_NAME = (
    "<wide>",
    "<narrow>",
    "<small>",
    "<noBreak>",
    "<isolated>",
    "<initial>",
    "<medial>",
    "<final>",
)
FOLDED_NAMES = {
    "<font>": r"MATHEMATICAL (BOLD |ITALIC |SANS-SERIF |MONOSPACE )+(?!SCRIPT|FRAKTUR)|PLANCK CONSTANT",
    "<compat>": r"MICRO SIGN|LATIN (SMALL|CAPITAL) LIGATURE |ARMENIAN SMALL LIGATURE (MEN|VEW) |"
    r"(SMALL )?ROMAN NUMERAL |"
    r"LATIN (SMALL|CAPITAL) LETTER (DZ|LJ|NJ)\b|LATIN CAPITAL LETTER [DLN] WITH SMALL LETTER [ZJ]\b|"
    r"(ONE DOT|TWO DOT) LEADER|HORIZONTAL ELLIPSIS|(REVERSED )?(DOUBLE|TRIPLE|QUADRUPLE) PRIME|"
    r"(DOUBLE |QUESTION |EXCLAMATION )+(EXCLAMATION|QUESTION) MARK|DEGREE |(KANGXI|CJK) RADICAL ",
    "<square>": r"SQUARE (?!ERA NAME|CORPORATION|DJ|HIRAGANA|.*KATAKANA)",
}
STACKED_WORDS = range(0x3300, 0x3358)
"""Katakana words in a square: their names are no other than those of units."""

JOINERS = ("\u200c", "\u200d")
EVERY_CHARACTER = [
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(char) not in ("Cn", "Co", "Cs") and not char.isspace()
]
VIRAMAS = ("\u094d", "\u0d4d")
"""The two of the scripts' signs against a vowel behind which these tests put a joiner."""
JOINER_BEHIND_NO_VIRAMA = re.compile(r"(?<!\u094d)(?<!\u0d4d)[\u200c\u200d]")
DECOMPOSED = [char for char in EVERY_CHARACTER if unicodedata.decomposition(char)]
PRINTS_NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u202e\u2060\u2061\u2066\u3164\ufe0f\ufeff\uffa0\U000e0100"
)


@cache
def prints_nothing(char: str) -> bool:
    """Format characters, variation selectors and fillers, by their names and categories."""
    name = unicodedata.name(char, "")
    if re.search(r"HANGUL .*FILLER|VARIATION SELECTOR|GRAPHEME JOINER|KHMER VOWEL INHERENT", name):
        return True
    prints = r"ARABIC (?!LETTER MARK)|SYRIAC|KAITHI|EGYPTIAN|INTERLINEAR"
    return unicodedata.category(char) == "Cf" and not re.match(prints, name)


@cache
def folded_parts(char: str) -> str:
    """The parts that a character is printed as; itself where it is printed otherwise."""
    tag, _, codes = unicodedata.decomposition(char).partition(" ")
    named = re.match(FOLDED_NAMES.get(tag, r"(?!)"), unicodedata.name(char, ""))
    if tag not in FOLDED_WHATEVER_THE_NAME and (named is None or ord(char) in STACKED_WORDS):
        return char
    parts = "".join(chr(int(code, 16)) for code in codes.split())
    return char if parts[0] == " " or unicodedata.combining(parts[0]) else "".join(map(folded_parts, parts))


@cache
def hangul_letter(jamo: str) -> str:
    """The separate letter that a jamo by itself looks like."""
    name = unicodedata.name(jamo)
    found = re.fullmatch(r"HANGUL (CHOSEONG|JUNGSEONG) (.+)", name)
    if found is None or ord(jamo) > 0x11FF:
        return jamo
    letters = [chr(code) for code in range(0x3131, 0x318F)]
    decomposed = [letter for letter in letters if unicodedata.normalize("NFKD", letter) == jamo]
    return decomposed[0] if decomposed else jamo


def syllables(text: str) -> str:
    """The text with every jamo that stands by itself as its letter; `text` is decomposed."""
    kinds = "".join(map(_jamo_kind, text))
    if not kinds.strip("."):
        return text
    blocks = re.finditer(r"L+V*T*|V+T*|.", kinds)
    parts = [text[block.start() : block.end()] for block in blocks]
    return "".join(hangul_letter(part) if len(part) == 1 and _jamo_kind(part) in "LV" else part for part in parts)


@cache
def _jamo_kind(char: str) -> str:
    kinds = {"CHOSEONG": "L", "JUNGSEONG": "V", "JONGSEONG": "T"}
    found = re.match(r"HANGUL (CHOSEONG|JUNGSEONG|JONGSEONG) ", unicodedata.name(char, ""))
    return kinds[found[1]] if found else "."


def printed(text: str) -> str:
    """What a text prints, in the one form that all its encodings share."""
    visible = "".join(c for c in text if not c.isspace() and (c in JOINERS or not prints_nothing(c)))
    decomposed = unicodedata.normalize("NFD", visible)
    without_joiners = JOINER_BEHIND_NO_VIRAMA.sub("", decomposed)
    return syllables(unicodedata.normalize("NFD", "".join(map(folded_parts, without_joiners))))


def neighbours(char: str) -> set[str]:
    """What could run together with a character: digits, letters, marks, jamo, and its own parts."""
    return {"", "1", "a", "가", "각", "\u1100", "\u1161", "\u11a8", "\u0301", *unicodedata.normalize("NFKD", char)}


@pytest.mark.parametrize("char", ["½", "㋀", "㍘", "⒈", "①", "²", "₂", "🄰", "㌔", "ㄳ", "㉠", "ℵ", "ℝ", "ϕ", "ª"])
def test_signs_that_are_printed_as_they_are_meet_no_other_reading(char: str) -> None:
    for before in ("", "1", "5", "가", "ㄱ"):
        assert normalise(before + char) != normalise(before + unicodedata.normalize("NFKC", char))


def test_every_character_with_a_decomposition_is_its_parts_only_where_it_prints_as_they_do() -> None:
    for char in DECOMPOSED:
        parts = unicodedata.normalize("NFKD", char)
        for near in neighbours(char):
            for one, other in ((near + char, near + parts), (char + near, parts + near)):
                assert (normalise(one) == normalise(other)) == (printed(one) == printed(other)), ascii((one, other))


def test_every_character_is_kept_or_dropped_between_two_others() -> None:
    for char in EVERY_CHARACTER:
        dropped = normalise(f"a{char}b") == "ab"
        assert dropped == (printed(f"a{char}b") == "ab"), ascii(char)


# A joiner is drawn behind the signs of VIRAMAS alone: what else is drawn kills no vowel.
NO_VIRAMA = [char for char in EVERY_CHARACTER if unicodedata.combining(char) != 9]
CHARACTERS = st.sampled_from(NO_VIRAMA) | st.sampled_from(DECOMPOSED) | st.sampled_from(PRINTS_NOTHING)
JAMO = st.characters(min_codepoint=0x1100, max_codepoint=0x11FF) | st.characters(
    min_codepoint=0x3131, max_codepoint=0x318E
)
TEXT = st.lists(CHARACTERS | JAMO | st.sampled_from(("가", "각", "1", "e", "\u0301", *VIRAMAS, *JOINERS)), max_size=6)


@settings(max_examples=500)
@given(st.data(), TEXT.map("".join))
@example(None, "1½")
@example(None, "ㄱㅏ")
@example(None, "가ㄳ")
def test_two_texts_are_one_exactly_when_they_print_the_same(data: st.DataObject | None, text: str) -> None:
    forms: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
    others = [unicodedata.normalize(form, text) for form in forms]
    if data is not None:
        at = data.draw(st.integers(0, len(text)))
        others.append(text[:at] + data.draw(CHARACTERS | st.just("")) + text[at + 1 :])
    for other in others:
        assert (normalise(text) == normalise(other)) == (printed(text) == printed(other)), ascii((text, other))
    assert normalise(normalise(text)) == normalise(text)


@given(st.data(), TEXT.map("".join), st.sampled_from(PRINTS_NOTHING))
def test_what_prints_nothing_makes_no_other_question(data: st.DataObject, text: str, nothing: str) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert normalise(text[:at] + nothing + text[at:]) == normalise(text)


@pytest.mark.parametrize("text", ["다음 중 옳은 것은?", "깎아 닭 값", "훈민정음", "Ελλάδα é ñ"])
def test_decomposed_text_is_composed_text(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("क्\u200dष", "क्ष"), ("ന്\u200d", "ന്"), ("क्\u200cष", "क्ष")],
)
def test_a_joiner_after_a_virama_is_printed(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(("one", "other"), [("می\u200cخواهم", "میخواهم"), ("f\u200ci", "fi"), ("가\u200d나", "가나")])
def test_a_joiner_elsewhere_only_spaces_or_shapes_letters(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
