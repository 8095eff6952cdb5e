"""Which form of an exam a text names: A형, 가형, 홀수형, 1책형 …, told as A, B, C …"""

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
_BARE = re.compile(r"[A-D]|[가나다라]|홀수|짝수|[①-④Ⓐ-Ⓓⓐ-ⓓ㉮-㉱]")


def forms_named(text: str) -> list[str]:
    """Every form that the text names, once each, in the order of their first mention."""
    names: list[str] = [next(g for g in m if g) for m in _NAMED.findall(text)]
    return list(dict.fromkeys(_LETTERS.get(name) or name.upper() for name in names))


def form_in(text: str) -> str | None:
    """'A', 'B' … when the text names exactly one form; None when it names none or several."""
    named = forms_named(text)
    return named[0] if len(named) == 1 else None


def bare_form(text: str) -> str | None:
    """The form that a label by itself is, where "형" is left out: 가, B, ①."""
    match = _BARE.fullmatch(text.strip())
    return _LETTERS.get(match[0], match[0]) if match else None
