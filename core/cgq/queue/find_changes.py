"""Finds what changed in the queue between two looks: from ids and moments, not from differences of counts.

Nothing that ended is missed, however short it was: jobs that ended are found by when they did, attempts and new jobs by
their ids. Reads only, and nothing but what is new: indexes lead there. Of the queues, those of one environment alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cgq import events
from cgq.queue import books
from cgq.queue.changes import Added, Attempt, Ended, QueueResumed, Retried, SupervisorChanged
from cgq.queue.listing import SQL, most_starts
from cgq.queue.pauses import EVERY
from cgq.queue.states import LIVING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.changes import Change
    from cgq.queue.policy import Policies
    from cgq.queue.stats import SupervisorStatus
    from cgq.queue.timeline import Moment

R = TypeVar("R", bound="tuple[Any, ...]")

Start = tuple[int, int]
"""A start of a job: its id, and when it was on the time line."""


@dataclass(slots=True)
class Seen:
    """How far the looks have come."""

    at: int
    """Starts before this moment of the time line were reported, or lie before the first look."""
    last_job: int
    last_attempt: int
    ended_at: int
    ended: set[int]
    """The jobs that ended in the very millisecond `ended_at`: others may have ended in it, too."""
    started: set[Start]
    progress: dict[int, int]
    failed: set[int]
    pauses: dict[str, str]
    circuits: dict[str, str]
    supervisors: dict[int, SupervisorStatus]
    tally: dict[tuple[str, str, str], int] | None = None
    """None before the first look, which reports the counts whatever they are."""


class Changes:
    """Finds what changed since its last look. The first one finds the counts of what is not over."""

    def __init__(
        self, tx: Transaction, at: Moment, policies: Policies, supervisors: Sequence[SupervisorStatus]
    ) -> None:
        self._policies = policies
        ended_at = tx.value(SQL["last_end"]) or 0
        running = self._running(tx)
        self._seen = Seen(
            at=at.now + 1,
            last_job=tx.value(SQL["last_id"]),
            last_attempt=tx.value(SQL["last_attempt"]),
            ended_at=ended_at,
            ended={row[0] for row in tx.all(SQL["ended_from"], (ended_at,))},
            started={(id_, started) for id_, _, _, started, _, _ in running},
            progress={id_: done for id_, _, _, _, done, _ in running},
            failed=_failed(tx),
            pauses=self._pauses_now(tx),
            circuits=_circuits(tx),
            supervisors={one.id: one for one in supervisors if one.alive},
        )

    def since_last(self, tx: Transaction, at: Moment, supervisors: Sequence[SupervisorStatus]) -> list[Change]:
        """Everything that changed, in an order in which it can have happened."""
        ended, attempts = self._ended(tx), self._attempts(tx)
        running = self._running(tx)
        came, left = self._supervisors(supervisors)
        found: list[Change] = [
            *came,
            *self._added(tx),
            *self._started(running, ended, attempts, at.now),
            *self._progress(running),
            *self._tries(attempts, ended),
            *map(_end, _grouped(ended)),
            *self._retried(tx, attempts, ended),
            *self._pauses(tx),
            *self._circuits(tx),
            *left,
            *self._counts(tx),
        ]
        self._seen.at = max(self._seen.at, at.now)
        return found

    def _own(self, rows: Iterable[R]) -> list[R]:
        """Rows that begin with id and queue, of this environment."""
        return [row for row in rows if self._policies.names.is_own(row[1])]

    def _running(self, tx: Transaction) -> list[tuple[Any, ...]]:
        return self._own(tx.all(SQL["running_progress"]))

    def _supervisors(self, now: Sequence[SupervisorStatus]) -> tuple[list[Change], list[Change]]:
        """Those that came or drain, and those that left."""
        before, alive = self._seen.supervisors, {one.id: one for one in now if one.alive}
        came: list[Change] = []
        for id_, one in alive.items():
            if id_ not in before:
                came.append(SupervisorChanged(supervisor=one, change="started"))
            elif one.state == "draining" != before[id_].state:
                came.append(SupervisorChanged(supervisor=one, change="draining"))
        gone = [one for id_, one in before.items() if id_ not in alive]
        self._seen.supervisors = alive
        return came, [SupervisorChanged(supervisor=one, change="left") for one in gone]

    def _added(self, tx: Transaction) -> Iterator[Change]:
        rows = tx.all(SQL["jobs_after"], (self._seen.last_job,))
        self._seen.last_job = max((row[0] for row in rows), default=self._seen.last_job)
        for (queue, kind), jobs in _by_lane(self._own(rows)).items():
            yield Added(queue=queue, kind=kind, jobs=jobs)

    def _ended(self, tx: Transaction) -> list[Ended]:
        rows = [Ended._make(row) for row in tx.all(SQL["ended_from"], (self._seen.ended_at,))]
        new = [one for one in rows if one.finished_at > self._seen.ended_at or one.id not in self._seen.ended]
        if rows:
            self._seen.ended_at = rows[-1].finished_at
            self._seen.ended = {one.id for one in rows if one.finished_at == self._seen.ended_at}
        return [one for one in new if self._policies.names.is_own(one.queue)]

    def _attempts(self, tx: Transaction) -> list[Attempt]:
        found = [Attempt._make(row) for row in tx.all(SQL["attempts_after"], (self._seen.last_attempt,))]
        self._seen.last_attempt = max((one.id for one in found), default=self._seen.last_attempt)
        return [one for one in found if self._policies.names.is_own(one.queue)]

    def _started(
        self, running: Sequence[tuple[Any, ...]], ended: Sequence[Ended], attempts: Sequence[Attempt], now: int
    ) -> Iterator[Change]:
        """Starts that were not seen yet: of what runs, and of what was started and ended since the last look."""
        over = [(one.job, one.queue, one.kind, one.started_at) for one in attempts]
        over += [(one.id, one.queue, one.kind, one.started_at) for one in ended]
        starts = {(row[0], row[3]): row[:3] for row in running}
        starts |= {(row[0], row[3]): row[:3] for row in over if row[3] is not None and row[3] >= self._seen.at}
        new = [row for start, row in starts.items() if start not in self._seen.started]
        # Of this very millisecond, more may be found by the next look: what was reported by now is not forgotten.
        self._seen.started = {start for start in starts if start[1] >= now} | {(row[0], row[3]) for row in running}
        for (queue, kind), jobs in _by_lane(new).items():
            yield events.Started(queue=queue, kind=kind, jobs=jobs)

    def _progress(self, running: Sequence[tuple[Any, ...]]) -> Iterator[Change]:
        before, self._seen.progress = self._seen.progress, {row[0]: row[4] for row in running}
        for id_, _, kind, _, done, total in running:
            if total and done and done != before.get(id_):
                yield events.Progress(job=id_, kind=kind, done=done, total=total)

    def _tries(self, attempts: Sequence[Attempt], ended: Sequence[Ended]) -> Iterator[Change]:
        """Attempts after which another one follows, and jobs that went back; the last attempt of a job is its end."""
        over = {(one.id, one.finished_at) for one in ended}
        for one in attempts:
            if one.outcome == "returned":
                yield events.Returned(jobs=(one.job,), reason=one.code)
            elif (one.job, one.ended_at) not in over:
                yield self._try(one)

    def _try(self, one: Attempt) -> events.Ended:
        most = most_starts(self._policies, one.kind, one.code, one.max_attempts)
        is_over = one.was_retried_by_hand
        return events.Ended(
            queue=one.queue,
            kind=one.kind,
            state="failed" if is_over else "scheduled",
            jobs=(one.job,),
            code=one.code,
            message=one.message,
            hint=one.hint,
            tries=None if is_over or most is None else (one.number, most),
        )

    def _retried(self, tx: Transaction, attempts: Sequence[Attempt], ended: Sequence[Ended]) -> Iterator[Change]:
        now = _failed(tx)
        gone = self._seen.failed - now - {one.id for one in ended if one.state == "discarded"}
        gone |= {one.job for one in attempts if one.outcome != "returned" and one.was_retried_by_hand}
        self._seen.failed = now
        rows = tx.all(SQL["lanes_of"], (json.dumps(sorted(gone)),)) if gone else []
        for (queue, kind), jobs in _by_lane(self._own(rows)).items():
            yield Retried(queue=queue, kind=kind, jobs=jobs)

    def _pauses(self, tx: Transaction) -> Iterator[Change]:
        before, self._seen.pauses = self._seen.pauses, self._pauses_now(tx)
        for queue, reason in self._seen.pauses.items():
            if queue not in before:
                yield events.QueuePaused(queue=queue, reason=reason)
        for queue in before:
            if queue not in self._seen.pauses:
                yield QueueResumed(queue=queue)

    def _pauses_now(self, tx: Transaction) -> dict[str, str]:
        """Reasons by queue: of this environment's, and of every queue at once."""
        rows = tx.all(books.SQL["pauses"])
        names = self._policies.names
        return {queue: reason for queue, _, _, reason in rows if queue == EVERY or names.is_own(queue)}

    def _circuits(self, tx: Transaction) -> Iterator[Change]:
        before, self._seen.circuits = self._seen.circuits, _circuits(tx)
        for kind, reason in self._seen.circuits.items():
            if kind not in before:
                yield events.CircuitOpened(kind=kind, reason=reason)

    def _counts(self, tx: Transaction) -> Iterator[Change]:
        """Of this environment's lanes."""
        now = {lane: jobs for lane, jobs in _tally(tx).items() if self._policies.names.is_own(lane[0])}
        if now != self._seen.tally:
            self._seen.tally = now
            yield events.Counts(tally=now)


