"""What statements and blanks are called: ㄱ, ㉠, (가), ⓐ and ① are names that a paper chooses, and change nothing.

The labels of one style are names where they run from the first on: ㉠, ㉡, ㉢. They become those of the first style, in
the statements and wherever options are made of them. Where a question has labels of two styles all stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exam.model import QuestionText

FIRST = "ㄱㄴㄷㄹㅁㅂㅅㅇ"
"""The labels that all others become."""

_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧ"
_CIRCLED = (
    *("㉠㉡㉢㉣㉤㉥㉦㉧", "㉮㉯㉰㉱㉲㉳㉴㉵", "㈀㈁㈂㈃㈄㈅㈆㈇", "㈎㈏㈐㈑㈒㈓㈔㈕"),
    *("ⓐⓑⓒⓓⓔⓕⓖⓗ", "ⒶⒷⒸⒹⒺⒻⒼⒽ", "⒜⒝⒞⒟⒠⒡⒢⒣"),
    *("①②③④⑤⑥⑦⑧", "⑴⑵⑶⑷⑸⑹⑺⑻", "⒈⒉⒊⒋⒌⒍⒎⒏", "❶❷❸❹❺❻❼❽", "➀➁➂➃➄➅➆➇", "➊➋➌➍➎➏➐➑"),
    *(_ROMAN, "ⅰⅱⅲⅳⅴⅵⅶⅷ"),
)
"""Labels that are one sign and nothing else, wherever they stand."""

_PLAIN = (FIRST, "가나다라마바사아", "abcdefgh", "ABCDEFGH", "12345678")
"""Signs that are labels in front of a statement, and where an option is made of them."""

_JOINED = re.compile(r"\s*(?:,|·|ㆍ|、|와|과|및|and)\s*")
"""What stands between two labels that are chosen together."""

_ORDERED = re.compile(r"\s*(?:->|[-–—―→⇒])\s*")
"""What stands between two labels that follow one another: as good as a comma where an option has nothing else."""

_BEFORE = {style: re.compile(rf"(?:^|(?<=\s))(?:\(([{style}])\)|([{style}])[.)])\s*", re.MULTILINE) for style in _PLAIN}
_ONLY = {
    style: re.compile(rf"\(?[{style}]\)?(?:(?:{_JOINED.pattern}|{_ORDERED.pattern}|\s*>\s*)\(?[{style}]\)?)*")
    for style in (*_PLAIN, *_CIRCLED)
}
_IN_FRONT = re.compile(rf"(?:^|(?<=\s))([{FIRST}])[.)]?\s+", re.MULTILINE)
"""A label in front of a statement, which may have a stop or none."""

_MAY_HAVE_SIGN = re.compile(f"[{''.join(style[0] for style in _CIRCLED)}]")
_MAY_HAVE = re.compile(r"(?:^|\s)(?:\([ㄱ가aA1Ii]\)|[ㄱ가aA1Ii][.)])", re.MULTILINE)
"""The first label of any style: most questions have none."""

_SPELLED = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_ROMAN_NUMERAL = r"(?:VI{0,3}|IV|I{1,3}|vi{0,3}|iv|i{1,3})"
_ROMAN_BEFORE = re.compile(rf"(?:^|(?<=\s))(?:\(({_ROMAN_NUMERAL})\)|({_ROMAN_NUMERAL})[.)])(?=\s)", re.MULTILINE)
_ROMAN_ONLY = re.compile(
    rf"\(?{_ROMAN_NUMERAL}\)?(?:(?:{_JOINED.pattern}|{_ORDERED.pattern}|\s*>\s*)\(?{_ROMAN_NUMERAL}\)?)*"
)
_ROMAN_IN = re.compile(rf"\(?\b({_ROMAN_NUMERAL})\b\)?")


def with_first_labels(text: QuestionText) -> QuestionText:
    """The question with the labels of its statements as ㄱ, ㄴ, ㄷ; unchanged where it has none, or several styles."""
    parts = (text.stem, text.passage or "", *text.boxes)
    if not any(map(_MAY_HAVE_SIGN.search, parts)) and not any(map(_MAY_HAVE.search, text.boxes)):
        return text
    text = _with_roman_signs(text)
    parts = (text.stem, text.passage or "", *text.boxes)
    circled = [
        style for style in _CIRCLED if _is_run([sign for part in parts for sign in part if sign in style], style)
    ]
    plain = [style for style in _PLAIN if _is_run([sign for box in text.boxes for sign in _labels(style, box)], style)]
    if len(circled) + len(plain) != 1:
        return text
    style = (*circled, *plain)[0]
    named = str.maketrans(style, FIRST)

    def relabelled(part: str) -> str:
        if circled:
            return _IN_FRONT.sub(r"\1. ", part.translate(named))
        return _BEFORE[style].sub(lambda found: f"{(found[1] or found[2]).translate(named)}. ", part)

    return _relabelled(text, relabelled, lambda option: _chosen(option, style, named))


def _with_roman_signs(text: QuestionText) -> QuestionText:
    """The question with Roman numerals in letters, I. II. III., as Ⅰ Ⅱ Ⅲ where its statements are so called."""
    spelled = [(one[1] or one[2]).upper() for box in text.boxes for one in _ROMAN_BEFORE.finditer(box)]
    if not _is_run(spelled, _SPELLED):
        return text

    def sign(found: re.Match[str]) -> str:
        return _ROMAN[_SPELLED.index(next(filter(None, found.groups())).upper())]

    boxes = tuple(_ROMAN_BEFORE.sub(sign, box) for box in text.boxes)
    options = tuple(
        replace(one, text=_ROMAN_IN.sub(sign, one.text)) if _ROMAN_ONLY.fullmatch(one.text.strip()) else one
        for one in text.options
    )
    return replace(text, boxes=boxes, options=options)


def _is_run(labels: list[str], style: Sequence[str]) -> bool:
    """Are these, each where it comes first, the labels of a style from its first one on?"""
    found = list(dict.fromkeys(labels))
    return len(found) > 1 and found == list(style[: len(found)])


def _labels(style: str, box: str) -> list[str]:
    return [found[1] or found[2] for found in _BEFORE[style].finditer(box)]


def _chosen(option: str, style: str, named: dict[int, int]) -> str:
    """An option of nothing but labels with commas between those that are chosen together, or follow one another; others
    but for their circled labels as they are."""
    if _ONLY[style].fullmatch(option.strip()):
        plain = option.strip().replace("(", "").replace(")", "")
        are_pairs = _JOINED.search(plain) and _ORDERED.search(plain)  # ㄱ-ㄴ, ㄷ-ㄹ
        joined = plain if are_pairs else _ORDERED.sub(", ", plain)
        return _JOINED.sub(", ", joined).translate(named)
    return option.translate(named) if style in _CIRCLED else option


def _relabelled(text: QuestionText, part: Callable[[str], str], option: Callable[[str], str]) -> QuestionText:
    return replace(
        text,
        stem=part(text.stem),
        passage=None if text.passage is None else part(text.passage),
        boxes=tuple(map(part, text.boxes)),
        options=tuple(replace(one, text=option(one.text)) for one in text.options),
    )
