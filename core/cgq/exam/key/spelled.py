"""The text of an option that a solution prints with its answer, held against the option that the answer names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_MISMATCH
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_ENDS = " .,:;)–—-"
"""What stands around a text behind an answer."""


def hold_against_text(question: Question, sign: str, behind: str) -> tuple[Question, Finding | None]:
    """The question without its answer where the solution spells out another option: "7. A - the lake" of B, the lake.

    `sign` is the answer as printed, `behind` the rest of its line. A bare digit may begin the option: "4 km".
    """
    answer = question.answer
    if answer is None or answer.evidence != "solution" or len(answer.accepted) != 1:
        return question, None
    texts = [option.text.split() for option in question.options]
    spelled = _named(behind.strip(_ENDS).split(), texts)
    if not spelled and sign.isdecimal():
        spelled = _named([sign, *behind.strip(_ENDS).split()], texts)
    if not spelled or (spelled,) == answer.accepted:
        return question, None
    said = f"the solution names option {answer.accepted[0]} and spells out option {spelled}"
    message = f"{said}: neither is taken, look at both"
    finding = Finding(code=KEY_MISMATCH, message=message, page=question.page, number=question.number)
    return replace(question, answer=None, places=tuple(p for p in question.places if p.part != "answer")), finding


def _named(words: Sequence[str], texts: Sequence[Sequence[str]]) -> int:
    """The one option of just these words; 0 for none, or several."""
    same = [n for n, text in enumerate(texts, 1) if text and list(text) == list(words)]
    return same[0] if len(same) == 1 else 0
