"""Where a text names the first and the last of the questions that it is for: "[4~6]", "Questions 4 to 6", "問4〜問6".

The numbers stand in brackets, behind a word for questions, or before a word for answering. Such a word in front of a
single number ("Question 4 - 10 workers …") joins two numbers only where a word stands between them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cgq.exam.signs.alphabets import narrow
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of, begun_by, within

BULLET = r"\s*[※*◎]?\s*"
_OPEN, _SHUT = r"[\[【〔<(〈（《]", r"[\]】〕>)〉）》]"
_DASH = r"[~～∼〜\-–—˜]"
_WORD_BETWEEN = rf"(?:&|(?i:{any_of('through_words', 'and_words')}))"
_BETWEEN = rf"(?:{_DASH}|{_WORD_BETWEEN})"
_LOCAL_BETWEEN = rf"(?:{_DASH}|[・、]|{any_of('through_words', 'and_words', languages=UNSPACED)})"
_QUESTIONS = rf"(?i:{any_of('questions_words', languages=SPACED)})"
_QUESTION = rf"(?i:{any_of('question_words', 'questions_words')})"
_LOCAL_QUESTION = any_of("question_words", languages=UNSPACED)
_SHORT = rf"(?:(?i:{any_of('question_abbreviations', 'number_abbreviations')})\.?)"
_FROM = rf"(?:(?:(?i:{any_of('range_openers')})|#)\s*)?"
_ORDINAL, _COUNTER = any_of("ordinal_words"), rf"(?:\.|{any_of('question_counters')})"
_LAST_COUNTED = rf"(?:{_ORDINAL}\s*)?(?P<last>\d{{1,3}})\s*{_COUNTER}"
_FIRST, _LAST = r"(?P<first>\d{1,3})", r"(?P<last>\d{1,3})"
_TO = any_of("through_ends")

_BRACKETED = (
    rf"{_OPEN}\s*(?:{_QUESTION}\s*|{_SHORT}\s*)?{_FIRST}\s*{_COUNTER}?\s*{_DASH}\s*(?:{_QUESTION}\s*)?{_LAST}\s*"
    rf"{_COUNTER}?\s*{_SHUT}"
)
_MORE = r"(?:\s*,\s*\d{1,3})*\s*,?\s*"
_LISTED = rf"(?P<more>{_MORE})"
_ONE_OF_TWO = rf"(?=\D{{0,12}}\d{{1,3}}{_MORE}{_WORD_BETWEEN})"
_SPELLED = (
    rf"(?<![^\W\d_])(?:{_QUESTIONS}|(?i:{any_of('question_words', languages=SPACED)}){_ONE_OF_TWO}):?\s*{_FROM}"
    rf"(?:{_SHORT}\s*)?{_FIRST}{_LISTED}{_BETWEEN}\s*(?:{_SHORT}\s*|{_QUESTION}\s+)?{_LAST}\b"
)
_ENDED = rf"\s*(?:{_TO})?\s*[)）]?\s*{any_of('range_ends')}"
_INSTRUCTED = (
    rf"(?:(?i:{any_of('direction_titles')})\W+)?{begun_by('reading_starts')}(?!.*{within('instruction_words')}).*"
)
_SHARED = within("reading_middles", "questions_words", "following_words", languages=SPACED)
_FOLLOWING = any_of("following_words", "ordinal_words", languages=UNSPACED)
_ANSWER = any_of("answering_verbs", languages=UNSPACED)
_RANGES = (
    re.compile(rf"^{BULLET}{_BRACKETED}\s*"),
    re.compile(rf"^{BULLET}{_OPEN}\s*{_SPELLED}\s*{_SHUT}\s*"),
    re.compile(rf"^{BULLET}{_FIRST}\s*[~～∼〜–]\s*{_LAST}\s*{_COUNTER}?\s*[.:]?\s*(?=※|{begun_by('reading_starts')})"),
    re.compile(rf"^\s*(?:[※*◎].*|.*{any_of('direction_ends')}\s*[.]?)\s*{_BRACKETED}\s*$"),
    re.compile(rf"^(?:(?![a-z])[^\W\d_][\w ]{{0,40}}?[(\[]?)?{_SPELLED}\s*[:.]?(?!.*{within('weighing_words')})"),
    re.compile(
        rf"^(?i:{any_of('sharing_words')})[\w ,]{{0,40}}?[-–:(\[]?\s*\b{_SHORT}\s*{_FROM}{_FIRST}\s*{_BETWEEN}\s*"
        rf"{_SHORT}?\s*{_LAST}\b"
    ),
    re.compile(rf"^.*{_LOCAL_QUESTION}\s*{_FIRST}\s*{_LOCAL_BETWEEN}\s*{_LOCAL_QUESTION}?\s*{_LAST}{_ENDED}"),
    re.compile(rf"^.{{0,60}}?{_FIRST}\s*{_COUNTER}\s*{_LOCAL_BETWEEN}\s*{_LAST}\s*{_COUNTER}{_ENDED}"),
    re.compile(rf"^{_INSTRUCTED}{_SPELLED}"),
    re.compile(rf"^{_INSTRUCTED}{_SHARED}.*{_BRACKETED}\s*[.:]?\s*$"),
    re.compile(rf"^.{{0,60}}{_ANSWER}{_FOLLOWING}?\s*{_FIRST}\s*{_LOCAL_BETWEEN}\s*{_LAST_COUNTED}"),
    re.compile(rf"^{_ORDINAL}\s*{_FIRST}\s*{_LOCAL_BETWEEN}\s*{_LAST_COUNTED}\s*[:：]"),
)
"""The lines that name questions, from the most to the least explicit."""
_PLAIN = re.compile(
    rf"{_BRACKETED}|^{_ORDINAL}\s*\d{{1,3}}\s*{_LOCAL_BETWEEN}\s*(?:{_ORDINAL}\s*)?\d{{1,3}}\s*{_COUNTER}\s*[:：]?"
)
_COUNTED = re.compile(
    rf"^(?:{_QUESTION}|{_SHORT})\s*{_FROM}{_FIRST}\s*{_BETWEEN}\s*(?:{_SHORT}\s*)?{_LAST}\s+"
    rf"(?i:{any_of('counting_verbs')})"
)
_TWO_NUMBERS = re.compile(r"\d\D+\d")
_AND = re.compile(rf"[&,・、]|{within('and_words')}", re.IGNORECASE)
_THROUGH = re.compile(rf"{_DASH}|{within('through_words')}", re.IGNORECASE)
_BRACKET_OF_ONE = re.compile(
    rf"^{BULLET}{_OPEN}\s*(?:{_QUESTION}\s*|{_SHORT}\s*)?(?P<one>(?!1\b)\d{{1,3}})\s*{_COUNTER}?\s*{_SHUT}\s*"
)
"""A single number; not the first, which mostly numbers a part."""
_NO_MORE = rf"(?!\d|\s*(?:,|{_BETWEEN})\s*\D{{0,12}}\d)"
_NO_COUNT = rf"(?!\s*{any_of('question_counters', 'count_counters', languages=UNSPACED)})"
_ONE = re.compile(
    rf"(?<![^\W\d_])(?i:{any_of('question_words', languages=SPACED)})\s+(?:{_SHORT}\s*)?(?P<spaced>\d{{1,3}}){_NO_MORE}"
    rf"|{_LOCAL_QUESTION}\s*(?P<called>\d{{1,3}}){_NO_MORE}{_NO_COUNT}"
    rf"|{_ORDINAL}\s*(?P<ordered>\d{{1,3}})\s*{any_of('question_counters')}"
    rf"|(?P<counted>\d{{1,3}})\s*{any_of('number_counters')}"
)
"""A question by its number; "3题", "질문 3개" are so many questions."""
_NUMBERS = {"two": 2, "three": 3, "four": 4}
_COUNT = "|".join([rf"(?P<{name}>{any_of(f'{name}_words')})" for name in _NUMBERS] + [r"(?P<digit>[2-9])"])
_NEXT = re.compile(
    rf"{within('following_words')}\s*(?:{_COUNT})\s*(?:{any_of('count_counters')}\s*)?"
    rf"(?:{_QUESTIONS}|{_LOCAL_QUESTION}|{any_of('question_counters')})",
    re.IGNORECASE,
)
_LONGEST_LINE = 300
"""Characters of a line within which its numbers stand."""


@lru_cache(maxsize=8192)
def question_range(text: str) -> re.Match[str] | None:
    """Where a text begins by naming the `first` and the `last` question; most lines hold no two numbers, which one
    search tells."""
    start = narrow(text[:_LONGEST_LINE])
    if not _TWO_NUMBERS.search(start):
        return None
    return next((match for pattern in _RANGES if (match := pattern.match(start))), None)


def left_out(match: re.Match[str]) -> frozenset[int]:
    """The numbers between the first and the last of a range that it does not name, for it lists them: "4, 5 and 7"."""
    first, last = int(match["first"]), int(match["last"])
    more = match.groupdict().get("more") or ""
    before = [first, *map(int, re.findall(r"\d+", more))]
    between = match.string[match.end("first") + len(more) : match.start("last")]
    through = _THROUGH.search(between) or not (more or _AND.search(between))
    named = {*before, *(range(before[-1], last) if through else ())}
    return frozenset(range(first, last)) - named


def question_named(text: str) -> int | None:
    """The number of the question that a sentence names, where it names a single one: "[4] …", "問4に答えなさい"."""
    plain = narrow(text)
    bracket = _BRACKET_OF_ONE.match(plain)
    rest = plain[bracket.end() :] if bracket else plain
    found = {int(number) for match in _ONE.finditer(rest) for number in match.groups() if number}
    if bracket:
        found.add(int(bracket["one"]))
    return found.pop() if len(found) == 1 else None


def question_counted(text: str) -> int | None:
    """How many questions a sentence is for that only counts them: "the next three questions"."""
    match = _NEXT.search(narrow(text))
    if match is None:
        return None
    return int(match["digit"]) if match["digit"] else _NUMBERS[match.lastgroup or "two"]


def without_bracket(text: str) -> str:
    """A text without the number of the one question that it is for, in brackets before it."""
    return _BRACKET_OF_ONE.sub("", narrow(text))


def without_range(text: str) -> str:
    """A text without the numbers of the questions that it is for."""
    return _PLAIN.sub(" ", text)


def counts_questions(text: str) -> bool:
    """Whether a line only says how some questions count: "Questions 1 to 20 carry one mark each."."""
    return bool(_COUNTED.match(text))
