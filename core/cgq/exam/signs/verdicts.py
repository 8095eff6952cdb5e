"""What the words around the first sign of a solution state of it: "③ 틀린 설명이다", "We can rule out C", "C is false."

A sign right behind a number is an answer by its position only. That proves nothing where the words exclude it, or
speak of it as they do of every option.
"""

from __future__ import annotations

import re

from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.values import RING
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of, within

_DENIAL = re.compile(rf"(?i:{within('denial_words', 'falsehood_words')})")
_FALSE = rf"(?:(?i:{any_of('falsehood_words')})|[×✕✗✘❌╳]|[(\[]\s?[xX]\s?[)\]])"
_FALSE_BEHIND = re.compile(rf"[\s.,:;()\[–—-]*{_FALSE}")
_FALSE_ALONE = re.compile(rf"\s*[.,:;()\[–—-]+\s*{_FALSE}[\s.)\]]*|\s*[×✕✗✘❌╳]\s*")
_KOREAN = any_of("subject_signs", languages=("ko",))
"""Particles, which have no space before them but one behind: "③이 옳다"; in "③ 이 경우" the word is another one."""
_CHINESE = any_of("subject_signs", languages=("ja", "zh"))
_VERB = any_of("subject_signs", languages=SPACED)
_SUBJECT = re.compile(rf"(?:{_KOREAN}\s|\s?{_CHINESE}|\s+(?i:{_VERB}))")
_COPULA = any_of("answer_copulas", languages=SPACED)
_TRUE = any_of("truth_words", languages=UNSPACED), any_of("truth_words", languages=SPACED)
_TRUE_BEHIND = re.compile(rf"(?:.*{_TRUE[0]}|\s+(?i:{_COPULA})\s+(?:\w+\s+)?(?i:{_TRUE[1]}))")
_CLAUSE_END = re.compile(r"[.!?;,。！？；、，]")
_SIGN = rf"(?:{RING}|(?<![^\W_])[A-K](?![^\W_]))"
_RIGHT_MARK = re.compile(r"\s*[(\[]?\s?[○◯]")
_OTHER = re.compile(_SIGN)


def stands_alone(behind: str) -> bool:
    """Whether a word for what is wrong is all that follows a sign: it may be the text of an option, "B. False"."""
    return bool(_FALSE_ALONE.fullmatch(narrow(behind)))


def is_spoken_of(sign: str, before: str, behind: str, *, named: bool) -> bool:
    """Whether the words before and behind a sign make it no answer by its position: they deny it, call it wrong, or
    state something of it other than that it alone is right. `named`: a word for "answer" stands before it."""
    before, behind = narrow(before), narrow(behind)
    if _DENIAL.search(before):
        return True
    subject = _SUBJECT.match(behind)
    if subject is None and (named or stands_alone(behind)):
        return False
    if subject is None and _FALSE_BEHIND.match(behind):
        return True
    if _affirms(behind) is False and subject is not None:
        return not named or bool(_DENIAL.search(_clause(behind)))
    return bool(_affirms(behind)) and any(
        _affirms(behind[other.end() :]) for other in _OTHER.finditer(behind) if other[0] != sign.strip("() ")
    )


def _affirms(behind: str) -> bool:
    """Whether what follows a sign calls it right."""
    if _RIGHT_MARK.match(behind):
        return True
    clause = _clause(behind)
    states = _SUBJECT.match(clause) and _TRUE_BEHIND.match(clause)
    direct = re.match(_TRUE[0], clause.lstrip()) or re.match(rf"(?i:{_TRUE[1]})", clause.lstrip())
    return bool(states or direct) and not _DENIAL.search(clause)


def _clause(behind: str) -> str:
    """The text up to the end of its first clause."""
    end = _CLAUSE_END.search(behind)
    return behind[: end.start()] if end else behind
