"""End jobs that nobody started in time and remove those that have been over for long enough, in short transactions
beside whoever works (B6)."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.actions.queues import asked_queue
from cgq.db.connection import AFTER_COMMIT
from cgq.db.shrinking import size_on_disk
from cgq.queue import artifacts, retention
from cgq.queue.books import SQL
from cgq.queue.pruning import Pruning
from cgq.queue.unnamed_files import AGE_MS, to_lose
from cgq.queue.upkeep import Upkeep, step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.retention import Rule, Which
    from cgq.queue.states import State
    from cgq.queue.upkeep import Task
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Group:
    """So many jobs of a kind in a state: it is more than `keep` seconds since they ended."""

    kind: str
    state: State
    jobs: int
    keep: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What goes, or went: `expired` jobs that nobody started in time, which fail, and jobs that were over.

    `files` that nobody needs any more have `file_bytes`; `bytes` is what the disk got back for the database, None for
    what would go.
    """

    groups: tuple[Group, ...]
    expired: int = 0
    files: int = 0
    file_bytes: int = 0
    bytes: int | None = None

    @property
    def jobs(self) -> int:
        """How many jobs are removed."""
        return sum(group.jobs for group in self.groups)

    @property
    def is_nothing(self) -> bool:
        """Does nothing go?"""
        return not (self.jobs or self.expired or self.files)


def would_prune(workspace: Workspace, which: Which) -> Pruned:
    """What `prune` would remove; nothing is changed."""
    jobs: Counter[tuple[str, State]] = Counter()
    gone: set[int] = set()
    with workspace.ledger.read() as (tx, at):
        rules = retention.rules(tx, workspace.policies, at.now, which)
        queue = asked_queue(workspace, tx, which.queue)
        for found in retention.find(tx, rules, queue):
            jobs.update((job.kind, job.state) for job in found)
            gone.update(job.id for job in found)
        names = {"start": workspace.policies.names.start, "now": at.now}
        expired: int = tx.value(SQL["expired_count"], names) if _task(which) == "clean" else 0
        files = [*to_lose(tx, at.now, gone), *_unknown(tx, at.wall)]
    groups = _groups(rules, lambda rule: jobs[rule.kind, rule.state])
    return Pruned(groups=groups, expired=expired, files=len(files), file_bytes=sum(files))


def _unknown(tx: Transaction, wall: int) -> list[int]:
    """The sizes of old files that no row names."""
    database = Path(tx.file())
    before = (wall - AGE_MS) / 1000
    found = [artifacts.old_unknown(tx, database, shelf, before) for shelf in artifacts.shelves(database)]
    return [size for sizes in found for size in sizes.values()]


def prune(workspace: Workspace, which: Which) -> Pruned:
    """Remove the jobs that may go with all that is kept for them alone, and give the room back to the disk."""
    before = size_on_disk(workspace.database)
    with workspace.database.read() as tx:
        queue = asked_queue(workspace, tx, which.queue)
    upkeep = Upkeep(_task(which), pruning=Pruning(which, queue))
    while _step(workspace, upkeep):
        time.sleep(AFTER_COMMIT)
    workspace.database.empty_log()
    pruning = upkeep.pruning
    return Pruned(
        groups=_groups(pruning.rules or (), lambda rule: pruning.removed.get(rule.kind, {}).get(rule.state, 0)),
        expired=upkeep.expired,
        files=pruning.files,
        file_bytes=pruning.file_bytes,
        bytes=max(0, before - size_on_disk(workspace.database)),
    )


def _task(which: Which) -> Task:
    """Jobs that expired are no ended jobs of a kind, queue or state: who chooses among these leaves them alone."""
    return "clean" if (which.kind, which.queue, which.state) == (None, None, None) else "prune"


def _step(workspace: Workspace, upkeep: Upkeep) -> bool:
    with workspace.ledger.write() as books:
        return step(books, upkeep)


def _groups(rules: Sequence[Rule], count: Callable[[Rule], int]) -> tuple[Group, ...]:
    counted = [(rule, count(rule)) for rule in rules]
    return tuple(Group(rule.kind, rule.state, jobs, rule.keep) for rule, jobs in counted if jobs)
