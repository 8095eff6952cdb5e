"""Which style the options of a paper are marked in, decided together with the chain of its numbers.

Options and numbers explain each other: the style is right whose runs follow numbers that count on.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.question.chain import Chain, choose
from cgq.exam.question.indents import runs_in_turn, runs_set_in
from cgq.exam.signs.hints import hinted
from cgq.exam.signs.markers import number_markers
from cgq.exam.signs.options import document_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Hint
    from cgq.exam.signs.markers import NumberMarker
    from cgq.exam.signs.options import OptionRun

_RIVAL = 0.5
_MOST_RIVALS = 3
_LEAST_OTHER = 2.0
_MUCH_LESS = 0.5
_NUMBERED = 0.5
_BETTER = 1.03
_FEWEST_APART = 4
_FEWEST_OPTIONS = 3
_EACH = 4.0


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
    chosen, chain = _best(rivals, markers, lines, skipped)
    chosen, chain = _with_other_parts(chosen, chain, markers, lines, [runs for _, runs in styles])
    used = [runs[0].style for weight, runs in styles if weight >= _LEAST_OTHER and runs[0].style != chosen[0].style]
    return Choice(tuple(chosen), tuple(used), chain)


def _best(
    rivals: Sequence[Sequence[OptionRun]],
    markers: Sequence[NumberMarker],
    lines: Sequence[Line],
    skipped: frozenset[int],
) -> tuple[Sequence[OptionRun], Chain]:
    """The runs with the best chain; a style must be clearly better than one that is used more, and options that
    stand further in than the numbers much better than all that have their sign."""
    chosen, chain = rivals[0], choose(markers, lines, rivals[0])
    for runs in rivals[1:]:
        other = choose(markers, lines, runs)
        if other.score > _BETTER * chain.score:
            chosen, chain = runs, other
    for runs in rivals:
        inner = runs_set_in(lines, runs[0].style, skipped) or runs_in_turn(lines, runs[0].style, skipped)
        among = choose(markers, lines, inner, set_in=True) if inner else Chain()
        if chain.score < _MUCH_LESS * among.score and len(among.markers) >= _NUMBERED * len(inner):
            chosen, chain = inner, among
    return chosen, chain


def _with_other_parts(
    chosen: Sequence[OptionRun],
    chain: Chain,
    markers: Sequence[NumberMarker],
    lines: Sequence[Line],
    styles: Sequence[Sequence[OptionRun]],
) -> tuple[Sequence[OptionRun], Chain]:
    """The runs and the chain with the parts of a paper that mark their options in another style."""
    for runs in styles:
        if not chain.markers or runs[0].style == chosen[0].style:
            continue
        apart = _apart(runs, chosen, chain)
        if len(apart) < _FEWEST_APART:
            continue
        merged = [*chosen, *apart]
        whole = choose(markers, lines, merged)
        if whole.score > chain.score + _EACH * len(apart):
            chosen, chain = merged, whole
    return chosen, chain


def _apart(runs: Sequence[OptionRun], chosen: Sequence[OptionRun], chain: Chain) -> list[OptionRun]:
    """The whole runs outside the questions that the chain has found: from a number to its last option."""
    starts = [marker.line for marker in chain.markers]
    held: set[int] = set()
    for run in chosen:
        at = bisect_right(starts, run.first_line)
        if at:
            held.update(range(starts[at - 1], run.last_line + 1))
    return [run for run in runs if len(run.tokens) >= _FEWEST_OPTIONS and run.first_line not in held]
