"""Headings within the rows of a key: on the line of its first cells, or between two of its rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.key.names import is_sentence
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.answers import ANSWERS_BELOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_LONGEST = 30
"""Characters of a heading; what is longer is a sentence (the headings of 300 drawn keys have at most 26)."""
_HANGING = (0.5, 3.0)
"""Ems to the right of an option's marker where the rest of its text begins: behind the narrowest marker with its stop,
and behind a bracketed one with a wide gap."""
_NEXT_LINE = 1.8
"""Ems from one line of a text to the next at most: a heading below it stands further off, or further in."""
_BEFORE_NUMBER = re.compile(rf"^(\D{{2,{_LONGEST}}}?)(?=[^\d\s]{{0,2}}\d)")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def is_caption(line: Line) -> bool:
    """Whether a line can be a heading: a few words without a number."""
    text = line.text.strip()
    if len(text) > _LONGEST or not _LETTERS.search(text) or is_sentence(text):
        return False
    return not any(char.isdigit() for char in text)


def is_answers_caption(line: Line) -> bool:
    """Whether a line is a heading that calls what follows answers."""
    return bool(ANSWERS_BELOW.match(line.text))


def without_options(above: Sequence[Line]) -> list[Line]:
    """The lines above a table that can be its headings: those behind the last question's options, with the ends of
    options that are set below their beginnings.

    Two options at least are a question's; one alone may be a heading that is counted ("B. Physics").
    """
    values = [marker_value(line.text.strip()) if _LETTERS.search(line.text) else 0 for line in above]
    behind = 0
    for at, value in enumerate(values):
        if value and (value - 1 in values[:at] or _holds_next(above[at], value)):
            behind = at + 1
            while behind < len(above) and _goes_on(above[at], above[behind - 1], above[behind]):
                behind += 1
    return list(above[behind:])


def _holds_next(line: Line, value: int) -> bool:
    """Whether the next option stands behind the first of a line: "A. one  B. two"."""
    words = line.text.split()
    return any(marker_value(word) == value + 1 for word in words[1:])


def _goes_on(option: Line, before: Line, line: Line) -> bool:
    """Whether a line is the end of an option's text: right below the line before, where the option's text begins."""
    indent = line.box[0] - option.box[0]
    near = line.page == before.page and 0 < line.base - before.base <= _NEXT_LINE * option.em
    return near and _HANGING[0] * option.em <= indent <= _HANGING[1] * option.em


def running_heads(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of headings with which a page begins as a page before it did: they name nothing anew."""
    seen: set[tuple[str, int]] = set()
    running: set[int] = set()
    page = 0
    for index, line in enumerate(lines):
        if line.page == page or not is_caption(line):
            page = line.page
            continue
        page = line.page
        place = (line.text.strip(), round(line.base))
        if place in seen:
            running.add(index)
        seen.add(place)
    return frozenset(running)


def part_caption(line: Line) -> tuple[Line, Line] | None:
    """The heading with which a line begins, and the cells behind it; None for a line without one.

    A wide gap parts them, or the heading is one of answers.
    """
    match = _BEFORE_NUMBER.match(line.text)
    if match is None or not _LETTERS.search(match[1]):
        return None
    if not (match[1].endswith(WIDE_GAP) or (match[1].endswith(" ") and ANSWERS_BELOW.match(match[1]))):
        return None
    return _cut(line, 0, len(match[1].rstrip())), _cut(line, match.end(), len(line.text))


def _cut(line: Line, start: int, stop: int) -> Line:
    """The part of a line from one character to before another."""
    box = (line.xs[start], line.box[1], max(line.ends[start:stop]), line.box[3])
    return replace(line, text=line.text[start:stop], xs=line.xs[start:stop], ends=line.ends[start:stop], box=box)
