"""What speaks for and against an exam in numbers with options, each measured for itself as a share from 0 to 1."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import UNNUMBERED
from cgq.exam.vocabulary import any_of, within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cgq.exam.model import Question

WHOLE_RUN = 3
"""Options of a whole run, at least: two signs may be a list of two points."""
_PAIR = 2
"""Options of the usual question where no run is whole: ① O ② X."""
_SAME_ROW = 3.0
"""Points by which the tops of two options of one row differ at most."""
_LONGEST_STEP = 5
"""Words of the longest step of a survey's scale; of 900 options of such scales in eleven languages none has more."""
_LONGEST_UNSPACED_STEP = 16
"""Characters of such a step where words are not spaced."""
_FEW_ALIKE = 3
"""Questions that share all options before these are taken for the question ("A is greater", "B is greater")."""

_MANY = 10
"""Numbers whose agreement in how many options they have is no chance; fewer count as less."""

_BLANK = (
    r"[?？]|□|[=＝]\s*$|_{3,}|-{4,}\s*[A-Za-z.]|[(（][\s　]*[)）]|[A-Za-z]\s?[:：]\s*$"
    r"|(?:옳|맞|틀린|아닌|않|적절|적합|해당|알맞)[가-힣]{0,2}\s*것\s*[.)]?\s*$"
)
_ASKING = re.compile(f"{_BLANK}|{within('asking_words')}|{within('asking_ends')}" + r"[^\w.!。]*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.。!;；]$|[다함음임됨]$")
_PRICE = re.compile(r"[^\W\d_].*\d[\d,]*(?:원|円|元|kr)?$")
"""An amount behind what it is for; an option that is only a number is a result to choose."""
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|·{4,}")
_SCALE = re.compile(within("scale_words"), re.IGNORECASE)
_QUESTION = re.compile(r"[?？]|것[은을]\W*$")
_CLAUSE = re.compile(r"[;；]$")
_PART = re.compile(
    r"^(?:describe|explain|discuss|define|outline|prove|derive|sketch)\b|\s[\[(]\s*\d{1,2}\s*(?:marks?|points?|점|点|分)?\s*[\])]$"
    r"|(?:서술|설명|논|기술|구|쓰|작성)하?시오\s*[.]?$",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    f"{any_of('direction_words')}|{within('direction_verbs')}.{{0,40}}{within('direction_objects')}", re.IGNORECASE
)
_EXAM_TITLE = re.compile(within("exam_words"), re.IGNORECASE)
_PLAIN_TITLE = re.compile(within("plain_words"), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a paper holds around its questions: directions to choose, the numbers that its keys answer, the lines
    that announce it."""

    directed: bool = False
    keyed: frozenset[int] = frozenset()
    title: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """Shares of the questions, of their options, or 0 and 1."""

    steady: float
    """Numbers with as many options as most; where there are fewer than ten, as many tenths less."""
    near: float
    """Numbers with a whole run that is at most one longer or shorter than most."""
    counting: float
    """Numbers that count on from the one before, or start anew at 1."""
    asking: float
    """Stems that ask, leave a blank, or break off where an option goes on."""
    stated: float
    """Stems that end like a sentence and ask nothing."""
    listed: float
    """Questions that ask nothing and whose options end like sentences, or with an amount."""
    rows: float
    """Questions with two options in one row."""
    answered: float
    """Questions with an answer next to them or in a key."""
    directed: float
    """Whether directions tell to choose."""
    titled: float
    """1 where a title names an exam, -1 where it names what is none, 0 where it names neither or both."""
    scaled: float
    """Options that are steps of a survey's scale."""
    shared: float
    """Questions that have the same options as most; where there are fewer than ten, as many tenths less."""
    clauses: float
    """Questions that hardly ask and whose options are clauses that end with a semicolon, as code does, too."""
    parts: float
    """Options that are tasks to write on."""
    leaders: float
    """Options with leaders, as in a table of contents."""
    printed: float
    """Questions whose number is printed."""


def directs(text: str) -> bool:
    """Whether a line outside the questions tells to choose among options."""
    return bool(_DIRECTION.search(text))


def signs_of(questions: Sequence[Question], around: Surroundings) -> Signs:
    """The signs of some questions; there must be one."""
    most = _usual_count(questions)
    counts = [len(q.options) for q in questions]
    texts = [o.text for q in questions for o in q.options]
    asking = asking_among(questions)
    return Signs(
        steady=_steady(counts, most),
        near=_share(count >= min(WHOLE_RUN, most) and abs(count - most) <= 1 for count in counts),
        counting=_counting(questions, asking),
        asking=_share(asking),
        stated=_share(not a and bool(_SENTENCE_END.search(q.stem)) for a, q in zip(asking, questions, strict=True)),
        listed=_share(not a and _are_points(q) for a, q in zip(asking, questions, strict=True)),
        rows=_share(map(_has_row, questions)),
        answered=_share(q.answer is not None or q.number in around.keyed for q in questions),
        directed=float(around.directed),
        titled=_titled(around.title),
        scaled=_share(map(_is_step, texts)),
        shared=_shared(questions),
        clauses=_share(map(_has_clauses, questions)),
        parts=_share(bool(_PART.search(text)) for text in texts),
        leaders=_share(bool(_LEADERS.search(text)) for text in texts),
        printed=_share(UNNUMBERED not in q.flags for q in questions),
    )


def asking_among(questions: Sequence[Question]) -> list[bool]:
    """For each question whether it asks by its stem, or by options that others have, too."""
    options = [tuple(o.text for o in q.options) for q in questions]
    alike = Counter(own for own in options if any(own))
    return [bool(_ASKING.search(q.stem)) or alike[own] >= _FEW_ALIKE for q, own in zip(questions, options, strict=True)]


def _usual_count(questions: Sequence[Question]) -> int:
    """How many options most have; pairs count only where nothing has more."""
    whole = Counter(len(q.options) for q in questions if len(q.options) >= WHOLE_RUN)
    return whole.most_common(1)[0][0] if whole else _PAIR


def _counting(questions: Sequence[Question], asking: Sequence[bool]) -> float:
    """The share of numbers that count on; a single one does where it is the first, or asks."""
    steps = [b.number in (a.number + 1, 1) for a, b in pairwise(questions)]
    return _share(steps) if steps else float(any(q.number == 1 for q in questions) or any(asking))


def _has_row(question: Question) -> bool:
    boxes = [(p.page, p.bbox[1]) for p in question.places if p.part == "option"]
    return any(a[0] == b[0] and abs(a[1] - b[1]) <= _SAME_ROW for a, b in pairwise(boxes))


def _are_points(question: Question) -> bool:
    """Whether most options end like sentences, or with an amount: points of a list rather than what to choose from."""
    ended = [bool(_SENTENCE_END.search(o.text) or _PRICE.search(o.text)) for o in question.options]
    return 2 * sum(ended) > len(ended)


def _has_clauses(question: Question) -> bool:
    ended = sum(1 for o in question.options if _CLAUSE.search(o.text))
    return 2 * ended > len(question.options) and not _QUESTION.search(question.stem) and not directs(question.stem)


def _steady(counts: Sequence[int], most: int) -> float:
    return counts.count(most) / max(len(counts), _MANY)


def _is_step(text: str) -> bool:
    longest = _LONGEST_STEP if text.isascii() or " " in text else _LONGEST_UNSPACED_STEP
    size = len(text.split()) if longest == _LONGEST_STEP else len(text)
    return size <= longest and bool(_SCALE.search(text))


def _shared(questions: Sequence[Question]) -> float:
    runs = Counter(tuple(o.text for o in q.options) for q in questions if len(q.options) >= WHOLE_RUN)
    most = max(runs.values(), default=0)
    return most / max(len(questions), _MANY) if most > 1 else 0.0


def _titled(title: Collection[str]) -> float:
    exam = any(_EXAM_TITLE.search(text) for text in title)
    plain = any(_PLAIN_TITLE.search(text) for text in title)
    return float(exam) - float(plain)


def _share(found: Iterable[bool]) -> float:
    listed = list(found)
    return sum(listed) / len(listed) if listed else 0.0
