"""Options: how many there are, and whether each says something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.model import Finding
from cgq.exam.signs.options import tokens_of
from cgq.exam.signs.several import how_many_asked_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.model import Question
    from cgq.exam.question.regions import Region

_FEWEST_ALIKE = 3
_SHARE_ALIKE = 0.05
_NEARLY_ALL = 0.8
_FEWEST = 2
_FEWEST_USUAL = 4


class Counts:
    """How many options the questions of a paper have."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._counts = Counter(len(q.options) for q in questions if q.options)
        self._total = len(questions)
        self.usual = max(self._counts, key=lambda k: (self._counts[k], k), default=0)
        self._varies = _varies([self._told(q) for q in questions], self.usual)

    def is_odd(self, question: Question) -> bool:
        """Fewer options than usual are odd, unless the paper mixes counts; more are not when others have them or
        several are asked for. A handful of questions have no usual count."""
        count = len(question.options)
        if count == self.usual:
            return False
        if count < _FEWEST:
            return True
        if self._varies or self._counts[self.usual] < (_FEWEST_USUAL if count > self.usual else _FEWEST):
            return False
        mixed = len(self._counts) > 2 or self._counts[count] > 1
        if mixed and self._counts[self.usual] < _NEARLY_ALL * self._counts.total():
            return False
        if count < self.usual:
            return True
        alike = self._counts[count] >= max(_FEWEST_ALIKE, _SHARE_ALIKE * self._total)
        several = question.answer is not None and question.answer.mode == "all"
        return not (alike or several or how_many_asked_for(question.stem) is not None)

    def _told(self, question: Question) -> int:
        """How many options a question has; the usual number where it says why it has others, or has none."""
        count = len(question.options)
        return (
            self.usual if not count or (count > self.usual and how_many_asked_for(question.stem) is not None) else count
        )

    def finding(self, question: Question) -> Finding:
        """What to say of a question whose count is odd."""
        count = len(question.options)
        message = f"{count} options were read, this paper's questions have {self.usual}: compare with the page"
        return Finding(code="option_count", message=message, page=question.page, number=question.number)


def _varies(counts: Sequence[int], usual: int) -> bool:
    """Whether a paper has questions with more options than usual and several with fewer, as it likes: one loss
    makes one with fewer, and options that went to a neighbour make more right beside fewer."""
    more = {n for n, count in enumerate(counts) if count > usual}
    fewer = {n for n, count in enumerate(counts) if count < usual}
    return bool(more) and len(fewer) >= _FEWEST and not any({n - 1, n + 1} & fewer for n in more)


def empty(question: Question) -> Iterator[Finding]:
    """A finding for each option that has neither text nor a drawing."""
    for option in question.options:
        if option.text or option.asset:
            continue
        message = f"option {option.n} has a marker and nothing behind it: compare with the page"
        yield Finding(code="empty_option", message=message, page=question.page, number=question.number)


def miscounted(question: Question, region: Region, evidence: Evidence) -> Finding | None:
    """A finding for a question behind whose last option a later marker stands, for one between was lost; or that
    holds every option's marker twice, for the number between two was lost."""
    values, count = _marked(region, evidence), len(question.options)
    if count >= _FEWEST and not values[count + 1] and values[count + 2]:
        message = f"option {count + 2} stands without option {count + 1}: compare with the page"
    elif count > _FEWEST and all(values[n] >= 2 for n in range(1, count + 1)):
        message = f"options 1-{count} stand there twice: two questions may have run together, compare with the page"
    else:
        return None
    return Finding(code="option_count", message=message, page=question.page, number=question.number)


def _marked(region: Region, evidence: Evidence) -> Counter[int]:
    """How often each option's marker stands in the lines of a question that hold options."""
    own = [evidence.lines[i] for i in region.lines if evidence.role(i) in ("option", "more")]
    return Counter(t.value for t in tokens_of(own, evidence.style, frozenset()) if t.strong)
