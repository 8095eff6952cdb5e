"""Work on the queue: serve until told to stop, or until some jobs with all their consequences are over."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.actions.loose_keys import with_candidates
from cgq.actions.queues import served_queues, shown_pauses
from cgq.actions.shown_events import shown_tally, with_shown_names
from cgq.errors import Busy
from cgq.queue import budget, pauses, provider_batches, stats
from cgq.queue.books import SQL as LEDGER
from cgq.queue.chains import Chains
from cgq.queue.failures import Group, Which, groups
from cgq.queue.item_failures import failed_item_counts
from cgq.queue.listing import SQL
from cgq.queue.pauses import Pauses
from cgq.queue.reasons import OverRun, Unpriced
from cgq.queue.states import WAITING
from cgq.stages.registry import loadable
from cgq.stages.table import closing_kinds
from cgq.workers.notify import Service
from cgq.workers.options import Options
from cgq.workers.upgrade import UpgradeWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from cgq.db.connection import Transaction
    from cgq.events import Event
    from cgq.queue.books import Books
    from cgq.queue.names import QueueNames
    from cgq.queue.pauses import Pause
    from cgq.queue.reasons import Reason
    from cgq.queue.stats import BankStatus, StoredFile, SupervisorStatus
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace

    Listening = Callable[[Callable[[str], None]], AbstractContextManager[None]]
    """What routes the signals of this process to a supervisor's `stop`."""

IfRunning = Literal["join", "skip", "wait", "fail"]
Tally = dict[tuple[str, str, str], int]

LOOK_EVERY = 0.2
"""Seconds between two looks whether the other run has ended: chosen so that a person does not notice."""

RSS_EVERY = 2.0
"""Seconds between two looks at the memory of this process and its workers: it grows over minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How to work. Durations in seconds, `max_rss` in bytes, `max_cost` in millionths of a dollar; None means no bound,
    and every queue."""

    queues: frozenset[str] | None = None
    until_empty: bool = True
    max_time: float | None = None
    max_jobs: int | None = None
    max_rss: int | None = None
    max_cost: int | None = None
    drain: float = 30.0
    if_running: IfRunning = "join"


class Unpaid(NamedTuple):
    """Waiting jobs of a kind for whose next request there is no money; `until` is when there is, by the wall clock in
    milliseconds, None where somebody has to do something."""

    kind: str
    jobs: int
    reason: Reason
    until: int | None


class InBatch(NamedTuple):
    """Jobs that wait for a batch of a provider. `submitted`, and when it is over at the latest, by the wall clock in
    milliseconds; None where it is not submitted yet."""

    batch: int
    provider: str
    jobs: int
    submitted: int | None
    until: int | None


