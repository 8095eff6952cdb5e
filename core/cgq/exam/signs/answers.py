"""How an answer is printed: ③, C, "BD", "1,5", 전항정답; and the words that announce one."""

from __future__ import annotations

import re

from cgq.exam.signs.labels import BULLET, NAME, label_at
from cgq.exam.signs.pairs import AFTER_NUMBER, AFTER_OPTION, CAPITAL, DIGIT, HANGUL, JOINT, KANA
from cgq.exam.signs.values import RING, VOID
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of

_REMARK = rf"(?:\s?[(（](?:{any_of('correction_words')})[)）])?"
_RINGED, _DIGIT = (rf"{sign}{AFTER_OPTION}?" for sign in (RING, DIGIT))
_OR = rf"\s?(?:[,;/·ㆍ・、，]|{any_of('or_words')})\s?"
LISTED = (
    rf"(?:{_RINGED}(?:(?:{JOINT}|\s?[~∼～〜]\s?)?{_RINGED})*{_REMARK}"
    rf"|(?<!\S){CAPITAL}(?:{JOINT}{CAPITAL})+(?!\S)|(?<!\S){_DIGIT}(?:{_OR}{_DIGIT})+{_REMARK}(?!\S))"
)
"""Several answers in one cell, or one in a circle: what spaces must not cut apart."""
ANSWER = (
    rf"(?:{_RINGED}(?:(?:{JOINT}|\s?[~∼～〜]\s?|\s?){_RINGED})*{_REMARK}"
    rf"|{KANA}(?![ァ-ヶー])|{HANGUL}(?=$)"
    rf"|\(?(?:[A-H]{{1,6}}|[JK])\)?(?:{JOINT}{CAPITAL})*(?![A-Za-z])"
    rf"|\(?{_DIGIT}(?:{JOINT}{_DIGIT})*\)?(?!\d){_REMARK}|{VOID})"
)
_QUALIFIED = (
    rf"(?i:(?:{any_of('answer_qualifiers')}\s*)?{any_of('answer_table_heads')}(?:\s*{any_of('answer_qualifiers')})?)"
)
ANSWERS_HEAD = re.compile(rf"^[\s\[【<〈(■◆]*(?:{_QUALIFIED}|{NAME})[\s\]】>〉)]*[.:：=–—-]?\s*(?=\S)", re.IGNORECASE)
"""What announces the answers that follow on the same line."""
_NUMBER = rf"^\s*[\[【(]?\s*(?:(?i:{any_of('question_words', 'ordinal_words')})|Q\.?)?\s*(\d{{1,3}})\s*[\]】)]?"
NUMBERED_ANSWER = re.compile(
    rf"{_NUMBER}\s*[.):]?(?:{any_of('question_counters')})?[.):]?\s*[\[【<〈(]?\s*{NAME}\s*[\]】>〉)]?\s*[.:：=–—-]?\s*"
    rf"({ANSWER})(?!\s+(?:{RING}|[(\[]?(?:{CAPITAL}|{DIGIT})[)\]]?)(?:[\s,.;]|$))\s*(?=$|[\s.,;:【\[(])"
)
ANSWERS_BELOW = re.compile(rf"^[\[【<〈(■◆\s]*{_QUALIFIED}[\]】>〉)\s:：]*$")
"""A heading of answers or explanations that follow below."""
UNSAID_ANSWER = re.compile(
    rf"{_NUMBER}\s*(?:[.):]|{AFTER_NUMBER})\s*"
    rf"({RING}(?:{JOINT}{RING})*|{VOID}|\((?:{CAPITAL}|{DIGIT})\)|{DIGIT}{AFTER_OPTION}|{CAPITAL}(?=\s*(?:[.:)–—-]|$)))"
    rf"(?=\s*$|.*?[^\W\d_]{{2}})"
)
"""A number and its answer, with nothing that calls it one: under a heading of answers, a solution begins so."""
_EXPLANATION = any_of("explanation_words", languages=UNSPACED), any_of("explanation_words", languages=SPACED)
EXPLANATION_HEAD = re.compile(
    rf"^{BULLET}[\[【<〈(]?\s*(?:{_EXPLANATION[0]}\s*(?:[\]】>〉)]\s*[:：.]?|[:：.]|\s|$)"
    rf"|(?![a-z])(?i:{_EXPLANATION[1]})\s*(?:[\]】>〉)]\s*[:：.]?|[:：.–—-]|$))\s*"
)
"""What begins an explanation; a word with letters is one only where a mark stands behind it, or nothing."""
ANSWER_WORD = re.compile(any_of("answer_words", "answer_table_heads", least=2), re.IGNORECASE)
"""What a line that speaks of answers has somewhere in it."""
ANSWER_IN_STEM = re.compile(rf"[(（]\s*({RING}|{CAPITAL})\s*[)）]\s*[。.?？]?\s*$")
ANSWER_BEFORE = re.compile(rf"^\s*[(（]\s*({RING}|[A-H])\s*[)）]\s*(?=\d)")
"""An answer in brackets before its number: "( B ) 7. Which …"."""


def tells(text: str) -> bool:
    """Whether a line below a question tells its answer, or begins to explain it."""
    return label_at(text) is not None or bool(EXPLANATION_HEAD.match(text))
