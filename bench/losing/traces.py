"""The losses that leave nothing to see, by rule: they are counted apart, and never as reported.

- `end`: the last page or the last question is not there, no key tells of it, and the paper says nowhere how many
  pages or questions it has. Such a paper is a whole paper, a shorter one.
- `tail`: the last line of a column is not there, it bore neither a number nor an option's marker, and white stands
  below it anyway.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import marker_value

if TYPE_CHECKING:
    from bench.losing.mutations import Mutant, Subject

_TOTAL = re.compile(r"\d\s*/\s*\d|(?:총|전체)\s*\d+\s*(?:문항|문제|쪽|면)|\d+\s+(?:questions|pages)", re.IGNORECASE)


def traceless(kind: str, subject: Subject, mutant: Mutant) -> bool:
    """Whether the page shows no trace of a loss."""
    return (mutant.ends and _is_whole(kind, subject, mutant)) or (kind == "line" and _is_tail(mutant))


def _is_whole(kind: str, subject: Subject, mutant: Mutant) -> bool:
    if subject.key is not None or any(_TOTAL.search(text) for text in subject.anatomy.announcing):
        return False
    pages = {span.page for span in subject.anatomy.key}
    return pages <= ({mutant.pages[-1]} if kind == "page" else set())


def _is_tail(mutant: Mutant) -> bool:
    texts = [span.text.strip() for span in mutant.spans]
    return mutant.tail and not any(marker_value(text) for text in texts) and not mutant.marked
