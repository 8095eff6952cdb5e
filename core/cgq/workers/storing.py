"""What came back from the engine goes into the database: results, failures, losses (S3, R1, R3, C5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.errors import Failure
from cgq.events import CircuitOpened, Ended, Late, QueuePaused, Returned, WorkerLost
from cgq.queue import limits
from cgq.queue.books import SQL
from cgq.queue.enqueue import enqueue
from cgq.queue.job import MAX_RESULT
from cgq.queue.operate import pause
from cgq.queue.settle import discard, fail, finish, give_back
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.events import Event
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.workers.engine import Answered, Lost, WorkCall
    from cgq.workers.roster import Roster

    Loaded = tuple[Job, msgspec.Raw]


class Storing:
    """Stores outcomes in the books of one turn; keeps who must go in smaller batches."""

    def __init__(self, roster: Roster, emit: Callable[[Event], None]) -> None:
        self._roster = roster
        self._emit = emit
        self._smaller: dict[int, int] = {}
        self._told: list[Event] = []

    # Answers

    def answered(self, books: Books, answers: Sequence[Answered]) -> None:
        """Store what calls brought."""
        done: dict[str, list[tuple[Job, Any, float]]] = defaultdict(list)
        failed: dict[str, list[tuple[Job, Failure]]] = defaultdict(list)
        for answer in answers:
            if answer.halve:
                self._halve(books, answer.call, "batch_refused", "A fellow of its batch may be at fault.")
                continue
            seconds = answer.seconds / len(answer.call.jobs)
            for job, (ok, value) in zip(answer.call.jobs, answer.outcomes, strict=True):
                result = self._roster.decode(job.kind, value) if ok else _failure(value)
                if isinstance(result, Failure):
                    failed[job.kind].append((job, result))
                else:
                    done[job.kind].append((job, result, seconds))
        for kind, results in done.items():
            self._store(books, kind, results)
        for kind, failures in failed.items():
            self._fail(books, kind, self._without_fellows(books, failures))
            self._keep_circuit(books, kind, failures, len(done.get(kind, ())))
        for kind in done.keys() - failed.keys():
            self._keep_circuit(books, kind, [], len(done[kind]))

    def _without_fellows(self, books: Books, failures: list[tuple[Job, Failure]]) -> list[tuple[Job, Failure]]:
        """An error that pauses the queue is told by one job; its fellows keep their attempts (T4)."""
        told = {row[0] for row in books.tx.all(SQL["pauses"])}
        fellows: list[Job] = []
        others: list[tuple[Job, Failure]] = []
        for job, failure in failures:
            if failure.pauses_queue and job.queue in told:
                fellows.append(job)
                continue
            others.append((job, failure))
            if failure.pauses_queue:
                told.add(job.queue)
        if fellows:
            self._return(books, fellows, "queue_paused", "An error that would meet every other job paused the queue.")
        return others

    def _store(self, books: Books, kind: str, results: Sequence[tuple[Job, Any, float]]) -> None:
        try:
            with books.savepoint():
                told = self._store_together(books, kind, results)
        except (Exception, SystemExit) as error:  # a stage's store fails its jobs, never the supervisor (R5)
            if not books.is_open():
                raise
            if len(results) == 1:
                self._fail(books, kind, [(results[0][0], Failure.of(error))])
                return
            for result in results:
                self._store(books, kind, [result])
            return
        self._told += told

    def _store_together(self, books: Books, kind: str, results: Sequence[tuple[Job, Any, float]]) -> list[Event]:
        stage = self._roster.stages[kind]
        summaries = [_small(stage.summary(result)) for _, result, _ in results]
        late = finish(
            books,
            [(job, small, seconds) for (job, _, seconds), small in zip(results, summaries, strict=True)],
        )
        told: list[Event] = []
        if late:
            gone = set(late)
            told.append(Late(jobs=tuple(job.id for job in late)))
            results = [entry for entry in results if entry[0] not in gone]
        following = list(stage.store(books.tx, [(job, result) for job, result, _ in results]))
        if following:
            enqueue(books, following)
        for queue in {job.queue for job, _, _ in results}:
            jobs = tuple(job.id for job, _, _ in results if job.queue == queue)
            told.append(Ended(queue=queue, kind=kind, state="done", jobs=jobs))
        return told

    # Failures

    def _fail(self, books: Books, kind: str, lost: Sequence[tuple[Job, Failure]], *, crashed: bool = False) -> None:
        settled = fail(books, lost, crashed=crashed)
        if settled.late:
            self._told.append(Late(jobs=tuple(job.id for job in settled.late)))
        if settled.failed:
            self._remember(books, kind, settled.failed)
        for state, moved in (("failed", settled.failed), ("scheduled", settled.waiting)):
            self._told += [_ended(job, state, failure) for job, failure in moved]
        for job, failure in settled.failed + settled.waiting:
            if failure.pauses_queue:
                self._pause(books, job.queue, failure)

    def _remember(self, books: Books, kind: str, failed: Sequence[tuple[Job, Failure]]) -> None:
        try:
            with books.savepoint():
                self._roster.stages[kind].failed(books.tx, failed)
        except (Exception, SystemExit) as error:  # the failures themselves are kept; this one is told
            if not books.is_open():
                raise
            self._told.append(WorkerLost(kind=kind, cause="failed_hook", message=str(error)))

    def _pause(self, books: Books, queue: str, failure: Failure) -> None:
        reason = f"{failure.message} [{failure.code}]"
        if pause(books, queue, "cgq", reason):
            self._told.append(QueuePaused(queue=queue, reason=reason))

    def _keep_circuit(self, books: Books, kind: str, failures: Sequence[tuple[Job, Failure]], succeeded: int) -> None:
        if self._roster.host(kind) != "threads":
            return
        opened = limits.provider_answered(books, kind, [failure for _, failure in failures], succeeded)
        if opened:
            self._told.append(CircuitOpened(kind=kind, reason=failures[-1][1].message))

    # Losses

    def lost(self, books: Books, losses: Sequence[Lost]) -> None:
        """Settle the jobs of fallen workers (R1, R5)."""
        for loss in losses:
            self._told.append(WorkerLost(kind=loss.lane[1], cause=loss.cause, message=loss.message))
            for call in loss.innocent:
                self._return(books, call.jobs, "worker_lost", "Its worker fell while it was at another job.")
            if loss.guilty is None:
                continue
            if len(loss.guilty.jobs) > 1:
                self._halve(books, loss.guilty, "batch_lost", "Its batch took the worker down.")
            else:
                self._charge(books, loss, loss.guilty.jobs[0])

    def _charge(self, books: Books, loss: Lost, job: Job) -> None:
        if loss.cause == "timeout":
            failure = Failure(code="timeout", message=loss.message[0].upper() + loss.message[1:] + ".")
            self._fail(books, job.kind, [(job, failure)])
        else:
            failure = Failure(code="crash", message=f"The worker died under it: {loss.message}.")
            self._fail(books, job.kind, [(job, failure)], crashed=True)

    def _halve(self, books: Books, call: WorkCall, code: str, message: str) -> None:
        for job in call.jobs:
            self._smaller[job.id] = max(1, len(call.jobs) // 2)
        self._return(books, call.jobs, code, message)

    def _return(self, books: Books, jobs: Sequence[Job], code: str, message: str) -> None:
        late = {job.id for job in give_back(books, jobs, code, message)}
        if late:
            self._told.append(Late(jobs=tuple(late)))
        self._told.append(Returned(jobs=tuple(job.id for job in jobs if job.id not in late), reason=message))

    def batches(self, loaded: Sequence[Loaded], most: int) -> list[Sequence[Loaded]]:
        """Pack jobs into calls of at most `most`; suspects go with no more fellows than they may have."""
        found: list[Sequence[Loaded]] = []
        free = [entry for entry in loaded if entry[0].id not in self._smaller]
        found += [free[start : start + most] for start in range(0, len(free), most)]
        suspects = [entry for entry in loaded if entry[0].id in self._smaller]
        while suspects:
            size = min(most, self._smaller[suspects[0][0].id])
            found.append(suspects[:size])
            suspects = suspects[size:]
        return found

    # What needs no compute

    def known(self, books: Books, kind: str, results: Sequence[tuple[Job, Any]]) -> None:
        """Store results that `load` found already there."""
        if results:
            self._store(books, kind, [(job, result, 0.0) for job, result in results])

    def gone(self, books: Books, job: Job, message: str) -> None:
        """Discard a job whose record was deleted (S4)."""
        failure = Failure(code="record_gone", message=message, retryable=False)
        discard(books, [(job, failure)])
        self._told.append(_ended(job, "discarded", failure))

    def failed_early(self, books: Books, job: Job, failure: Failure) -> None:
        """Fail a job that `load` refused; arguments that can't be decoded are discarded (T3)."""
        if failure.code == "bad_arguments":
            discard(books, [(job, failure)])
            self._told.append(_ended(job, "discarded", failure))
        else:
            self._fail(books, job.kind, [(job, failure)])

    def take_told(self) -> list[Event]:
        """The events of this turn, to tell once it is committed."""
        told, self._told = self._told, []
        return told


def _ended(job: Job, state: Any, failure: Failure) -> Ended:
    return Ended(
        queue=job.queue,
        kind=job.kind,
        state=state,
        jobs=(job.id,),
        code=failure.code,
        message=failure.message,
        hint=failure.hint,
    )


def _failure(value: msgspec.Raw) -> Failure:
    try:
        return wire.decode_failure.decode(value)
    except msgspec.DecodeError as error:
        return Failure(code="bad_result", message=f"The worker answered something that is no failure: {error}")


def _small(summary: Any) -> str | None:
    if summary is None:
        return None
    text = wire.encode(summary)
    if len(text) > MAX_RESULT:
        text = wire.encode({"truncated": True, "bytes": len(text)})
    return text.decode()