def _grouped(ended: Iterable[Ended]) -> Iterator[list[Ended]]:
    """Jobs that ended together and alike, in the order in which they did."""
    groups: dict[tuple[object, ...], list[Ended]] = defaultdict(list)
    for one in ended:
        groups[one.finished_at, one.queue, one.kind, one.state, one.code, one.message].append(one)
    yield from groups.values()


def _end(group: Sequence[Ended]) -> events.Ended:
    first = group[0]
    return events.Ended(
        queue=first.queue,
        kind=first.kind,
        state=first.state,
        jobs=tuple(one.id for one in group),
        code=first.code,
        message=first.message,
        hint=first.hint,
    )


def _by_lane(rows: Iterable[Sequence[Any]]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Jobs by queue and kind, of rows that begin with id, queue and kind."""
    lanes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for id_, queue, kind, *_ in rows:
        lanes[queue, kind].append(id_)
    return {lane: tuple(jobs) for lane, jobs in lanes.items()}


def _failed(tx: Transaction) -> set[int]:
    return {id_ for (id_,) in tx.all(SQL["all_failed"])}


def _circuits(tx: Transaction) -> dict[str, str]:
    return {kind: reason for kind, _, reason in tx.all(SQL["open_circuits"])}


def _tally(tx: Transaction) -> dict[tuple[str, str, str], int]:
    """Living jobs by queue, kind and state."""
    rows = tx.all(SQL["state_counts"])
    return {(queue, kind, state): n for queue, kind, state, n in rows if state in LIVING}
