"""Digits whose meaning is known from where they stand, and what they say of others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cgq.exam.key.pictured.shapes import Floats

_LIKE = 0.8
_ALIKE = 0.35
_MOST_WRONG = 0.05
_FEWEST_PROVEN = 10
_FEWEST_DIGITS = 4
_FARTHEST = 0.25
_NEAR_ENOUGH = 0.12
_OUTLYING = 3.0
_FEWEST_ALIKE = 2
_FARTHEST_GROUP = 0.35
_NEARER_GROUP = 0.8
_NEARER = 0.5


@dataclass(frozen=True, slots=True)
class Label:
    """A piece (by its row in the distance matrix), the digit that it must be, and its cell."""

    piece: int
    digit: int
    cell: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What is left when each piece in turn is asked of the others.

    `right` pieces are told by the others, `wrong` ones are told to be something else; `digits` are those
    of which no piece has a nearer neighbour of another digit.
    """

    right: int
    wrong: int
    digits: frozenset[int]

    @property
    def holds(self) -> bool:
        return (
            self.wrong <= _MOST_WRONG * self.right
            and self.right >= _FEWEST_PROVEN
            and len(self.digits) >= _FEWEST_DIGITS
        )


def prove(labels: Sequence[Label], apart: Floats) -> Proof:
    """Leave each labelled piece out and ask the others, those of its own cell aside, what it is.

    Pieces that stand at the same place between two dots are drawn alike to the last dot, so a nearest
    neighbour alone proves nothing of a numbering: a piece must be nearer to all of its own digit, on
    average, than to all of any other, and much nearer than two digits are as a rule, lest a wrong numbering
    throws two digits together under one name.
    """
    if not labels:
        return Proof(0, 0, frozenset())
    pieces = np.array([x.piece for x in labels])
    digits = np.array([x.digit for x in labels])
    cells = np.array([x.cell for x in labels])
    among = apart[np.ix_(pieces, pieces)].astype(np.float64)
    asked = cells[:, None] != cells[None, :]
    means, least = _by_digit(among, asked, digits)
    at = np.arange(len(labels))
    own, nearest = means[at, digits].copy(), least[at, digits].copy()
    means[at, digits] = least[at, digits] = np.inf
    told = np.isfinite(own)
    strangers = among[asked & (digits[:, None] != digits[None, :])]
    usual = float(np.median(strangers)) if len(strangers) else 1.0
    right = told & (own <= _LIKE * means.min(axis=1)) & (own <= _ALIKE * usual)
    shaky = told & ~(right & (nearest < least.min(axis=1)))
    sure = frozenset(digits[right].tolist()) - frozenset(digits[shaky].tolist())
    return Proof(int(right.sum()), int((told & ~right).sum()), sure)


def _by_digit(
    among: NDArray[np.float64], asked: NDArray[np.bool_], digits: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average and least distance of each piece to the asked ones of each digit; infinite where there is none."""
    means = np.full((len(digits), 10), np.inf)
    least = np.full((len(digits), 10), np.inf)
    for digit in set(digits.tolist()):
        voting = asked & (digits == digit)[None, :]
        count = voting.sum(axis=1)
        total = np.where(voting, among, 0).sum(axis=1)
        means[:, digit] = np.where(count > 0, total / np.maximum(count, 1), np.inf)
        least[:, digit] = np.where(voting, among, np.inf).min(axis=1)
    return means, least


@dataclass(frozen=True, slots=True)
class Names:
    """What labelled pieces call others. `farthest` is how far a piece may be from the one that it is named after."""

    labels: tuple[Label, ...]
    digits: frozenset[int]
    apart: Floats
    farthest: float = _FARTHEST

    def used_to(self, pieces: Sequence[int]) -> Names:
        """The names for a table's answers: what is much farther than most of them is no digit but an accident."""
        nearest = [float(self.apart[piece, self._others(piece)].min()) for piece in pieces]
        usual = float(np.median(nearest)) if nearest else 0.0
        return replace(self, farthest=min(_FARTHEST, max(_NEAR_ENOUGH, _OUTLYING * usual)))

    def of(self, piece: int) -> int | None:
        """The digit that a piece shows, if it is one of `digits`; None when it cannot be told for sure."""
        others = self._others(piece)
        distances = self.apart[piece, others].astype(np.float64)[None, :]
        every = np.array([x.digit for x in self.labels if x.piece != piece])
        means, least = (table[0] for table in _by_digit(distances, np.ones_like(distances, np.bool_), every))
        best = int(least.argmin())
        if best not in self.digits or best != int(means.argmin()) or least[best] > self.farthest:
            return None
        return best if least[best] <= _NEARER * np.delete(least, best).min() else None

    def of_group(self, pieces: Sequence[int], options: Sequence[int]) -> dict[int, int]:
        """The digits of pieces that are alike to each other but drawn in another way than the labelled ones.

        Each is called after the digit, out of `options`, that it is nearest to; then they are asked among
        themselves as the labelled ones were, and a name that another could have as well is given to none.
        """
        far = {digit: [x.piece for x in self.labels if x.digit == digit] for digit in options if digit in self.digits}
        if len(far) < len(options) or len(pieces) < _FEWEST_PROVEN:
            return {}
        digits = np.array(options)
        table = np.stack([self.apart[np.ix_(pieces, far[digit])].mean(axis=1) for digit in options], axis=1)
        given = table.argmin(axis=1)
        called = [Label(piece, int(digits[n]), piece) for piece, n in zip(pieces, given, strict=True)]
        if prove(called, self.apart).wrong:
            return {}
        sure: dict[int, int] = {}
        for n in range(len(options)):
            mine = given == n
            if mine.sum() < _FEWEST_ALIKE:
                continue
            average = table[mine].mean(axis=0)
            if average[n] <= _FARTHEST_GROUP and average[n] <= _NEARER_GROUP * np.delete(average, n).min():
                sure |= {pieces[at]: int(digits[n]) for at in np.nonzero(mine)[0].tolist()}
        return sure

    def _others(self, piece: int) -> list[int]:
        return [x.piece for x in self.labels if x.piece != piece]
