"""Whether a line that a text recogniser read makes words: large type is often read twice, or garbled."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from cgq.exam.geometry import Line

_OVERLAP = 0.65
"""Share of the narrower of two characters that lies under its neighbour: 0.53 at most in lines that were read well, as
the 1 of 1급, and 0.8 and more where two readings of one place were put together (on 47 photographs of first pages)."""

_TOKEN = re.compile(r"[^\W_]+")
_PLAIN_SIGNS = frozenset("()[]<>〈〉《》「」『』【】·ㆍ,.-–~/&:+'’ ")
_BRACKETS = ("()", "[]", "<>", "〈〉", "《》", "「」", "『』", "【】")
_LOOSE = ("HANGUL LETTER", "HANGUL CHOSEONG", "HANGUL JUNGSEONG", "HANGUL JONGSEONG")
"""How the names begin that Unicode gives to parts of syllables."""

_HANGUL, _LATIN = re.compile(r"[가-힣]"), re.compile(r"[A-Za-z]")
_WORDS_OF_ONE = frozenset("aAI")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_FORM = re.compile(r"[A-E]책?형")
_CAPITALS = re.compile(r"[A-E]|[A-Z]{2,6}\d?")
"""What stands in Latin letters in a Korean title: a form, or an abbreviation such as NCS, TOEIC or N1."""

_SINGLE = frozenset("및의과와제급회차형년월일등총편용반부권호대본가나다라")
"""Syllables that stand alone in a title, mostly beside a number."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b")
_ROUNDS = re.compile(rf"\s?(?:{any_of('round_counters')}|[차호])")
_COUNTED = re.compile(
    rf"(?![^\W\d_])|{any_of('number_units', 'year_counters', 'level_counters', 'section_counters', 'round_counters')}"
    rf"|{any_of('semester_counters', 'subject_counters')}|[학형종호단등권]|(?:st|nd|rd|th)\b"
)
"""What follows a number: no letter, or a word that counts, such as in 2급, 3학년 and 2nd."""


def reads_as_words(line: Line, text: str) -> bool:
    """Is it sure that the line, read as `text`, says what is printed? False for much that is only in doubt."""
    return not _is_read_twice(line) and _is_plain(text) and _has_plain_numbers(text) and _has_plain_tokens(text)


def _is_read_twice(line: Line) -> bool:
    """Do characters lie over each other, as where two readings of one place were put together?"""
    seen = [(x0, x1) for char, x0, x1 in zip(line.text, line.xs, line.ends, strict=True) if not char.isspace()]
    return any(before[1] - after[0] > _OVERLAP * min(_wide(before), _wide(after)) for before, after in pairwise(seen))


def _wide(span: tuple[float, float]) -> float:
    return max(span[1] - span[0], 0.1)


def _is_plain(text: str) -> bool:
    """Only letters, digits and the signs of titles, brackets in pairs, and no parts of syllables."""
    if any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKETS):
        return False
    return all(char in _PLAIN_SIGNS or _is_whole(char) for char in text)


def _is_whole(char: str) -> bool:
    """Is it a letter or a plain digit, and not a loose part of a syllable?"""
    if char.isascii():
        return char.isalnum()
    return char.isalpha() and not unicodedata.name(char, "").startswith(_LOOSE)


def _has_plain_numbers(text: str) -> bool:
    """Numbers of one or two digits, years of four, and the numbers of rounds; behind each what it counts."""
    return all(_is_plain_number(number, text) for number in re.finditer(r"\d+", text))


def _is_plain_number(number: re.Match[str], text: str) -> bool:
    digits, end = number[0], number.end()
    if len(digits) > 2 and not _YEAR.fullmatch(digits):
        return len(digits) == 3 and bool(_ROUNDS.match(text, end))
    return bool(_COUNTED.match(text, end))


def _has_plain_tokens(text: str) -> bool:
    is_korean = bool(_HANGUL.search(text))
    tokens = _TOKEN.findall(_ORDINAL.sub(" ", text))
    return bool(tokens) and all(_is_plain_token(token, is_korean=is_korean) for token in tokens)


def _is_plain_token(token: str, *, is_korean: bool) -> bool:
    if not _LATIN.search(token):
        return len(token) > 1 or not _HANGUL.match(token) or token in _SINGLE
    if _HANGUL.search(token):
        return bool(_FORM.fullmatch(token))
    return bool(_CAPITALS.fullmatch(token)) if is_korean else _is_latin_word(token)


def _is_latin_word(token: str) -> bool:
    """Letters in one case, or with a capital in front, and a vowel among small ones."""
    if len(token) == 1:
        return token in _WORDS_OF_ONE
    has_vowel = bool(_VOWEL.search(unicodedata.normalize("NFD", token)))
    return token.isupper() or ((token.islower() or token.istitle()) and has_vowel)
