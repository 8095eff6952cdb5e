"""The words that a solution prints with its answer, held against the option that the answer names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_MISMATCH
from cgq.exam.model import Finding
from cgq.exam.signs.conclusions import contradicts
from cgq.exam.signs.verdicts import stands_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import KeyAnswer, Question

_ENDS = " .,:;)–—-"
"""What stands around a text behind an answer."""


def hold_against_words(question: Question, solution: KeyAnswer) -> tuple[Question, Finding | None]:
    """The question without its answer where the solution's words name another option: "7. A - the lake" of B, the
    lake; "3. ② … 따라서 정답은 ④이다."."""
    answer = question.answer
    if answer is None or answer.evidence != "solution" or len(answer.accepted) != 1:
        return question, None
    says = _spelled_out(question, solution) or _called_wrong(question, solution) or _concluded(question, solution)
    if says is None:
        return question, None
    message = f"the solution names option {answer.accepted[0]} and {says}: neither is taken, look at both"
    finding = Finding(code=KEY_MISMATCH, message=message, page=question.page, number=question.number)
    return replace(question, answer=None, places=tuple(p for p in question.places if p.part != "answer")), finding


def _spelled_out(question: Question, solution: KeyAnswer) -> str | None:
    """What the text behind an answer says against it. A bare digit may begin the option: "4 km"."""
    texts = [option.text.split() for option in question.options]
    behind = solution.behind.strip(_ENDS).split()
    spelled = _named(behind, texts)
    if not spelled and solution.sign.isdecimal():
        spelled = _named([solution.sign, *behind], texts)
    against = spelled and question.answer is not None and (spelled,) != question.answer.accepted
    return f"spells out option {spelled}" if against else None


def _called_wrong(question: Question, solution: KeyAnswer) -> str | None:
    """That nothing but a word for what is wrong follows an answer, which is not the text of its option."""
    if solution.explanation.strip(_ENDS) != solution.behind.strip(_ENDS) or not stands_alone(solution.behind):
        return None
    said = solution.behind.strip(_ENDS + "()[]").casefold()
    accepted = question.answer.accepted if question.answer else ()
    printed = {option.text.strip(_ENDS).casefold() for n, option in enumerate(question.options, 1) if n in accepted}
    return None if said in printed else f"calls it “{said}”"


def _concluded(question: Question, solution: KeyAnswer) -> str | None:
    """What the conclusion of an explanation says against an answer; the sign may be the text of an option."""
    stated = contradicts(solution.sign, solution.explanation)
    if stated is None or any(option.text.strip(_ENDS) == stated for option in question.options):
        return None
    return f"its explanation concludes “{stated}”"


def _named(words: Sequence[str], texts: Sequence[Sequence[str]]) -> int:
    """The one option of just these words; 0 for none, or several."""
    same = [n for n, text in enumerate(texts, 1) if text and list(text) == list(words)]
    return same[0] if len(same) == 1 else 0
