"""Jobs as somebody looks at them: a page of them, one in full, what failed, how everything stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.queue import listing as ledger
from cgq.queue import stats
from cgq.queue.failures import Group, Which, discarded, groups, waiting_for_another_try

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.queue.listing import Filter, FullJob, JobRow, Paper
    from cgq.queue.stats import Status
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Jobs:
    """A page of jobs, the papers behind them by job, and whether there is another page."""

    jobs: Sequence[JobRow]
    papers: Mapping[int, Paper]
    more: bool


@dataclass(frozen=True, slots=True)
class Failures:
    """What failed for good, by its cause; `waiting` jobs failed and wait for another try, `discarded` were given up."""

    groups: Sequence[Group]
    waiting: int
    discarded: int

    @property
    def count(self) -> int:
        """How many jobs have failed for good."""
        return sum(group.count for group in self.groups)


def listing(workspace: Workspace, wanted: Filter, *, limit: int, page: int = 1) -> Jobs:
    """A page of jobs, the newest first. The filter's `since` is a moment of the wall clock here."""
    with workspace.ledger.read() as (tx, at):
        meant = replace(wanted, since=at.on_the_line(wanted.since))
        found = ledger.page(tx, at, meant, limit=limit + 1, skip=limit * (page - 1))
        shown = found[:limit]
        return Jobs(shown, ledger.papers(tx, [job.id for job in shown]), len(found) > limit)


def one(workspace: Workspace, job: int) -> FullJob:
    """A job with everything that is kept of it. Raises Missing."""
    with workspace.ledger.read() as (tx, at):
        return ledger.full(tx, at, job)


def several(workspace: Workspace, jobs: Iterable[int]) -> list[FullJob]:
    """Some jobs, each once. Raises Missing."""
    with workspace.ledger.read() as (tx, at):
        return [ledger.full(tx, at, job) for job in dict.fromkeys(jobs)]


def papers_behind(workspace: Workspace, jobs: Iterable[int]) -> dict[int, Paper]:
    """The papers that some jobs are about, by job, with what keys have to do with each."""
    with workspace.database.read() as tx:
        return ledger.papers_in_full(tx, jobs)


def failures(workspace: Workspace, which: Which) -> Failures:
    """The failed jobs that the filters leave, grouped; their `since` is a moment of the wall clock here."""
    with workspace.ledger.read() as (tx, at):
        meant = replace(which, since=at.on_the_line(which.since))
        found = groups(tx, at, meant)
        return Failures(found, waiting_for_another_try(tx, which.queue), discarded(tx, which))


def status(workspace: Workspace) -> Status:
    """How the queues, the supervisors and the bank stand."""
    with workspace.ledger.read() as (tx, at):
        return stats.status(tx, workspace.database.path, workspace.policies, at)
