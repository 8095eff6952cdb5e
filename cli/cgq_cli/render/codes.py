"""The codes of findings and flags with what they mean, as a help topic."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cgq.exam.codes import DOUBTS, LOSSES, REFUSALS, SECOND_THOUGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = 100
_PARTS = (
    ("Why a file was not read at all (the job fails, cgq extract exits 3):", REFUSALS),
    ("What is missing, or may be:", LOSSES),
    ("What was read and may be wrong:", DOUBTS),
    ("Why cgq review asks, beyond these:", SECOND_THOUGHTS),
)


def lines() -> Iterator[str]:
    """The topic line by line."""
    yield "What the codes of findings and flags mean"
    yield ""
    yield "A finding is told of a file, a page or a question; a flag stands on a question and costs confidence."
    yield "cgq extract PAPER --format html -o paper.html shows the page with what was read drawn over it."
    wide = max(len(code) for _, codes in _PARTS for code in codes) + 2
    for title, codes in _PARTS:
        yield from ("", title, "")
        for code, meaning in codes.items():
            first, *rest = textwrap.wrap(meaning, COLUMNS - wide - 2)
            yield f"  {code:<{wide}}{first}"
            yield from (" " * (wide + 2) + line for line in rest)
