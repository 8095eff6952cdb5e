"""Does a Hangul word spell a Latin one as Korean writes loanwords? 라우터 and `router`, `semaphore` and 세마포어.

By the rules for loanwords (외래어 표기법, National Institute of Korean Language, chapter 3, English). They go by the
sound of an English word, which its letters do not give, so that letters allow each of the spellings that they have.
"""

from __future__ import annotations

import re
from functools import lru_cache

_RULES: tuple[tuple[str, str], ...] = (
    # Letters, as a regular expression, and the jamo that they may become; the first rule that fits counts.
    # `_` stands before a jamo at the end of a syllable, `*` behind one that ㅡ may carry, `+` behind one that ㅣ may,
    # `-` for nothing.
    (r"tion", "ㅅㅕ_ㄴ ㅊㅓ_ㄴ"),
    (r"sion", "ㅅㅕ_ㄴ ㅈㅓ_ㄴ ㅈㅕ_ㄴ"),
    (r"ture(?=$|s)", "ㅊㅓ"),
    (r"thm", "ㅈㅡ_ㅁ ㅅㅡ_ㅁ"),
    (r"sch", "ㅅㅡㅋ ㅅ+"),
    (r"tch", "ㅊ+"),
    (r"ch", "ㅊ+ ㅋ* _ㄱ ㅅ+"),
    (r"dg", "ㅈ+"),
    (r"sh", "ㅅ+"),
    (r"ph", "ㅍ*"),
    (r"th(?=er)", "ㅅ* ㄷ*"),
    (r"th", "ㅅ*"),
    (r"gh(?=t|$)", "-"),
    (r"wr|rh", "ㄹ"),
    (r"^kn", "ㄴ"),
    (r"ck|k", "ㅋ* _ㄱ"),
    (r"c(?=[eiy])", "ㅅ*"),
    (r"c", "ㅋ* _ㄱ"),
    (r"ng", "_ㅇ _ㅇㄱ _ㄴㅈ+"),
    (r"n(?=[kcxq])", "_ㅇ _ㄴ"),
    (r"queue|^cue", "ㅋㅠ"),
    (r"qu[ae]", "ㅋㅘ ㅋㅝ ㅋㅞ ㅋㅡ"),
    (r"qui", "ㅋㅟ"),
    (r"q", "ㅋ* _ㄱ"),
    (r"^x", "ㅈ"),
    (r"x", "_ㄱㅅ* ㄱㅡㅈ"),
    (r"g(?=[eiy])", "ㅈ+ ㄱ*"),
    (r"g", "ㄱ* _ㄱ"),
    (r"p", "ㅍ* _ㅂ"),
    (r"t", "ㅌ* _ㅅ"),
    (r"d(?=u)", "ㄷ ㅈ"),
    (r"d", "ㄷ*"),
    (r"b", "ㅂ* _ㅂ"),
    (r"f", "ㅍ*"),
    (r"v", "ㅂ*"),
    (r"(?<=[aeiouywn])s", "ㅅ* ㅈ*"),
    (r"s", "ㅅ*"),
    (r"z", "ㅈ* ㅊ*"),
    (r"j", "ㅈ"),
    (r"m", "ㅁ* _ㅁ"),
    (r"n", "ㄴ _ㄴ"),
    (r"l", "ㄹ _ㄹ"),
    (r"r(?=[aiouy]|e[a-z])", "ㄹ"),
    (r"r", "- ㄹ*"),
    (r"(?<=[aeiou])h(?![aeiouy])", "-"),
    (r"h", "ㅎ"),
    (r"ware", "ㅞㅓ"),
    (r"way", "ㅞㅣ"),
    (r"wh?a", "ㅘ ㅝ ㅗ"),
    (r"wh?e", "ㅞ ㅟ"),
    (r"wh?i", "ㅟ ㅘㅣ"),
    (r"wh?o", "ㅝ ㅜ ㅗ"),
    (r"a[iy]|e[iy]", "ㅔㅣ ㅏㅣ ㅣ ㅐ"),
    (r"ee", "ㅣ"),
    (r"ea", "ㅣ ㅔ ㅣㅓ ㅣㅏ"),
    (r"oo", "ㅜ ㅓ"),
    (r"ou", "ㅏㅜ ㅜ ㅓ ㅗ"),
    (r"ow", "ㅏㅜ ㅗ ㅗㅜ"),
    (r"a[uw]", "ㅗ ㅏㅜ"),
    (r"oa", "ㅗ"),
    (r"o[iy]", "ㅗㅣ"),
    (r"ie", "ㅣ ㅏㅣ ㅣㅔ ㅏㅣㅓ"),
    (r"e[uw](?!a)", "ㅠ ㅜ"),
    (r"ui", "ㅣ ㅟ ㅜㅣ"),
    (r"ue$", "ㅠ ㅜ -"),
    (r"[ao]e(?!$)", "ㅣ ㅔ"),
    (r"io", "ㅣㅗ ㅏㅣㅗ ㅣㅓ"),
    (r"(?<=^)ya", "ㅑ ㅏ"),
    (r"(?<=^)yo", "ㅛ ㅗ"),
    (r"a(?=ge|te$|ture)", "ㅔㅣ ㅣ ㅏ"),
    (r"a", "ㅏ ㅐ ㅔㅣ ㅓ ㅔ ㅗ"),
    (r"e$", "- ㅔ ㅓ"),
    (r"e(?=[wlmbfs])", "ㅔ ㅣ ㅓ ㅐ -"),
    (r"e", "ㅔ ㅣ ㅓ ㅐ"),
    (r"i", "ㅣ ㅏㅣ ㅓ"),
    (r"o", "ㅗ ㅏ ㅓ"),
    (r"u", "ㅓ ㅜ ㅠ ㅏ"),
    (r"y", "ㅣ ㅏㅣ"),
    (r"w", "ㅜ"),
)

