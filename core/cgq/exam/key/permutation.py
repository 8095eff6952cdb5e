"""Two forms of one paper, and the tables that answer them: key A and key B must agree under the forms' permutation.

Forms A and B print the same questions in another order, with their options in another order. Where a question is
number 7 in one and 12 in the other, and its option 2 is option 4 there, the table of the one must say 2 for 7 exactly
where the table of the other says 4 for 12. Two tables that do so in nearly every cell are those of the two forms:
the chance that two others agree as often is computed, and no other pair may come near.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.identity import option_identity, option_order, question_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.exam.model import Key, KeyAnswer, Question

_FEWEST_SHARED = 0.5
"""The share of a paper's questions that another form prints too; papers of other years repeat single ones."""
_FEWEST_CELLS = 12
"""Compared cells of the fewest that can prove a pair of tables: with four options, 12 agree by chance in one of 10⁷."""
_MOST_MISSED = 0.05
"""The share of cells in which two tables of one exam may differ: a corrected answer, a cell misread."""
_TOO_MANY_MISSED = 0.2
"""From which share of differing cells on two tables are not those of two forms of one exam, whatever their names."""
_BY_CHANCE = 1e-6
"""How probable it may be that any pair of the key's tables agrees as often by chance."""
_FARTHER = (5, 0.2)
"""How many cells more the next pair must miss, at least, and as a share of those compared."""
_FEW_RULES = 3
"""Permutations of so few shifts (or mirrorings) of numbers are made by a rule, which other sessions may share."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A question that two forms share: its number here and there, and for each option here its number there."""

    here: int
    there: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many cells of two tables were compared under a permutation, in which numbers (here) they differ, and how
    probable so few differences are between tables that have nothing to do with each other."""

    compared: int
    differing: frozenset[int]
    by_chance: float

    @property
    def missed(self) -> int:
        """How many cells differ."""
        return len(self.differing)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether nearly all of enough cells agree."""
        few = self.missed <= _MOST_MISSED * self.compared
        return self.compared >= _FEWEST_CELLS and few and self.by_chance <= _BY_CHANCE

    @property
    def is_contradiction(self) -> bool:
        """Whether the tables differ as no two of one exam do."""
        return self.compared >= _FEWEST_CELLS and self.missed > _TOO_MANY_MISSED * self.compared


@dataclass(frozen=True, slots=True)
class Identified:
    """The questions of a paper by what makes them themselves, and how many it has. Questions that it prints twice, and
    those with two equal options, have no sure counterpart and are not among them.

    Made once for a paper, however many it is compared with: what takes time is to hash its questions.
    """

    by_identity: Mapping[str, Question]
    count: int

    @classmethod
    def of(cls, questions: Sequence[Question]) -> Identified:
        return cls(_by_identity(questions), len(questions))


def permutation_of(here: Identified, there: Identified) -> tuple[Turned, ...]:
    """The questions of one form and their counterparts in another; nothing for papers that are no two forms."""
    theirs = there.by_identity
    shared = [
        Turned(question.number, theirs[name].number, option_order(question, theirs[name]))
        for name, question in here.by_identity.items()
        if name in theirs
    ]
    is_form = len(shared) >= _FEWEST_SHARED * max(here.count, there.count, 1)
    moved = [t for t in shared if t.here != t.there or t.order != tuple(sorted(t.order))]
    return tuple(shared) if is_form and moved else ()


def _by_identity(questions: Iterable[Question]) -> dict[str, Question]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        if len({option_identity(o) for o in question.options}) == len(question.options) > 1:
            found.setdefault(question_hash(question), []).append(question)
    return {name: same[0] for name, same in found.items() if len(same) == 1}


def is_by_rule(turned: Sequence[Turned]) -> bool:
    """Whether the numbers are all shifted, or all mirrored, by few distances, and the options turned alike."""
    shifts = {t.there - t.here for t in turned}
    mirrors = {t.there + t.here for t in turned}
    orders = Counter(len(t.order) for t in {(len(x.order), x.order): x for x in turned}.values())
    return min(len(shifts), len(mirrors)) <= _FEW_RULES and max(orders.values(), default=0) <= _FEW_RULES


def agreement(turned: Sequence[Turned], here: Key, there: Key) -> Agreement:
    """How two tables agree under a permutation. Void questions, and cells that were refused, prove nothing."""
    ours, theirs = _answers(here), _answers(there)
    meant: list[tuple[int, ...]] = []
    printed: list[tuple[int, ...]] = []
    differing: set[int] = set()
    for question in turned:
        mine, other = ours.get(question.here), theirs.get(question.there)
        if mine is None or other is None:
            continue
        meant.append(tuple(sorted(question.order[n - 1] if n <= len(question.order) else 0 for n in mine.accepted)))
        printed.append(other.accepted)
        if meant[-1] != printed[-1]:
            differing.add(question.here)
    return Agreement(len(meant), frozenset(differing), _by_chance(meant, printed, len(differing)))


def _answers(table: Key) -> Mapping[int, KeyAnswer]:
    return {a.number: a for a in table.answers if a.accepted and a.mode != "void"}


def _by_chance(meant: Sequence[tuple[int, ...]], printed: Sequence[tuple[int, ...]], missed: int) -> float:
    """The probability that as many cells agree when the answers of both are drawn as often as they occur, cell by
    cell and each for itself (a binomial tail)."""
    count = len(meant)
    if not count:
        return 1.0
    ours, theirs = Counter(meant), Counter(printed)
    alike = sum(ours[value] * theirs[value] for value in ours) / count**2
    alike = max(alike, 1 / len(ours | theirs))
    if alike >= 1.0:
        return 1.0
    agree, differ = math.log(alike), math.log1p(-alike)
    tail = 0.0
    for missing in range(missed + 1):  # in logarithms, for the ways to choose among a thousand cells are no float
        tail += math.exp(_log_ways(count, missing) + (count - missing) * agree + missing * differ)
    return min(1.0, tail)


def _log_ways(count: int, chosen: int) -> float:
    """The logarithm of how many ways there are to choose some of `count` things."""
    return math.lgamma(count + 1) - math.lgamma(chosen + 1) - math.lgamma(count - chosen + 1)


def proven_table(turned: Sequence[Turned], tables: Sequence[Key]) -> tuple[Key, Agreement] | None:
    """The one of some tables that the permutation proves to be this paper's, beside another one for the other form;
    None where no pair agrees beyond chance, or two tables do about as well."""
    pairs = [(mine, agreement(turned, mine, other)) for mine in tables for other in tables if other is not mine]
    if not pairs:
        return None
    table, best = min(pairs, key=lambda pair: (pair[1].missed - pair[1].compared, pair[1].missed))
    if not best.is_beyond_chance or best.by_chance * len(pairs) > _BY_CHANCE:
        return None
    others = [found for mine, found in pairs if mine.answers != table.answers]
    return (table, best) if all(_is_farther(other, best) for other in others) else None


def _is_farther(other: Agreement, best: Agreement) -> bool:
    """Whether a pair misses so many more cells, of about as many, that it is not the one."""
    more = max(_FARTHER[0], _FARTHER[1] * other.compared)
    return other.compared < _FEWEST_CELLS or other.missed >= best.missed + more
