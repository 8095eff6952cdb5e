"""Claiming for the engine: how many jobs of which lane, loaded and packed into assignments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from cgq.contract import BAD_ARGUMENTS, Discard, Known, Postponed
from cgq.errors import Failure, Refused, StageFailed
from cgq.events import Started
from cgq.queue import budget, limiters, limits, pauses
from cgq.queue import claim as claiming
from cgq.queue.allocation import Demand, Grant, allocate
from cgq.queue.books import SQL
from cgq.queue.job import Job
from cgq.queue.lanes import lanes as all_lanes
from cgq.queue.retry import attempts_of
from cgq.workers import wire
from cgq.workers.engine import Assignment
from cgq.workers.packing import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import msgspec

    from cgq.events import Event
    from cgq.queue.books import Books
    from cgq.queue.lanes import Lane
    from cgq.queue.policy import Policies, Policy
    from cgq.workers.engine import Engine, WorkCall
    from cgq.workers.options import Options
    from cgq.workers.packing import Pack
    from cgq.workers.results import Loaded
    from cgq.workers.roster import Roster
    from cgq.workers.storing import Storing

    Given = Known[Any] | Discard | Postponed | Failure | msgspec.Raw
    """What `load` gave for a job, ready to be sent where it is for `compute`."""


class Handout:
    """Turns ready jobs into assignments for one engine."""

    def __init__(
        self,
        policies: Policies,
        roster: Roster,
        engine: Engine,
        supervisor: int,
        options: Options,
        storing: Storing,
    ) -> None:
        self._policies = policies
        self._roster = roster
        self._engine = engine
        self._supervisor = supervisor
        self._queues = frozenset(policies.queues) if options.queues is None else options.queues
        self._claim_batch = options.claim_batch or limiters.UNLIMITED
        self._storing = storing
        self._slots: dict[str, tuple[int, int, int]] = {}
        self._next_id = 0
        self._next_number = 0
        self._declared = False
        self._limiters = limiters.Limiters()
        self._started: list[Started] = []
        self.claimed = 0
        """How many jobs were started so far."""
        self.wants_more = False

    def claim(self, books: Books, starts: int, unsettled: Iterable[tuple[str, str]]) -> list[tuple[Assignment, bool]]:
        """Claim what the engine can take now, at most `starts` jobs.

        `unsettled` are the lanes of calls that are over and not settled yet: they keep their slots, so that no second
        probe goes before the first is judged. Returns assignments, and whether each goes behind a busy slot.
        """
        self._declare(books)
        lanes = [lane for lane in all_lanes(books) if self._serves(lane.queue, lane.kind)]
        busy = Counter(self._engine.busy())
        busy.update(unsettled)
        room = limits.room(books, self._supervisor, lanes, busy, min(starts, self._claim_batch))
        claimed_before = self.claimed
        self._limiters = room.limiters
        self._storing.suspects.look(books, self._supervisor)
        grants = allocate(self._demand(lanes, busy, room), room)
        made: list[tuple[Assignment, bool]] = []
        self.wants_more = False
        for grant in grants:
            made += self._claim_lane(books, grant)
        self.wants_more |= self.claimed - claimed_before >= self._claim_batch
        self._keep_slots(books, lanes, made, busy)
        return made

    def _serves(self, queue: str, kind: str) -> bool:
        return kind in self._roster.stages and queue in self._queues

    def _declare(self, books: Books) -> None:
        if self._declared:
            return
        policies = {kind: self._policies.kind(kind) for kind in self._roster.stages}
        rates = {limiters.of_kind(kind): policy.rate for kind, policy in policies.items() if policy.rate is not None}
        limiters.declare(books, self._supervisor, {**rates, **self._policies.provider_rates})
        budget.reopen(books, self._roster.stages)
        self._declared = True

    def _demand(self, lanes: list[Lane], busy: dict[tuple[str, str], int], room: limits.Room) -> Demand:
        return Demand(
            lanes=lanes,
            free={host: self._engine.free(host) for host in ("pool", "analyser", "threads")},
            busy=busy,
            host=self._roster.host,
            load=lambda lane: self._load_of(lane, room),
            rank=lambda queue: self._policies.queue(queue).rank,
            top_ups=lambda lane: self._top_ups(lane, room),
        )

    def _goes_call_by_call(self, lane: Lane, room: limits.Room) -> bool:
        """Is nothing handed out ahead? What was cannot be called back when a token is short or a provider fails."""
        return self._roster.host(lane.kind) == "threads" or room.is_rationed(lane)

    def _top_ups(self, lane: Lane, room: limits.Room) -> int:
        name = (lane.queue, lane.kind)
        if self._goes_call_by_call(lane, room) or self._storing.suspects.are_in(name):
            return 0
        return self._engine.top_ups(name)

    def _batch(self, kind: str) -> int:
        return self._roster.batch(kind, self._policies.kind(kind).batch)

    def _load_of(self, lane: Lane, room: limits.Room) -> int:
        """How many jobs one assignment takes: many calls of one job, or one call of a batch."""
        batch = self._batch(lane.kind)
        if batch > 1 or self._goes_call_by_call(lane, room):
            return batch
        return self._engine.quota((lane.queue, lane.kind))

    def _claim_lane(self, books: Books, grant: Grant) -> list[tuple[Assignment, bool]]:
        lane = grant.lane
        jobs = claiming.claim(books, self._supervisor, lane.queue, lane.kind, grant.jobs)
        self.claimed += len(jobs)
        if jobs:
            self._started.append(_started(lane, jobs, self._policies.kind(lane.kind)))
        loaded = self._load(books, lane.kind, self._with_arguments(books, jobs))
        # What needed no compute is over already, and its slots can be given out again at once.
        # Where the limit of an asker left less than was granted, the slots are another lane's.
        self.wants_more |= len(loaded) < grant.jobs
        packs = pack(self._storing.suspects.part(loaded), self._batch(lane.kind), grant.calls + grant.top_ups)
        prompt = _holds_a_last_start(jobs, self._policies.kind(lane.kind))
        made = [self._assignment(books, lane, one, prompt=prompt) for one in packs]
        return [(assignment, place >= grant.calls) for place, assignment in enumerate(made)]

    def _with_arguments(self, books: Books, jobs: Sequence[Job[str]]) -> list[Job[Any]]:
        """The jobs with their arguments decoded; those whose arguments do not fit their kind are discarded (T3)."""
        found: list[Job[Any]] = []
        for job in jobs:
            try:
                found.append(job.with_args(self._policies.decode(job.kind, job.args)))
            except Refused as error:
                self._storing.discarded(books, job, Discard(BAD_ARGUMENTS, f"{error.message} {error.hint}"))
        return found

    def _load(self, books: Books, kind: str, jobs: Sequence[Job[Any]]) -> list[Loaded]:
        ready: list[Loaded] = []
        known: list[tuple[Job[Any], Any]] = []
        for job, given in zip(jobs, self._given(books, kind, jobs), strict=True):
            if isinstance(given, Known):
                known.append((job, given.result))
            elif isinstance(given, Discard):
                self._storing.discarded(books, job, given)
            elif isinstance(given, Postponed):
                self._storing.postponed(books, job, given)
            elif isinstance(given, Failure):
                self._storing.failed_early(books, job, given)
            else:
                ready.append((job, given))
        self._storing.known(books, kind, known)
        return ready

    def _given(self, books: Books, kind: str, jobs: Sequence[Job[Any]]) -> Sequence[Given]:
        stage = self._roster.stages[kind]
        if not jobs:
            return ()
        try:
            with books.savepoint():
                found = [sendable(given) for given in stage.load_with(books, jobs)]
                if len(found) != len(jobs):
                    raise StageFailed(f"{len(found)} entries for {len(jobs)} jobs", code="bad_load")
                return found
        except (Exception, SystemExit) as error:  # a stage's load fails its jobs, never the supervisor (R5)
            if not books.is_open():
                raise
            if len(jobs) == 1:
                return [Failure.of(error)]
            return [given for job in jobs for given in self._given(books, kind, [job])]

    def _assignment(self, books: Books, lane: Lane, one: Pack, *, prompt: bool) -> Assignment:
        policy = self._policies.kind(lane.kind)
        self._next_id += 1
        return Assignment(
            id=self._next_id,
            lane=(lane.queue, lane.kind),
            host=self._roster.host(lane.kind),
            calls=one.calls,
            timeout=policy.timeout,
            per_item=policy.timeout_per_item,
            most=policy.timeout_most,
            prompt=prompt,
            alone=one.alone,
            watched=self._count_starts(books, lane.kind, one.calls),
        )

    def _count_starts(self, books: Books, kind: str, calls: Sequence[WorkCall]) -> bool:
        """Count on the kind's limiter what the calls will start. False where it has none."""
        name = limiters.of_kind(kind)
        if name not in self._limiters.left:
            return False
        for call in calls:
            self._next_number += 1
            call.number = self._next_number
            needs = [limiters.Need(name, len(call.jobs))]
            if not self._limiters.take(books, self._supervisor, call.number, needs):
                raise AssertionError(f"more of {kind} was claimed than its limiter leaves")
        return True

    def _keep_slots(
        self,
        books: Books,
        lanes: Sequence[Lane],
        made: Sequence[tuple[Assignment, bool]],
        busy: dict[tuple[str, str], int],
    ) -> None:
        held = dict(busy)
        for assignment, top_up in made:
            if not top_up:
                held[assignment.lane] = held.get(assignment.lane, 0) + 1
        wanted = {lane.queue: 1 for lane in lanes}
        rows = limits.hold(books, held, wanted)
        for scope, (ceiling, _, _) in self._slots.items():
            rows.setdefault(scope, (ceiling, 0, 0))
        limits.write_slots(
            books,
            self._supervisor,
            {scope: row for scope, row in rows.items() if self._slots.get(scope) != row},
        )
        self._slots = rows

    def next_moment(self, books: Books) -> int | None:
        """When to look again though nothing changes: the next due job, expiry, token or probe; milliseconds."""
        moments = [claiming.next_due(books), claiming.next_expiry(books), self._limiters.next_moment(books)]
        moments.append(budget.next_moment(books))
        return min((moment for moment in moments if moment is not None), default=None)

    def may_still_run(self, books: Books) -> bool:
        """Is there a job that will become runnable by itself, before another day's money: ready, or waiting for another
        try?"""
        paused, unaffordable = pauses.on_the_line(books.tx), budget.closed(books)
        return any(
            not paused.over(queue) and kind not in unaffordable and self._serves(queue, kind)
            for queue, kind in books.tx.all(SQL["lanes_alive"])
        )

    def held_jobs(self, books: Books) -> list[Job[Any]]:
        """What this supervisor still holds, as the database has it."""
        return [Job._make(row) for row in books.tx.all(SQL["held_by"], (self._supervisor,))]

    def report_started(self, emit: Callable[[Event], None]) -> None:
        """Report what was handed out."""
        started, self._started = self._started, []
        for event in started:
            emit(event)


def _started(lane: Lane, jobs: Sequence[Job[Any]], policy: Policy) -> Started:
    ids = tuple(job.id for job in jobs)
    attempts = attempts_of(((job, 0.0) for job in jobs), policy)
    return Started(queue=lane.queue, kind=lane.kind, jobs=ids, attempts=attempts)


def sendable(given: Any) -> Given:
    """What `load` gave for a job, as JSON where it goes to `compute`."""
    needs_no_compute = isinstance(given, Known | Discard | Postponed | Failure)
    return cast("Given", given) if needs_no_compute else wire.raw(given)


def _holds_a_last_start(jobs: Sequence[Job[Any]], policy: Policy) -> bool:
    """May one of these jobs, once it is computed, not be computed again? Then its answer must not wait to be sent."""
    starts = min(tries.starts for tries in policy.tries.values())
    return any(job.attempt >= (job.max_attempts or starts) for job in jobs)
