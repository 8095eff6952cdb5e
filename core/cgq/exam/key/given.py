"""One answer as a key prints it, before it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.key.names import Names
    from cgq.exam.model import BBox


@dataclass(frozen=True, slots=True)
class Given:
    """What is printed for a number; empty text for a number without an answer.

    `lane` counts tables side by side from 0; `names` are those of the row or the column. One that is `refused` may
    stand at another number than it is printed for.
    """

    number: int
    text: str
    page: int
    bbox: BBox
    names: Names
    lane: int = 0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The answers of some lines, and how many lines these are; `headed` by a word that announces answers."""

    given: tuple[Given, ...]
    used: int
    headed: bool = False

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers for which it has a cell."""
        return frozenset(given.number for given in self.given)
