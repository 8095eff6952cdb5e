"""When a supervisor looks at the database again: soon after work, seldom while idle, at once when it is rung (C4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import StorageFailed
from cgq.queue.ownership import is_held
from cgq.workers.commits import CommitWatch

if TYPE_CHECKING:
    from cgq.queue.books import Ledger
    from cgq.queue.ownership import Lock
    from cgq.workers.engine import Engine, EngineEvent

BUSY_LOOK = 0.05
"""Seconds between looks at the database while workers are at work and silent: within the 60 ms of semantics C4."""

SOON_LOOK = 0.010
"""Seconds between looks while idle, soon after work or after a commit rang (semantics C4)."""

LATE_LOOK = 0.050
"""Seconds between looks while idle where no commit rings, later than LATE_AFTER (semantics C4)."""

LATE_AFTER = 10.0
"""Seconds since the last work after which looks are seldom (semantics C4)."""

IDLE_WAIT = 0.25
"""Seconds of one wait where commits ring: chosen below every interval at which locks and files are looked at."""

RING_SECONDS = 0.1
"""Seconds after a ring in which looks follow each other: it rings before the commit can be seen."""

LOCKS_EVERY = 0.5
"""Seconds between looks for supervisors that died: well within the 2 s of semantics R2."""

REPLACED_EVERY = 1.0
"""Seconds between looks for a database or log that was replaced: chosen, for no rule sets it."""

RENEW_EVERY = 0.5
"""Seconds between looks for this supervisor's own lock file: well within the 2 s of R2."""


class Lookout:
    """Waits for the engine and for other processes' commits. `due` is when to look though nothing happens (ms)."""

    def __init__(self, ledger: Ledger, engine: Engine, lock: Lock) -> None:
        self.due: int | None = None
        self.others: list[tuple[int, str]] = []
        """The other supervisors: id and lock file."""
        self._database = ledger.database
        self._ledger = ledger
        self._clock = ledger.clock
        self._engine = engine
        self._lock = lock
        self._commits = CommitWatch(ledger.database.path)
        self._seen_version = -1
        self._last: dict[str, float] = {}
        self._last_work = self._clock.monotonic()
        self._last_turn = self._last_ring = 0.0

    def worked(self) -> None:
        """Something was stored just now."""
        self._last_work = self._clock.monotonic()

    def turned(self) -> None:
        """A turn begins: it looks at everything."""
        self._last_turn = self._clock.monotonic()

    def wait(self) -> list[EngineEvent]:
        """What the engine has to report; returns as well when it is time to look at the database."""
        if self._engine.outstanding():
            return self._engine.wait(BUSY_LOOK)
        now = self._clock.monotonic()
        if not self._commits.works:
            events = self._engine.wait(SOON_LOOK if now - self._last_work < LATE_AFTER else LATE_LOOK)
        elif now - self._last_ring < RING_SECONDS or now - self._last_turn < SOON_LOOK:
            events = self._engine.wait(SOON_LOOK)
        else:
            events = self._engine.wait(self._until_due(IDLE_WAIT), self._commits.descriptor)
        if self._commits.rang():
            self._last_ring = self._clock.monotonic()
        return events

    def _until_due(self, seconds: float) -> float:
        return seconds if self.due is None else min(seconds, max(0.0, (self.due - self._ledger.now()) / 1000))

    def sees_news(self) -> bool:
        """Has another connection committed, has a moment come, or has another supervisor died?

        Only looks: an idle supervisor writes nothing. Raises StorageFailed for a replaced database.
        """
        if self.every("replaced", REPLACED_EVERY):
            self.refuse_replaced()
        version = self._database.data_version()
        if version != self._seen_version:
            self._seen_version = version
            return True
        if self.due is not None and self._ledger.now() >= self.due:
            return True
        if self._ledger.wall_was_set():
            return True
        if not self.others or not self.every("locks", LOCKS_EVERY):
            return False
        return not all(is_held(self._database.path, name) for _, name in self.others)

    def refuse_replaced(self) -> None:
        """Raise StorageFailed when the path of the database or of its log leads to another file than the open one."""
        self._database.refuse_replaced()
        if self._lock.log is not None and self._lock.log.is_replaced():
            raise StorageFailed(
                f"The write-ahead log of {self._database.path} was replaced or removed while it was in use.",
                code="database_replaced",
                hint="Start again; let nothing remove what lies beside the database.",
            )

    def keep_lock(self) -> None:
        """Make this supervisor's lock file again when somebody removed it (R2), beside its own database alone."""
        if self.every("renew", RENEW_EVERY) and not self._database.was_replaced():
            self._lock.renew()

    def is_time(self, what: str, seconds: float) -> bool:
        """Is it so many seconds since this was last done?"""
        return self._clock.monotonic() - self._last.get(what, -1e9) >= seconds

    def every(self, what: str, seconds: float) -> bool:
        """Is it time for this? Then it counts as done now."""
        if not self.is_time(what, seconds):
            return False
        self._last[what] = self._clock.monotonic()
        return True

    def close(self) -> None:
        """Stop listening."""
        self._commits.close()
