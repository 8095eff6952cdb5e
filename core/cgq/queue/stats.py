"""How the queue stands, from kept counters: never a walk over finished jobs (C4). Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cgq.queue import books, hook_runs, pauses
from cgq.queue.latency import HOUR_MS
from cgq.queue.listing import SQL
from cgq.queue.next_slots import next_slots
from cgq.queue.ownership import is_held
from cgq.queue.pauses import EVERY
from cgq.queue.states import LIVING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.queue.next_slots import NextSlot
    from cgq.queue.pauses import Pause
    from cgq.queue.policy import Policies
    from cgq.queue.reasons import Reason
    from cgq.queue.timeline import Moment


STALLED_MS = 60_000
"""Milliseconds without a move after which a supervisor that holds jobs counts as stalled: it moves at least every five
seconds while it holds any, so that twelve moves are missing."""

CLASSES = (1, 2, 3, 4)
"""The classes of waiting jobs, from critical to low (C3): the oldest of each is the head of an index."""


@dataclass(slots=True, kw_only=True)
class QueueStatus:
    """One queue. `retries` is the part of `scheduled` that waits for another try, `replaced` the part of `failed` whose
    file holds a newer paper that was read; `overdue` is the part of `scheduled` that is due, and that nobody has made
    ready; `stuck` is the part of `blocked` that waits for a job which ended without being done, the first of them
    `stuck_behind`; `oldest` is since when the longest waiting job is ready or due; `done` and `lost` count what ended
    in the last 24 hours; `reasons` are why ready jobs of it do not start (`queue/explain.py`)."""

    name: str
    limit: int
    pause: Pause | None = None
    counts: dict[str, int] = field(default_factory=dict[str, int])
    retries: int = 0
    replaced: int = 0
    done: int = 0
    lost: int = 0
    overdue: int = 0
    stuck: int = 0
    stuck_behind: int | None = None
    oldest: int | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_configured(self) -> bool:
        """Do the settings make it, so that somebody may serve it? A limit of the settings is at least 1."""
        return self.limit > 0

    @property
    def unfinished(self) -> int:
        """How many of its jobs are not over."""
        return sum(self.count(state) for state in LIVING)

    def count(self, state: str) -> int:
        """How many jobs of the queue are in a state."""
        return self.counts.get(state, 0)

    @property
    def startable(self) -> int:
        """How many jobs only wait for somebody to start them."""
        return self.count("ready") + self.overdue

    def waited(self, now: int) -> float | None:
        """For how many seconds the longest waiting job has been ready; None when none waits."""
        return None if self.oldest is None else max(0.0, round((now - self.oldest) / 1000, 3))


class EndedTotal(NamedTuple):
    """Jobs of a queue and a kind that ended in a state since the database was made, and for how long they ran."""

    queue: str
    kind: str
    state: str
    jobs: int
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorStatus:
    """Who works on the database. `alive` is told by its lock; `stalled`: it lives, holds jobs, and does not move.

    `queues` are those that it serves, `kinds` those that it can run; None for all.
    """

    id: int
    pid: int
    host: str
    version: str
    state: Literal["running", "draining", "gone"]
    started_at: int
    moved_at: int
    alive: bool
    running: int
    stalled: bool
    queues: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    def serves(self, queue: str, kind: str) -> bool:
        """May it start jobs of a lane?"""
        return self.serves_queue(queue) and (self.kinds is None or kind in self.kinds)

    def serves_queue(self, queue: str) -> bool:
        """May it start jobs of a queue?"""
        return self.alive and self.state == "running" and (self.queues is None or queue in self.queues)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A paper or a key: its number, and its freshest path as text, its title where it lies nowhere any more; why a key
    that was looked at does not answer it; and, of one that lies in no file of its own, the paths of its `parts`."""

    material: int
    path: str
    refusal: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatus:
    """What the bank holds. `questions` are counted once however often they are printed, `appearances` each time;
    `answered` are the appearances with an answer, `to_review` the places that ask for a person (`cgq review`)."""

    materials: dict[str, int]
    questions: int
    vectors: int
    concepts: int
    appearances: int = 0
    answered: int = 0
    to_review: int = 0
    unsent: int | None = None
    """How many changes are still to be sent to Neo4j, None while none is configured."""
    unused_keys: tuple[StoredFile, ...] = ()
    unanswered: tuple[StoredFile, ...] = ()
    """The keys that answer no paper; and, where there are such keys, the papers of which most questions have no
    answer."""
    candidates: Mapping[int, tuple[int, ...]] = field(default_factory=dict[int, "tuple[int, ...]"])
    """By unused key, the unanswered papers which it would answer if it were named for them; a key that was not tried is
    left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How everything stands at a moment; times are of the wall clock, in milliseconds."""

    moment: Moment
    queues: list[QueueStatus]
    supervisors: list[SupervisorStatus]
    circuits: list[tuple[str, int, str]]
    bank: BankStatus
    ended: Sequence[EndedTotal] = ()
    hooks: hook_runs.Counts = field(default_factory=hook_runs.Counts)
    schedule: Sequence[NextSlot] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict[str, int])
    """By prefix of another environment: how many jobs of its queues are not over."""

    @property
    def at(self) -> int:
        """The moment, of the wall clock."""
        return self.moment.wall

    @property
    def failed(self) -> int:
        """How many jobs have failed, those left out whose file was replaced and read since."""
        return sum(queue.count("failed") - queue.replaced for queue in self.queues)

    @property
    def replaced(self) -> int:
        """How many jobs have failed whose file was replaced and read since."""
        return sum(queue.replaced for queue in self.queues)

    @property
    def stalled(self) -> list[SupervisorStatus]:
        """Supervisors that hold jobs without moving, or are gone with jobs in their name."""
        return [one for one in self.supervisors if one.stalled or (not one.alive and one.running)]


