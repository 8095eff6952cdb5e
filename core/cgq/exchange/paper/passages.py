"""A passage is stored with every question that it covers; people read it once, before the first of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.model import Question


def with_passages(questions: Sequence[Question]) -> Iterator[tuple[str | None, list[tuple[int, Question]]]]:
    """Questions in reading order, those of one passage together; each with its place in `questions` from 1."""
    for (passage, _), group in groupby(enumerate(questions, 1), key=lambda entry: (entry[1].passage, entry[1].section)):
        if passage is None:
            yield from ((None, [entry]) for entry in group)
        else:
            yield passage, list(group)


def covered(group: Sequence[tuple[int, Question]]) -> str:
    """Which questions a passage covers: `12` or `12-14`."""
    first, last = group[0][1].number, group[-1][1].number
    return str(first) if first == last else f"{first}-{last}"
