"""Named limiters: how many may start in any window, over all supervisors, and circuits (C2, T4).

A limiter is called `kind:NAME`, `provider:NAME` or `host:NAME`; one call may need several. Its windows slide: each
call that was handed out has an entry for each of its limiters. As long as nobody knows that the call has begun, the
entry counts; from then on it counts for one window. No moment kept here is before the real one, so in no window of
its length do more than a limiter's number start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from cgq.config import Rate
    from cgq.errors import Failure
    from cgq.queue.books import Books

UNLIMITED = 1_000_000
"""Calls or jobs where nothing bounds them: more than ever start together."""

CIRCUIT_FAILURES = 5
"""Calls that fail in a row before a circuit opens (T4)."""

CIRCUIT_COOLDOWN_MS = 30_000
"""Milliseconds for which an open circuit lets nothing start; then one probe may (T4)."""


LONGEST_WINDOW_MS = 100 * 365 * 86_400_000
"""A hundred years, in milliseconds: a longer window is never over, and moments must fit SQLite's integers."""


class Need(NamedTuple):
    """So many starts on a limiter."""

    limiter: str
    n: int


class Bound(NamedTuple):
    """No more than `number` may start on a limiter in any window of so many milliseconds."""

    limiter: str
    number: int
    window_ms: int


class Window(NamedTuple):
    """What counts in a window of a limiter: `pending` may not have begun, `total` - `before` began within it.

    `before` and `total` are sums of all that ever began: up to the window, and up to now.
    """

    pending: int
    before: int
    total: int

    @property
    def used(self) -> int:
        """How many count."""
        return self.pending + self.total - self.before


class Circuit(NamedTuple):
    """A limiter whose last calls failed. `opened_at` (ms) is None as long as they were too few to open it."""

    opened_at: int | None
    reason: str

    def is_open(self) -> bool:
        """May nothing but a probe start?"""
        return self.opened_at is not None

    def probe_at(self) -> int:
        """When an open circuit lets a probe go, in milliseconds."""
        return (self.opened_at or 0) + CIRCUIT_COOLDOWN_MS


def of_kind(kind: str) -> str:
    """The limiter of a kind of job."""
    return f"kind:{kind}"


@dataclass(slots=True)
class Limiters:
    """What the limiters leave in one transaction: looked at once, then counted down by `take`."""

    bounds: list[Bound] = field(default_factory=list[Bound])
    left: dict[str, int] = field(default_factory=dict[str, int])
    circuits: dict[str, Circuit] = field(default_factory=dict[str, Circuit])

    def starts(self, names: Iterable[str]) -> int:
        """How many may start that need one of each of these limiters."""
        return min((max(0, self.left[name]) for name in names if name in self.left), default=UNLIMITED)

    def is_rationed(self, name: str) -> bool:
        """Does each call of it count: is it rated, or may its circuit open with the next failure?"""
        return name in self.left or name in self.circuits

    def take(self, books: Books, supervisor: int, call: int, needs: Sequence[Need]) -> bool:
        """Let a call of this supervisor start on all limiters that it needs, or on none: then False.

        `call` is its number there, never used again.
        """
        limited = [need for need in needs if need.limiter in self.left]
        if any(need.n > self.left[need.limiter] for need in limited):
            return False
        for need in limited:
            self.left[need.limiter] -= need.n
            books.tx.run(SQL["limiter_prune"], {"name": need.limiter, "now": books.now})
            row = {"supervisor": supervisor, "call": call, "name": need.limiter, "n": need.n}
            books.tx.run(SQL["limiter_start_add"], row)
        return True

    def next_moment(self, books: Books) -> int | None:
        """When one of them lets something start again without anybody's doing: a token comes, or a probe may go."""
        spent = {name for name, left in self.left.items() if left < 1}
        moments = [next_token(books, self.bounds, name) for name in spent]
        # A probe that is due already waits for a job, not for a moment.
        moments += [one.probe_at() for one in self.circuits.values() if one.is_open() and one.probe_at() > books.now]
        return min((moment for moment in moments if moment is not None), default=None)


