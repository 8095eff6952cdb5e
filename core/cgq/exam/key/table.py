"""An answer table as it is being read, and the tables whose numbers complete each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.values import RING, VOID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.given import Given
    from cgq.exam.key.names import Names

_SURE = re.compile(f"{RING}|{VOID}")
FEWEST = 5
"""Numbers of a key. Fewer are a part of one, or chance."""
FEWEST_BARE = 10
"""Numbers of a key in which nothing but letters or digits tells answers, and which no word announces."""
_MOST_PARTS = 60
"""Parts of one table: a paper may print the answers of each page at its foot."""


@dataclass(slots=True)
class Table:
    """A key as it is being read: what is printed for each number, the lines it takes up, whether a word above or
    before it tells that it is one, and whether it stands right there."""

    announced: bool
    headed: bool
    names: Names
    own: Names
    lane: int
    given: dict[int, list[Given]] = field(default_factory=dict[int, "list[Given]"])
    lines: list[int] = field(default_factory=list[int])
    last: int = 0

    @property
    def bare(self) -> bool:
        """Whether nothing in it tells answers from other digits and letters."""
        return not any(_SURE.search(g.text) for found in self.given.values() for g in found)

    @property
    def holes(self) -> set[int]:
        """The numbers between its first and its last one that it does not have."""
        return set(range(min(self.given), max(self.given))) - set(self.given)

    @property
    def is_fragment(self) -> bool:
        """Whether it has too few numbers for a key by itself."""
        return len(self.given) < (FEWEST_BARE if self.bare and not self.announced else FEWEST)

    @property
    def pages(self) -> set[int]:
        """The pages on which it stands."""
        return {given.page for found in self.given.values() for given in found}


def completed(tables: Sequence[Table]) -> list[Table]:
    """The tables, those that complete each other joined to one.

    They stand one after another on one page or on pages in a row, under the same names, and no two have the same
    number; together their numbers count on without a hole. So two halves of a page are one table, and so are the
    parts above and below a heading in its middle, which names no subject where one part is too short for a key.
    """
    made: list[Table] = []
    at = 0
    while at < len(tables):
        stop = _longest(tables, at)
        made.append(_joined(tables[at:stop]))
        at = stop
    return made


def _longest(tables: Sequence[Table], at: int) -> int:
    """Behind the last of the most tables from one on that complete each other."""
    for stop in range(min(len(tables), at + _MOST_PARTS), at + 1, -1):
        if _complete_each_other(tables[at:stop]):
            return stop
    return at + 1


def _complete_each_other(tables: Sequence[Table]) -> bool:
    if not all(_alike(before, after) and _near(before, after) for before, after in pairwise(tables)):
        return False
    numbers = sorted(number for table in tables for number in table.given)
    return all(after == before + 1 for before, after in pairwise(numbers))


def _alike(before: Table, after: Table) -> bool:
    """Whether both are under the same names; a fragment of a table has no subject of its own."""
    ours, theirs = before.names, after.names
    if before.is_fragment or after.is_fragment:
        return (ours.form, ours.session) == (theirs.form, theirs.session)
    return ours == theirs


def _near(before: Table, after: Table) -> bool:
    return min(abs(one - other) for one in before.pages for other in after.pages) <= 1


def _joined(tables: Sequence[Table]) -> Table:
    if len(tables) == 1:
        return tables[0]
    largest = max(tables, key=lambda table: len(table.given))
    return replace(
        largest,
        announced=any(table.announced for table in tables),
        headed=any(table.headed for table in tables),
        given={number: found for table in tables for number, found in table.given.items()},
        lines=[line for table in tables for line in table.lines],
        last=tables[-1].last,
    )
