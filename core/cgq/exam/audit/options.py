"""Options: how many there are, and whether each says something."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from cgq.exam.audit.closings import Closings
from cgq.exam.audit.merged import Breaks, beside, rows_of
from cgq.exam.findings import EMPTY_OPTION, HOLE, OPTION_COUNT, TEXT_LOST
from cgq.exam.model import Finding
from cgq.exam.nameless import nameless_in
from cgq.exam.signs.several import how_many_asked_for
from cgq.exam.signs.written import asks_to_write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.audit.closings import Closing
    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.audit.merged import Rows
    from cgq.exam.audit.steps import Step
    from cgq.exam.model import Question

_FEWEST_ALIKE = 3
_SHARE_ALIKE = 0.05
_NEARLY_ALL = 0.8
_FEWEST = 2
_FEWEST_USUAL = 4
_HABIT = 4
_VARIED = 0.1
_FEWEST_EQUAL = 3
"""Options that are all equal: of two, one may be a slip of the pen."""
_FEWEST_DOUBLED = 2
"""Letters of a text that two options share; what a formula has lost may leave less of both."""
_FEWEST_OF_ONE = 8
"""Letters of a question's options that are all one and the same, of a script of many letters: words repeat none so."""


def odd_options(questions: Sequence[Question], steps: Sequence[Step], evidence: Evidence) -> Iterator[Finding]:
    """A finding for each question whose options do not add up."""
    counts, closings = Counts(questions), Closings(steps, evidence)
    rows = [rows_of(region, evidence) for region in evidence.regions]
    breaks = Breaks(rows, evidence)
    for question, region, own in zip(questions, evidence.regions, rows, strict=True):
        gone = miscounted(question, own) or merged(question, own, breaks, counts.most)
        if gone is not None:
            yield gone
        elif counts.is_odd(question, closings.of(region), full=own.full and not breaks.may_be(own)):
            yield counts.finding(question)


class Counts:
    """How many options the questions of a paper have."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._counts = Counter(len(q.options) for q in questions if q.options)
        self._total = len(questions)
        self.usual = max(self._counts, key=lambda k: (self._counts[k], k), default=0)
        self._varies = _varies([self._told(q) for q in questions], self.usual)
        self.most = max(self._counts, default=0)
        bare = [not q.options for q in questions]
        self._open = [
            q for n, q in enumerate(questions) if bare[n] and any(bare[max(0, n - 1) : n] + bare[n + 1 : n + 2])
        ]
        """Those that stand together without options: a part to write on. `no_options` is flagged all the same."""
        self._exchanged = [
            q
            for pair in pairwise(questions)
            for q in pair
            if len(q.options) != self.usual and sum(len(p.options) for p in pair) == 2 * self.usual
        ]

    def is_odd(self, question: Question, closing: Closing | None = None, *, full: bool = False) -> bool:
        """Fewer options than usual are odd, unless the paper mixes counts; more are not when others have them or
        several are asked for. A handful of questions have no usual count.

        Where there is room for another option below the last one, fewer are odd in any paper. Where there is none,
        for the question ends as closely as others do and its rows are `full`, a paper that has many odd counts, or
        few questions, has this one too; and one with more, wherever it ends.
        """
        count = len(question.options)
        if count == self.usual:
            return False
        if not count and (any(question is one for one in self._open) or _is_written(question)):
            return False
        if count < _FEWEST:
            return True
        if closing == "white" and count < self.usual:
            return True
        if (closing == "close" or count > self.usual) and full and self._is_likely(question):
            return False
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

    def _is_likely(self, question: Question) -> bool:
        """Whether odd counts are no rarity in the paper, or it is too short to have a habit; not where a neighbour has
        as many more as this one has fewer, for these went from one to the other."""
        odd = self._counts.total() - self._counts[self.usual]
        varied = odd > max(1.0, _VARIED * self._counts.total())
        return (varied or self._counts[self.usual] < _HABIT) and question not in self._exchanged

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
        return Finding(code=OPTION_COUNT, message=message, page=question.page, number=question.number)


def _is_written(question: Question) -> bool:
    """Whether a question is answered in words; that it has no options is flagged as `no_options` all the same."""
    return asks_to_write(question.stem, question.section)


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
        yield Finding(code=EMPTY_OPTION, message=message, page=question.page, number=question.number)


def indistinct(question: Question) -> Iterator[Finding]:
    """A finding for a question whose options all read alike: the font says one character for all that it shows."""
    texts = [option.text for option in question.options]
    if len(texts) < _FEWEST_EQUAL or any(option.asset for option in question.options):
        return
    if not all(texts) or nameless_in("".join(texts)):
        return
    letters = [char for text in texts for char in text if char.isalpha()]
    of_one = len(letters) >= _FEWEST_OF_ONE and len(set(letters)) == 1 and not letters[0].isascii()
    if of_one or len(set(texts)) == 1:
        message = f"all {len(texts)} options read alike in the file ({texts[0]}): compare with the page"
        yield Finding(code=TEXT_LOST, message=message, page=question.page, number=question.number)


def doubled(question: Question) -> Iterator[Finding]:
    """A finding for the first two options that read alike: a line was printed, or read, twice."""
    for one, after in combinations(question.options, 2):
        letters = sum(char.isalpha() for char in one.text)
        if one.text == after.text and letters >= _FEWEST_DOUBLED and not (one.asset or after.asset):
            message = f"options {one.n} and {after.n} read alike: compare with the page"
            yield Finding(code=OPTION_COUNT, message=message, page=question.page, number=question.number)
            return


def miscounted(question: Question, rows: Rows) -> Finding | None:
    """A finding for a question behind whose last option a later marker stands, for one between was lost; in which the
    next marker stands before the last, for only in turn would it be an option; or that holds every option's marker
    twice, for the number between two was lost."""
    values, count = rows.values, len(question.options)
    if count >= _FEWEST and values[count + 1]:
        message = f"marker {count + 1} stands out of turn in the text of another option: compare with the page"
    elif count >= _FEWEST and values[count + 2]:
        message = f"option {count + 2} stands without option {count + 1}: compare with the page"
    elif count > _FEWEST and all(values[n] >= 2 for n in range(1, count + 1)):
        message = f"options 1-{count} stand there twice: two questions may have run together, compare with the page"
    else:
        return None
    return Finding(code=OPTION_COUNT, message=message, page=question.page, number=question.number)


def merged(question: Question, rows: Rows, breaks: Breaks, most: int) -> Finding | None:
    """A finding for a question one of whose options looks like two, in a paper that has questions with more; `most`
    is how many the longest has."""
    at = breaks.behind_marker(rows)
    if at is not None:
        message = f"nothing stands behind the marker of option {at} on its line: look whether a part of it is lost"
        return Finding(code=HOLE, message=message, page=question.page, number=question.number)
    if not _FEWEST <= len(question.options) < most or not (breaks.in_options(rows) or beside(rows)):
        return None
    message = "an option goes on where another one should start: look whether a marker is lost"
    return Finding(code=OPTION_COUNT, message=message, page=question.page, number=question.number)