def look(books: Books, names: Container[str] | None = None) -> Limiters:
    """What the limiters of these names leave now, and the circuits; None for all limiters."""
    bounds = [Bound(*row) for row in books.tx.all(SQL["limiters"])]
    wanted = [bound for bound in bounds if names is None or bound.limiter in names]
    left: dict[str, int] = {}
    for bound in wanted:  # the strictest that a living supervisor knows holds
        leaves = bound.number - window(books, bound).used
        left[bound.limiter] = min(leaves, left.get(bound.limiter, leaves))
    circuits = {name: Circuit(opened, reason) for name, opened, reason in books.tx.all(SQL["circuits"])}
    return Limiters(wanted, left, circuits)


def declare(books: Books, supervisor: int, rates: Mapping[str, Rate]) -> None:
    """Limiters as this supervisor was started with them; the strictest that a living one knows holds for all (C2)."""
    rows = [
        {"supervisor": supervisor, "name": name, "number": rate.starts, "window": _milliseconds(rate.seconds)}
        for name, rate in rates.items()
    ]
    books.tx.many(SQL["limiter_declare"], rows)


def _milliseconds(seconds: float) -> int:
    return max(1, min(round(seconds * 1000), LONGEST_WINDOW_MS))


def began(books: Books, supervisor: int, calls: Iterable[int]) -> None:
    """These calls are known to have begun, now or before."""
    rows = [{"supervisor": supervisor, "call": call, "now": books.now} for call in calls]
    books.tx.many(SQL["limiter_began"], rows)


def give_back(books: Books, supervisor: int, calls: Iterable[int]) -> None:
    """These calls never began, and never will."""
    books.tx.many(SQL["limiter_give_back"], [{"supervisor": supervisor, "call": call} for call in calls])


def leave(books: Books, supervisor: int) -> None:
    """A supervisor and its workers are gone: whatever it handed out has begun before now, or never will."""
    began(books, supervisor, [row[0] for row in books.tx.all(SQL["limiter_not_begun"], (supervisor,))])


def window(books: Books, bound: Bound) -> Window:
    """What counts now. The cost does not depend on how many that are, but for those not known to have begun."""
    row = {"name": bound.limiter, "since": books.now - bound.window_ms}
    ((pending, before, total),) = books.tx.all(SQL["limiter_window"], row)
    total = total or 0
    return Window(pending, total if before is None else before, total)


def next_token(books: Books, bounds: Iterable[Bound], name: str) -> int | None:
    """When one more may start on a limiter that has none left (ms); None while that hangs on what has not begun."""
    moments: list[int] = []
    for bound in bounds:
        if bound.limiter != name:
            continue
        moment = _next_in_window(books, bound)
        if moment is None:
            return None
        moments.append(moment)
    return max(moments, default=None)


def _next_in_window(books: Books, bound: Bound) -> int | None:
    counts = window(books, bound)
    excess = counts.used - (bound.number - 1)
    if excess <= 0:
        return books.now
    row = {"name": bound.limiter, "total": counts.before + excess}
    at: int | None = books.tx.value(SQL["limiter_start_at"], row)
    # Moments are cut to whole milliseconds: the window is over in the next.
    return None if at is None else at + bound.window_ms + 1


def answered(books: Books, name: str, calls: Sequence[Failure | None]) -> bool:
    """Keep a limiter's circuit; True when it opened or a probe opened it anew (T4).

    `calls` are those that say something of the provider, in their order: its failure, or None for an answer.
    """
    failures = _last_in_row(calls)
    if len(failures) < len(calls):
        books.tx.run(SQL["circuit_succeeded"], (name,))
    if not failures:
        return False
    row = {
        "limiter": name,
        "n": len(failures),
        "most": CIRCUIT_FAILURES,
        "now": books.now,
        "reason": failures[-1].message,
    }
    return books.tx.value(SQL["circuit_failed"], row) is not None


def _last_in_row(calls: Sequence[Failure | None]) -> list[Failure]:
    """The failures after the last answer."""
    found: list[Failure] = []
    for failure in calls:
        if failure is None:
            found.clear()
        else:
            found.append(failure)
    return found
