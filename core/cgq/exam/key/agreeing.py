"""The cells of a key's table, held against the solutions that the same file prints for the same numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.key.repeated import LONGEST
from cgq.exam.page.script import joined
from cgq.exam.signs.conclusions import conclusions_of, contradicts
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.key.solutions import Solutions
    from cgq.exam.model import Key, KeyAnswer

_NUMBERED = re.compile(rf"^\s*(?:{any_of('question_words')}\s?)?(\d{{1,3}})\s?(?:{any_of('question_counters')}|[.)])")
"""What begins the solution of a question."""
_FEWEST = 3
"""Numbers of which a table and the solutions agree, before one that differs is a fault: two may agree by chance."""
_MOST_DIFFERENT = 0.25
"""Share of the numbers that may differ. Of solutions of another form with four options three in four do."""


def without_contradicted(
    tables: Sequence[Key], solutions: Sequence[Solutions], lines: Sequence[Line], taken: frozenset[int]
) -> tuple[Key, ...]:
    """The tables, without the answers of cells to whose numbers the file prints a solution with another answer, or
    one whose words conclude another. Only where there is one table, for solutions seldom name a form.

    `taken` are the lines of tables and solutions, in which no explanation by itself begins.
    """
    if len(tables) != 1:
        return tuple(tables)
    (table,) = tables
    said = _explanations_in(lines, taken)
    held = {cell.number: found for cell in table.answers if (found := _agrees(cell, solutions, said)) is not None}
    differing = {number for number, agrees in held.items() if not agrees}
    if len(held) - len(differing) < _FEWEST or len(differing) > _MOST_DIFFERENT * len(held):
        return (table,)
    cells = (replace(cell, accepted=()) if cell.number in differing else cell for cell in table.answers)
    return (replace(table, answers=tuple(cells)),)


def _agrees(cell: KeyAnswer, solutions: Sequence[Solutions], said: Mapping[int, str]) -> bool | None:
    """Whether the solutions of a number all agree with its cell; None where none of them can be compared."""
    if not cell.accepted or cell.mode == "void":
        return None
    found = [answer for run in solutions for answer in run.answers if answer.number == cell.number and answer.accepted]
    texts = [answer.explanation for answer in found] + [said.get(cell.number, "")]
    if any(set(answer.accepted).isdisjoint(cell.accepted) for answer in found if answer.mode != "void"):
        return False
    if any(contradicts(cell.sign, text) for text in texts):
        return False
    return True if found or any(any(True for _ in conclusions_of(text)) for text in texts) else None


def _explanations_in(lines: Sequence[Line], taken: frozenset[int]) -> dict[int, str]:
    """By number, what stands from each line that a number begins up to the next one; only the last for a number that
    several lines begin with."""
    found: dict[int, str] = {}
    stop = len(lines)
    for start in range(len(lines) - 1, -1, -1):
        numbered = _NUMBERED.match(lines[start].text) if start not in taken else None
        if numbered is None:
            continue
        within = range(start, min(stop, start + LONGEST))
        found.setdefault(int(numbered[1]), joined(lines[n].text for n in within if n not in taken))
        stop = start
    return found
