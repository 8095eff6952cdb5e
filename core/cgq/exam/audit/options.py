"""Options: how many there are, and whether each says something."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.model import Finding
from cgq.exam.signs.options import runs_in, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.model import Question

_FEWEST_ALIKE = 3
_SHARE_ALIKE = 0.05
_SEVERAL = re.compile(
    r"(?:[Cc]hoose|[Ss]elect|[Pp]ick)\s+(?:any\s+)?(?:two|three|four|all|[2-4])\b|두\s?(?:개|가지)를?\s|모두\s고르"
)


class Counts:
    """How many options the questions of a paper have."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._counts = Counter(len(q.options) for q in questions if q.options)
        self._total = len(questions)
        self.usual = max(self._counts, key=lambda k: (self._counts[k], k), default=0)

    def is_odd(self, question: Question) -> bool:
        """Fewer options than usual are always odd; more are not when others have them or several are asked for."""
        count = len(question.options)
        if count == self.usual:
            return False
        if count < self.usual:
            return True
        alike = self._counts[count] >= max(_FEWEST_ALIKE, _SHARE_ALIKE * self._total)
        several = question.answer is not None and question.answer.mode == "all"
        return not (alike or several or _SEVERAL.search(question.stem))

    def finding(self, question: Question) -> Finding:
        """What to say of a question whose count is odd."""
        count = len(question.options)
        message = f"{count} options were read, this paper's questions have {self.usual}: compare with the page"
        return Finding(code="option_count", message=message, page=question.page, number=question.number)


def empty(question: Question) -> Iterator[Finding]:
    """A finding for each option that has neither text nor a drawing."""
    for option in question.options:
        if option.text or option.asset:
            continue
        message = f"option {option.n} has a marker and nothing behind it: compare with the page"
        yield Finding(code="empty_option", message=message, page=question.page, number=question.number)


def two_in_one(questions: Sequence[Question], evidence: Evidence, style: str, usual: int) -> Iterator[Finding]:
    """A finding for each question behind whose options come those of another: a number was lost."""
    for question, region in zip(questions, evidence.regions, strict=True):
        own = [i for i in region.lines if evidence.role(i) != "told"]
        runs = [r for r in runs_in(tokens_of([evidence.lines[i] for i in own], style, frozenset()), style)]
        whole = [r for r in runs if len(r.tokens) == usual and r.tokens[0].start == 0]
        if len(whole) > 1:
            line = evidence.lines[own[whole[-1].first_line]]
            message = f"options come twice in question {question.number}: the number of the next may be lost"
            yield Finding(code="gap", message=message, page=line.page, number=question.number + 1)
