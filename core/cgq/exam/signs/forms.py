"""Which form of an exam a text names: A형, 가형, 홀수형, 1책형 … as A, B, C …; TIPO 01, Caderno 2, Mã đề 132 by number;
a colour by the root of its word, so that "Prova branca" and "caderno branco" are one form."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"(?:(?<![A-Za-z])([A-D])|(?<![가-힣])(가|나|다|라)|(홀수|짝수)|([①-④Ⓐ-Ⓓⓐ-ⓓ㉮-㉱])|(?<!\d)([1-4])\s?(?=책))\s?[)）]?\s?(?:책\s?)?형(?!\s?태|[가-힣]{2})"
    r"|\b(?:Form|FORM|Booklet|Version|Set|Test Form)\s*(?:Code)?\s*[:\-]?\s*([A-D])\b"
)
_LETTERS = {
    "가": "A",
    "나": "B",
    "다": "C",
    "라": "D",
    "홀수": "A",
    "짝수": "B",
    **{sign: "ABCD"[n] for signs in ("①②③④", "ⒶⒷⒸⒹ", "ⓐⓑⓒⓓ", "㉮㉯㉰㉱", "1234") for n, sign in enumerate(signs)},
}
_WORDS = (
    r"TIPO|Tipo|Caderno|CADERNO|Cuadernillo|CUADERNILLO|Modelo|MODELO|Zestaw|ZESTAW|Вариант|ВАРИАНТ|Mã đề|MÃ ĐỀ"
    r"|Form|FORM|Booklet|BOOKLET|Version|VERSION|Set|SET"
)
_NUMBERED = re.compile(
    rf"\b(?:{_WORDS})\s*(?:[Tt]hi\b|THI\b|n[º°o]\b\.?|№|#)?\s*[:\-–]?\s*(?:0*([1-9]\d{{0,2}})(?![\d.,]*\d|\s?%)|([A-D])\b)"
)
_COLOURS = {
    "branc": r"branc[oa]",
    "blanc": r"blanc[oa]",
    "verde": r"verde",
    "amarel": r"amarel[oa]",
    "amarill": r"amarill[oa]",
    "azul": r"azul",
    "ros": r"ros[ao]",
    "cinz": r"cinz[ao]",
    "roj": r"roj[oa]",
    "laranj": r"laranja",
    "naranj": r"naranja",
}
_COLOURED = re.compile(
    r"\b(?:prova|prueba|caderno|cuadernillo|tipo|gabarito|plantilla)\s*(?:d[ae]\s+cor\s+)?[:\-–]?\s*(?:"
    + "|".join(f"(?P<{root}>{word})" for root, word in _COLOURS.items())
    + r")\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"[A-D]|[가나다라]|홀수|짝수|[①-④Ⓐ-Ⓓⓐ-ⓓ㉮-㉱]")


def forms_named(text: str) -> list[str]:
    """Every form that the text names, once each, in the order of their first mention."""
    names: list[str] = [next(g for g in m if g) for m in _NAMED.findall(text)]
    letters = [_LETTERS.get(name) or name.upper() for name in names]
    numbered = [number or letter for number, letter in _NUMBERED.findall(text)]
    coloured = [] if numbered else [match.lastgroup or "" for match in _COLOURED.finditer(text)]
    return list(dict.fromkeys((*letters, *numbered, *coloured)))


def namings_in(text: str) -> set[str]:
    """How a text calls the forms of its exam: `odd and even`, `letters`, or both where it says which is which."""
    names = [next(g for g in m if g) for m in _NAMED.findall(text)]
    return {"odd and even" if name in ("홀수", "짝수") else "letters" for name in names}


def form_in(text: str) -> str | None:
    """'A', '2', 'branc' … when the text names exactly one form; None when it names none or several."""
    named = forms_named(text)
    return named[0] if len(named) == 1 else None


def bare_form(text: str) -> str | None:
    """The form that a label by itself is, where "형" is left out: 가, B, ①."""
    match = _BARE.fullmatch(text.strip())
    return _LETTERS.get(match[0], match[0]) if match else None
