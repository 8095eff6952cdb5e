"""Watching a queue at which other processes work: what changes, and how everything stands."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.queues import serves_here, shown_queues, shown_supervisor
from cgq.actions.shown_events import shown_change
from cgq.events import Ended
from cgq.queue import listing, stats
from cgq.queue.find_changes import Changes
from cgq.queue.listing import SQL, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.changes import Change
    from cgq.queue.listing import JobRow, Paper
    from cgq.queue.names import QueueNames
    from cgq.queue.stats import QueueStatus, SupervisorStatus
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace

LOCKS_EVERY = 1.0
"""Seconds between two looks at the supervisors' locks: one that is killed changes nothing in the database."""

RATE_SECONDS = 60.0
"""Seconds over which a rate is counted: a minute, which is what it is given for."""

MOST_RUNNING, MOST_FAILED = 20, 5
"""Jobs that a view holds at most of those that run, and of those that failed last."""


@dataclass(frozen=True, slots=True)
class View:
    """How everything stands at a moment of the wall clock, in milliseconds: the queues, the supervisors, what runs (so
    many at most), what failed last, and jobs done by queue in the last minute."""

    at: int
    queues: Sequence[QueueStatus]
    supervisors: Sequence[SupervisorStatus]
    running: Sequence[JobRow]
    failed: Sequence[JobRow]
    papers: Mapping[int, Paper]
    rates: Mapping[str, int]

    @property
    def is_moving(self) -> bool:
        """Does anything wait or run, so that its age grows?"""
        return any(queue.startable or queue.count("running") for queue in self.queues)


class Watch:
    """Looks at a database for as long as somebody wants to. Raises Missing where there is none."""

    def __init__(self, workspace: Workspace) -> None:
        workspace.database.refuse_absent()
        self._workspace = workspace
        self._version: int | None = None
        self._looked_at = 0.0
        self._done: deque[tuple[float, str, int]] = deque()
        with workspace.ledger.read() as (tx, at):
            self._changes = Changes(tx, at, workspace.policies, self._supervisors(tx, at))

    def changes(self) -> list[Change]:
        """What changed since the last call; quick where nothing can have. Raises when another file took the place."""
        database = self._workspace.database
        database.refuse_replaced()
        version, now = database.data_version(), time.monotonic()
        if version == self._version and now - self._looked_at < LOCKS_EVERY:
            return []
        self._version, self._looked_at = version, now
        names = self._workspace.policies.names
        with self._workspace.ledger.read() as (tx, at):
            changes = self._changes.since_last(tx, at, self._supervisors(tx, at))
        found = [shown_change(names, change) for change in changes]
        done = (one for one in found if isinstance(one, Ended) and one.state == "done")
        self._done += [(now, one.queue, len(one.jobs)) for one in done]
        return found

    def view(self) -> View:
        """How everything of this environment stands."""
        names = self._workspace.policies.names
        with self._workspace.ledger.read() as (tx, at):
            queues = shown_queues(names, stats.queues(tx, self._workspace.policies, at))
            supervisors = [shown_supervisor(names, one) for one in self._supervisors(tx, at)]
            running = listing.page(tx, at, Filter(state="running", queue=names.start), limit=MOST_RUNNING)
            failed = _last_failed(tx, at, names)
            papers = listing.papers(tx, [job.id for job in (*running, *failed)])
        running = [job._replace(queue=names.shown(job.queue)) for job in running]
        return View(at.wall, queues, supervisors, running, failed, papers, self._rates())

    def _supervisors(self, tx: Transaction, at: Moment) -> list[SupervisorStatus]:
        """Those that serve this environment."""
        found = stats.supervisors(tx, self._workspace.database.path, at)
        return [one for one in found if serves_here(self._workspace.policies.names, one)]

    def _rates(self) -> dict[str, int]:
        now, rates = time.monotonic(), dict[str, int]()
        while self._done and now - self._done[0][0] > RATE_SECONDS:
            self._done.popleft()
        for _, queue, jobs in self._done:
            rates[queue] = rates.get(queue, 0) + jobs
        return rates


def _last_failed(tx: Transaction, at: Moment, names: QueueNames) -> list[JobRow]:
    rows = tx.all(SQL["last_failed"], {"queue": names.start, "limit": MOST_FAILED})
    ids = [id_ for (id_,) in rows]
    found = {job.id: job for job in listing.rows(tx, at, ids)}
    return [found[id_]._replace(queue=names.shown(found[id_].queue)) for id_ in ids]
