"""What a key says twice of one number: a loose answer or a correction printed below its table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.key.given import Given
from cgq.exam.key.listed import pairs_of
from cgq.exam.key.names import Names
from cgq.exam.key.table import FEWEST
from cgq.exam.signs.pairs import AFTER_NUMBER, AFTER_OPTION, DIGIT
from cgq.exam.signs.values import RING
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.key.table import Table

_NEAR = 6
"""Lines below a table in which it is corrected: a blank, a heading of the corrections, a few of them."""
_WORD = re.compile(rf"(?i:{any_of('correction_words')})")
_CORRECTED = re.compile(
    rf"(?<![\w.])(?P<number>\d{{1,3}})\s?{AFTER_NUMBER}?\s?[.):：]?\s?"
    rf"(?P<answer>(?:{RING}|[A-K](?![\w'])|{DIGIT}(?!\s?{AFTER_OPTION}|\w)).*)"
)
"""A number, and all of the line that is printed behind it from an answer on."""
_REMARK = re.compile(rf"[\s(]*(?i:{any_of('correction_words')})[\s).]*$")


def add_corrections(tables: Sequence[Table], lines: Sequence[Line]) -> None:
    """What stands loose below a table for a number that it has becomes the table's, too: two answers to one number,
    of which neither is taken where they differ."""
    taken = {index for table in tables for index in table.lines}
    for at, table in enumerate(tables):
        if len(table.given) < FEWEST:
            continue
        end = table.last
        for after in tables[at + 1 :]:
            if not _repeats(table, after, end):
                break
            _add(table, [given for found in after.given.values() for given in found])
            end = max(after.lines) + 1
        for index in range(table.last, min(end + _NEAR, len(lines))):
            if index not in taken:
                _add(table, _answer_on(lines[index]))


def is_correction(text: str) -> bool:
    """Whether a line changes the answer to one number: "정정: 7번 ① → ④"."""
    return bool(_WORD.search(text) and _CORRECTED.search(text))


def _add(table: Table, more: Sequence[Given]) -> None:
    for given in more:
        if given.number in table.given:
            table.given[given.number].append(given)


def _repeats(table: Table, after: Table, end: int) -> bool:
    """Whether a few answers right below a table are for numbers that it has, under the same names."""
    few = len(after.given) < FEWEST and after.given.keys() <= table.given.keys()
    ours, theirs = table.names, after.names
    named = theirs.subject in (None, ours.subject) or bool(_WORD.search(theirs.subject))
    alike = named and (ours.form, ours.session) == (theirs.form, theirs.session)
    return few and alike and min(after.lines) - end <= _NEAR


def _answer_on(line: Line) -> list[Given]:
    """The answer on a line of nothing but a number and its answer, or behind a word for a correction."""
    found = _CORRECTED.search(line.text) if is_correction(line.text) else None
    if found is None:
        pairs = pairs_of(line, 0)
        return pairs if len(pairs) == 1 else []
    return [Given(int(found["number"]), _REMARK.sub("", found["answer"]), line.page, line.box, Names())]
