"""Signs that a reader takes for one another become one sign, on both sides of a comparison.

More than the same sign in another encoding (exam/identity.py): a search and a comparison of papers must not fail on
which of four dashes a typist chose. Never for what is stored or shown.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨"
    "⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎"
    "⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲"
)
"""CJK radicals (U+2E80 to U+2EF3) that NFKC leaves as they are: a PDF may name the glyph of an ideograph by one."""

_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭"
    "王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶"
    "邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
"""The ideograph of each, by the property Equivalent_Unified_Ideograph of the Unicode character database."""

_LETTERS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_JAMO = {
    **{0x1100 + n: letter for n, letter in enumerate(_LETTERS)},
    **{0x1161 + n: vowel for n, vowel in enumerate(_VOWELS)},
    **{0x11A8 + n: final for n, final in enumerate(_FINALS)},
}
"""Conjoining jamo that make no syllable, as letters: a list of statements is marked ㄱ, ㄴ, ㄷ in either encoding."""

_ALIKE = {
    # Every dash and minus is a hyphen.
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣⁃"), "-"),
    # Every tilde that joins two ends.
    **dict.fromkeys(map(ord, "∼〜～˜"), "~"),
    # Every dot in the middle of a line; ㆍ is a vowel that typists of Korean take for it.
    **dict.fromkeys(map(ord, "ㆍᆞ•‧∙⋅・･"), "·"),
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″"), '"'),
    **dict(zip(map(ord, _RADICALS), _IDEOGRAPHS, strict=True)),
    # Signs of formulas that Unicode has more than once, by shape or by use: ⨝ is the join ⋈, ∆ the letter Δ.
    **dict(zip(map(ord, "⨝⨯✕✖∆∑∏∊⟂∥⌀∣⟶➔➜⟵⟷⋀⋁"), "⋈×××ΔΣΠ∈⊥‖∅|→→→←↔∧∨", strict=True)),
}

_ALONE = re.compile("[\\0-_a-~·×÷°→≤≥「」『』〈〉《》가-힣]*")
"""What nothing looks like, or what others become: most texts have nothing else, and need no more than to be folded."""

_NOT_LETTERS = re.compile("[^\u3131-\u3163]+")
"""All but the letters ㄱ to ㅣ, which NFKC would join to syllables: ㄱㅏ is no 가."""


def alike(text: str) -> str:
    """A text in which signs that look alike are one: NFKC, case folded, dashes, dots, tildes and quotes each as one.

    Radicals are ideographs, letters of Hangul outside of syllables are ㄱ to ㅣ. White space stays.
    """
    if _ALONE.fullmatch(text):
        return text.casefold()
    letters = unicodedata.normalize("NFC", text.translate(_ALIKE)).translate(_JAMO)
    plain = _NOT_LETTERS.sub(_nfkc, letters)
    return plain.translate(_ALIKE).translate(_JAMO).casefold()


def same_signs(text: str) -> str:
    """A text in which dashes, dots, tildes, quotes and radicals are one sign each, and all else is as it is."""
    return text if _ALONE.fullmatch(text) else text.translate(_ALIKE)


def _nfkc(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])