def status(tx: Transaction, database: Path, policies: Policies, at: Moment) -> Status:
    """How the queues, the supervisors and the bank stand at a moment."""
    return Status(
        moment=at,
        queues=queues(tx, policies, at),
        supervisors=supervisors(tx, database, at),
        circuits=[(kind, at.on_the_wall(opened), reason) for kind, opened, reason in tx.all(SQL["open_circuits"])],
        bank=bank(tx),
        ended=[EndedTotal._make(row) for row in tx.all(SQL["ended_totals"])],
        hooks=hook_runs.counts(tx, policies.names),
        schedule=next_slots(tx, policies.names.prefix),
    )


def queues(tx: Transaction, policies: Policies, at: Moment) -> list[QueueStatus]:
    """How the queues stand: those that are configured, then those that only have jobs."""
    found = {name: QueueStatus(name=name, limit=queue.limit) for name, queue in policies.queues.items()}
    _count(tx, found, at)
    _pause(tx, found, at)
    return list(found.values())


def _pause(tx: Transaction, queues: dict[str, QueueStatus], at: Moment) -> None:
    paused = pauses.dated(tx, at)
    for name in paused.keys() - {EVERY}:
        _of(queues, name)
    for name, queue in queues.items():
        queue.pause = paused.over(name)


def _count(tx: Transaction, queues: dict[str, QueueStatus], at: Moment) -> None:
    for name, kind, state, n in tx.all(SQL["state_counts"]):
        queue = _of(queues, name)
        queue.counts[state] = queue.count(state) + n
        if state == "ready":
            queue.oldest = min(filter(None, (queue.oldest, _oldest(tx, at, name, kind))), default=None)
    for name, n, since in tx.all(SQL["overdue"], (at.now,)):
        queue = _of(queues, name)
        queue.overdue = n
        queue.oldest = min(filter(None, (queue.oldest, at.on_the_wall(since))))
    for name, n in tx.all(SQL["retries_waiting"]):
        _of(queues, name).retries = n
    if any(queue.count("blocked") for queue in queues.values()):
        for name, n, behind in tx.all(SQL["blocked_for_good"]):
            _of(queues, name).stuck, _of(queues, name).stuck_behind = n, behind
    if any(queue.count("failed") for queue in queues.values()):
        for name, n in tx.all(SQL["failed_and_replaced"]):
            _of(queues, name).replaced = n
    for name, _, state, n, _ in tx.all(SQL["ended_since"], (at.now // HOUR_MS - 23,)):
        if state == "done":
            _of(queues, name).done += n
        else:
            _of(queues, name).lost += n


def _oldest(tx: Transaction, at: Moment, queue: str, kind: str) -> int | None:
    heads = (tx.value(SQL["oldest_ready"], {"queue": queue, "kind": kind, "class": class_}) for class_ in CLASSES)
    return min((at.on_the_wall(head) for head in heads if head is not None), default=None)


def _of(queues: dict[str, QueueStatus], name: str) -> QueueStatus:
    """A queue that is no longer configured still has its jobs."""
    return queues.setdefault(name, QueueStatus(name=name, limit=0))


def supervisors(tx: Transaction, database: Path, at: Moment) -> list[SupervisorStatus]:
    """Everyone who registered and was not removed."""
    held = {supervisor: n for supervisor, n, _ in tx.all(SQL["running_by_supervisor"])}
    found: list[SupervisorStatus] = []
    for id_, lock, pid, host, version, state, started, moved, queues, kinds in tx.all(books.SQL["supervisors"]):
        alive, running = is_held(database, lock), held.get(id_, 0)
        found.append(
            SupervisorStatus(
                id=id_,
                pid=pid,
                host=host,
                version=version,
                state=state,
                started_at=at.on_the_wall(started),
                moved_at=at.on_the_wall(moved),
                alive=alive,
                running=running,
                stalled=alive and running > 0 and at.now - moved > STALLED_MS,
                queues=_names(queues),
                kinds=_names(kinds),
            )
        )
    return found


def _names(found: str | None) -> frozenset[str] | None:
    return None if found is None else frozenset(json.loads(found))


def refused_keys(tx: Transaction, key: int, jobs: Iterable[int]) -> tuple[StoredFile, ...]:
    """The papers of some jobs that do not have their answers from a key (a material) that was named for them."""
    rows = tx.all(SQL["keys_refused"], {"key": key, "jobs": json.dumps(list(jobs))})
    return _with_parts(tx, rows)


def _with_parts(tx: Transaction, rows: Sequence[tuple[Any, ...]]) -> tuple[StoredFile, ...]:
    files = [StoredFile(*row) for row in rows]
    wanted = json.dumps([file.material for file in files])
    parts: dict[int, dict[int, str]] = {}
    for material, page, path in tx.all(SQL["parts_of_papers"], (wanted,)):
        parts.setdefault(material, {}).setdefault(page, path)
    return tuple(replace(file, parts=tuple(parts.get(file.material, {}).values())) for file in files)


def bank(tx: Transaction) -> BankStatus:
    """What the bank holds."""
    from cgq.exam.confidence import TRUSTED
    from cgq.exam.findings import ANSWER_CONFLICT

    questions, vectors, concepts = tx.one(SQL["bank_counts"]) or (0, 0, 0)
    limits = {"trusted": TRUSTED, "conflict": ANSWER_CONFLICT}
    appearances, answered, to_review = tx.one(SQL["answers_and_doubts"], limits) or (0, 0, 0)
    unused = _with_parts(tx, tx.all(SQL["keys_unused"]))
    unanswered = _with_parts(tx, tx.all(SQL["papers_unanswered"])) if unused else ()
    return BankStatus(
        materials=dict(tx.all(SQL["materials_by_status"])),
        questions=questions,
        vectors=vectors,
        concepts=concepts,
        appearances=appearances,
        answered=answered,
        to_review=to_review,
        unsent=tx.value(SQL["unsent"]),
        unused_keys=unused,
        unanswered=unanswered,
    )
