"""Keys printed as a list, numbers and answers in turn along the lines: "1. b 2. d", "[정답] 1→③, 2→①", "1번: 3번"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.given import Block, Given
from cgq.exam.key.names import Names
from cgq.exam.signs.answers import ANSWERS_HEAD
from cgq.exam.signs.pairs import (
    AFTER_NUMBER,
    AFTER_OPTION,
    BARE,
    BEFORE_NUMBER,
    BRACKETED,
    DIGIT,
    HANGUL,
    LETTER,
    MARK,
)
from cgq.exam.signs.values import RING, VOID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import BBox

_SIGN = rf"(?:{RING}|{BARE}|{HANGUL}|{DIGIT}\s?{AFTER_OPTION}?)"
_BETWEEN = rf"{AFTER_NUMBER}?\s?{MARK}"
_ALSO = rf"\s?[,/·]\s?(?:{RING}|{DIGIT}(?!{AFTER_OPTION}?\s?(?:{_BETWEEN}|\d|{RING})){AFTER_OPTION}?|{LETTER}(?![\w.]))"
"""Another sign of the same answer: no digit that is the number of the next."""
_PAIR = re.compile(
    rf"(?P<word>{BEFORE_NUMBER})?[\s.]?(?P<number>\d{{1,3}})"
    rf"(?:\s?{_BETWEEN}\s?|{AFTER_NUMBER}?\s?(?=\D)|{AFTER_NUMBER}\s(?=\d)|(?(word)\s(?=\d)|(?!)))"
    rf"(?P<answer>{BRACKETED}|{_SIGN}(?:{_ALSO})*|{VOID})(?:[\s,;/|.、，。]+|$)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(\d{1,3})\s?[-~–]\s?\d{1,3}\s*[.:：]?\s+(?=\D{0,4}\d)")
"""A label that names the numbers of its row: "1-5  1. C  2. A …"."""
_HOLE = re.compile(
    rf"(?P<number>\d{{1,3}})\s?{_BETWEEN}\s+(?=(?P<following>\d{{1,3}})\s?{_BETWEEN}\s?(?:{RING}|{BARE}|{HANGUL}))"
)
"""A number without an answer before the next one with its own: "3.   4. B". Behind a digit it cannot be told."""
_FEWEST = 2


def read_list(lines: Sequence[Line], index: int) -> Block | None:
    """The pairs of a line and of those that go on with them, a head like "Key:" before them left aside.

    None where the numbers of the line do not count on by one, or where anything else stands between them.
    """
    head = ANSWERS_HEAD.match(lines[index].text)
    found = pairs_of(lines[index], head.end() if head else 0) or _labelled_pairs(lines[index])
    if len(found) < _FEWEST:
        return None
    used = 1
    for line in lines[index + 1 :]:
        more = pairs_of(line, 0)
        if not more or more[0].number != found[-1].number + 1:
            break
        found.extend(more)
        used += 1
    return Block(tuple(found), used, headed=head is not None)


def _labelled_pairs(line: Line) -> list[Given]:
    """The pairs behind a label that names the first of their numbers; none without one."""
    label = _RANGE.match(line.text)
    found = pairs_of(line, label.end()) if label else []
    return found if label and found and found[0].number == int(label[1]) else []


def pairs_of(line: Line, at: int) -> list[Given]:
    """The pairs from a place of a line to its end; none where it holds anything else."""
    found: list[Given] = []
    at += len(line.text[at:]) - len(line.text[at:].lstrip())
    while at < len(line.text):
        hole = _hole_at(line, at, found)
        if hole is not None:
            found.append(Given(int(hole["number"]), "", line.page, _box(line, at, hole.end("number") - 1), Names()))
            at = hole.end()
        pair = _PAIR.match(line.text, at)
        if pair is None or (found and int(pair["number"]) != found[-1].number + 1):
            return []
        last = pair.end("answer") - 1
        found.append(Given(int(pair["number"]), pair["answer"], line.page, _box(line, at, last), Names()))
        at = pair.end()
    return found


def _hole_at(line: Line, at: int, found: Sequence[Given]) -> re.Match[str] | None:
    """The number at a place of a line that goes on with a list and has no answer."""
    hole = _HOLE.match(line.text, at)
    if hole is None or not found or int(hole["number"]) != found[-1].number + 1:
        return None
    return hole if int(hole["following"]) == int(hole["number"]) + 1 else None


def _box(line: Line, start: int, last: int) -> BBox:
    return around([(line.xs[start], line.box[1], line.ends[last], line.box[3])])
