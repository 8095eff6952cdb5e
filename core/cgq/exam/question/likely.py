"""Whether what the chain found is an exam: lecture notes, statutes and syllabuses have numbers and ① too."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import UNNUMBERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_FEWEST_OPTIONS = 3
_FEWEST_ALIKE = 8
_FEWEST_CHOICES = 4
_LONGEST_WORD = 24
_LONGEST_ITEM = 90
_TWO = 2
_SENTENCE_END = re.compile(r"[.。!?]$|[다함음임됨]$|[:：]|\d[\d,]*(?:원|円|元|kr)?$")
_MOST = 0.6
_HALF = 0.5
_FEW = 4
_MOST_JUMPS = 0.3
_ASKING_SHARE = 0.4
_FEWEST_ASKING = 0.25
_ASKING_UNNUMBERED = 0.6
_STRICT = 0.8
_ASKING = re.compile(
    r"[?？]|것은|것을|것만|고르|고른|시오|인가|는가|얼마|무엇|어느|□|_{3,}|-{4,}\s*[A-Za-z.]|[(（]\s*[)）]"
    r"|(?:옳|맞|틀린|아닌|않|적절|적합|해당|알맞)[가-힣]{0,2}\s*것\s*[.)]?\s*$|か。|ものは|ものを|どれ|答え|選べ|選び|求めよ|的是\W*$|哪|下列|以下|什么|不正确|正确的"
    r"|\b(?:which|what|who|why|how|when|where|choose|select|identify|calculate|find)\b"
    r"|\b(?:vad|vem|vilke[nt]|vilka|hur|varför|när|vilket|welche[rsn]?|was|quel(?:le)?s?|cuál(?:es)?|qué|señale|qual|quais|assinale"
    r"|quali|quale|который|как(?:ой|ая|ое|ие)|выберите|укажите|hangi(?:si|leri|sidir)?|nedir|nào|manakah|adalah|kecuali"
    r"|który|która|które|wskaż|wo|wie|warum)\b"
    r"|[A-Za-z]\s?[:：]\s*$|\b(?:is|are|was|were|be|to|by|of|as|for|in|with|because|when|the)\s*$|[（(]\s*[　 ]*[）)]",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"고르(?:시오|십시오|세요|라)|(?:답|택)하(?:시오|십시오|세요)|選びなさい|選べ|えらんで|答えなさい|答えよ|选出|选择题|选择(?:正确|最|适当)|請選"
    r"|\b(?:choose|select|mark|pick|identify)\b.{0,40}\b(?:answer|best|correct|right|one|choice|option|word)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]|것[은을]\W*$")
_SCALE = re.compile(
    r"(?:매우|전혀|약간|대체로)?\s?(?:불?만족|그렇다|그렇지\s?않다|아니다|보통|동의|중요)|^(?:예|아니[오요]|있음|없음|해당\s?없음|기타)\W*$"
    r"|\b(?:dis)?agree|\b(?:dis|un)?satisfied|^(?:yes|no|n/?a|neutral|always|often|sometimes|seldom|rarely|never)\W*$"
    r"|^(?:はい|いいえ)\W*$|满意|同意|不清楚|どちらとも|思[うい]",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^(?:describe|explain|discuss|define|outline|prove|derive|sketch)\b|\s[\[(]\s*\d{1,2}\s*(?:marks?|points?|점|点|分)?\s*[\])]$"
    r"|(?:서술|설명|논|기술|구|쓰|작성)하?시오\s*[.]?$",
    re.IGNORECASE,
)


def directs(text: str) -> bool:
    """Whether a line outside the questions tells to choose among options."""
    return bool(_DIRECTION.search(text))


def is_exam(questions: Sequence[Question], *, directed: bool = False) -> bool:
    """Most questions have options, most of those as many as the others, the numbers count on.

    Where few stems ask anything, nearly all must agree, but some must ask, unless a part's directions do so for
    them (`directed`); without printed numbers most must do both. Lists of words and statements that are true or
    false ask nothing and are all alike.
    """
    return _agree(questions, directed=directed) or any(
        len(part) >= _FEWEST_ALIKE and _asking(part) >= _STRICT * len(part) and _agree(part, directed=directed)
        for part in _parts(questions)
    )


def _parts(questions: Sequence[Question]) -> list[list[Question]]:
    """The stretches of questions with options, where others ask for words."""
    return [list(part) for whole, part in groupby(questions, lambda q: len(q.options) >= _FEWEST_OPTIONS) if whole]


def _agree(questions: Sequence[Question], *, directed: bool) -> bool:
    whole = Counter(len(q.options) for q in questions if len(q.options) >= _FEWEST_OPTIONS)
    if _surveys(questions) or _enumerates(questions) or _are_parts(questions):
        return False
    if _picks_words(questions) or _judges_statements(questions):
        return True
    if not whole:
        return False
    usual, exactly = whole.most_common(1)[0]
    near = sum(n for k, n in whole.items() if abs(k - usual) <= 1)
    jumps = sum(1 for a, b in pairwise(questions) if b.number != a.number + 1)
    asking = _asking(questions)
    if asking < _ASKING_SHARE * len(questions) and exactly < _STRICT * len(questions):
        return False
    if asking < _FEWEST_ASKING * len(questions) and not directed:
        return False
    counted = sum(1 for q in questions if UNNUMBERED in q.flags)
    if counted == len(questions) and (asking < _ASKING_UNNUMBERED * counted or max(near, asking) < _STRICT * counted):
        return False
    return (
        whole.total() >= _MOST * len(questions)
        and (near >= _MOST * whole.total() or asking == len(questions) <= _FEW)
        and jumps <= _MOST_JUMPS * len(questions) + 1
    )


def _surveys(questions: Sequence[Question]) -> bool:
    """Whether most options are steps of a scale: nobody is right or wrong."""
    texts = [o.text for q in questions if len(q.options) >= _FEWEST_OPTIONS for o in q.options]
    return sum(1 for text in texts if _SCALE.search(text)) > _MOST * len(texts)


def _enumerates(questions: Sequence[Question]) -> bool:
    """Whether what is counted are the clauses of sentences, and hardly a sentence asks: code ends on ";", too."""
    texts = [o.text for q in questions for o in q.options]
    clauses = sum(1 for text in texts if text.endswith((";", "；")))
    asking = sum(1 for q in questions if _QUESTION.search(q.stem) or directs(q.stem))
    return clauses > _HALF * len(texts) and asking < _FEWEST_ASKING * len(questions)


def _are_parts(questions: Sequence[Question]) -> bool:
    """Whether what is counted are parts of a question to write on, with their marks."""
    texts = [o.text for q in questions for o in q.options]
    return sum(1 for text in texts if _PART.search(text)) > _HALF * len(texts)


def _asking(questions: Sequence[Question]) -> int:
    """How many questions ask by their stem, or by options that others have, too ("A is greater", "B is greater")."""
    choices = Counter(tuple(o.text for o in q.options) for q in questions if any(o.text for o in q.options))
    return sum(1 for q in questions if _ASKING.search(q.stem) or choices[tuple(o.text for o in q.options)] > _TWO)


def _picks_words(questions: Sequence[Question]) -> bool:
    """A list of words or sentences with as many short choices each, as in a test of vocabulary; nothing in it asks.
    What ends like a sentence is no choice: minutes and statutes count their points, too."""
    counts = {len(q.options) for q in questions}
    texts = [o.text for q in questions for o in q.options]
    return (
        len(questions) >= _FEWEST_ALIKE
        and len(counts) == 1
        and min(counts) >= _FEWEST_CHOICES
        and _counts_from_one(questions)
        and all(0 < len(text) <= _LONGEST_WORD and not _SENTENCE_END.search(text) for text in texts)
        and all(0 < len(q.stem) <= _LONGEST_ITEM for q in questions)
    )


def _judges_statements(questions: Sequence[Question]) -> bool:
    """Statements with the same two options throughout (O and X, true and false), or questions with two each."""
    pairs = Counter(tuple(o.text for o in q.options) for q in questions)
    most = max(pairs.values(), default=0)
    return (
        len(questions) >= _FEW
        and all(len(pair) == _TWO for pair in pairs)
        and _counts_from_one(questions)
        and (most >= _STRICT * len(questions) or _asking(questions) >= _STRICT * len(questions))
    )


def _counts_from_one(questions: Sequence[Question]) -> bool:
    """Whether the printed numbers count on from 1 without a gap, starting anew at most where a part does."""
    steps = list(pairwise(q.number for q in questions))
    printed = not any(UNNUMBERED in q.flags for q in questions)
    return printed and questions[0].number == 1 and all(b in (a + 1, 1) for a, b in steps)