_TOKEN = re.compile("|".join(f"({letters})" for letters, _ in _RULES))
_BEGINNINGS = {
    "ㄱ": "g", "ㄴ": "kn", "ㄷ": "d", "ㄹ": "lrw", "ㅁ": "m", "ㅂ": "bv", "ㅅ": "cst", "ㅇ": "aehiouwy", "ㅈ": "dgjxz",
    "ㅊ": "ctz", "ㅋ": "ckq", "ㅌ": "t", "ㅍ": "fp", "ㅎ": "h",
}  # fmt: skip
"""The letters with which a word may begin that is written with an initial, as the rules above say."""

_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
"""Jamo in the order in which Unicode makes syllables of them (Unicode 3.12)."""

PER_INITIAL = len(_VOWELS) * len(_FINALS)
"""Syllables with one initial."""

_FIRST = ord("가")


def _spellings(rule: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in rule.split():
        bare = one.rstrip("*+-")
        found += [bare, *(bare + carrier for sign, carrier in (("*", "ㅡ"), ("+", "ㅣ")) if one.endswith(sign))]
    return tuple(found)


_SPELLINGS = tuple(_spellings(jamo) for _, jamo in _RULES)


def is_hangul(word: str) -> bool:
    """Is it all of Hangul syllables?"""
    return all("가" <= char <= "힣" for char in word) and bool(word)


def spells(hangul: str, latin: str) -> bool:
    """Is a word of Hangul syllables how Korean may write a word of small Latin letters?"""
    if not (latin.isascii() and latin.isalpha()):
        return False
    jamo = jamo_of(hangul)
    reached = {0}
    for found in _TOKEN.finditer(_DOUBLE.sub(r"\1", latin)):
        spellings = _SPELLINGS[(found.lastindex or 1) - 1]
        reached = {at + len(one) for at in reached for one in spellings if jamo.startswith(one, at)}
        if not reached:
            return False
    return len(jamo) in reached


def beginnings(word: str) -> list[tuple[str, str]]:
    """Where in the order of code points the words begin that a word may be in the other script: [from, before)."""
    if word[0].isascii():
        initials = [one for one, letters in _BEGINNINGS.items() if word[0] in letters]
        starts = [_FIRST + _INITIALS.index(one) * PER_INITIAL for one in initials]
        return [(chr(start), chr(start + PER_INITIAL)) for start in starts]
    initial = _INITIALS[(ord(word[0]) - _FIRST) // PER_INITIAL]
    return [(letter, chr(ord(letter) + 1)) for letter in _BEGINNINGS.get(initial, "")]


def letters_of(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final of a Hangul syllable; the final is empty where there is none."""
    initial, rest = divmod(ord(syllable) - _FIRST, PER_INITIAL)
    vowel, final = divmod(rest, len(_FINALS))
    return _INITIALS[initial], _VOWELS[vowel], _FINALS[final]


@lru_cache(maxsize=1)  # a word is compared with many
def jamo_of(hangul: str) -> str:
    """The jamo of a word: ㅇ that sounds nothing left out, `_` before one at the end of a syllable, ㄹㄹ as ㄹ."""
    jamo = ""
    for initial, vowel, final in map(letters_of, hangul):
        jamo += initial.replace("ㅇ", "") + vowel + (f"_{final}" if final else "")
    return jamo.replace("_ㄹㄹ", "ㄹ")
