"""What a person should know of a paper that was read: one file a kind of evidence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.exam.audit.numbers import misplaced, oddly_numbered, printed_twice
from cgq.exam.audit.options import doubled, empty, indistinct, odd_options
from cgq.exam.audit.pages import blank_pages, doubled_pages, lost_pages
from cgq.exam.audit.parts import short_parts
from cgq.exam.audit.passages import unbounded
from cgq.exam.audit.sentences import cut_short
from cgq.exam.audit.spacing import holes
from cgq.exam.audit.statements import missing_statements
from cgq.exam.audit.steps import is_short, steps_of
from cgq.exam.confidence import flagged
from cgq.exam.findings import EMPTY_STEM, FLAGS
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.model import Question


def audit(questions: Sequence[Question], evidence: Evidence) -> tuple[list[Question], list[Finding]]:
    """The questions with what the whole paper says of each as flags; and the findings in reading order.

    `questions` are those of the evidence's regions, in their order.
    """
    steps = steps_of(evidence)
    findings: list[Finding] = [*lost_pages(evidence), *doubled_pages(evidence), *blank_pages(evidence)]
    findings += misplaced(questions)
    twice = {f.number for f in findings}
    findings += [f for f in printed_twice(questions) if f.number not in twice]
    findings += oddly_numbered(questions, evidence.regions)
    findings += holes(steps, evidence)
    findings += unbounded(evidence.regions)
    findings += short_parts(questions, steps, evidence)
    findings += cut_short(questions, _full_stems(evidence))
    for question in questions:
        findings += missing_statements(question)
        findings += empty(question)
        findings += [*indistinct(question)] or [*doubled(question)]
        if not question.stem and not question.passage:
            message = f"question {question.number} has a number and no text: compare with the page"
            findings.append(Finding(code=EMPTY_STEM, message=message, page=question.page, number=question.number))
    findings += odd_options(questions, steps, evidence)
    return _flagged(questions, findings), sorted(findings, key=lambda f: (f.page or 0, f.number or 0))


def _full_stems(evidence: Evidence) -> frozenset[int]:
    """The places of the questions whose stem's last line goes to the end of its column."""
    stems = [[i for i in region.lines if evidence.role(i) in ("number", "stem")] for region in evidence.regions]
    return frozenset(n for n, own in enumerate(stems) if own and not is_short(evidence.lines[own[-1]], evidence))


def _flagged(questions: Sequence[Question], findings: Sequence[Finding]) -> list[Question]:
    """The questions with the codes of what was found at them as flags, in the registry's order."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for finding in findings:
        if finding.number is not None and finding.page is not None:
            found[finding.number, finding.page].add(finding.code)
    codes = [found[question.number, question.page] for question in questions]
    return [flagged(q, [flag for flag in FLAGS if flag in at_it]) for q, at_it in zip(questions, codes, strict=True)]
