"""Which style the options of a paper are marked in, decided together with the chain of its numbers.

Options and numbers explain each other: the style is right whose runs follow numbers that count on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.question.chain import Chain, choose
from cgq.exam.question.indents import runs_set_in
from cgq.exam.signs.hints import hinted
from cgq.exam.signs.markers import number_markers
from cgq.exam.signs.options import document_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Hint
    from cgq.exam.signs.options import OptionRun

_RIVAL = 0.5
_MOST_RIVALS = 3
_LEAST_OTHER = 2.0
_MUCH_LESS = 0.5
_BETTER = 1.03


@dataclass(frozen=True, slots=True)
class Choice:
    """The paper's option runs in its main style, the other styles that it also uses, and its numbers."""

    runs: tuple[OptionRun, ...]
    others: tuple[str, ...]
    chain: Chain

    @property
    def style(self) -> str:
        return self.runs[0].style


def choose_style(lines: Sequence[Line], skipped: frozenset[int], hints: Sequence[Hint] = ()) -> Choice | None:
    """The style whose chain is worth most among those that are used about as much; None without options.

    `hints` say of lines whether they start questions.
    """
    styles = document_styles(lines, skipped)
    if not styles:
        return None
    markers = hinted(number_markers(lines, skipped), lines, hints)
    rivals = [runs for weight, runs in styles[:_MOST_RIVALS] if weight >= _RIVAL * styles[0][0]]
    chosen, chain = rivals[0], choose(markers, lines, rivals[0])
    for runs in rivals[1:]:
        other = choose(markers, lines, runs)
        if other.score > _BETTER * chain.score:
            chosen, chain = runs, other
    for runs in rivals:
        inner = runs_set_in(lines, runs[0].style, skipped)
        among = choose(markers, lines, inner, set_in=True) if inner else Chain()
        if chain.score < _MUCH_LESS * among.score:
            chosen, chain = inner, among
    used = [runs[0].style for weight, runs in styles if weight >= _LEAST_OTHER and runs[0].style != chosen[0].style]
    return Choice(tuple(chosen), tuple(used), chain)
