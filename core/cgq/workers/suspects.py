"""Jobs one of which is at fault: kept together until the guilty one stands alone (R1, C5).

A call of many jobs that failed as a whole goes again as two halves, one behind the other in one assignment. When the
first comes back whole the guilty one is in the second, which is not run but split at once: so the guilty one of n
jobs is found in at most 1 + 2·log2(n) calls. Jobs that were being run in one process when it fell go one by one in
a process of their own, where it is seen which of them takes it down.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.queue.books import Books
    from cgq.workers.results import Loaded


@dataclass(eq=False, slots=True)
class Half:
    """Jobs (ids) that go in one call and with no others. `other`, on a first half, is the second one.

    With `alone` the call is made in a process that makes no other meanwhile.
    """

    jobs: Sequence[int]
    other: Half | None = None
    alone: bool = False


@dataclass(slots=True)
class Parted:
    """Jobs on their way into calls: those free of suspicion; by call those that go alone, halves, pairs of halves."""

    free: Sequence[Loaded]
    alone: Sequence[Sequence[Loaded]] = ()
    halves: Sequence[Sequence[Loaded]] = ()
    pairs: Sequence[tuple[Sequence[Loaded], Sequence[Loaded]]] = ()


class Suspects:
    """What one supervisor knows of them. It is not stored: another one halves anew, and finds the same."""

    def __init__(self) -> None:
        self._halves: dict[int, Half] = {}
        self._lanes: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._halves)

    def look(self, books: Books, supervisor: int) -> None:
        """Forget those that can start here no more: they are over, whoever ended them, or another supervisor's."""
        if not self._halves:
            self._lanes.clear()
            return
        row = {"ids": msgspec.json.encode(list(self._halves)).decode(), "supervisor": supervisor}
        here = books.tx.all(SQL["suspects_here"], row)
        self.clear(self._halves.keys() - {id_ for id_, *_ in here})
        self._lanes = {(queue, kind) for _, queue, kind, state in here if state in ("ready", "running")}

    def are_in(self, lane: tuple[str, str]) -> bool:
        """Were there any in a lane (queue, kind) at the last look? Those that wait for another try do not count."""
        return lane in self._lanes

    def split(self, jobs: Sequence[int]) -> None:
        """One of these jobs, which went in one call, is at fault."""
        middle = len(jobs) // 2
        second = Half(jobs[middle:])
        first = Half(jobs[:middle], second)
        for half in (first, second):
            self._halves.update(dict.fromkeys(half.jobs, half))

    def isolate(self, jobs: Sequence[int]) -> None:
        """This call was being made beside others in one process, and may have taken it down."""
        self._halves.update(dict.fromkeys(jobs, Half(jobs, alone=True)))

    def clear(self, jobs: Iterable[int]) -> None:
        """These are over, or came back unharmed."""
        for job in jobs:
            self._halves.pop(job, None)

    def part(self, loaded: Sequence[Loaded]) -> Parted:
        """Tell jobs that are to be packed into calls asunder."""
        if not self._halves:
            return Parted(loaded)
        free: list[Loaded] = []
        found: dict[Half, list[Loaded]] = defaultdict(list)
        for entry in loaded:
            half = self._halves.get(entry[0].id)
            (free if half is None else found[half]).append(entry)
        pairs = [(half, half.other) for half in found if half.other is not None and _is_whole(found, half, half.other)]
        paired = {half for pair in pairs for half in pair}
        return Parted(
            free=free,
            alone=[entries for half, entries in found.items() if half.alone],
            halves=[entries for half, entries in found.items() if half not in paired and not half.alone],
            pairs=[(found[first], found[second]) for first, second in pairs],
        )


def _is_whole(found: dict[Half, list[Loaded]], first: Half, second: Half) -> bool:
    """Is no job of the two halves missing? Only then is the second guilty when the first is not."""
    return len(found[first]) == len(first.jobs) and len(found.get(second, ())) == len(second.jobs)
