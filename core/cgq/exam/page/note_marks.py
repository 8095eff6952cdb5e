"""Marks of notes ("1)") at the questions of a paper whose answers are notes at its end, as many Hangul papers have it.

A converter draws the mark of a note in the margin, half a line below the line that the note belongs to. Where the
questions have numbers of their own the marks are no part of the text; where they have none, the marks are the numbers.
A raised mark behind a stem points to a note that tells the answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.signs.labels import names_answer
from cgq.exam.signs.markers import question_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cgq.exam.page.runs import Run

_MARK = re.compile(r"(\d{1,3})\)")
_MOST = 400
"""More such numbers on one page are no marks: a page has a dozen questions."""
_FEWEST = 3
"""So many marks count on by chance no more."""
_DENSE = 0.8
"""Share of the numbers from the first mark to the last that there must be."""
_LOWER = (0.35, 0.8)
"""Ems by which a mark in the margin stands below its line: 0.69 as the converter sets it, a line apart is 0.9."""
_SAME_ROW = 0.2
"""Ems by which the baselines of one line differ at most."""
_MARGIN = 4.0
"""Ems between a mark in the margin, or the number of a note, and the text beside it at most."""
_SMALL = 0.65
"""Ems of a raised mark, in those of the text before it, at most."""
_RAISED = (0.1, 0.7)
"""Ems above the baseline at which it stands."""
_ADJACENT = 0.5
"""Ems between a raised mark and the text that it stands behind at most. Chosen."""


def split_note_marks(pages: Sequence[list[Run]]) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page without the marks of notes, which are taken off; marks that are the only numbers of the
    questions are kept, on the line that they belong to."""
    beside = [_in_margin(runs) for runs in pages]
    lines = [line for marks in beside for line in marks.values()]
    hanging = [mark for marks in beside for mark in marks]
    if not _count_on(hanging):
        none: dict[Run, Run] = {}
        beside, hanging = [none for _ in pages], []
    numbered = sum(1 for line in lines if question_number(line.text) is not None)
    off: set[Run] = set(hanging if 2 * numbered >= len(lines) else ())
    raised = [run for runs in pages for run in _raised(runs)]
    if _count_on(raised) and (_are_most(_numbers(hanging), raised) or _tell_answers(raised, pages)):
        off.update(raised)
    kept: list[list[Run]] = []
    for runs, marks in zip(pages, beside, strict=True):
        left = (run for run in runs if run not in off)
        kept.append([replace(run, base=marks[run].base) if run in marks else run for run in left])
    return kept, [[run for run in runs if run in off] for runs in pages]


def _numbers(marks: Iterable[Run]) -> set[int]:
    return {int(found[1]) for mark in marks if (found := _MARK.fullmatch(mark.text))}


def _are_most(numbers: Collection[int], marks: Collection[Run]) -> bool:
    """Whether most marks have one of some numbers."""
    own = _numbers(marks)
    return 2 * len(own.intersection(numbers)) >= len(own)


def _count_on(marks: Collection[Run]) -> bool:
    """Whether marks are numbers that hardly leave one out, each of them once."""
    numbers = _numbers(marks)
    if len(numbers) < _FEWEST or len(numbers) < len(marks):
        return False
    return len(numbers) >= _DENSE * (max(numbers) - min(numbers) + 1)


def _in_margin(runs: Sequence[Run]) -> dict[Run, Run]:
    """The marks of a page that hang half a line below what stands beside them, each with that."""
    found: dict[Run, Run] = {}
    for mark in _alone(runs):
        beside = [run for run in runs if 0 <= run.x0 - mark.x1 <= _MARGIN * mark.em]
        level = [run for run in beside if abs(run.base - mark.base) <= _SAME_ROW * mark.em]
        if any(run.em > _SMALL * mark.em for run in level):
            continue
        above = [r for r in beside if _LOWER[0] * mark.em <= mark.base - r.base <= _LOWER[1] * mark.em]
        if above:
            found[mark] = min(above, key=lambda run: run.x0)
    return found


def _raised(runs: Sequence[Run]) -> Iterator[Run]:
    """The small marks that stand raised right behind a text."""
    for mark in _alone(runs):
        if any(_stands_behind(mark, run) for run in runs):
            yield mark


def _alone(runs: Sequence[Run]) -> list[Run]:
    """The runs of a page that are nothing but what a mark is; none where there are too many."""
    found = [run for run in runs if _MARK.fullmatch(run.text)]
    return found if len(found) <= _MOST else []


def _stands_behind(mark: Run, run: Run) -> bool:
    low, high = (share * run.em for share in _RAISED)
    near = abs(mark.x0 - run.x1) <= _ADJACENT * run.em
    return near and mark.em <= _SMALL * run.em and low <= run.base - mark.base <= high


def _tell_answers(marks: Collection[Run], pages: Sequence[Sequence[Run]]) -> bool:
    """Whether most of the notes that marks point to tell an answer: "1) [정답] ②"."""
    numbers = _numbers(marks)
    told: set[int] = set()
    for runs in pages:
        alone = {run: _behind(run, runs) for run in _alone(runs)}
        for run in runs:
            found = _MARK.match(run.text)
            if found and int(found[1]) in numbers and names_answer(alone.get(run, run.text[found.end() :])):
                told.add(int(found[1]))
    return _are_most(told, marks)


def _behind(run: Run, runs: Sequence[Run]) -> str:
    """What stands behind a run on its line."""
    level = [r for r in runs if abs(r.base - run.base) <= _SAME_ROW * run.em and 0 <= r.x0 - run.x1 <= _MARGIN * run.em]
    return "".join(r.text for r in sorted(level, key=lambda r: r.x0))
