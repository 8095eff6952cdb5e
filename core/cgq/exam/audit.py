"""What a person should know of a paper that was read: gaps, duplicates, odd option counts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_LISTED = 20
_FEWEST_ALIKE = 3
_SHARE_ALIKE = 0.05
_SEVERAL = re.compile(
    r"(?:[Cc]hoose|[Ss]elect|[Pp]ick)\s+(?:any\s+)?(?:two|three|four|all|[2-4])\b|두\s?(?:개|가지)를?\s|모두\s고르"
)


def audit(questions: Sequence[Question]) -> tuple[list[Question], list[Finding]]:
    """The questions with what the whole paper says of each as flags; and the findings in reading order."""
    counts = Counter(len(q.options) for q in questions if q.options)
    usual = max(counts, key=lambda k: (counts[k], k), default=0)
    audited: list[Question] = []
    findings: list[Finding] = []
    last: Question | None = None
    for question in questions:
        flags: list[str] = []
        missing, again = _order(question, last)
        findings += again + missing
        if missing:
            flags.append("after_gap")
        if _odd_count(question, usual, counts, len(questions)):
            flags += ["option_count"] if question.options else []
            findings.append(_count(question, usual))
        audited.append(flagged(question, flags))
        last = question
    return audited, findings


def _order(question: Question, last: Question | None) -> tuple[list[Finding], list[Finding]]:
    """Findings for the numbers missing before a question, and for a number that came before."""
    number = question.number
    if last is None or number == 1:
        if number == 1:
            return [], []
        message = f"the first question found is {number}: look at the pages before"
        return [Finding(code="gap", message=message, page=question.page, number=number - 1)], []
    if number <= last.number:
        message = f"number {number} stands after {last.number}: compare both places"
        return [], [Finding(code="duplicate", message=message, page=question.page, number=number)]
    first, count = last.number + 1, number - last.number - 1
    if count > _LISTED:
        message = f"questions {first}-{number - 1} were not found: look before question {number}"
        return [Finding(code="gap", message=message, page=question.page, number=first)], []
    message = f"was not found: look before question {number}"
    return [
        Finding(code="gap", message=f"question {n} {message}", page=question.page, number=n)
        for n in range(first, number)
    ], []


def _odd_count(question: Question, usual: int, counts: Counter[int], total: int) -> bool:
    """Fewer options than usual are always odd; more are not when others have them or several are asked for."""
    count = len(question.options)
    if count == usual:
        return False
    if count < usual:
        return True
    alike = counts[count] >= max(_FEWEST_ALIKE, _SHARE_ALIKE * total)
    several = question.answer is not None and question.answer.mode == "all"
    return not (alike or several or _SEVERAL.search(question.stem))


def _count(question: Question, usual: int) -> Finding:
    count = len(question.options)
    message = f"{count} options were read, this paper's questions have {usual}: compare with the page"
    return Finding(code="option_count", message=message, page=question.page, number=question.number)
