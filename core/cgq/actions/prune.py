"""Remove jobs that have been over for long enough, in short transactions beside whoever works (B6)."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.queues import asked_queue
from cgq.db.connection import AFTER_COMMIT
from cgq.db.shrinking import shrink, size_on_disk
from cgq.queue import artifacts, retention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.queue.books import Books
    from cgq.queue.retention import Rule, Span, Which
    from cgq.queue.states import State
    from cgq.workspace import Workspace

FILES = 200
"""Files that are removed in one transaction, which nobody can store a result beside."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many jobs of a kind in a state: it is more than `keep` seconds since they ended."""

    kind: str
    state: State
    jobs: int
    keep: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What goes, or went. The `files` that no job names any more and the `bytes` that the disk got back are None for
    what would go."""

    groups: tuple[Group, ...]
    files: int | None = None
    bytes: int | None = None

    @property
    def jobs(self) -> int:
        """How many jobs."""
        return sum(group.jobs for group in self.groups)


def would_prune(workspace: Workspace, which: Which) -> Pruning:
    """What `prune` would remove; nothing is changed."""
    plan = _plan(workspace, which)
    return Pruning(groups=_groups(plan.rules, plan.jobs))


def prune(workspace: Workspace, which: Which) -> Pruning:
    """Remove the jobs that may go with all that is kept for them alone, and give the room back to the disk."""
    before = size_on_disk(workspace.database)
    plan = _plan(workspace, which)
    gone = _remove_jobs(workspace, plan)
    files = _remove_files(workspace)
    _repeat(workspace, retention.remove_items)
    _repeat(workspace, retention.forget_old)
    shrink(workspace.database)
    freed = max(0, before - size_on_disk(workspace.database))
    return Pruning(groups=_groups(plan.rules, gone), files=files, bytes=freed)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rules that hold, the filter by queue, where jobs are that may go, and how many by kind and state."""

    rules: Sequence[Rule]
    queue: str
    spans: Sequence[Span]
    jobs: Counter[tuple[str, State]]


def _plan(workspace: Workspace, which: Which) -> _Plan:
    """All jobs are looked through here, so that no transaction that writes needs to."""
    jobs: Counter[tuple[str, State]] = Counter()
    spans: list[Span] = []
    with workspace.ledger.read() as (tx, at):
        rules = retention.rules(tx, workspace.policies, at.now, which)
        queue = asked_queue(workspace, tx, which.queue)
        for span, found in retention.find(tx, rules, queue):
            spans.append(span)
            jobs.update((job.kind, job.state) for job in found)
    return _Plan(rules, queue, spans, jobs)


def _remove_jobs(workspace: Workspace, plan: _Plan) -> Counter[tuple[str, State]]:
    gone: Counter[tuple[str, State]] = Counter()
    for span in plan.spans:
        with workspace.ledger.write() as books:
            jobs = retention.prune(books, plan.rules, plan.queue, span)
        time.sleep(AFTER_COMMIT)
        gone.update((job.kind, job.state) for job in jobs)
    return gone


def _remove_files(workspace: Workspace) -> int:
    """Remove the files that nothing names any more; how many. Their rows go first, so that no row lacks its file."""
    with workspace.database.read() as tx:
        unnamed = artifacts.unnamed(tx)
    removed = 0
    for first in range(0, len(unnamed), FILES):
        with workspace.ledger.write() as books:
            forgotten = artifacts.forget_unnamed(books, unnamed[first : first + FILES])
        with workspace.ledger.write() as books:
            artifacts.remove_unnamed(books, workspace.database.path, forgotten)
        removed += len(forgotten)
        time.sleep(AFTER_COMMIT)
    return removed


def _repeat(workspace: Workspace, remove: Callable[[Books], bool]) -> None:
    is_more = True
    while is_more:
        with workspace.ledger.write() as books:
            is_more = remove(books)
        time.sleep(AFTER_COMMIT)


def _groups(rules: Sequence[Rule], jobs: Counter[tuple[str, State]]) -> tuple[Group, ...]:
    counted = ((rule, jobs[rule.kind, rule.state]) for rule in rules)
    return tuple(Group(rule.kind, rule.state, n, rule.keep) for rule, n in counted if n)
