"""What came back from the engine goes into the database: results, failures, discards (S3, R1, R3, C5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cgq.contract import Discard, GivenBack, Postponed, Unfinished
from cgq.errors import Failure, StageFailed
from cgq.events import CircuitOpened, Ended, Late, QueuePaused, Returned, WorkerLost
from cgq.hints import cure
from cgq.queue import claim, expiry, limiters
from cgq.queue.books import SQL
from cgq.queue.items import has_brought_items
from cgq.queue.operate import pause
from cgq.queue.reasons import ITSELF
from cgq.queue.retry import attempt_of, attempts_of, most_starts
from cgq.queue.settle import discard, fail, finish, give_back, postpone
from cgq.workers import wire
from cgq.workers.engine import Outcome
from cgq.workers.results import Result, following, small, without
from cgq.workers.roster import decode_failure
from cgq.workers.suspects import Suspects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Artifact
    from cgq.events import Attempt, Event
    from cgq.queue.artifacts import NewFiles
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.queue.policy import Policies, Policy
    from cgq.queue.unblock import Brief
    from cgq.workers.engine import Answered, WorkCall
    from cgq.workers.roster import Roster
    from cgq.workers.steps import Steps


def verify_files(files: NewFiles, policies: Policies, answer: Answered) -> None:
    """Check the files that outcomes name, before there is a transaction; one that is not so fails its job."""
    for place, outcome in enumerate(answer.outcomes):
        if not outcome.files:
            continue
        kind = answer.call.jobs[place].kind
        try:
            files.verify(outcome.files, trusted=policies.kind(kind).is_trusted)
        except StageFailed as error:
            files.drop(outcome.files)
            answer.outcomes[place] = Outcome("failed", wire.raw(Failure.of(error)))


class Storing:
    """Stores outcomes in the books of one turn."""

    def __init__(self, roster: Roster, files: NewFiles, steps: Steps, policies: Policies) -> None:
        self._roster = roster
        self._policies = policies
        self._files = files
        self._steps = steps
        self._reported: list[Event] = []
        self.suspects = Suspects()
        self.given_back = 0
        """How many jobs went back uncharged so far."""

    # Answers

    def verify(self, answer: Answered) -> None:
        """Check the files that outcomes name, before there is a transaction."""
        verify_files(self._files, self._policies, answer)

    def answered(self, books: Books, answers: Sequence[Answered]) -> None:
        """Store what calls brought."""
        done: dict[str, list[Result]] = defaultdict(list)
        failed: dict[str, list[tuple[Job[Any], Failure]]] = defaultdict(list)
        for answer in answers:
            if answer.halve:
                self.halve(books, answer.call, "batch_refused", "A fellow of its batch may be at fault.")
                continue
            seconds = answer.seconds / len(answer.call.jobs)
            for job, outcome in zip(answer.call.jobs, answer.outcomes, strict=True):
                result = self._roster.decode_outcome(job.kind, outcome)
                if isinstance(result, Failure):
                    failed[job.kind].append((job, result))
                    self._files.drop(outcome.files)
                elif isinstance(result, Discard):
                    self.discarded(books, job, result)
                    self._files.drop(outcome.files)
                elif isinstance(result, GivenBack | Postponed):
                    self._files.drop(outcome.files)
                    self._waits(books, job, result)
                elif isinstance(result, Unfinished):
                    self._files.drop(outcome.files)
                    self._goes_on(books, job, result, failed[job.kind])
                else:
                    done[job.kind].append(Result(job, result, seconds, outcome.files))
        for kind, results in done.items():
            self._store(books, kind, results)
        for kind, failures in failed.items():
            self._fail(books, kind, self._without_fellows(books, failures))
        provider = _words_of_providers(answers) if failed else dict.fromkeys(done, (None,))
        for kind, calls in provider.items():
            self._keep_circuit(books, kind, calls)
        if self.suspects:
            self._clear_suspects(answers)

    def _clear_suspects(self, answers: Sequence[Answered]) -> None:
        """A call that came back whole held no guilty one; one that stood alone and failed stands alone again.

        A call that only met a passing failure of its provider shows nothing.
        """
        for answer in answers:
            failed_alone = len(answer.jobs) == 1 and answer.outcomes[0].way == "failed"
            if not answer.halve and not failed_alone and not _blames_no_job(answer):
                self.suspects.clear(job.id for job in answer.jobs)

    def _without_fellows(
        self, books: Books, failures: list[tuple[Job[Any], Failure]]
    ) -> list[tuple[Job[Any], Failure]]:
        """An error that pauses the queue is reported by one job; its fellows keep their attempts (T4)."""
        paused = {row[0] for row in books.tx.all(SQL["pauses"])}
        fellows: list[Job[Any]] = []
        others: list[tuple[Job[Any], Failure]] = []
        for job, failure in failures:
            if failure.pauses_queue and job.queue in paused:
                fellows.append(job)
                continue
            others.append((job, failure))
            if failure.pauses_queue:
                paused.add(job.queue)
        if fellows:
            self.give_back(books, fellows, "queue_paused", "An error that would meet every other job paused the queue.")
        return others

    def known(self, books: Books, kind: str, results: Sequence[tuple[Job[Any], Any]]) -> None:
        """Store results that `load` found already there."""
        if results:
            self._store(books, kind, [Result(job, result, 0.0, ()) for job, result in results])

    # Results

    def _store(self, books: Books, kind: str, results: Sequence[Result]) -> None:
        if self._roster.stages[kind].in_steps:
            self._steps.begin(results)
            return
        try:
            with books.savepoint():
                events = self._store_together(books, kind, results)
        except (Exception, SystemExit) as error:  # a stage's store fails its jobs, never the supervisor (R5)
            if not books.is_open():
                raise
            if len(results) == 1:
                self.failed(books, results[0], Failure.of(error))
                return
            for result in results:
                self._store(books, kind, [result])
            return
        self._reported += events

    def _store_together(self, books: Books, kind: str, results: Sequence[Result]) -> list[Event]:
        stage = self._roster.stages[kind]
        late = finish(books, [(one.job, small(stage.summary(one.result)), one.seconds) for one in results])
        events: list[Event] = []
        if late:
            gone = {job.lease for job in late}
            events.append(_late(late))
            self._files.drop(file for one in results if one.job.lease in gone for file in one.files)
            results = [result for result in results if result.job.lease not in gone]
        following(books, stage.store_with(books, [(one.job, one.result) for one in results]))
        by_queue: dict[str, list[Result]] = defaultdict(list)
        for one in results:
            by_queue[one.job.queue].append(one)
        policy = self._policies.kind(kind)
        events += [_done(queue, some, policy) for queue, some in by_queue.items()]
        self._files.adopt(books, [(one.job.id, file) for one in results for file in one.files])
        return events

    def finish_stored(self, books: Books, result: Result) -> None:
        """End a job whose last step is stored and whose lease holds."""
        job = result.job
        summary = small(self._roster.stages[job.kind].summary(result.result))
        finish(books, [(job, summary, result.seconds)])
        self._files.adopt(books, [(job.id, file) for file in result.files])
        self._reported.append(_done(job.queue, [result], self._policies.kind(job.kind)))

    def keep_files(self, books: Books, result: Result, files: Sequence[Artifact]) -> None:
        """Keep some files of a result that is being stored in steps. Raises StageFailed for one that is not of it."""
        result.files = without(result.files, files)
        self._files.adopt(books, [(result.job.id, file) for file in files])

    def late_result(self, result: Result) -> None:
        """A result came after its lease was over: it changes nothing (R3)."""
        self._files.drop(result.files)
        self.late([result.job])

    def failed(self, books: Books, result: Result, failure: Failure) -> None:
        """Fail a job whose result could not be stored."""
        self._files.drop(result.files)
        self._fail(books, result.job.kind, [(result.job, failure)])

    # Failures

    def _fail(
        self, books: Books, kind: str, lost: Sequence[tuple[Job[Any], Failure]], *, crashed: bool = False
    ) -> None:
        settled = fail(books, lost, crashed=crashed)
        if settled.late:
            self.late(settled.late)
        if settled.failed:
            self._remember(books, kind, settled.failed)
        for job, failure in settled.failed:
            self._reported.append(_ended(job, "failed", failure, attempt=self._attempt(books, job, failure)))
        for job, failure in settled.waiting:
            tries = job.attempt, most_starts(self._policies.kind(kind), failure.code, job.max_attempts)
            self._reported.append(_ended(job, "scheduled", failure, tries, self._attempt(books, job, failure)))
        for job, failure in settled.failed + settled.waiting:
            if failure.pauses_queue:
                self._pause(books, job.queue, failure)

    def _remember(self, books: Books, kind: str, failed: Sequence[tuple[Job[Any], Failure]]) -> None:
        try:
            with books.savepoint():
                self._roster.stages[kind].failed(books.tx, failed)
        except (Exception, SystemExit) as error:  # the failures themselves are kept; this one is reported
            if not books.is_open():
                raise
            self._reported.append(WorkerLost(kind=kind, cause="failed_hook", message=Failure.of(error).message))

    def _pause(self, books: Books, queue: str, failure: Failure) -> None:
        what = f"{failure.message.rstrip('.')} [{failure.code}]"
        reason = f"{what}. {cure(failure.hint)}".rstrip(". ")
        if pause(books, queue, ITSELF, reason):
            self._reported.append(QueuePaused(queue=queue, reason=reason))

    def _keep_circuit(self, books: Books, kind: str, calls: Sequence[Failure | None]) -> None:
        if limiters.answered(books, limiters.of_kind(kind), calls):
            reason = next(failure.message for failure in reversed(calls) if failure is not None)
            self._reported.append(CircuitOpened(kind=kind, reason=reason))

    def charge(self, books: Books, job: Job[Any], failure: Failure, *, crashed: bool) -> None:
        """An attempt ended without an outcome: the worker died under it, or its time was over."""
        self._fail(books, job.kind, [(job, failure)], crashed=crashed)

    def failed_early(self, books: Books, job: Job[Any], failure: Failure) -> None:
        """Fail a job that `load` refused."""
        self._fail(books, job.kind, [(job, failure)])

    def discarded(self, books: Books, job: Job[Any], why: Discard) -> None:
        """End a job for which there is nothing to do (S4, T3)."""
        failure = why.as_failure()
        if discard(books, [(job, failure)]):
            self.late([job])
        else:
            attempt = self._attempt(books, job, failure)
            self._reported.append(_ended(job, "discarded", failure, attempt=attempt))

    def _attempt(self, books: Books, job: Job[Any], failure: Failure) -> Attempt:
        """The start that ended with this failure."""
        seconds = max(0, books.now - job.started_at) / 1000
        return attempt_of(job, self._policies.kind(job.kind), code=failure.code, seconds=seconds)

    # Jobs that go back

    def _goes_on(self, books: Books, job: Job[Any], why: Unfinished, failed: list[tuple[Job[Any], Failure]]) -> None:
        """A job of many items whose call had no time for the rest: uncharged, if this start brought any (R1)."""
        if has_brought_items(books, job):
            self.give_back(books, [job], "unfinished", why.reason)
        else:
            failed.append((job, why.as_failure()))

    def halve(self, books: Books, call: WorkCall, code: str, message: str) -> None:
        """Give the jobs of a call back, to go as two halves."""
        self.suspects.split([job.id for job in call.jobs])
        self.give_back(books, call.jobs, code, message)

    def give_back(self, books: Books, jobs: Sequence[Job[Any]], code: str, message: str) -> None:
        """These jobs did not get their chance: they are ready again, uncharged (R1)."""
        late = give_back(books, jobs, code, message)
        if late:
            self.late(late)
        gone = {job.id for job in late}
        returned = tuple(job.id for job in jobs if job.id not in gone)
        self.given_back += len(returned)
        self._reported.append(Returned(jobs=returned, reason=message))

    def _waits(self, books: Books, job: Job[Any], why: GivenBack | Postponed) -> None:
        if isinstance(why, Postponed):
            self.postponed(books, job, why)
        else:
            self.give_back(books, [job], why.code, why.reason)

    def postponed(self, books: Books, job: Job[Any], why: Postponed) -> None:
        """This job has nothing to do before something else comes: it waits for that, uncharged."""
        if not postpone(books, job, why.seconds, why.code, why.reason):
            self.late([job])
            return
        self.given_back += 1
        self._reported.append(Returned(jobs=(job.id,), reason=why.reason))

    # Events

    def late(self, jobs: Sequence[Job[Any]]) -> None:
        """Something came for jobs whose lease is over; it changed nothing (R3)."""
        self._reported.append(_late(jobs))

    def report(self, event: Event) -> None:
        """Report an event once this turn is committed."""
        self._reported.append(event)

    def expired(self, job: Brief) -> None:
        """A job ended, for nobody started it in time."""
        failure = Failure(code="expired", message=claim.EXPIRED, hint=expiry.CURE)
        self._reported.append(_ended(job, "failed", failure))

    def take_reported(self) -> list[Event]:
        """The events of this turn."""
        reported, self._reported = self._reported, []
        return reported


def _blames_no_job(answer: Answered) -> bool:
    """Would any other jobs have failed in this call, too?"""
    return all(one.way == "failed" and decode_failure(one.value).blames_no_job for one in answer.outcomes)


def _words_of_providers(answers: Sequence[Answered]) -> dict[str, list[Failure | None]]:
    """By kind what calls mean for its circuit (T4): a passing failure of the provider, or None for an answer."""
    found: dict[str, list[Failure | None]] = defaultdict(list)
    for answer in answers:
        if answer.halve:
            continue
        if any(outcome.way == "done" for outcome in answer.outcomes):
            found[answer.lane[1]].append(None)
            continue
        failures = [decode_failure(outcome.value) for outcome in answer.outcomes if outcome.way == "failed"]
        passing = [failure for failure in failures if failure.provider and failure.retryable]
        found[answer.lane[1]] += passing[-1:]
    return found


def _late(jobs: Sequence[Job[Any]]) -> Late:
    return Late(jobs=tuple(job.id for job in jobs), fences=tuple(job.fence for job in jobs))


def _done(queue: str, results: Sequence[Result], policy: Policy) -> Ended:
    jobs = tuple(one.job.id for one in results)
    attempts = attempts_of(((one.job, one.seconds) for one in results), policy)
    return Ended(queue=queue, kind=results[0].job.kind, state="done", jobs=jobs, attempts=attempts)


def _ended(
    job: Job[Any] | Brief,
    state: Any,
    failure: Failure,
    tries: tuple[int, int] | None = None,
    attempt: Attempt | None = None,
) -> Ended:
    return Ended(
        queue=job.queue,
        kind=job.kind,
        state=state,
        jobs=(job.id,),
        code=failure.code,
        message=failure.message,
        hint=failure.hint,
        tries=tries,
        attempts=() if attempt is None else (attempt,),
    )
