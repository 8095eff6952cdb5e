"""Which form of an exam a text names: A형, 가형, 홀수형, 1책형 … as A, B, C …; TIPO 01, Caderno 2, Mã đề 132 by number;
a colour by the root of its word, so that "Prova branca" and "caderno branco" are one form."""

from __future__ import annotations

import re

from cgq.exam.vocabulary import any_of, begun_by, words

_ODD, _EVEN = any_of("odd_words"), any_of("even_words")
_WORD = rf"\b{begun_by('form_words')}\s*(?:(?i:{any_of('form_openers')}|n[º°o]\b\.?)|№|#)?\s*[:\-–]?\s*"
_NAMED = re.compile(
    rf"(?:(?<![A-Za-z])([A-D])|(?<![가-힣])(가|나|다|라)|({_ODD}|{_EVEN})|([①-④Ⓐ-Ⓓⓐ-ⓓ㉮-㉱])|(?<!\d)([1-4])\s?(?=책))"
    rf"\s?[)）]?\s?{any_of('form_suffixes')}(?!\s?태|[가-힣]{{2}})|{_WORD}([A-D])\b"
)
_LETTERS = {
    "가": "A",
    "나": "B",
    "다": "C",
    "라": "D",
    **dict.fromkeys(words("odd_words"), "A"),
    **dict.fromkeys(words("even_words"), "B"),
    **{sign: "ABCD"[n] for signs in ("①②③④", "ⒶⒷⒸⒹ", "ⓐⓑⓒⓓ", "㉮㉯㉰㉱", "1234") for n, sign in enumerate(signs)},
}
_NUMBERED = re.compile(rf"{_WORD}(?:0*([1-9]\d{{0,2}})(?![\d.,]*\d|\s?%)|([A-D])\b)")
_COLOURED = re.compile(
    rf"\b{any_of('coloured_words')}\s*(?:{any_of('colour_openers')}\s+)?[:\-–]?\s*({any_of('form_colours')})",
    re.IGNORECASE,
)
_BARE = re.compile(rf"[A-D]|[가나다라]|{_ODD}|{_EVEN}|[①-④Ⓐ-Ⓓⓐ-ⓓ㉮-㉱]")


def forms_named(text: str) -> list[str]:
    """Every form that the text names, once each, in the order of their first mention."""
    names: list[str] = [next(g for g in m if g) for m in _NAMED.findall(text)]
    letters = [_LETTERS.get(name) or name.upper() for name in names]
    numbered = [number or letter for number, letter in _NUMBERED.findall(text)]
    coloured = [] if numbered else [colour.lower().rstrip("oa") for colour in _COLOURED.findall(text)]
    return list(dict.fromkeys((*letters, *numbered, *coloured)))


def namings_in(text: str) -> set[str]:
    """How a text calls the forms of its exam: `odd and even`, `letters`, or both where it says which is which."""
    names = [next(g for g in m if g) for m in _NAMED.findall(text)]
    return {"odd and even" if name in words("odd_words") + words("even_words") else "letters" for name in names}


def form_in(text: str) -> str | None:
    """'A', '2', 'branc' … when the text names exactly one form; None when it names none or several."""
    named = forms_named(text)
    return named[0] if len(named) == 1 else None


def bare_form(text: str) -> str | None:
    """The form that a label by itself is, where "형" is left out: 가, B, ①."""
    match = _BARE.fullmatch(text.strip())
    return _LETTERS.get(match[0], match[0]) if match else None
