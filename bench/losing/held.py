"""A reading of a changed paper, held against what its pages show now.

Every question that is read otherwise than the page shows it must be reported: by a finding that names it or its page,
or by a flag on it, neither of which the untouched paper has. An answer that is given and is not the printed one needs
more: its own flag, or a finding with its number.

What leaves no trace is counted apart, by one rule: the map of a font exchanges two digits, every number is read as it
is printed, and what differs is a digit of a text or the value of an answer. Nothing else in the file then says what
the shapes mean; numbers that count on do, and so must be reported.
"""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from cgq.exam.findings import REFUSALS

if TYPE_CHECKING:
    from bench.losing.changes import Changed

    from cgq.exam.model import Document, Finding, Question

Verdict = Literal["right", "reported", "no trace", "silent", "wrong answer"]
_WORST: tuple[Verdict, ...] = ("right", "no trace", "reported", "silent", "wrong answer")


def held(kind: str, changed: Changed, before: Document, after: Document) -> tuple[Verdict, str]:
    """The verdict on the reading of a changed paper, and the first question that it is about."""
    if any(finding.code in REFUSALS for finding in after.findings):
        return "reported", ""
    new = _new_findings(before, after)
    if changed.truth is None:
        flagged = any(_has_new_flags(number, before, after) for number in changed.numbers)
        reported = flagged or any(_names(finding, changed) for finding in new)
        return ("reported" if reported else "silent"), f"question {changed.numbers[0]}"
    if [q.number for q in changed.truth] != [q.number for q in after.questions]:
        return ("reported" if new else "silent"), f"numbers {[q.number for q in after.questions]}"
    worst: tuple[Verdict, str] = "right", ""
    for truth, read in zip_longest(changed.truth, after.questions):
        verdict = _of_question(kind, changed, truth, read, new, before, after)
        if _WORST.index(verdict) > _WORST.index(worst[0]):
            worst = verdict, f"question {truth.number}: {_shown(truth)} read as {_shown(read)}"
    return worst


def _of_question(
    kind: str,
    changed: Changed,
    truth: Question,
    read: Question,
    new: list[Finding],
    before: Document,
    after: Document,
) -> Verdict:
    wrong_answer = read.answer is not None and _accepted(read) != _accepted(truth)
    if _content(truth) == _content(read) and _accepted(truth) == _accepted(read):
        return "right"
    named = any(finding.number == truth.number for finding in new)
    if named or _has_new_flags(truth.number, before, after):
        return "reported"
    if kind == "digits_permuted":
        return "no trace"
    if wrong_answer:
        return "wrong answer"
    pages = (None, truth.page, *changed.pages)
    on_page = any(finding.number is None and finding.page in pages for finding in new)
    return "reported" if on_page else "silent"


def _new_findings(before: Document, after: Document) -> list[Finding]:
    known = Counter((f.code, f.page, f.number) for f in before.findings)
    new: list[Finding] = []
    for finding in after.findings:
        if known[finding.code, finding.page, finding.number]:
            known[finding.code, finding.page, finding.number] -= 1
        elif not finding.is_note:
            new.append(finding)
    return new


def _has_new_flags(number: int, before: Document, after: Document) -> bool:
    old = [set(q.flags) for q in before.questions if q.number == number]
    now = [set(q.flags) for q in after.questions if q.number == number]
    return any(flags - (old[n] if n < len(old) else set()) for n, flags in enumerate(now))


def _names(finding: Finding, changed: Changed) -> bool:
    if finding.number is not None:
        return finding.number in changed.numbers
    return finding.page is None or finding.page in changed.pages


def _content(question: Question) -> tuple[object, ...]:
    texts = tuple("".join(option.text.split()) for option in question.options)
    boxes = tuple("".join(box.split()) for box in question.boxes)
    return "".join(question.stem.split()), "".join((question.passage or "").split()), boxes, texts


def _accepted(question: Question) -> tuple[int, ...] | None:
    return question.answer.accepted if question.answer is not None else None


def _shown(question: Question) -> str:
    options = " | ".join(option.text for option in question.options)
    return f"{question.stem[:30]!r} [{options[:80]}] answer {_accepted(question)}"
