"""Remove jobs that have been over for long enough, in short transactions beside whoever works (B6)."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.queues import asked_queue
from cgq.db.connection import AFTER_COMMIT
from cgq.db.shrinking import size_on_disk
from cgq.queue import retention
from cgq.queue.pruning import Pruning, step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.queue.retention import Rule, Which
    from cgq.queue.states import State
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
    """What goes, or went. The `files` that no job names any more and the `bytes` that the disk got back are None for
    what would go."""

    groups: tuple[Group, ...]
    files: int | None = None
    bytes: int | None = None

    @property
    def jobs(self) -> int:
        """How many jobs."""
        return sum(group.jobs for group in self.groups)


def would_prune(workspace: Workspace, which: Which) -> Pruned:
    """What `prune` would remove; nothing is changed."""
    jobs: Counter[tuple[str, State]] = Counter()
    with workspace.ledger.read() as (tx, at):
        rules = retention.rules(tx, workspace.policies, at.now, which)
        queue = asked_queue(workspace, tx, which.queue)
        for found in retention.find(tx, rules, queue):
            jobs.update((job.kind, job.state) for job in found)
    return Pruned(groups=_groups(rules, lambda rule: jobs[rule.kind, rule.state]))


def prune(workspace: Workspace, which: Which) -> Pruned:
    """Remove the jobs that may go with all that is kept for them alone, and give the room back to the disk."""
    before = size_on_disk(workspace.database)
    with workspace.database.read() as tx:
        queue = asked_queue(workspace, tx, which.queue)
    pruning = Pruning(which, queue)
    while _step(workspace, pruning):
        time.sleep(AFTER_COMMIT)
    workspace.database.empty_log()
    return Pruned(
        groups=_groups(pruning.rules or (), lambda rule: pruning.removed.get(rule.kind, {}).get(rule.state, 0)),
        files=pruning.files,
        bytes=max(0, before - size_on_disk(workspace.database)),
    )


def _step(workspace: Workspace, pruning: Pruning) -> bool:
    with workspace.ledger.write() as books:
        return step(books, pruning)


def _groups(rules: Sequence[Rule], count: Callable[[Rule], int]) -> tuple[Group, ...]:
    counted = [(rule, count(rule)) for rule in rules]
    return tuple(Group(rule.kind, rule.state, jobs, rule.keep) for rule, jobs in counted if jobs)
