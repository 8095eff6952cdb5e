"""What papers of each language print: words for texts, heads of sections, labels of answers, titles of keys.

In a template `{n}` is a number, `{r}` the same in Roman and `{k}` in Chinese digits, `{t}` a subject, `{a}` an answer,
`{x}` and `{y}` nouns. Lists of styles name a frequent one several times.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Words:
    """One language. `asks` are stems that ask, `completes` stems that an option completes, `claims` long options.

    `scale` are the answers of a survey, `plain_titles` those of papers that are no exams.
    """

    title: str
    nouns: tuple[str, ...]
    asks: tuple[str, ...]
    completes: tuple[str, ...]
    claims: tuple[str, ...]
    subjects: tuple[str, ...]
    heads: tuple[str, ...]
    directions: tuple[str, ...]
    numbers: tuple[str, ...]
    options: tuple[str, ...]
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    scale: tuple[str, ...]
    plain_titles: tuple[str, ...]
    spaced: bool


LANGUAGES = ("ko", "en", "ja", "zh", "pt", "es", "de", "sv", "pl", "vi", "ru")
_FOLDER = Path(__file__).parent / "words"


def words_of(language: str) -> Words:
    """The words of one language, from its file in words/."""
    data = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return Words(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


WORDS = {language: words_of(language) for language in LANGUAGES}
KANJI = "一二三四五六七八九十"
ROMAN = ("I", "II", "III", "IV", "V", "VI")
ALPHABETS: dict[str, tuple[str, ...]] = {
    "①": tuple("①②③④⑤"),
    "⑴": tuple("⑴⑵⑶⑷⑸"),
    "㉮": tuple("㉮㉯㉰㉱㉲"),
    "ⓐ": tuple("ⓐⓑⓒⓓⓔ"),
    "Ⓐ": tuple("ⒶⒷⒸⒹⒺ"),
    "A": tuple("ABCDE"),
    "a": tuple("abcde"),
    "1": tuple("12345"),
    "가": tuple("가나다라마"),
    "ア": tuple("アイウエオ"),
    "А": tuple("АБВГД"),
    "а": tuple("абвгд"),
    "i": ("i", "ii", "iii", "iv", "v"),
}
"""The signs of a style of options, by the first of them."""
