"""Heads and feet that a rule across the whole page sets off: on a single page nothing repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.markers import question_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Rule, Sheet
    from cgq.exam.page.phrases import Phrase
    from cgq.exam.page.runs import Run

_HEAD, _FOOT = 0.13, 0.92
_WHOLE = 0.9
_TOUCHING = 3.0
_MOST_ROWS = 3
_LONGEST = 40


def ruled_off(sheet: Sheet, phrases: Sequence[Phrase]) -> set[Run]:
    """The runs above the first rule across the page near its top, and below the last near its foot, where all of
    them are short and none starts a question or an option."""
    if not phrases:
        return set()
    left = min(run.x0 for phrase in phrases for run in phrase.runs)
    right = max(run.x1 for phrase in phrases for run in phrase.runs)
    upright = [rule for rule in sheet.rules if not rule.is_horizontal]
    heights = sorted(
        rule.y0
        for rule in sheet.rules
        if rule.is_horizontal and rule.x1 - rule.x0 >= _WHOLE * (right - left) and _alone(rule, upright)
    )
    off: set[Run] = set()
    head = next((y for y in heights if y < _HEAD * sheet.height), None)
    if head is not None:
        off |= _unless_questions([phrase for phrase in phrases if phrase.base < head])
    foot = next((y for y in reversed(heights) if y > _FOOT * sheet.height), None)
    if foot is not None:
        off |= _unless_questions([phrase for phrase in phrases if phrase.base > foot])
    return off


def _alone(rule: Rule, upright: Sequence[Rule]) -> bool:
    """Whether no upright rule meets an end of a rule, as the sides of a box do."""
    return not any(
        min(abs(other.x0 - rule.x0), abs(other.x0 - rule.x1)) <= _TOUCHING
        and other.y0 - _TOUCHING <= rule.y0 <= other.y1 + _TOUCHING
        for other in upright
    )


def _unless_questions(phrases: Sequence[Phrase]) -> set[Run]:
    rows = {round(phrase.base) for phrase in phrases}
    if len(rows) > _MOST_ROWS or any(_says_more(phrase) for phrase in phrases):
        return set()
    return {run for phrase in phrases for run in phrase.runs}


def _says_more(phrase: Phrase) -> bool:
    return len(phrase.text) > _LONGEST or bool(marker_value(phrase.text)) or question_number(phrase.text) is not None
