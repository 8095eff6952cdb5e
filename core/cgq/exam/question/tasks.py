"""Tasks of an open question, counted (1) (2) (3): they are parts of its stem and no options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.options import OptionRun

_SENTENCE = re.compile(r"[.?。？]\W*$|(?:시오|하라|쓰라|구하라)\W*$")


def are_tasks(run: OptionRun, end: int, lines: Sequence[Line], *, style: str, usual: int) -> bool:
    """Whether a run is one of tasks: marked otherwise than the paper's options (`style`), of another number than they
    are (`usual`), each beginning a line, each a sentence. `end` is the index of the line behind the question's last.
    """
    if run.style == style or len(run.tokens) == usual or any(token.start for token in run.tokens):
        return False
    ends = [*(token.line for token in run.tokens[1:]), end]
    return all(_SENTENCE.search(lines[last - 1].text) for last in ends)
