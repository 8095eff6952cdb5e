"""Number markers at the start of a line, and what else a line can announce."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.passages import MOST_QUESTIONS, passage_heads
from cgq.exam.vocabulary import SPACED, any_of, begun_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

IN_WORDS = 2.0
"""The trust in a marker whose number stands with a word for "question"."""
UNPRINTED = "unprinted"
"""The style of a marker that stands for a number which is not there."""

_OPEN = r"[【\[〔(（<〈]?\s*"
_CLOSE_JA = r"\s*[】\]〕)）]?[.、:：]?\s*"
_WORD = begun_by("question_words", languages=SPACED)
"""Words before a number, as they begin a line; in Korean, Japanese and Chinese they have styles of their own."""
_NUMBER = rf"{begun_by('number_abbreviations')}\.?"
_TOPIC = begun_by("topic_words")
_OF_ALL = rf"(?:\s+{any_of('page_total_words')}\s+\d{{1,4}}\b)?"
_KOREAN_WORD = any_of("question_words", languages=("ko",))
_CHINESE = ("ja", "zh")
_ORDINAL, _COUNTER = any_of("ordinal_words"), any_of("number_counters")
# No decimal, but a stem that begins with a year or with a count: "3.2013年", "4.1200명".
_BEFORE_DIGITS = r"(?=(?:1[89]|20)\d\d\s?[年년]|\d{3,}\s?[가-힣一-鿿])"
# Nor is a wide stop a decimal point, whatever follows.
_WIDE_STOP = re.compile(r"(\d{1,4})\s?．(?=\d)")
# Styles from the most to the least explicit; `trust` is what the chain adds for one.
_STYLES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "word",
        IN_WORDS,
        re.compile(
            rf"(?:(?i:{any_of('new_words')})\s+|{_TOPIC}\s+\d+\s*[-–]\s*)?{_WORD}\s*(?:{_NUMBER}|#)?\s*[:.]?\s*(\d{{1,4}})\b"
            rf"{_OF_ALL}[.:)]?(?:[-–—](?=\s))?\s*(?:{_TOPIC}\s+[A-Z\d]+\s*$)?"
        ),
    ),
    ("q", IN_WORDS, re.compile(r"[Qq]\s?[.:]?\s?(\d{1,4})\b\s*[.:)]?\s*(?![.\d]*\s*[-–~])")),
    (
        "ko",
        IN_WORDS,
        re.compile(
            rf"{_OPEN}(?:{_KOREAN_WORD}\s*(\d{{1,4}})\s*(?:(?:[.)\]:>〉】]|{_COUNTER})+\s*|\s(?=\S))"
            rf"|{_ORDINAL}\s*(\d{{1,3}})\s*{_KOREAN_WORD}\s*[.)\]:>〉】]*\s*"
            rf"|(\d{{1,3}})\s?{_COUNTER}\s*(?:[.):]\s*|\s(?=\S)))"
        ),
    ),
    (
        "ja",
        IN_WORDS,
        re.compile(rf"{_OPEN}{any_of('question_words', languages=_CHINESE)}\s*(\d{{1,3}}){_CLOSE_JA}"),
    ),
    (
        "ja_ordinal",
        IN_WORDS,
        re.compile(rf"{_OPEN}{_ORDINAL}\s*(\d{{1,3}})\s*{any_of('question_counters', languages=_CHINESE)}{_CLOSE_JA}"),
    ),
    ("no", 1.5, re.compile(rf"{_OPEN}{_NUMBER}\s*(\d{{1,3}})\b\s*[】\]〕)）]?[.:)]?\s*")),
    (
        "square",
        0.5,
        re.compile(rf"[\[【]\s*(?:{_KOREAN_WORD}\s*)?(\d{{1,3}})\s*[\]】]\s*"),
    ),
    ("point", 0.0, re.compile(rf"(\d{{1,4}})\s?(?:[.．](?!\d)|[.．]{_BEFORE_DIGITS}|[。、])(?:[-–—](?=\s))?\s*")),
    ("colon", -0.5, re.compile(r"(\d{1,3})\s?[:：](?!\d)\s*")),
    ("paren", -0.7, re.compile(rf"(\d{{1,4}})\s?[)）](?:(?!\d)|{_BEFORE_DIGITS})\s*")),
    ("both", -1.0, re.compile(r"[(（](\d{1,3})[)）]\s*")),
    ("ring", -1.5, re.compile(r"([①-⑳])\s*")),
    ("bare", -2.0, re.compile(r"(\d{1,3})(?:[\t ]\s*(?=\S)|$)")),
)

_ANSWER_BLANK = re.compile(
    r"(?:_{2,}|[(（]\s*[)）]|[□☐]|[(（]\s*[①-⑩]\s*[)）])\s*(?=\d)|[(（]\s*[A-HＡ-Ｈ]\s*[)）]\s*(?=\d{1,3}\s?[.．、)）])"
)
_COUNTS = re.compile(r"[\d①-⑳]")
"""Every style has one of these: a line without any is not asked for each."""
_SIGNS_ALONE = ("bare", "ring")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_SAMPLE = re.compile(rf"^[\W_]*(?![a-zà-ÿ])(?i:{any_of('sample_words')})[\W_]*$")
_ANSWER_ROW = re.compile(r"[\s①-⑩❶-❿●○◯]*[①-⑩❶-❿][\s①-⑩❶-❿●○◯]*$")


@dataclass(frozen=True, slots=True)
class NumberMarker:
    """A line that may start question `number`; the stem begins at `text[end:]`."""

    line: int
    number: int
    style: str
    trust: float
    end: int
    x0: float
    x1: float


def number_markers(lines: Sequence[Line], skipped: frozenset[int]) -> list[NumberMarker]:
    """Every line that might start a question, in reading order; the chain chooses among them. What stands below
    the word "example" is none."""
    found: list[NumberMarker] = []
    announced = {i for head in passage_heads(lines) for i in range(head.line, head.stop)}
    for index, line in enumerate(lines):
        sample = index > 0 and _SAMPLE.match(lines[index - 1].text)
        marker = None if index in skipped or index in announced or sample else _number_marker(index, line)
        if marker is not None:
            found.append(marker)
    return found


def _number_marker(index: int, line: Line) -> NumberMarker | None:
    if not _COUNTS.search(line.text):
        return None
    text = narrow(line.text)
    blank = _ANSWER_BLANK.match(text)
    start = blank.end() if blank else 0
    for style, trust, pattern in _STYLES:
        match = pattern.match(text, start) or (_WIDE_STOP.match(line.text, start) if style == "point" else None)
        if match is None:
            continue
        digits = next(g for g in match.groups() if g)
        number = _CIRCLED.find(digits) + 1 or int(digits)
        if not 1 <= number <= MOST_QUESTIONS or _ANSWER_ROW.match(text, match.end()):
            return None
        last = min(match.start(match.lastindex or 1) + len(digits), len(line.xs)) - 1
        return NumberMarker(index, number, style, trust, match.end(), line.xs[start], line.xs[last])
    return None


def starts_question(text: str) -> bool:
    """Whether a text begins like a question, its number told by more than digits; or is nothing but digits."""
    return text.strip().isdigit() or question_number(text) is not None


def question_number(text: str) -> tuple[str, int] | None:
    """The style and the number of a text that begins like a question, its number told by more than digits."""
    text = narrow(text) if _COUNTS.search(text) else ""
    for style, _, pattern in _STYLES if text else ():
        match = None if style in _SIGNS_ALONE else pattern.match(text)
        if match is not None:
            return style, int(next(g for g in match.groups() if g))
    return None
