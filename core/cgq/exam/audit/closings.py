"""Closings: how far below a question's options the next number stands, or the answer.

Most papers leave the same white there again and again. Where options end as closely to what follows as others do,
nothing is missing at their end; where whole lines more stand there, something is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cgq.exam.audit.steps import leading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.audit.steps import Step
    from cgq.exam.question.regions import Region

Closing = Literal["close", "white"]
"""Options end as closely to what follows as others do; or whole lines farther from it than all others."""

_TOLERANCE = 0.08
_LINE = 0.75
_OFF = 0.2
_AGREED = 0.9


class Closings:
    """How the questions of a paper end, as far as their neighbours tell."""

    def __init__(self, steps: Sequence[Step], evidence: Evidence) -> None:
        self._leading = leading_of(steps)
        self._closing = {s.at - 1: s for s in steps if s.closes}
        self._kinds = {s.at - 1: (s.ruled, evidence.role(s.at)) for s in steps if s.closes}

    def of(self, region: Region) -> Closing | None:
        """How a question's options end; None where nothing tells."""
        at = next((i for i in region.lines if i in self._closing), None)
        if at is None or not self._leading:
            return None
        if self._closing[at].height < (2 - _TOLERANCE) * self._leading:
            return "close"  # there is no room for a line, whatever the others do
        others = [s.height for i, s in self._closing.items() if i != at and self._kinds[i] == self._kinds[at]]
        return self._beside(self._closing[at], sorted(others))

    def _beside(self, own: Step, others: Sequence[float]) -> Closing | None:
        near = _TOLERANCE * self._leading
        if any(abs(h - own.height) <= near for h in others):
            return None if others[0] < own.height - _LINE * self._leading else "close"
        usual = others[len(others) // 2] if others else own.height
        lines = (own.height - usual) / self._leading
        agreed = sum(abs(h - usual) <= near for h in others) >= _AGREED * len(others)
        return "white" if agreed and lines >= _LINE and abs(lines - round(lines)) <= _OFF else None
