"""What the words of an explanation conclude: "따라서 정답은 ④이다.", "Hence the answer is B.", "故选B。".

Only a whole statement counts: a name of the right answer at the start of a clause, what joins it to a sign, the sign,
and the end of the sentence. "정답은 ④가 아니다" and "if the answer is B, …" state nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import alphabets_of, narrow, signs_of
from cgq.exam.signs.labels import NAME, may_hold_label
from cgq.exam.signs.values import RING, parse_answer
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.signs.alphabets import Alphabet

_COPULA = rf"(?i:{any_of('answer_copulas')})"
_CONCLUSION = any_of("conclusion_words", languages=SPACED), any_of("conclusion_words", languages=UNSPACED)
_SO = re.compile(_CONCLUSION[1])
_CLAUSE = re.compile(rf"(?:^|[.!?。！？,、，;:]\s*|(?i:{_CONCLUSION[0]})[\s,]+|{_CONCLUSION[1]}[\s,、，]*)$")
"""What stands before a name that begins a clause."""
_ELSEWHERE = re.compile(r"\d\s?(?:번|[问問]?[题題]|問|[.)])\s?(?:의|的|の)?\s*$")
"""What stands before the name of another question's answer: "12번의 정답은 ③이다"."""
_LONGEST_LEAD = 24
"""Characters before a statement that are looked at: the longest of its first words, or a number with its counter."""
_RIGHT = re.compile(rf"(?i:정|正|(?:the\s+)?{any_of('answer_qualifiers')})")
"""What begins a name that can only be of the right answer; a bare "answer" may be anybody's."""
_BARE = rf"[A-HJK{signs_of('cyrillic', rings=False).upper()}](?![^\W_])|[{signs_of('kana', rings=False)}](?![ァ-ヶー])"
_COUNTED = rf"[1-9](?=\s?{any_of('option_counters')})"
_SIGN = rf"(?P<sign>[(\[]\s?(?:[A-HJKa-hjk]|[1-9])\s?[)\]]|{RING}|{_BARE}|{_COUNTED})"
"""A sign that is hardly anything else: a bare digit may be a value ("the answer is 4")."""
_JOINED = rf"(?:{_COPULA}(?:\s+(?:\w{{1,3}}\s+)?(?i:{any_of('answer_copulas', 'option_words')}))?|[:–—-])"
_LEAD = rf"(?P<name>{NAME})\s*{_JOINED}|(?P<so>{_CONCLUSION[1]})\s*{_COPULA}|(?P<turned>{_COPULA})\s+{NAME}"
_ENDS = rf"(?:\s?{any_of('option_counters')})?\s?(?:{any_of('statement_ends')})?\s*(?:[.!。！]|$)"
_REASON = rf",?\s+(?i:{any_of('reason_words', languages=SPACED)})\s"
_TRUE = rf"(?:{any_of('truth_words', languages=UNSPACED)}|(?i:{any_of('truth_words', languages=SPACED)}))"
_OPTION = rf"(?:(?:\w{{1,3}}\s+)?(?i:{any_of('option_words')})\s*)?"
_SO_OPENED = rf"(?:(?:^|[.!?。]\s*)(?i:{_CONCLUSION[0]})[\s,]+|{_CONCLUSION[1]}[\s,、，]*)"
_SUBJECT = rf"(?:{any_of('subject_signs', languages=UNSPACED)}\s*|\s+{_COPULA}\s+)"
_CALLED_RIGHT = re.compile(rf"{_SO_OPENED}{_OPTION}{_SIGN}{_SUBJECT}{_TRUE}\s*(?:[.!。！]|$)")
"""A conclusion that calls an option right: "Therefore option B is correct."."""
_CHOSEN = re.compile(
    rf"(?:{any_of('reason_ends', languages=UNSPACED)}[\s,、，]*|{_SO_OPENED}){_SIGN}"
    rf"(?:{any_of('choosing_verbs')})\s*(?:[.!。！]|$)"
)
"""A choice for a reason: "다른 보기는 모두 틀리므로 ②를 고른다."."""
_RIGHT_ALONE = re.compile(
    rf"(?P<sign>{RING})(?:{any_of('subject_signs', languages=UNSPACED)})\s*{_TRUE}\s*(?:[.!。！]|$)"
)
_ANY_RING = re.compile(RING)
_STATEMENT = re.compile(rf"(?:{_LEAD})[\s:]*(?:(?i:{_CONCLUSION[0]})\s+)?{_SIGN}(?:{_ENDS}|{_REASON})")


def conclusions_of(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each sign that a text states to be the right answer, and the options that it names, from 1."""
    text = narrow(text)
    yield from _options_of(_signs_called_right(text))
    if not may_hold_label(text) and not _SO.search(text):
        return
    yield from _options_of(_signs_named(text))


def _options_of(signs: Iterator[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The signs that can be read, without their brackets, each with its options."""
    for printed in signs:
        sign = printed.strip("()[] ")
        parsed = parse_answer(sign)
        if parsed is not None:
            yield sign, parsed.options


def _signs_called_right(text: str) -> Iterator[str]:
    """The signs that a conclusion calls right or chooses; and the only ring of a text, if it is called right."""
    for pattern in (_CALLED_RIGHT, _CHOSEN):
        yield from (found["sign"] for found in pattern.finditer(text))
    if len(_ANY_RING.findall(text)) == 1:
        yield from (found["sign"] for found in _RIGHT_ALONE.finditer(text))


def _signs_named(text: str) -> Iterator[str]:
    """The signs that a name of the right answer is joined to in a whole statement."""
    for found in _STATEMENT.finditer(text):
        before = text[max(0, found.start() - _LONGEST_LEAD) : found.start()]
        begins = found["so"] or _CLAUSE.search(before) or _RIGHT.match(found["name"] or "")
        if not begins or _ELSEWHERE.search(before):
            continue
        yield found["sign"]


def contradicts(sign: str, explanation: str) -> str | None:
    """The sign that an explanation states to be right where that is of another option than the answer `sign`; None
    where it agrees, or where the two are of different alphabets and cannot be compared."""
    answer = parse_answer(sign)
    if answer is None:
        return None
    printed = _alphabets_in(sign)
    for stated, options in conclusions_of(explanation):
        if printed & _alphabets_in(stated) and not set(options) <= set(answer.options):
            return stated
    return None


def _alphabets_in(text: str) -> frozenset[Alphabet]:
    return frozenset(name for character in text for name in alphabets_of(character))
