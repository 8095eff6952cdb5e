"""Whether what the chain found is an exam: lecture notes, statutes and syllabuses have numbers and ① too."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_FEWEST_OPTIONS = 3
_MOST = 0.6
_FEW = 4
_MOST_JUMPS = 0.3
_ASKING_SHARE = 0.4
_FEWEST_ASKING = 0.25
_ASKING_UNNUMBERED = 0.6
_STRICT = 0.8
_ASKING = re.compile(
    r"[?？]|것은|것을|것만|고르|고른|시오|인가|는가|얼마|무엇|어느|□|_{3,}|[(（]\s*[)）]"
    r"|か。|ものは|ものを|どれ|答え|哪|下列|以下|什么|不正确|正确的"
    r"|\b(?:which|what|who|why|how|when|where|choose|select|identify|calculate|find)\b"
    r"|[A-Za-z]\s?[:：]\s*$|\b(?:is|are|was|were|be|to|by|of|as|for|in|with|because|when|the)\s*$|[（(]\s*[　 ]*[）)]",
    re.IGNORECASE,
)


def is_exam(questions: Sequence[Question]) -> bool:
    """Most questions have options, most of those as many as the others, the numbers count on.

    Where few stems ask anything, nearly all must agree, but some must ask; without printed numbers most must do
    both.
    """
    whole = Counter(len(q.options) for q in questions if len(q.options) >= _FEWEST_OPTIONS)
    if not whole:
        return False
    usual, exactly = whole.most_common(1)[0]
    near = sum(n for k, n in whole.items() if abs(k - usual) <= 1)
    jumps = sum(1 for a, b in pairwise(questions) if b.number != a.number + 1)
    asking = sum(1 for q in questions if _ASKING.search(q.stem))
    if asking < _ASKING_SHARE * len(questions) and exactly < _STRICT * len(questions):
        return False
    if asking < _FEWEST_ASKING * len(questions):
        return False
    counted = sum(1 for q in questions if "unnumbered" in q.flags)
    if counted == len(questions) and (asking < _ASKING_UNNUMBERED * counted or max(near, asking) < _STRICT * counted):
        return False
    return (
        whole.total() >= _MOST * len(questions)
        and (near >= _MOST * whole.total() or asking == len(questions) <= _FEW)
        and jumps <= _MOST_JUMPS * len(questions) + 1
    )
