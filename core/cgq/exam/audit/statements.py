"""Statements that the options speak of: "ㄱ, ㄷ" needs a ㄱ and a ㄷ above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.findings import STATEMENT_MISSING
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.model import Question

_LABELS = ("ㄱㄴㄷㄹㅁㅂㅅㅇ", "㉠㉡㉢㉣㉤㉥㉦㉧", "ⓐⓑⓒⓓⓔⓕⓖⓗ")
_ONLY_LABELS = re.compile(r"^[\s,·ㆍ、/]*(?:[ㄱ-ㅇ㉠-㉧ⓐ-ⓗ][\s,·ㆍ、/→⇒–-]*)+$")
_FEWEST = 2


def missing_statements(question: Question) -> Iterator[Finding]:
    """A finding for each statement that is spoken of, or skipped, and not there."""
    spoken = [o.text for o in question.options if _ONLY_LABELS.match(o.text)]
    if len(spoken) < _FEWEST:
        return
    there = question.stem + " ".join(question.boxes) + (question.passage or "")
    for alphabet in _LABELS:
        named = {c for text in spoken for c in text if c in alphabet}
        if not named:
            continue
        needed = alphabet[: max(alphabet.index(c) for c in named) + 1]
        for label in needed:
            if label not in there:
                message = f"the options speak of {label}, which is not there: look for a statement that is lost"
                yield Finding(code=STATEMENT_MISSING, message=message, page=question.page, number=question.number)
