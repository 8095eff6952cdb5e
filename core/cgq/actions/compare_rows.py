"""A corrected file beside the one that is in the bank: what it adds, what it changes, what it no longer holds."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank import rows
from cgq.exchange.importing.row_questions import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.exchange.importing.row_questions import Content
    from cgq.stages.direct.look_at_rows import SeenRow

MOST_NAMED = 20
"""Questions of each sort that are named; the others are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A question of a file, by its section ("" for none) and number."""

    section: str
    number: int


_Held = defaultdict[Spot, "Counter[Content]"]
"""What stands at each spot, and how often: many rows may share one section and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a file holds compared with a paper: how many questions are new, said otherwise, the same, and gone; the
    first of each."""

    material: int
    added: int
    changed: int
    same: int
    gone: int
    first_added: tuple[Spot, ...]
    first_changed: tuple[Spot, ...]
    first_gone: tuple[Spot, ...]


def compare(tx: Transaction, material: int, seen: Iterable[SeenRow]) -> Difference:
    """Hold the rows of a file that was looked at against those of a paper, as they were read.

    A question is the same where its text is found again, changed where that or what is said of it differs at its
    section and number, and else new or gone.
    """
    now: _Held = defaultdict(Counter)
    for row in seen:
        if row.content is not None:
            now[Spot(row.section or "", row.number)][row.content] += 1
    then: _Held = defaultdict(Counter)
    for question in rows.walk(tx, material):
        then[Spot(*rows.spot_of(question))][content_of(question)] += 1
    same = _take_out_same(now, then)
    reworded = _take_out_moved(now, then)
    new, old = _counts(now), _counts(then)
    paired = new & old
    changed = sorted({*reworded, *paired})
    added = sorted((new - paired).elements())
    gone = sorted((old - paired).elements())
    return Difference(
        material=material,
        added=len(added),
        changed=len(reworded) + paired.total(),
        same=same,
        gone=len(gone),
        first_added=tuple(added[:MOST_NAMED]),
        first_changed=tuple(changed[:MOST_NAMED]),
        first_gone=tuple(gone[:MOST_NAMED]),
    )


def _counts(held: _Held) -> Counter[Spot]:
    """How many questions are left at each spot."""
    return Counter({spot: contents.total() for spot, contents in held.items()})


def _take_out_same(now: _Held, then: _Held) -> int:
    """Take out what stands in both and is said of it alike, wherever it stands; how many these are."""
    left: dict[Content, deque[Spot]] = defaultdict(deque)
    for spot in sorted(then):
        for content in then[spot].elements():
            left[content].append(spot)
    count = 0
    for spot in sorted(now):
        for content in tuple(now[spot].elements()):
            if left[content]:
                now[spot][content] -= 1
                then[left[content].popleft()][content] -= 1
                count += 1
    return count


def _take_out_moved(now: _Held, then: _Held) -> list[Spot]:
    """Take out texts that stand in both, of which something else is said now; where they stand now."""
    left: dict[str, deque[tuple[Spot, Content]]] = defaultdict(deque)
    for spot in sorted(then):
        for content in then[spot].elements():
            left[content.text].append((spot, content))
    found: list[Spot] = []
    for spot in sorted(now):
        for content in tuple(now[spot].elements()):
            if left[content.text]:
                where, was = left[content.text].popleft()
                now[spot][content] -= 1
                then[where][was] -= 1
                found.append(spot)
    return found
