"""How options are marked: the alphabets that papers count their options in, and how each is printed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_OPTIONS = 10

_RINGS = {
    "①": "①②③④⑤⑥⑦⑧⑨⑩",
    "❶": "❶❷❸❹❺❻❼❽❾❿",
    "➀": "➀➁➂➃➄➅➆➇➈➉",
    "➊": "➊➋➌➍➎➏➐➑➒➓",
    "⑴": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽",
    "⒈": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑",
    "㉮": "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷",
}
_RINGED_LETTERS = {"ⓐ": "ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙ", "Ⓐ": "ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ", "⒜": "⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥"}
_HANGUL = "가나다라마바사아자차"
_KANA = "アイウエオカキクケコ"
_HALF_KANA = "ｱｲｳｴｵｶｷｸｹｺ"
_CYRILLIC = "АБВГДЕ"
_SMALL_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMAN_SIGNS = ("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ")
FILLED = frozenset(_RINGS["❶"] + _RINGS["➊"])
"""Rings that are printed filled: in a paper that uses both, the right option's."""

IN_TURN = {6: 1, 7: 2, 8: 3, 10: 4, 11: 5}
"""Which options F G H J K are where every other question uses them in place of A B C D E."""

Alphabet = Literal["number", "letter", "hangul", "kana", "cyrillic", "roman"]
ALPHABETS: dict[Alphabet, tuple[Sequence[str], ...]] = {
    "number": (*(_RINGS[first] for first in "①❶➀➊⑴⒈"), (*"123456789", "10")),
    "letter": ("ABCDEFGHIJK", "abcdefghijk", *_RINGED_LETTERS.values()),
    "hangul": (_HANGUL, _RINGS["㉮"]),
    "kana": (_KANA, _HALF_KANA),
    "cyrillic": (_CYRILLIC, _CYRILLIC.lower()),
    "roman": (_SMALL_ROMAN, tuple(sign.upper() for sign in _SMALL_ROMAN), *_ROMAN_SIGNS),
}
"""The one table of what options are counted in: each alphabet, in every form that is printed, from 1 on. Options,
labels, keys and what reads them ask it. A letter of one form alone ("i", "V") may be of two alphabets."""

_BY_ALPHABET: dict[Alphabet, dict[str, int]] = {
    name: {sign: n for form in forms for n, sign in enumerate(form, 1)} for name, forms in ALPHABETS.items()
}
_VALUES: dict[str, int] = {
    sign: n
    for name in ("roman", "number", "hangul", "kana", "cyrillic", "letter")
    for sign, n in _BY_ALPHABET[name].items()
}
LOOKS_LATIN = {"А": "A", "В": "B", "Е": "E"}
"""Letters of Cyrillic that no page tells from Latin ones."""

