"""What an export is asked to be: as a command or a job names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from cgq.bank import materials
from cgq.bank.selection import Selection, Status
from cgq.contract import Arguments, Id
from cgq.exchange import formats
from cgq.exchange.export.manifest import ManifestFilters, ManifestPaper
from cgq.graph.read import find

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

Year = Annotated[int, msgspec.Meta(ge=1, le=9999)]
"""A year of the calendar."""
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""What shuffled options are drawn from."""


class Wanted(Arguments, frozen=True, kw_only=True):
    """A format, the questions, and the seed by which their options are shuffled; null leaves them as they are printed.

    `material` are ids of papers, `concept` names or other spellings of concepts; `repeats`: only what comes again.
    """

    format: str
    material: tuple[Id, ...] = ()
    concept: tuple[str, ...] = ()
    year: tuple[Year, ...] = ()
    status: tuple[Status, ...] = ()
    repeats: bool = False
    seed: Seed | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a format that is not there, and for a seed where it holds no options in order."""
        if self.format not in formats.names():
            raise ValueError(f"there is no format {self.format!r}; there are {', '.join(formats.names())}")
        if self.seed is not None and formats.make(self.format).holds == "graph":
            raise ValueError(f"{self.format} holds no options in their order, which a seed would change")


def select(tx: Transaction, wanted: Wanted) -> tuple[Selection, ManifestFilters]:
    """The questions that are asked for, and how the manifest names them. Raises Missing for a paper or a concept that
    is not there."""
    papers = [materials.material(tx, number) for number in dict.fromkeys(wanted.material)]
    concepts = [find(tx, name) for name in dict.fromkeys(wanted.concept)]
    years, status = sorted(set(wanted.year)), sorted(set(wanted.status))
    selection = Selection(
        materials=tuple(paper.id for paper in papers),
        concepts=tuple(concept.id for concept in concepts),
        years=tuple(years),
        status=tuple(status),
        repeats=wanted.repeats,
    )
    named = sorted({(paper.sha256, paper.title) for paper in papers})
    filters = ManifestFilters(
        material=tuple(ManifestPaper(sha256=sha256, title=title) for sha256, title in named),
        concept=tuple(sorted({concept.label for concept in concepts})),
        year=tuple(years),
        status=tuple(status),
        repeats=wanted.repeats,
    )
    return selection, filters
