"""Answers in a column of their own beside the questions of a bank that is printed as a table.

The head of the table says which column it is. An answer is told by its row: the cell with the question's number is
at the same height, between the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.model import Key, KeyAnswer
from cgq.exam.signs.columns import ANSWER_LABEL, NUMBER_LABEL
from cgq.exam.signs.values import read_answer
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.page.runs import Run

_NUMBER = re.compile(rf"(\d{{1,3}})(?:[.)]|{any_of('number_counters')})?")
_FEWEST = 3
_READABLE = 0.8
_SHORTEST_QUESTION = 8
_WIDEST = 120.0
_OFF = 2.0

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the cells with the numbers and with the answers stand, from left to right, and below what height."""

    numbers: _Span
    answers: _Span
    head: float


@dataclass(frozen=True, slots=True)
class _Row:
    """One answer and the runs of its cell."""

    answer: KeyAnswer
    runs: tuple[Run, ...]


def split_answers(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> tuple[list[list[Run]], tuple[Key, ...]]:
    """The runs of each page without the answers that stand beside the questions; and these, a key for each time
    that the numbers start anew."""
    columns: _Columns | None = None
    rows: list[_Row] = []
    for sheet, runs in zip(sheets, pages, strict=True):
        here = _columns_of(sheet, runs)
        columns = here or (replace(columns, head=0.0) if columns else None)
        rows += _rows(sheet, runs, columns) if columns else ()
    if sum(1 for row in rows if row.answer.accepted) < max(_FEWEST, _READABLE * len(rows)):
        return list(pages), ()
    taken = {run for row in rows for run in row.runs}
    kept = [[run for run in runs if run not in taken] for runs in pages]
    return kept, tuple(_keys([row.answer for row in rows]))


def _columns_of(sheet: Sheet, runs: Sequence[Run]) -> _Columns | None:
    """The columns that the head of a table on the page names; None without one."""
    upright = [rule for rule in sheet.rules if not rule.is_horizontal]
    for answers in (run for run in runs if upright and ANSWER_LABEL.match(run.text)):
        for number in runs:
            if abs(number.base - answers.base) > answers.em or not NUMBER_LABEL.match(number.text):
                continue
            cells = _cell(number, sheet), _cell(answers, sheet)
            if cells[0] and cells[1] and cells[0] != cells[1]:
                return _Columns(cells[0], cells[1], answers.y1)
    return None


def _cell(run: Run, sheet: Sheet) -> _Span | None:
    """The upright rules at the left and the right of a run; None where they stand far apart."""
    level = [r for r in sheet.rules if not r.is_horizontal and r.y0 <= run.base <= r.y1 + _OFF]
    left = max((r.x0 for r in level if r.x0 <= run.x0 + _OFF), default=None)
    right = min((r.x0 for r in level if r.x0 >= run.x1 - _OFF), default=None)
    return (left, right) if left is not None and right is not None and right - left <= _WIDEST else None


def _rows(sheet: Sheet, runs: Sequence[Run], columns: _Columns) -> Iterator[_Row]:
    """The rows of the table on a page that hold a number, a question and something in the column of the answers."""
    middle = (columns.answers[0] + columns.answers[1]) / 2
    heights = sorted({r.y0 for r in sheet.rules if r.is_horizontal and r.x0 <= middle <= r.x1 and r.y0 >= columns.head})
    for top, bottom in pairwise(heights):
        inside = [run for run in runs if top < (run.y0 + run.y1) / 2 < bottom]
        numbers, answers = _within(columns.numbers, inside), _within(columns.answers, inside)
        number = _NUMBER.fullmatch("".join(run.text for run in numbers))
        asked = sum(g.char.isalpha() for run in inside if run not in answers for g in run.glyphs)
        if number and answers and asked >= _SHORTEST_QUESTION:
            yield _Row(_answer(int(number[1]), answers, sheet.number), tuple(answers))


def _within(span: _Span, runs: Sequence[Run]) -> list[Run]:
    inside = [run for run in runs if span[0] - _OFF <= run.x0 and run.x1 <= span[1] + _OFF]
    return sorted(inside, key=lambda run: (round(run.base), run.x0))


def _answer(number: int, runs: Sequence[Run], page: int) -> KeyAnswer:
    """What a cell answers; nothing accepted where it cannot be read."""
    text = " ".join(run.text for run in runs)
    read = read_answer(text)
    accepted, mode = read or ((), "any")
    bbox = around((run.x0, run.y0, run.x1, run.y1) for run in runs)
    return KeyAnswer(number=number, accepted=accepted, mode=mode, page=page, bbox=bbox)


def _keys(answers: Sequence[KeyAnswer]) -> Iterator[Key]:
    parts: list[list[KeyAnswer]] = []
    for answer in answers:
        if not parts or answer.number <= parts[-1][-1].number:
            parts.append([])
        parts[-1].append(answer)
    return (Key(answers=tuple(part)) for part in parts)
