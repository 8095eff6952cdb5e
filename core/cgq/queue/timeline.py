"""The time line of a database: milliseconds that pass as they do, whatever is done to the wall clock (semantics B5).

Every moment that the ledger keeps lies on it, so that a wait, a window and a duration count the time that has really
passed. It starts at the wall clock's time when the database is first written, and is the same for as long as nobody
sets that clock. It never goes back: after a reboot, or in a container with a boot clock of its own, the wall clock
says how much later it is, and nothing where it was set back meanwhile; so no wait begins anew or exceeds its length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, overload

from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.clock import Clock
    from cgq.db.connection import Transaction

SQL = load("ledger")

KEEP_MS = 1000
"""Milliseconds after which a moment is stored anew: at most so much is lost of the line at a reboot."""

STEP_MS = 500
"""A wall clock that is off by more milliseconds than this was set: drift stays far below within a second, and a
`--at` that is late or early by less is not noticed."""


R = TypeVar("R", bound=NamedTuple)


class Moment(NamedTuple):
    """A moment on the time line, and by how much the wall clock is ahead of the line; both in milliseconds."""

    now: int
    ahead: int

    @property
    def wall(self) -> int:
        """The same moment of the wall clock."""
        return self.now + self.ahead

    def on_the_wall(self, at: int) -> int:
        """A moment of the line as the wall clock counts now."""
        return at + self.ahead

    @overload
    def on_the_line(self, at: int) -> int: ...
    @overload
    def on_the_line(self, at: int | None) -> int | None: ...
    def on_the_line(self, at: int | None) -> int | None:
        """A moment of the wall clock as it lies on the line now; None stays None."""
        return None if at is None else at - self.ahead

    def dated(self, row: R, *fields: str) -> R:
        """A row of the ledger, for people: these of its fields, moments of the line, as the wall clock counts now."""
        there = {field: getattr(row, field) for field in fields}
        return row._replace(**{field: self.on_the_wall(at) for field, at in there.items() if at is not None})


class Kept(NamedTuple):
    """A moment by all three clocks, as it is stored.

    `ahead` is by how much the wall clock is ahead of the line: it changes where that clock was set, and not with each
    look at two clocks, so that a moment is always shown as the same, and jobs with a `wall_due_at` have one place.
    """

    boot: str
    uptime: int
    wall: int
    now: int
    ahead: int

    @property
    def moment(self) -> Moment:
        """The moment itself."""
        return Moment(self.now, self.ahead)


def read(tx: Transaction, clock: Clock) -> Moment:
    """What time it is on the line of this database. Writes nothing."""
    return look(_kept(tx), clock).moment


def keep(tx: Transaction, clock: Clock) -> Kept:
    """What time it is, in a transaction that may write: stored where later looks need it.

    Where the wall clock was set, the jobs that wait for one of its moments follow it.
    """
    before = _kept(tx)
    found = look(before, clock)
    if before is not None and found.ahead != before.ahead:
        tx.run(SQL["follow_wall_clock"], {"ahead": found.ahead})
    if before is None or _must_be_stored(before, found):
        tx.run(SQL["moment_set"], found)
    return found


def look(before: Kept | None, clock: Clock) -> Kept:
    """What time it is, given a moment that was stored, or found, before."""
    up, wall = clock.uptime(), clock.now()
    if before is None:
        return Kept(up.boot, up.ms, wall, wall, 0)
    is_same_clock = up.boot == before.boot and up.ms >= before.uptime
    passed = up.ms - before.uptime if is_same_clock else wall - before.wall
    now = before.now + max(0, passed)
    was_set = abs(wall - now - before.ahead) > STEP_MS
    return Kept(up.boot, up.ms, wall, now, wall - now if was_set else before.ahead)


def _must_be_stored(before: Kept, found: Kept) -> bool:
    """Can a later look not do without it? Two machines that look in turn write once a second, not at every look."""
    went_back = found.wall < before.wall if found.boot != before.boot else found.uptime < before.uptime
    return went_back or found.ahead != before.ahead or found.now - before.now >= KEEP_MS


def _kept(tx: Transaction) -> Kept | None:
    row = tx.one(SQL["moment"])
    return None if row is None else Kept._make(row)
