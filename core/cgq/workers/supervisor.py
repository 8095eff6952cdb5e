"""The supervisor: claims, hands out, stores. The only one of its family that writes the database.

One turn of its loop is one transaction: what came back is stored with the ends of its jobs and the
next stage's jobs, and new work is claimed. Everything slow happens in the engine's workers.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cgq.db import migrations
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import CgqError
from cgq.events import ChainClosed, Counts, Draining, Ended, Progress, Returned, WorkerLost
from cgq.queue import claim as claiming
from cgq.queue import limiters
from cgq.queue.artifacts import NewFiles
from cgq.queue.books import SQL
from cgq.queue.settle import give_back
from cgq.queue.spool import spool_of
from cgq.workers.beginnings import Beginnings
from cgq.workers.chores import Chores
from cgq.workers.engine import STARTING, Answered, Asked, Begun, ItemDone, Lost, Payment, Progressed, WorkerBroken
from cgq.workers.handout import Handout
from cgq.workers.items import Items, without_leases
from cgq.workers.lookout import BUSY_LOOK, Lookout
from cgq.workers.losses import settle_losses
from cgq.workers.options import Report
from cgq.workers.payments import Payments
from cgq.workers.rescue import rescue
from cgq.workers.steps import Steps
from cgq.workers.storing import Storing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.events import Event
    from cgq.queue.books import Books, Ledger
    from cgq.queue.ownership import Lock
    from cgq.workers.chores import Chore
    from cgq.workers.engine import Assignment, Engine, EngineEvent
    from cgq.workers.options import Options
    from cgq.workers.roster import Roster

AGE_EVERY = 60.0
"""Seconds between two rises of what has waited long: one short update a minute (semantics C3)."""

COUNTS_EVERY = CANCELLED_EVERY = 0.5
"""Seconds between counts for the display, and looks for cancelled jobs that run: chosen so that a person waits for
neither."""

MOVED_EVERY = PROGRESS_EVERY = 1.0
"""Seconds between writes that only say that it moves, and how far calls are: chosen so that they are few."""

ASKED = "stop"
"""The reason of a supervisor that somebody asked to stop by `cgq stop`."""

LEFT_BEHIND_EVERY = 60.0
"""Seconds between looks for new files, and for paid answers, of workers that have ended."""


class Supervisor:
    """Runs until it is asked to stop, or until there is nothing left that it may run."""

    def __init__(
        self,
        ledger: Ledger,
        roster: Roster,
        engine: Engine,
        lock: Lock,
        identity: int,
        options: Options,
        emit: Callable[[Event], None],
        chores: Sequence[Chore] = (),
    ) -> None:
        self._ledger = ledger
        self._engine = engine
        self._lock = lock
        self._id = identity
        self._options = options
        self._emit = emit
        self._clock = ledger.clock
        self._files = NewFiles(ledger.database.path, str(identity))
        self._items = Items(roster, self._files, ledger.policies)
        self._steps = Steps(roster, ledger.clock)
        self._storing = Storing(roster, self._files, self._steps, ledger.policies)
        self._handout = Handout(ledger.policies, roster, engine, identity, options, self._storing)
        self._chores = Chores(chores)
        self._report = Report()
        self._answers: list[Answered] = []
        self._losses: list[Lost] = []
        self._beginnings = Beginnings(identity)
        self._payments = Payments(roster, identity, spool_of(ledger.database.path), options.max_cost)
        self._progress: dict[int, Progressed] = {}
        self._stop: str | None = None
        self._closed = False
        self._why_returned = "stopped"
        self._reported_state = "running"
        self._stop_again = False
        self._look_for_work = True
        self._lookout = Lookout(ledger, engine, lock)

    @property
    def identity(self) -> int:
        """Its id in the database."""
        return self._id

    @property
    def reason(self) -> str:
        """Why it stopped; empty while it works, and where an error ended it."""
        return self._report.reason

    def stop(self, reason: str) -> None:
        """Asked to stop (from a signal handler): the first time drain, the second time at once (R6)."""
        if self._stop is None:
            self._stop = reason
        else:
            self._stop_again = True

    def run(self) -> Report:
        """Work until it is time to stop; leaves no job running and no worker alive."""
        started = self._clock.monotonic()
        try:
            while not self._is_over(started):
                self._listen(self._lookout.wait)
                if self._has_to_write():
                    self._turn()
                if self._steps:
                    self._step()
            self._drain()
        finally:
            self.close()
        return self._report

    def _listen(self, wait: Callable[[], list[EngineEvent]]) -> None:
        """Take what workers send: what is there already when something is left over, else after a wait."""
        self._lookout.keep_lock()
        reason = self._options.pulse()
        self._stop = self._stop or reason
        if not self._items.are_many:
            self._take(self._engine.wait(0.0) if self._has_left_over() else wait())

    def _has_left_over(self) -> bool:
        """Is there something to store that the last transaction did not take?"""
        return bool(self._items or self._steps)

    def _has_to_write(self) -> bool:
        if self._items or self._answers or self._losses or self._beginnings or self._payments or self._look_for_work:
            return True
        if self._progress and self._lookout.every("progress", PROGRESS_EVERY):
            return True
        if self._engine.outstanding() and self._lookout.is_time("moved", MOVED_EVERY):
            return True
        if self._engine.may_start_again():
            return True
        return self._lookout.sees_news()

    def _is_over(self, started: float) -> bool:
        limits = self._options
        if self._stop is None and limits.max_time is not None and self._clock.monotonic() - started >= limits.max_time:
            self._stop = "max_time"
        if self._stop is None and self._starts_left() < 1 and not self._is_busy():
            self._stop = "max_jobs"
        if self._stop is None and self._payments.over_run is not None:
            self._stop = "max_cost"
        return self._stop is not None

    def _starts_left(self) -> int:
        """How many jobs may still be started."""
        if self._options.max_jobs is None:
            return limiters.UNLIMITED
        return self._options.max_jobs - self._handout.claimed + self._storing.given_back

    # One turn: store, settle, claim

    def _take(self, events: list[EngineEvent]) -> None:
        for event in events:
            if isinstance(event, Answered):
                self._storing.verify(event)
                self._answers.append(event)
                if event.call.number:
                    self._beginnings.heard([event.call])
            elif isinstance(event, Begun):
                self._beginnings.heard(event.calls)
            elif isinstance(event, ItemDone):
                self._items.arrived(event)
            elif isinstance(event, Lost):
                self._losses.append(event)
                (self._beginnings.failed if event.cause == STARTING else self._beginnings.heard)(event.calls)
            elif isinstance(event, Asked | Payment):
                self._payments.take(event)
            elif isinstance(event, Progressed):
                self._progress[event.job.id] = event
                self._emit(Progress(job=event.job.id, kind=event.job.kind, done=event.done, total=event.total))
            else:
                self._worker_broke(event)

    def _worker_broke(self, event: WorkerBroken) -> None:
        if event.hopeless:
            self._why_returned = "worker_broken"
            raise event.as_error()
        if event.is_reported:
            self._emit(WorkerLost(kind=event.kind, cause=STARTING, message=event.message))

    def _turn(self, *, claim: bool = True) -> None:
        self._lookout.turned()
        if claim:
            self._lookout.refuse_replaced()
        with self._ledger.write() as books:
            migrations.check_not_newer(migrations.stored_version(books.tx))
            self._heed_stop(books)
            claim = claim and self._stop is None
            self._keep_progress(books)  # before the ends: a job that is over is written to no more (B2)
            self._settle(books)
            # Before the claim of the same turn: nothing wakes an idle supervisor for jobs that it gave back itself.
            rescued, self._lookout.others = rescue(books, self._ledger.database.path, self._id, self._payments)
            if rescued or self._lookout.every("spool", LEFT_BEHIND_EVERY):
                self._payments.clear_spool(books)
            assignments = self._claim(books) if claim else []
            self._housekeeping(books)
            self._files.rename()
        self._after_commit(books)
        for event in rescued:
            self._emit(event)
        self._chores.emit(self._emit)
        for assignment, top_up in assignments:
            self._engine.submit(assignment, top_up=top_up)
        self._handout.report_started(self._emit)
        self._look_for_work = bool(self._handout.wants_more)
        time.sleep(AFTER_COMMIT)

    def _heed_stop(self, books: Books) -> None:
        """Drain, or end at once, where somebody asked for it in the database (`cgq stop`)."""
        how = books.tx.value(SQL["supervisor_stop"], (self._id,))
        if how is not None:
            self._stop = self._stop or ASKED
            self._stop_again |= how == "end"

    def _step(self) -> None:
        """One step of one result, in a transaction of its own."""
        with self._ledger.write() as books:
            migrations.check_not_newer(migrations.stored_version(books.tx))
            is_through = self._steps.take(books, self._storing)
            self._files.rename()
        self._after_commit(books)
        self._look_for_work |= is_through
        time.sleep(AFTER_COMMIT)

    def _settle(self, books: Books) -> None:
        if self._beginnings:
            self._beginnings.write(books)
        if self._items:
            self._items.store(books, self._storing)
        waits = self._items.leases  # what a call came to waits until all items of its job are stored
        answers, self._answers = without_leases(waits, self._answers)
        losses, self._losses = without_leases(waits, self._losses)
        if answers or losses:
            self._lookout.worked()
        self._payments.over([*(answer.call for answer in answers), *(call for loss in losses for call in loss.calls)])
        self._payments.write(books, stops=self._stop is not None)
        for answer in answers:
            self._items.spoil(answer)
        self._storing.answered(books, answers)
        settle_losses(books, self._storing, losses)

    def _keep_progress(self, books: Books) -> None:
        rows = [
            {"id": p.job.id, "fence": p.job.fence, "done": p.done, "total": p.total} for p in self._progress.values()
        ]
        self._progress.clear()
        books.tx.many(SQL["progress"], rows)

    def _claim(self, books: Books) -> list[tuple[Assignment, bool]]:
        self._chores.run(books)
        for job in claiming.wake(books):
            self._storing.expired(job)
        if self._lookout.every("age", AGE_EVERY):
            claiming.age(books)
        books.post()
        unsettled = [*(answer.lane for answer in self._answers), *(loss.lane for loss in self._losses)]
        assignments = self._handout.claim(books, self._starts_left(), unsettled)
        moments = (self._handout.next_moment(books), self._chores.next_moment(books), self._payments.next_moment())
        self._lookout.due = min((moment for moment in moments if moment is not None), default=None)
        books.post()
        is_idle = not assignments and not self._engine.outstanding()
        if is_idle and self._options.until_empty and not self._handout.may_still_run(books):
            self._stop = self._stop or "finished"
        if self._options.finished is not None and self._options.finished(books):
            self._stop = self._stop or "finished"
        return assignments

    def _housekeeping(self, books: Books) -> None:
        working = bool(self._engine.outstanding() or self._steps)
        state = "draining" if self._stop else "running"
        if state != self._reported_state or (working and self._lookout.every("moved", MOVED_EVERY)):
            books.tx.run(SQL["supervisor_moved"], {"id": self._id, "now": books.now, "state": state})
            self._reported_state = state
        if working:
            self._end_cancelled(books)

    def _end_cancelled(self, books: Books) -> None:
        if not self._lookout.every("cancelled", CANCELLED_EVERY):
            return
        held = claiming.still_held(books, self._id)
        mine = {job.lease for a in self._engine.outstanding() for call in a.calls[a.answered :] for job in call.jobs}
        if mine - held:
            self._engine.abandon(mine - held)

    def _after_commit(self, books: Books) -> None:
        self._files.remove_dropped()
        self._payments.committed()
        if not self._has_left_over() and self._lookout.every("left behind", LEFT_BEHIND_EVERY):
            self._files.remove_left_behind()
        counts = self._report.counts
        for event in self._storing.take_reported():
            if isinstance(event, Ended):
                self._report_items(event.jobs)
            if isinstance(event, Ended) and event.state != "scheduled":
                counts[event.state] = counts.get(event.state, 0) + len(event.jobs)
            self._emit(event)
        for root in books.closed_chains:
            self._emit(ChainClosed(root=root))
        if self._lookout.every("counts", COUNTS_EVERY):
            self._report_counts()

    def _report_counts(self) -> None:
        with self._ledger.database.read() as tx:
            rows = tx.all(SQL["tally"])
            counted = self._items.count(tx)
        for event in counted:
            self._emit(event)
        self._emit(Counts(tally={(queue, kind, state): n for queue, kind, state, n in rows}))

    def _report_items(self, jobs: Sequence[int]) -> None:
        """How the items of jobs that have ended stand, where some arrived since the last count."""
        if self._items.has_uncounted(jobs):
            with self._ledger.database.read() as tx:
                counted = self._items.count(tx, jobs)
            for event in counted:
                self._emit(event)

    # Stopping

    def _drain(self) -> None:
        reason = self._stop or "finished"
        self._report.reason = reason
        running = sum(len(call.jobs) for a in self._engine.outstanding() for call in a.calls[a.answered :])
        running += len(self._steps.jobs)
        if running:
            self._emit(Draining(reason=reason, running=running, seconds=self._options.drain))
            self._turn(claim=False)
        deadline = self._clock.monotonic() + self._options.drain
        while self._is_busy() and not self._stop_again and self._clock.monotonic() < deadline:
            self._listen(lambda: self._engine.wait(BUSY_LOOK))
            came = self._items or self._answers or self._losses or self._beginnings or self._payments
            if came or self._lookout.is_time("moved", MOVED_EVERY):
                self._turn(claim=False)
            if self._steps:
                self._step()
        if not self._is_busy():
            is_patient = reason in ("finished", "max_jobs")
            self._chores.finish(self._emit, self._ledger, is_patient=is_patient, is_hurried=lambda: self._stop_again)

    def _is_busy(self) -> bool:
        return bool(self._engine.outstanding() or self._answers or self._losses or self._has_left_over())

    def close(self) -> None:
        """Give back what is still held, and let go of the lock; safe to call twice.

        The database may be gone or full: then whoever comes next takes the jobs back.
        """
        if self._closed:
            return
        self._closed = True
        self._lookout.close()
        self._chores.close()
        try:
            self._engine.close()
            self._files.close()
            with self._ledger.write() as books:
                self._payments.close(books)
                jobs = self._handout.held_jobs(books)
                give_back(books, jobs, "stopped", "The supervisor was stopped before this job was over.")
                limiters.leave(books, self._id)
                books.tx.run(SQL["supervisor_remove"], (self._id,))
            self._payments.committed()
            self._report.spent, self._report.over_run = self._payments.spent, self._payments.over_run
            self._report.returned = len(jobs)
            if jobs and not self._ledger.database.was_replaced():  # no next run finds them where they are
                self._emit(Returned(jobs=tuple(job.id for job in jobs), reason=self._why_returned))
        except CgqError:
            if self._report.reason:
                raise
        finally:
            self._lock.let_go() if self._ledger.database.was_replaced() else self._lock.release()
