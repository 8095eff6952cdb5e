"""Lines that name a part of the paper by a word for it and its number: "PART II", "제2과목", "Phần 2: …"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cgq.exam.vocabulary import UNSPACED, any_of

if TYPE_CHECKING:
    from cgq.exam.geometry import Line

_OPEN = r"^[\[<＜〈【〔《「(（■◆●□▣\s]*"
_ROMAN = r"[IVX]{1,4}|[ⅠⅡⅢⅣⅤⅥ]"
_COUNT = rf"(?:\d{{1,2}}|{_ROMAN})"
_CHINESE = r"[一二三四五六七八九十]{1,3}"
_LETTER = r"[A-HА-Д]"
_ENDS = r"(?=[\s:：.、,)）\]】>＞〉〕》」–—-]|$)"
_WORDS, _COUNTERS = any_of("section_words"), any_of("section_counters")
_KINDS = rf"(?i:{any_of('section_kinds')})(?:\s*{any_of('question_words', languages=UNSPACED)})?"
_NAMED = (
    re.compile(rf"{_OPEN}(?P<word>(?i:{_WORDS}))\s*[-–—:.№]?\s+(?:{_COUNT}|{_LETTER}){_ENDS}"),
    re.compile(
        rf"{_OPEN}(?:(?i:{any_of('ordinal_words')})\s*)?(?:{_COUNT}|{_CHINESE})\s*[.]?\s*(?P<word>{_COUNTERS})(?:의\s|{_ENDS})"
    ),
    re.compile(rf"{_OPEN}(?P<word>(?i:{any_of('subject_words')}))\s*\d*\s*[:：]"),
    re.compile(rf"{_OPEN}(?:{_COUNT}|{_CHINESE})?\s*[.、]?\s*(?P<word>{_KINDS})\s*(?:[\])>〉】:：(（]|$)"),
    re.compile(rf"{_OPEN}{_CHINESE}[、.]\s*(?P<word>{_KINDS})"),
)
_COUNTED = re.compile(
    rf"^\s*(?:[(（]{_CHINESE}(?P<brackets>[)）])|{_CHINESE}(?P<comma>[、．])|(?:{_ROMAN})(?P<stop>[.)])\s)\s*[^\W\d_]"
)
_LEAD = re.compile(rf"^(?P<lead>[^\W\d_][^\d:：]{{1,30}}?)(?:\s*{_COUNT}(?![^\W_])|\s*[:：]|\s[–—-]\s)")
_SENTENCE = re.compile(r"[?？。]|(?:은|는|오|다|것)[.?]\s*$")
_LONGEST_HEAD = 60
"""Characters of the longest line that names a part."""


def section_word(line: Line) -> str:
    """The word, in lower case, by which a line names a part of the paper; empty for any other line."""
    return _word_in(line.text.strip())


@lru_cache(maxsize=8192)
def _word_in(text: str) -> str:
    if len(text) > _LONGEST_HEAD or text[:1].islower() or _SENTENCE.search(text):
        return ""
    named = next((match for pattern in _NAMED if (match := pattern.match(text))), None)
    return "".join(named["word"].lower().split()) if named is not None else ""


def is_section_head(line: Line) -> bool:
    """Whether a line names a part of the paper, as in "제2과목 : …" or "PART II"."""
    return bool(section_word(line))


def counted_sign(line: Line) -> str:
    """The sign behind a Chinese or Roman number at the start of a line, as in "一、…", "（二）…", "II. …"; or ""."""
    match = _COUNTED.match(line.text.strip())
    return next((sign for sign in match.groups() if sign), "") if match is not None else ""


def lead_of(line: Line) -> str:
    """What stands before a line's first number or colon, in lower case: "block" of "Block 3"; or ""."""
    match = _LEAD.match(line.text.strip())
    return match["lead"].strip().lower() if match is not None else ""
