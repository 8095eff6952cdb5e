"""Loaded jobs become calls, and calls become the assignments of one lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.workers.engine import WorkCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.workers.results import Loaded
    from cgq.workers.suspects import Parted


@dataclass(slots=True)
class Pack:
    """The calls of one assignment. `alone`: some of them must be made in a process that makes no other meanwhile."""

    calls: list[WorkCall]
    alone: bool = False


def pack(parted: Parted, batch: int, most: int) -> list[Pack]:
    """Calls of at most `batch` jobs in at most `most` assignments; what is free of suspicion is dealt out evenly."""
    packs: list[Pack] = []
    if parted.alone:
        packs.append(Pack([_call(part) for part in parted.alone], alone=True))
    # A single job that must be the guilty one is run all the same: nothing is left to split, and it may do better now.
    packs += [Pack([_call(first), _call(second, unless_whole=len(second) > 1)]) for first, second in parted.pairs]
    packs += [Pack([_call(part)]) for part in parted.halves]
    parts = _shares(parted.free, max(1, most - len(packs)))
    packs += [Pack(_calls(part, batch)) for part in parts]
    return _together(packs, most)


def _calls(loaded: Sequence[Loaded], batch: int) -> list[WorkCall]:
    if batch == 1:  # the quick jobs, of which thousands come a second
        return [WorkCall([job], [given]) for job, given in loaded]
    return [_call(loaded[at : at + batch]) for at in range(0, len(loaded), batch)]


def _call(loaded: Sequence[Loaded], *, unless_whole: bool = False) -> WorkCall:
    return WorkCall([job for job, _ in loaded], [given for _, given in loaded], unless_whole=unless_whole)


def _together(packs: list[Pack], most: int) -> list[Pack]:
    """At most so many, each of which may hold what were several."""
    kept = packs[:most]
    for place, more in enumerate(packs[most:]):
        into = kept[place % most]
        into.calls += more.calls
        into.alone |= more.alone
    return kept


def _shares(loaded: Sequence[Loaded], parts: int) -> list[Sequence[Loaded]]:
    """Deal out evenly, in order, into at most so many parts."""
    size, rest = divmod(len(loaded), parts)
    found: list[Sequence[Loaded]] = []
    start = 0
    for place in range(min(parts, len(loaded))):
        end = start + size + (place < rest)
        found.append(loaded[start:end])
        start = end
    return found