PREFIXES = "□☐☑☒✓✔○●◯*＊★→▶☞➔√\ufffd"
"""What may stand before an option's marker: a box to tick, a tick, a star at the right option."""
_EDGE = rf"(?:(?<!\S)|(?<=^[{PREFIXES}])|(?<=\t[{PREFIXES}]))"
_UNBRACKETED = r"(?<![(\[]\s)"
"""Not the sign of "( ア )", whose brackets are set in another font."""
_CELL = r"(?<![^\t])"
_AFTER = r"(?=\s|[^\s\d.,)]|$)"
_KANA_CLASS = "[" + _KANA + _HALF_KANA + "]"
_ROMAN_CLASS = r"(?:i{1,3}|i[vx]|vi{0,3}|x)"
STYLES: dict[str, re.Pattern[str]] = {
    "circled": re.compile(f"([{''.join(_RINGS[first] for first in '①❶➀➊')}])"),
    "⑴": re.compile(f"([{_RINGS['⑴']}])"),
    "⒈": re.compile(f"([{_RINGS['⒈']}])"),
    "㉮": re.compile(f"([{_RINGS['㉮']}])"),
    "(A)": re.compile(_EDGE + r"\(\s?([A-Ka-j])\s?\)"),
    "[A]": re.compile(_EDGE + r"\[\s?([A-Ka-j])\s?\]"),
    "A.": re.compile(_EDGE + r"([A-K])\s?[.、](?![A-Za-z]\.)"),
    "A)": re.compile(_EDGE + r"([A-K])\s?\)"),
    "A:": re.compile(_CELL + r"([A-K])\s?:(?=\s|[^\s\d/:])"),
    "A-": re.compile(_CELL + r"([A-K])\s[-–—]\s(?=\S)"),
    "a.": re.compile(_EDGE + r"([a-j])\s?\.(?=\s|$)(?!\s?[a-z]\.)"),
    "a)": re.compile(_EDGE + r"([a-j])\s?\)"),
    "(1)": re.compile(_EDGE + r"[(\[]([1-9])[)\]]"),
    "1)": re.compile(_EDGE + r"([1-9])\s?\)" + _AFTER),
    "가.": re.compile(_EDGE + _UNBRACKETED + f"([{_HANGUL}])" + r"\s?[.)]"),
    "ア": re.compile(_EDGE + _UNBRACKETED + f"({_KANA_CLASS})" + r"(?:[.)、:]|(?=\s))"),
    "(ア)": re.compile(_EDGE + rf"\(\s?({_KANA_CLASS})\s?\)"),
    "1.": re.compile(_EDGE + r"([1-9])\s?\.(?!\d)"),
    "A": re.compile(_CELL + r"([A-K])(?=[\s\t]\S)"),
    "1": re.compile(_CELL + r"([1-9])(?=[\s\t]\S)"),
    "a": re.compile(_CELL + r"([a-j])(?=[\s\t]\S)"),
    "А": re.compile(_EDGE + rf"\(?\s?([{_CYRILLIC}{_CYRILLIC.lower()}])\s?[.)]"),
    "ⓐ": re.compile(f"([{''.join(_RINGED_LETTERS.values())}])"),
    "(가)": re.compile(_EDGE + rf"\(\s?([{_HANGUL}])\s?\)"),
    "i.": re.compile(_EDGE + rf"({_ROMAN_CLASS})\s?[.)]"),
    "(i)": re.compile(_EDGE + rf"\(({_ROMAN_CLASS})\)"),
    "ⅰ": re.compile(_CELL + f"([{''.join(_ROMAN_SIGNS)}])" + r"\s?[.)]?(?=\s)"),
}
"""Each style of markers, the surest first; its group is the sign that counts."""

BARE_SIGNS = {
    "A": re.compile(_EDGE + r"([A-K])(?=[\s\t]\S)"),
    "1": re.compile(_EDGE + r"([1-9])(?=[\s\t]\S)"),
    "a": re.compile(_EDGE + r"([a-j])(?=[\s\t]\S)"),
}
"""The styles without any sign of their own, as they look where no wide gap stands before them."""

# Kinds of signs, each with what stands around one in any style, and the styles that use it. A ring may stand anywhere,
# any other sign only where a word may begin.
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ring": (
        "[" + "".join((*_RINGS.values(), *_RINGED_LETTERS.values(), *_ROMAN_SIGNS)) + "]",
        ("circled", "⑴", "⒈", "㉮", "ⓐ", "ⅰ"),
    ),
    "capital": (
        r"(?:[A-K](?=\s?[.、):]|\s)|[(\[]\s?[A-K]\s?[)\]])",
        ("(A)", "[A]", "A.", "A)", "A:", "A-", "A"),
    ),
    "roman": (r"\(?[ivx]{1,4}\s?[.)]", ("(A)", "a.", "a)", "i.", "(i)")),
    "small": (r"(?:[a-j](?=\s?[.)]|\s)|[(\[]\s?[a-j]\s?[)\]])", ("(A)", "[A]", "a.", "a)", "a")),
    "digit": (r"(?:[1-9](?=\s?[.)]|\s)|[(\[][1-9][)\]])", ("(1)", "1)", "1.", "1")),
    "cyrillic": (rf"\(?\s?[{_CYRILLIC}{_CYRILLIC.lower()}]\s?[.)]", ("А",)),
    "hangul": (rf"(?:[{_HANGUL}]\s?[.)]|\(\s?[{_HANGUL}]\s?\))", ("가.", "(가)")),
    "kana": (rf"\(?\s?{_KANA_CLASS}[.)、:\s]", ("ア", "(ア)")),
}
_RING, *_BEGUN = [f"(?P<{kind}>(?={pattern}))" for kind, (pattern, _) in _KINDS.items()]
_ANY_SIGN = re.compile(f"{_RING}|{_EDGE}(?:{'|'.join(_BEGUN)})")