class Held(NamedTuple):
    """A paused queue in which jobs wait."""

    queue: str
    jobs: int
    pause: Pause


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run came to. `before` and `after` are the counters at its ends; `seconds` is what it took.

    `reason` is the supervisor's, or `max_rss`, or `running` when another one was at it and this one stood back.
    `served`: it was to go on until told to stop. `cut_short`: it was told to stop before what ran was finished or,
    where it was to come to an end, before that. `chosen`: it was for some jobs with all that follows from them, not
    for whatever there is. `lost` counts jobs of this run that failed for good; `refused_keys` are the papers for which
    a key was named that does not answer them, each with the reason; `held` are the waiting jobs that a pause keeps;
    `left` are own jobs that are not over, `states` those of all own jobs; `paused` are the queues that are paused,
    whatever waits in them; `unpaid` are the kinds that wait for money, and `spent` what the run came to with providers
    in millionths of a dollar; `in_batches` are the jobs that wait for batches of a provider; `unserved` counts
    waiting jobs by kinds that cannot be loaded; `failed_items` counts those of the jobs that were done meanwhile,
    of the chosen ones alone where some are.
    """

    reason: str
    served: bool = False
    cut_short: bool = False
    chosen: bool = False
    counts: dict[str, int] = field(default_factory=dict[str, int])
    returned: int = 0
    seconds: float = 0.0
    before: Tally = field(default_factory=dict[tuple[str, str, str], int])
    after: Tally = field(default_factory=dict[tuple[str, str, str], int])
    lost: int = 0
    left: list[int] = field(default_factory=list[int])
    states: dict[int, str] = field(default_factory=dict[int, str])
    held: list[Held] = field(default_factory=list[Held])
    paused: Pauses = field(default_factory=Pauses)
    unpaid: list[Unpaid] = field(default_factory=list[Unpaid])
    spent: int = 0
    in_batches: list[InBatch] = field(default_factory=list[InBatch])
    unserved: dict[str, int] = field(default_factory=dict[str, int])
    failures: list[Group] = field(default_factory=list[Group])
    failed_items: int = 0
    refused_keys: tuple[StoredFile, ...] = ()
    bank: BankStatus | None = None

    @property
    def kept_by_pause(self) -> bool:
        """Did a pause keep it from finishing? (T4)"""
        return self.reason in ("finished", "empty") and bool(self.held)

    @property
    def kept_by_budget(self) -> bool:
        """Did the want of money keep it from finishing? (M2)"""
        return self.reason == "max_cost" or (self.reason in ("finished", "empty") and bool(self.unpaid))


def stand_back(workspace: Workspace, how: IfRunning) -> SupervisorStatus | None:
    """Who is at work already, when that should end this run; waits for its end when asked to.

    Raises Busy for `fail`.
    """
    if how == "join":
        return None
    while (other := _other(workspace)) is not None:
        if how == "skip":
            return other
        if how == "fail":
            message = f"Another cgq works on this database (pid {other.pid} on {other.host})"
            raise Busy(message, code="already_running", hint="Wait for it, or use --if-running join.")
        time.sleep(LOOK_EVERY)
        workspace.database.refuse_replaced()
    return None


def run(
    workspace: Workspace,
    wishes: Wishes,
    emit: Callable[[Event], None],
    listening: Listening | None = None,
    own: Iterable[int] | None = None,
    key: int | None = None,
) -> Outcome:
    """Work until it is time to stop. With `own`, until these jobs and all that follows from them are over.

    `key` is the material of the key that was named for the papers of `own`.

    `emit` is given every event; `listening` routes the signals of this process to a supervisor's `stop`, None leaves
    them as they are.
    """
    names = workspace.policies.names
    wishes = replace(wishes, queues=wishes.queues or served_queues(workspace, None))
    chains = None if own is None else Chains(own, after=names.own_keys(closing_kinds()))
    watch = _Watch(workspace, wishes, chains)
    began = time.monotonic()
    before = tally(workspace)
    with workspace.ledger.read() as (_, at):
        since = at.now
    service = Service(os.environ, workspace.ledger.clock)
    upgrades = None if wishes.until_empty else UpgradeWatch(workspace.ledger.clock)
    options = Options(
        queues=wishes.queues,
        claim_batch=workspace.settings.claim_batch,
        until_empty=wishes.until_empty,
        max_time=wishes.max_time,
        max_jobs=wishes.max_jobs,
        max_cost=wishes.max_cost,
        drain=wishes.drain,
        finished=watch.over,
        pulse=lambda: _pulse(service, upgrades),
    )
    noticing = with_shown_names(names, _noticing(service, emit))
    with workspace.supervisor(options, noticing) as supervisor:
        if wishes.if_running == "skip" and _other(workspace, before_me=True) is not None:
            supervisor.stop("running")
        with listening(supervisor.stop) if listening else nullcontext():
            report = supervisor.run()
        service.ended()
    outcome = Outcome(reason=watch.reason or report.reason, counts=report.counts, returned=report.returned)
    outcome.seconds, outcome.before, outcome.after = time.monotonic() - began, before, tally(workspace)
    outcome.unserved, outcome.spent = _unserved(outcome.after), report.spent
    with workspace.ledger.look() as books:
        outcome.unpaid = _unpaid(books, outcome.after, report.over_run)
    with workspace.ledger.read() as (tx, at):
        outcome.in_batches = _in_batches(tx, at)
        _look_back(tx, at, outcome, wishes, chains, since, names)
        if key is not None and chains is not None:
            outcome.refused_keys = stats.refused_keys(tx, key, chains.roots)
    return outcome


def _pulse(service: Service, upgrades: UpgradeWatch | None) -> str | None:
    service.beat()
    return upgrades.look() if upgrades else None


def _noticing(service: Service, emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """The same, after the service manager has heard of it."""

    def heard(event: Event) -> None:
        service.heard(event)
        emit(event)

    return heard


def tally(workspace: Workspace) -> Tally:
    """The counters of this environment: (queue, kind, state) -> jobs."""
    with workspace.database.read() as tx:
        counters = {(queue, kind, state): n for queue, kind, state, n in tx.all(SQL["state_counts"])}
    return shown_tally(workspace.policies.names, counters)


def _unpaid(books: Books, counters: Tally, over_run: Reason | None) -> list[Unpaid]:
    """The kinds with waiting jobs for which there is no money: by the budgets, or left by this run."""
    reasons = {reason.kind: reason for reason in (over_run,) if isinstance(reason, OverRun | Unpriced)}
    waiting = _waiting(counters)
    return [
        Unpaid(kind, waiting[kind], reason, None if reason.until is None else books.moment.on_the_wall(reason.until))
        for kind, reason in sorted({**budget.closed(books), **reasons}.items())
        if waiting[kind]
    ]


def _in_batches(tx: Transaction, at: Moment) -> list[InBatch]:
    return [
        InBatch(
            one.id,
            one.provider,
            one.jobs,
            one.submitted,
            None if one.deadline is None else at.on_the_wall(one.deadline),
        )
        for one in provider_batches.awaited(tx)
    ]


def _waiting(counters: Tally) -> Counter[str]:
    """How many jobs of each kind are neither over nor at work."""
    found: Counter[str] = Counter()
    for (_, kind, state), jobs in counters.items():
        if state in WAITING:
            found[kind] += jobs
    return found


def _unserved(counters: Tally) -> dict[str, int]:
    served = loadable()
    return {kind: jobs for kind, jobs in _waiting(counters).items() if jobs and kind not in served}


def _look_back(
    tx: Transaction,
    at: Moment,
    outcome: Outcome,
    wishes: Wishes,
    chains: Chains | None,
    since: int,
    names: QueueNames,
) -> None:
    outcome.served = not wishes.until_empty
    outcome.lost = outcome.counts.get("failed", 0)
    paused = pauses.dated(tx, at)
    outcome.paused = shown_pauses(names, paused)
    served = [row for row in tx.all(SQL["held_back"]) if wishes.queues is None or row[0] in wishes.queues]
    outcome.held = [Held(names.shown(queue), n, pause) for queue, n in served if (pause := paused.over(queue))]
    if chains is not None:
        outcome.chosen = True
        outcome.lost = max(outcome.lost, chains.failed_since(tx, since))
        outcome.left, outcome.states = chains.left(tx), chains.states(tx)
        outcome.held = outcome.held if outcome.left else []
        outcome.unpaid = outcome.unpaid if outcome.left else []
        outcome.failed_items = chains.failed_items(tx, since)
    else:
        outcome.failed_items, _ = failed_item_counts(tx, Which(since=since, queue=names.start))
    outcome.cut_short = outcome.returned > 0 or (not outcome.served and _is_left(tx, outcome, wishes))
    if outcome.lost:
        found = groups(tx, at, Which(since=since, queue=names.start))
        outcome.failures = [replace(group, queue=names.shown(group.queue)) for group in found]
    outcome.bank = with_candidates(tx, stats.bank(tx))


def _is_left(tx: Transaction, outcome: Outcome, wishes: Wishes) -> bool:
    """Is something left that a run which came to its own end would have done?"""
    if outcome.chosen:
        return bool(outcome.left)
    alive = {queue for queue, kind in tx.all(LEDGER["lanes_alive"]) if kind not in outcome.unserved}
    queues = {queue for queue in alive if not outcome.paused.over(queue)}
    return bool(queues if wishes.queues is None else queues & wishes.queues)


def _other(workspace: Workspace, *, before_me: bool = False) -> SupervisorStatus | None:
    """A supervisor that lives; only one that came before this process's own, so that of two one goes on."""
    with workspace.ledger.read() as (tx, at):
        found = stats.supervisors(tx, workspace.database.path, at)
    me = (os.getpid(), socket.gethostname())
    mine = max((one.id for one in found if (one.pid, one.host) == me), default=0)
    return next((one for one in found if one.alive and one.id != mine and not (before_me and one.id > mine)), None)


class _Watch:
    """When a supervisor should stop for a reason of its command's: own jobs over, memory used up."""

    def __init__(self, workspace: Workspace, wishes: Wishes, chains: Chains | None) -> None:
        self._clock = workspace.ledger.clock
        self._max_rss = wishes.max_rss
        self._chains = chains
        self._next_weighing = 0.0
        self.reason: str | None = None

    def over(self, books: Books) -> bool:
        """Called in every turn."""
        now = self._clock.monotonic()
        if self._max_rss is not None and now >= self._next_weighing:
            self._next_weighing = now + RSS_EVERY
            if family_rss() > self._max_rss:
                self.reason = "max_rss"
                return True
        return self._chains is not None and self._chains.settled(books.tx)


def family_rss() -> int:
    """Bytes of memory that this process and all its descendants hold; 0 where the system does not tell."""
    family, pages = [os.getpid()], 0
    for pid in family:  # grows as it goes: a worker is its guard's child
        with suppress(OSError, IndexError, ValueError):  # one of them may end meanwhile
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                family += map(int, children.read_text().split())
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
