"""Answer labels whose value stands on the line below, at the same left edge: "Answer:" and under it "B".

The two become one line. A blank label may also head the options that follow it, to be filled in: the value is only
taken where the options stand above, and none goes on below.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER, around
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.alphabets import alphabets_of, narrow
from cgq.exam.signs.labels import label_at, may_hold_label
from cgq.exam.signs.values import RING, parse_answer, sign_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_SAME_EDGE = 0.3
"""Ems by which the left edges of a label and of its value below differ at most."""
_NEXT_LINE = 2.0
"""Ems from the baseline of a label to that of its value at most; most papers set 1.2 to 1.8."""
_MOST = 4
"""Lines above a label, or below a value, among which an option begins: one of a question has hardly more."""
_BEGUN = re.compile(rf"\s*(?:{RING}|[(\[]\s?[A-Ka-k]\s?[)\]]|[A-Ka-k](?:\s?[.):](?=\s|$)|\s*$))")
"""The sign with which an option or a value begins a line; a figure may be the number of the next question."""


def with_values_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each value below its label behind this, as one line."""
    joined: list[Line] = []
    for n, line in enumerate(lines):
        if n and _is_value(lines, n):
            joined[-1] = _joined(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _is_value(lines: Sequence[Line], n: int) -> bool:
    """Whether a line is, or begins with, the value of the label on the line above it."""
    label, line = lines[n - 1], lines[n]
    if not _is_blank(label) or (label.page, label.column) != (line.page, line.column):
        return False
    aligned = abs(label.x0 - line.x0) <= _SAME_EDGE * label.em
    below = 0 < line.base - label.base <= _NEXT_LINE * label.em
    sign = _begun(line)
    if not aligned or not below or sign is None:
        return False
    following = next((other for one in lines[n + 1 : n + 1 + _MOST] if (other := _begun(one)) is not None), None)
    return _is_offered(sign, lines, n - 1) and (following is None or _rank(following) != _rank(sign) + 1)


def _is_offered(sign: str, lines: Sequence[Line], n: int) -> bool:
    """Whether options in the alphabet of a sign end right above a line, with no number of a question between."""
    for line in reversed(lines[max(0, n - _MOST) : n]):
        above = _begun(line)
        if above is not None:
            return _form(above) == _form(sign) and (_rank(above) > 1 or WIDE_GAP in line.text)
        if line.text[:1].isdecimal():
            return False
    return False


def _is_blank(line: Line) -> bool:
    """Whether a line is a label alone, and nothing is filled in."""
    text = narrow(line.text).rstrip(" " + WORD_JOINER)
    label = label_at(text) if may_hold_label(text) else None
    return label is not None and label.blank and text.endswith((":", "]", "】", ">"))


def _begun(line: Line) -> str | None:
    """The sign of an option that a line begins with."""
    found = _BEGUN.match(narrow(line.text).rstrip(WORD_JOINER))
    return sign_in(found[0]) if found is not None and parse_answer(sign_in(found[0])) is not None else None


def _form(sign: str) -> frozenset[str]:
    return frozenset(alphabets_of(sign)) - {"roman"}


def _rank(sign: str) -> int:
    parsed = parse_answer(sign)
    return parsed.options[0] if parsed is not None else 0


def _joined(label: Line, value: Line) -> Line:
    """A label and its value as one line, with a space between."""
    text = label.text.rstrip(" " + WORD_JOINER)
    xs, ends = label.xs[: len(text)], label.ends[: len(text)]
    gap = ends[-1]
    return replace(
        label,
        text=f"{text} {value.text}",
        xs=(*xs, gap, *value.xs),
        ends=(*ends, gap, *value.ends),
        box=around([label.box, value.box]),
    )