LOOK_ALIKES = {
    "1.": frozenset({"point"}),
    "1": frozenset({"bare"}),
    "1)": frozenset({"paren"}),
    "(1)": frozenset({"both"}),
    "circled": frozenset({"ring"}),
}
"""The styles of numbers that a style of options can be taken for."""

_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"〔": "[", "〕": "]", "〈": "<", "〉": ">"}
)
_ANY_WIDE = re.compile("[〈〉〔〕！-～]")
_LEADING = re.compile(
    rf"([{''.join(_RINGS.values())}{''.join(_RINGED_LETTERS.values())}{_ROMAN_SIGNS[0]}])"
    rf"|\(?([A-Ka-j1-7{_HANGUL}{_CYRILLIC}]|{_ROMAN_CLASS})(?:[):、]|\.(?!\d))|({_KANA_CLASS})(?![ァ-ヶーｦ-ﾝ])"
    r"|\[([A-Ka-j])\]"
)


@lru_cache(maxsize=8192)
def narrow(text: str) -> str:
    """The text with full-width letters, digits and brackets in their usual width, every place kept."""
    return text.translate(_WIDE) if _ANY_WIDE.search(text) else text


@lru_cache(maxsize=8192)
def styles_in(text: str) -> frozenset[str]:
    """The styles of which a narrow text may hold a marker: most lines hold none of any, which one search tells."""
    return frozenset(style for match in _ANY_SIGN.finditer(text) for style in _KINDS[match.lastgroup or ""][1])


def value_of(sign: str, style: str) -> int:
    """Which option a sign of a style stands for, from 1."""
    return _BY_ALPHABET["roman"][sign] if style in ("i.", "(i)") else _VALUES[sign]


def label_of(sign: str) -> str:
    """A sign as a person would say it, without ring, brackets and stop: "①" is "1", "⒜" is "a", "㉮" is "가"."""
    number = _BY_ALPHABET["number"].get(sign)
    return str(number) if number is not None else unicodedata.normalize("NFKC", sign).strip("().")


def alphabets_of(sign: str) -> dict[Alphabet, int]:
    """The alphabets that a sign without brackets and stops belongs to, with its rank in each, from 1."""
    return {name: values[sign] for name, values in _BY_ALPHABET.items() if sign in values}


def label_behind(label: str, n: int) -> str | None:
    """The label of option `n` in the alphabet in which `label` is the one before; None where there is none."""
    for forms in ALPHABETS.values():
        for form in forms:
            if n <= len(form) and n > 1 and form[n - 2] == label:
                return form[n - 1]
    return None


def signs_of(*names: Alphabet, rings: bool) -> str:
    """The characters of alphabets, those in rings and brackets or those without, for a class of a pattern."""
    forms = (form for name in names for form in ALPHABETS[name])
    every = {sign for form in forms for sign in form if len(sign) == 1}
    return "".join(sorted(sign for sign in every if _is_ringed(sign) == rings))


def _is_ringed(sign: str) -> bool:
    """Whether a sign is one by its look alone: in a ring, in brackets or with its stop."""
    return 0x2460 <= ord(sign) <= 0x24FF or 0x2776 <= ord(sign) <= 0x2793 or 0x3260 <= ord(sign) <= 0x327B


def marker_value(text: str) -> int:
    """Which option a text that begins with an option marker is; 0 for any other text."""
    match = _LEADING.match(narrow(text))
    return _VALUES[next(g for g in match.groups() if g)] if match else 0
