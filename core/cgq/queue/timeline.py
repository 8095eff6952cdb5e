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
    """A moment on the time line, and on the wall clock; both in milliseconds."""

    now: int
    wall: int

    @property
    def ahead(self) -> int:
        """By how many milliseconds the wall clock is ahead of the line."""
        return self.wall - self.now

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
    """The moment that was stored last, by all three clocks; `ahead` is what the jobs with a `wall_due_at` go by."""

    boot: str
    uptime: int
    wall: int
    now: int
    ahead: int


def read(tx: Transaction, clock: Clock) -> Moment:
    """What time it is on the line of this database. Writes nothing."""
    return moment(_kept(tx), clock)


def keep(tx: Transaction, clock: Clock) -> tuple[Moment, Kept]:
    """What time it is, in a transaction that may write, and the moment that is stored: this one where it has to be.

    Where the wall clock was set, the jobs that wait for one of its moments follow it.
    """
    before = _kept(tx)
    now = moment(before, clock)
    was_set = before is not None and abs(now.ahead - before.ahead) > STEP_MS
    if was_set:
        tx.run(SQL["follow_wall_clock"], {"ahead": now.ahead})
    ahead = now.ahead if before is None or was_set else before.ahead
    found = Kept(*clock.uptime(), now.wall, now.now, ahead)
    if before is not None and not was_set and _continues(before, found) and found.now - before.now < KEEP_MS:
        return now, before
    tx.run(SQL["moment_set"], found)
    return now, found


def moment(kept: Kept | None, clock: Clock) -> Moment:
    """What time it is, given the moment that was stored last."""
    wall = clock.now()
    if kept is None:
        return Moment(wall, wall)
    found = Kept(*clock.uptime(), wall, 0, 0)
    passed = found.uptime - kept.uptime if _continues(kept, found) else wall - kept.wall
    return Moment(kept.now + max(0, passed), wall)


def wall_was_set(kept: Kept, clock: Clock) -> bool:
    """Has the wall clock been set since jobs were last placed by it?"""
    return abs(moment(kept, clock).ahead - kept.ahead) > STEP_MS


def _kept(tx: Transaction) -> Kept | None:
    row = tx.one(SQL["moment"])
    return None if row is None else Kept._make(row)


def _continues(before: Kept, found: Kept) -> bool:
    """Is it the same clock since the same boot?"""
    return found.boot == before.boot and found.uptime >= before.uptime
