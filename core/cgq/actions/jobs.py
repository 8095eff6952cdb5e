"""Jobs as somebody looks at them: a page of them, one in full, what failed, how everything stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cgq.actions.job_items import counts_of_jobs
from cgq.actions.loose_keys import with_candidates
from cgq.actions.queues import full_job, meant_here, shown_queues, shown_supervisors
from cgq.queue import listing as ledger
from cgq.queue import pauses, stats, subjects
from cgq.queue.failures import Group, Which, check_fingerprint, discarded, groups, waiting_for_another_try
from cgq.queue.item_failures import failed_item_counts
from cgq.queue.item_rows import MOST, item_page
from cgq.queue.names import is_meant, prefix_of
from cgq.queue.totals import Totals, totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.item_counts import ItemCounts
    from cgq.queue.listing import Filter, FullJob, JobRow, Paper
    from cgq.queue.pauses import Pause
    from cgq.queue.reasons import Reason
    from cgq.queue.states import State
    from cgq.queue.stats import Status
    from cgq.queue.subjects import Asked
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Jobs:
    """A page of jobs, whether there is another page, and what the jobs are about.

    By job: the papers behind them (with what keys have to do with those that a job has read), the questions, how many
    jobs follow from each first job of a chain, by state, and how its items stand. `depth` is how many jobs one
    follows from, where the page holds whole chains. `totals` counts what the filters leave in all.
    """

    jobs: Sequence[JobRow]
    papers: Mapping[int, Paper]
    more: bool
    questions: Mapping[int, Asked] = field(default_factory=dict[int, "Asked"])
    followers: Mapping[int, Mapping[State, int]] = field(default_factory=dict[int, "Mapping[State, int]"])
    depth: Mapping[int, int] = field(default_factory=dict[int, int])
    items: Mapping[int, ItemCounts] = field(default_factory=dict[int, "ItemCounts"])
    totals: Totals = field(default_factory=lambda: Totals({}))


@dataclass(frozen=True, slots=True)
class Failures:
    """What failed for good, by its cause; `waiting` jobs failed and wait for another try, `discarded` were given up.

    `paused` are the paused queues in which something failed: the pause and how many jobs. `items` failed in `jobs` that
    are done."""

    groups: Sequence[Group]
    waiting: int
    discarded: int
    paused: Mapping[str, tuple[Pause, int]] = field(default_factory=dict[str, "tuple[Pause, int]"])
    items: int = 0
    jobs: int = 0

    @property
    def count(self) -> int:
        """How many jobs have failed for good."""
        return sum(group.count for group in self.groups)


def listing(workspace: Workspace, wanted: Filter, *, limit: int, page: int = 1, chains: bool = False) -> Jobs:
    """A page of jobs, the newest first. The filter's `since` is a moment of the wall clock here.

    `chains`: each with all that follows from it, in the order in which it follows; the page counts the first jobs.
    """
    names = workspace.policies.names
    with workspace.ledger.read() as (tx, at):
        meant = meant_here(workspace, tx, wanted, at)
        found = ledger.page(tx, at, meant, limit=limit + 1, skip=limit * (page - 1))
        shown, depth = _with_followers(tx, at, found[:limit]) if chains else (found[:limit], {})
        ids, first = [job.id for job in shown], [job.id for job in shown if job.parent_id is None]
        read = [job.id for job in shown if job.parent_id is None and job.state == "done"]
        return Jobs(
            [job._replace(queue=names.shown(job.queue)) for job in shown],
            {**ledger.papers(tx, ids), **ledger.papers_in_full(tx, read)},
            len(found) > limit,
            subjects.questions_behind(tx, ids),
            subjects.followers(tx, first),
            depth,
            counts_of_jobs(tx, shown),
            totals(tx, meant),
        )


def _with_followers(tx: Transaction, at: Moment, roots: Sequence[JobRow]) -> tuple[list[JobRow], dict[int, int]]:
    """Each first job before all that follows from it, and how many jobs each one follows from."""
    later = ledger.rows(tx, at, ledger.below(tx, [job.id for job in roots]))
    after: dict[int | None, list[JobRow]] = {}
    for job in later:  # the newest first, so that the oldest lies on top of the stack below
        after.setdefault(job.parent_id, []).append(job)
    ordered: list[JobRow] = []
    depth: dict[int, int] = {}
    left = [(job, 0) for job in reversed(roots)]
    while left:
        job, deep = left.pop()
        ordered.append(job)
        depth[job.id] = deep
        left += [(child, deep + 1) for child in after.get(job.id, ())]
    return ordered, depth


def one(workspace: Workspace, job: int, *, limit: int = MOST, page: int = 1) -> FullJob:
    """A job with everything that is kept of it, and so many of its items. Raises Missing."""
    with workspace.ledger.read() as (tx, at):
        found = _full(workspace, tx, at, job)
        return replace(found, item_page=item_page(tx, at, job, limit=limit, page=page))


def several(workspace: Workspace, jobs: Iterable[int]) -> list[FullJob]:
    """Some jobs, each once. Raises Missing."""
    with workspace.ledger.read() as (tx, at):
        return [_full(workspace, tx, at, job) for job in dict.fromkeys(jobs)]


def _full(workspace: Workspace, tx: Transaction, at: Moment, job: int) -> FullJob:
    found = full_job(workspace, tx, at, job)
    paper = ledger.papers_in_full(tx, [job]).get(job)
    return replace(found, paper=paper, question=subjects.questions_behind(tx, [job]).get(job))


def papers_behind(workspace: Workspace, jobs: Iterable[int]) -> dict[int, Paper]:
    """The papers that some jobs are about, by job, with what keys have to do with each."""
    with workspace.database.read() as tx:
        return ledger.papers_in_full(tx, jobs)


def failures(workspace: Workspace, which: Which) -> Failures:
    """The failed jobs that the filters leave, grouped; their `since` is a moment of the wall clock here."""
    with workspace.ledger.read() as (tx, at):
        check_fingerprint(tx, which.fingerprint)
        meant = meant_here(workspace, tx, which, at)
        found = groups(tx, at, meant)
        paused = _paused_with_failures(tx, at, meant.queue) if found else {}
        items, jobs = failed_item_counts(tx, meant)
        waiting = waiting_for_another_try(tx, meant.queue)
        shown = workspace.policies.names.shown
        return Failures(
            [replace(group, queue=shown(group.queue)) for group in found],
            waiting,
            discarded(tx, meant),
            {shown(name): pause for name, pause in paused.items()},
            items=items,
            jobs=jobs,
        )


def _paused_with_failures(tx: Transaction, at: Moment, queue: str | None) -> dict[str, tuple[Pause, int]]:
    failed: Counter[str] = Counter()
    for name, _, state, n in tx.all(ledger.SQL["state_counts"]):
        if state == "failed" and is_meant(queue, name):
            failed[name] += n
    paused = pauses.dated(tx, at)
    return {name: (pause, n) for name, n in sorted(failed.items()) if n and (pause := paused.over(name))}


def status(workspace: Workspace) -> Status:
    """How the queues, the supervisors and the bank stand."""
    with workspace.ledger.look() as books:
        found = stats.status(books.tx, workspace.database.path, workspace.policies, books.moment)
        for queue in found.queues:
            if queue.count("ready"):
                queue.reasons = _why_waiting(books, found, queue.name)
        return _as_seen_here(workspace, replace(found, bank=with_candidates(books.tx, found.bank)))


def _as_seen_here(workspace: Workspace, found: Status) -> Status:
    """The queues of this environment by their short names, who serves them, and what the other environments hold."""
    names = workspace.policies.names
    elsewhere: Counter[str] = Counter()
    for queue in found.queues:
        if not names.is_own(queue.name) and queue.unfinished:
            elsewhere[prefix_of(queue.name)] += queue.unfinished
    return replace(
        found,
        queues=shown_queues(names, found.queues),
        supervisors=shown_supervisors(names, found.supervisors),
        elsewhere=dict(elsewhere),
    )


def _why_waiting(books: Books, found: Status, queue: str) -> tuple[Reason, ...]:
    from cgq.queue.explain import queue_reasons

    return queue_reasons(books, found.supervisors, queue)
